import { plain, type Inline, type Rich, type TableBlock, type TextPiece } from '../../card.ts';
import { FEISHU } from '../limits.ts';
import { actionPicker } from './buttons.ts';
import { cleaned } from '../text.ts';
import { escapeMd, isPlain, markdownOf, feishuPageUrl, smallPrint } from './text.ts';
import type { Inner, MarkdownElement, RootElement, TableColumn, TableElement } from './types.ts';

/** A table with its caption, the list of what its cells open, and where its other rows are. */
export function tableOf(block: TableBlock, publicUrl: string): (Inner | TableElement)[] {
  return around(block, publicUrl, nativeTable(block, publicUrl));
}

/**
 * The same inside a fold, where Feishu takes no table component: written in markdown, which it does take (feishu.md 5.3,
 * 5.5). Cells are escaped, so no text can break out of its cell.
 */
export function foldedTableOf(block: TableBlock, publicUrl: string): Inner[] {
  return around(block, publicUrl, markdownTable(block, publicUrl));
}

function around<T>(block: TableBlock, publicUrl: string, table: T): (Inner | T)[] {
  const { caption, rows, more } = block;
  const head: Inner[] = caption ? [captionOf(caption)] : [];
  const none: Inner[] = rows.length === 0 ? [smallPrint('（无）')] : [];
  return [
    ...head,
    ...(widthOf(block) > 0 ? [table] : []),
    ...none,
    ...actionPicker(rows.flat()),
    ...(more ? [moreLine(more, publicUrl)] : []),
  ];
}

const captionOf = (caption: string): MarkdownElement => ({
  tag: 'markdown',
  content: `**${escapeMd(caption)}**`,
});
function moreLine(more: { count: number; page: string }, publicUrl: string): Inner {
  const url = feishuPageUrl(more.page, publicUrl);
  const text = `还有 ${more.count} 行`;
  return url === undefined
    ? smallPrint(text)
    : { tag: 'markdown', content: `[${text}，查看全部 ›](${url})`, text_size: 'notation' };
}

/** Rows may be longer than the heading; what stands there is not lost. */
export const widthOf = ({ columns, rows }: TableBlock): number =>
  rows.reduce((most, row) => Math.max(most, row.length), columns.length);

const indexes = (block: TableBlock): number[] => Array.from({ length: widthOf(block) }, (_, i) => i);

/** Columns are named `_a0`, `_a1`, …; those of a card's second table `_b0`, … All names take the same room. */
const columnName = (table: number, column: number): string => `_${'abcde'.charAt(table)}${column}`;

/** Gives the columns of each table names that stand once in the card: names are the card's, not the table's (5.2). */
export function withColumnNames(elements: readonly RootElement[]): RootElement[] {
  const tables = elements.filter(({ tag }) => tag === 'table');
  return elements.map((element) =>
    element.tag === 'table' ? renamed(element, tables.indexOf(element)) : element,
  );
}

function renamed(table: TableElement, number: number): TableElement {
  if (number === 0) return table;
  const names = table.columns.map((_, i) => columnName(number, i));
  return {
    ...table,
    columns: table.columns.map((column, i) => ({ ...column, name: columnName(number, i) })),
    rows: table.rows.map((row) =>
      Object.fromEntries(Object.values(row).map((cell, i) => [names[i] ?? '', cell])),
    ),
  };
}

function nativeTable(block: TableBlock, publicUrl: string): TableElement {
  const columns = indexes(block).map((i) => columnOf(block, i, publicUrl));
  const rows = inOrder(block).map(({ cells, isTotal }) =>
    Object.fromEntries(
      columns.map(({ name, data_type }, i) => [name, cellOf(cells[i] ?? '', data_type, isTotal, publicUrl)]),
    ),
  );
  return {
    tag: 'table',
    page_size: Math.max(1, Math.min(FEISHU.tablePage, rows.length)),
    row_height: heightOf(block),
    freeze_first_column: columns.length > UNFROZEN_MOST,
    header_style: {
      background_style: 'grey',
      bold: true,
      text_align: 'left',
      lines: block.columns.some(({ label }) => label.length > ONE_LINE) ? 2 : 1,
    },
    columns,
    rows,
  };
}

/** A total at the end of a table of several pages would be seen by nobody: there it comes first. */
function inOrder({ rows, total }: TableBlock): { cells: readonly Rich[]; isTotal: boolean }[] {
  const marked = rows.map((cells, i) => ({ cells, isTotal: total === true && i === rows.length - 1 }));
  if (!total || rows.length <= FEISHU.tablePage) return marked;
  return [...marked.slice(-1), ...marked.slice(0, -1)];
}

/** A column without a name still has a heading: nothing that can be seen. */
const NAMELESS = '\u3000';

function columnOf(block: TableBlock, i: number, publicUrl: string): TableColumn {
  const column = block.columns[i];
  const isShown = block.rows.every((row) => isPlain(row[i] ?? '', { publicUrl }));
  return {
    name: columnName(0, i),
    display_name: cleaned(column?.label ?? '').trim() || NAMELESS,
    // Only what needs markup gets it: plain cells cannot be misread, and are a third of the size.
    data_type: isShown && !block.total ? 'text' : 'lark_md',
    horizontal_align: column?.align ?? (isNumerals(block, i) ? 'right' : 'left'),
    width: 'auto',
  };
}

const NUMERAL = /^[-+−]?[\d,]*\.?\d+\s*%?$/;
const BLANK = /^[—–-]?$/;

/** Columns of numerals read best flush right; a dash stands for an undefined number. */
function isNumerals({ rows }: TableBlock, i: number): boolean {
  const texts = rows.map((row) => plain(row[i] ?? '').trim()).filter((text) => !BLANK.test(text));
  return texts.length > 0 && texts.every((text) => NUMERAL.test(text));
}

const cellOf = (cell: Rich, type: TableColumn['data_type'], isTotal: boolean, publicUrl: string): string =>
  type === 'text' ? cleaned(plain(cell)) : markedCell(cell, isTotal, publicUrl);

function markedCell(cell: Rich, isTotal: boolean, publicUrl: string): string {
  const pieces = typeof cell === 'string' ? [cell] : cell;
  // Cells know no chips (feishu.md 5.5): people stand there by name.
  return markdownOf(isTotal ? pieces.map(bolder) : pieces, { publicUrl }, ' ');
}

function bolder(piece: Inline): TextPiece {
  if (typeof piece === 'string' || 'person' in piece) return { text: plain([piece]), bold: true };
  return { ...piece, bold: true };
}

/** More columns than this do not fit on a phone, and the first stays in sight. */
const UNFROZEN_MOST = 4;
/** Characters that stand on one line of a cell, and on two. */
const ONE_LINE = 12;
const TWO_LINES = 30;

function heightOf({ rows }: TableBlock): TableElement['row_height'] {
  const longest = Math.max(0, ...rows.flat().map((cell) => plain(cell).length));
  return longest <= ONE_LINE ? 'low' : longest <= TWO_LINES ? 'middle' : 'high';
}

function markdownTable(block: TableBlock, publicUrl: string): MarkdownElement {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const all = indexes(block);
  const heads = all.map((i) => escapeMd(block.columns[i]?.label ?? '', ' '));
  const rules = all.map((i) => RULES[block.columns[i]?.align ?? 'left']);
  const rows = block.rows.map((cells, at) => {
    const isTotal = block.total === true && at === block.rows.length - 1;
    return line(all.map((i) => markedCell(cells[i] ?? '', isTotal, publicUrl)));
  });
  return { tag: 'markdown', content: [line(heads), line(rules), ...rows].join('\n') };
}
const RULES = { left: ':--', right: '--:', center: ':-:' } as const;
