import {
  plain,
  type Block,
  type ChartBlock,
  type FoldBlock,
  type FormBlock,
  type Inline,
  type Input,
  type Rich,
  type TableBlock,
} from '../card.ts';

/**
 * Too much for one card, in words of the grammar: how a block is cut in two, and what a block becomes that cannot be
 * cut. No platform's word stands here; what fits is told by the caller.
 */

/** How many pieces a block can be cut into; 1 when it cannot be cut. */
export function lengthOf(block: Block): number {
  switch (block.kind) {
    case 'text':
    case 'note':
      return plain(block.text).length;
    case 'fields':
    case 'steps':
      return block.items.length;
    case 'table':
      return block.rows.length - (block.total ? 1 : 0);
    case 'fold':
      return block.blocks.length;
    case 'actions':
      return block.buttons.length;
    default:
      return 1;
  }
}

/** A block in two: the first `at` of its pieces and the rest. A table's total stays with the last rows. */
export function cut(block: Block, at: number): [Block, Block] {
  switch (block.kind) {
    case 'text':
    case 'note': {
      const [head, tail] = cutRich(block.text, at);
      return [
        { ...block, text: head },
        { ...block, text: tail },
      ];
    }
    case 'fields':
      return [
        { ...block, items: block.items.slice(0, at) },
        { ...block, items: block.items.slice(at) },
      ];
    case 'steps':
      return [
        { ...block, items: block.items.slice(0, at) },
        { ...block, items: block.items.slice(at) },
      ];
    case 'actions':
      return [
        { ...block, buttons: block.buttons.slice(0, at) },
        { ...block, buttons: block.buttons.slice(at) },
      ];
    case 'fold':
      return [
        { ...block, blocks: block.blocks.slice(0, at) },
        { ...block, title: continued(block.title), blocks: block.blocks.slice(at) },
      ];
    case 'table':
      return cutTable(block, at);
    default:
      return [block, block];
  }
}

const CONTINUED = '（续）';
const continued = (title: string): string => (title.endsWith(CONTINUED) ? title : title + CONTINUED);

function cutTable(block: TableBlock, at: number): [TableBlock, TableBlock] {
  const { total: _total, more: _more, ...head } = block;
  return [
    { ...head, rows: block.rows.slice(0, at) },
    { ...block, caption: continued(block.caption ?? ''), rows: block.rows.slice(at) },
  ];
}

/** The first rows of a table, its total kept, with the number of all others and the page on which they stand. */
export function firstRows(block: TableBlock, at: number, page: string): TableBlock {
  const last = block.rows.length - (block.total ? 1 : 0);
  const count = last - at + (block.more?.count ?? 0);
  const rows = [...block.rows.slice(0, at), ...block.rows.slice(last)];
  return { ...block, rows, more: { count, page: block.more?.page ?? page } };
}

/** Where a text may be cut without breaking a word or a sentence. */
const BREAKS = /[\s。；，、！？;,.]/;
/** So far back one looks for such a place. */
const BACK = 200;

function cutRich(rich: Rich, at: number): [Rich, Rich] {
  const text = plain(rich);
  const place = breakBefore(text, at);
  if (typeof rich === 'string') return [text.slice(0, place), text.slice(place)];
  const head: Inline[] = [];
  const tail: Inline[] = [];
  let left = place;
  for (const piece of rich) {
    const words = plain([piece]);
    if (words.length <= left) head.push(piece);
    else if (left <= 0) tail.push(piece);
    else {
      head.push(withText(piece, words.slice(0, left)));
      tail.push(withText(piece, words.slice(left)));
    }
    left -= words.length;
  }
  return [head, tail];
}

function breakBefore(text: string, at: number): number {
  for (let place = at; place > Math.max(1, at - BACK); place -= 1)
    if (BREAKS.test(text.charAt(place - 1))) return place;
  // Never between the halves of one character.
  return at > 1 && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;
}

const withText = (piece: Inline, text: string): Inline =>
  typeof piece === 'string' || 'person' in piece ? text : { ...piece, text };

/**
 * What a block becomes that is too large and cannot be cut further: a chart its figures, a row its cells, a cell its
 * words. Nothing when there is no smaller form of it.
 */
export function simpler(block: Block): Block[] {
  switch (block.kind) {
    case 'chart':
      return [chartTable(block)];
    case 'table':
      return [
        ...captionText(block.caption),
        ...block.rows.map((row, i) => rowFields(block, row, i)),
        ...moreText(block),
      ];
    case 'fields':
      return block.items.flatMap(({ label, value }): Block[] => [
        { kind: 'text', text: [{ text: label, bold: true }] },
        { kind: 'text', text: value },
      ]);
    case 'steps':
      return block.items.map(({ label, note }): Block => ({
        kind: 'text',
        text: note ? `${label} ${note}` : label,
      }));
    case 'fold':
      return simplerFold(block);
    case 'form':
      return simplerForm(block);
    default:
      return [];
  }
}

/** Lists up to here are picked from, never typed. */
const PICKED_MOST = 10;

/**
 * A form with its longest list typed instead of picked: the handlers read names as well as codes, as they do in
 * sheets. Nothing when no list is long.
 */
function simplerForm(form: FormBlock): Block[] {
  const length = ({ kind, options = [] }: Input) => (kind === 'choice' ? options.length : 0);
  const longest = Math.max(0, ...form.inputs.map(length));
  if (longest <= PICKED_MOST) return [];
  const at = form.inputs.findIndex((input) => length(input) === longest);
  return [{ ...form, inputs: form.inputs.map((input, i) => (i === at ? typedChoice(input) : input)) }];
}

function typedChoice({ options = [], value, hint, ...input }: Input): Input {
  const chosen = options.find((option) => option.value === value);
  const examples = options.slice(0, 2).map(({ label }) => `“${label}”`);
  const how = `可填 ${options.length} 种，如${examples.join('')}`;
  return {
    ...input,
    kind: 'text',
    ...(chosen ? { value: chosen.label } : {}),
    hint: hint ? `${hint}；${how}` : how,
  };
}

const captionText = (caption = ''): Block[] =>
  caption ? [{ kind: 'text', text: [{ text: caption, bold: true }] }] : [];

const moreText = ({ more }: TableBlock): Block[] =>
  more
    ? [{ kind: 'note', text: [{ text: `还有 ${more.count} 行，查看全部 ›`, link: { page: more.page } }] }]
    : [];

const rowFields = ({ columns }: TableBlock, row: readonly Rich[], i: number): Block => ({
  kind: 'fields',
  items: row.map((value, at) => ({ label: columns[at]?.label || `第 ${i + 1} 行`, value, wide: true })),
});

/** The figures of a chart as rows: a category each. */
function chartTable({ title, categories, series, unit }: ChartBlock): TableBlock {
  const value = (number: number | null | undefined) =>
    number === null || number === undefined ? '—' : `${number}${unit === '%' ? '%' : ''}`;
  return {
    kind: 'table',
    caption: title,
    columns: [{ label: '' }, ...series.map(({ name }) => ({ label: name, align: 'right' as const }))],
    rows: categories.map((category, i) => [category, ...series.map(({ values }) => value(values[i]))]),
  };
}

/** The first block of a fold is made smaller; one that cannot be stands outside the fold. */
function simplerFold(fold: FoldBlock): Block[] {
  const [large, ...rest] = fold.blocks;
  if (!large) return [];
  const half = Math.floor(lengthOf(large) / 2);
  const smaller = half > 0 ? cut(large, half) : simpler(large);
  const inner = smaller.filter((block) => block.kind !== 'form' && block.kind !== 'fold');
  if (inner.length === 0) return [large, ...(rest.length > 0 ? [{ ...fold, blocks: rest }] : [])];
  return [{ ...fold, blocks: [...inner, ...rest] }];
}
