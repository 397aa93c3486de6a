import type { Block, Card, TableBlock, Tone } from '../card.ts';
import { elementsOf, type BlockOptions } from './feishu/blocks.ts';
import { fitsInputs, withNames } from './feishu/form.ts';
import { sizeOf } from './feishu/measure.ts';
import { widthOf, withColumnNames } from './feishu/table.ts';
import { feishuPageUrl, plainText } from './feishu/text.ts';
import type { FeishuCard, RootElement, Template } from './feishu/types.ts';
import { CARDS_MOST, FEISHU } from './limits.ts';
import { countedWords, wholePage } from './overflow.ts';
import { pack, remembered, type Cost, type Packed } from './pack.ts';
import { firstRows } from './split.ts';
import { cleaned, short } from './text.ts';

export interface FeishuOptions extends BlockOptions {
  /**
   * The page on which the whole card can be read; what finds no room is linked there. Default: the page of the card's
   * first table, else the home page.
   */
  page?: string;
}

/**
 * A Card as one Feishu card (JSON 2.0), for a message that is updated in place: always within every limit. What does
 * not fit is counted and linked, buttons and forms last of all. Never throws for what a card holds.
 */
export function feishuCard(card: Card, options: FeishuOptions): FeishuCard {
  const [only] = render(card, options, 1);
  return only;
}

/** A Card as the Feishu cards it takes to show it, at most five, each within every limit; usually one. */
export function feishuCards(card: Card, options: FeishuOptions): readonly [FeishuCard, ...FeishuCard[]] {
  return render(card, options, CARDS_MOST);
}

function render(card: Card, options: FeishuOptions, cards: number): [FeishuCard, ...FeishuCard[]] {
  const page = wholePage(card, options.page);
  const blocks = card.blocks.flatMap((block) => settled(block, options.page));
  const elements = remembered((block) => elementsOf(block, options));
  const packed = pack(withNames([...longHeads(card), ...blocks]), {
    cost: (block) => costOf(block, elements(block)),
    most: roomOf(card),
    cards,
    page,
  });
  const [first = [], ...others] = packed.cards.map((held, i) => {
    const isLast = i === packed.cards.length - 1;
    return withColumnNames([...held.flatMap(elements), ...(isLast ? movedLines(packed, page, options) : [])]);
  });
  const count = others.length + 1;
  return [
    envelope(card, first, 1, count),
    ...others.map((elements, i) => envelope(card, elements, i + 2, count)),
  ];
}

const TEMPLATES: Readonly<Record<Tone, Template>> = {
  info: 'blue',
  good: 'green',
  warn: 'orange',
  bad: 'red',
  quiet: 'grey',
};

function envelope(card: Card, elements: readonly RootElement[], number: number, of: number): FeishuCard {
  const part = of > 1 ? `（${number}/${of}）` : '';
  const title = headOf(card.title) || headOf(card.summary) || '通知';
  const subtitle = headOf(card.subtitle ?? '');
  const summary = headOf(card.summary) || title;
  const isWide = elements.some(({ tag }) => tag === 'table' || tag === 'chart');
  return {
    schema: '2.0',
    config: {
      update_multi: true,
      width_mode: isWide ? 'fill' : 'default',
      summary: { content: short(summary, FEISHU.summary) + part },
    },
    header: {
      title: plainText(short(title, FEISHU.title) + part),
      ...(subtitle ? { subtitle: plainText(subtitle, FEISHU.subtitle) } : {}),
      template: TEMPLATES[card.tone],
    },
    body: {
      elements:
        elements.length > 0 ? elements : [{ tag: 'div', text: plainText(short(summary, FEISHU.summary)) }],
    },
  };
}

const headOf = (text: string): string => cleaned(text).trim();

/** A heading that the platform would cut stands once more, whole, as a text. */
function longHeads({ title, subtitle = '' }: Card): Block[] {
  return [
    ...(title.length > FEISHU.title ? [{ kind: 'text' as const, text: title }] : []),
    ...(subtitle.length > FEISHU.subtitle ? [{ kind: 'text' as const, text: subtitle }] : []),
  ];
}

/** What is settled before anything is packed: rows beyond what is read in a chat, headings too long for their place. */
function settled(block: Block, page: string | undefined): Block[] {
  if (block.kind === 'table') return settledTable(block, page);
  // Headings travel with every piece of a part that is cut: a long one stands once, inside.
  if (block.kind === 'fold' && block.title.length > FEISHU.title) {
    const whole: Block = { kind: 'text', text: block.title };
    return [{ ...block, title: short(block.title, FEISHU.title), blocks: [whole, ...block.blocks] }];
  }
  if (block.kind === 'image' && block.alt.length > FEISHU.title)
    return [
      { ...block, alt: short(block.alt, FEISHU.title) },
      { kind: 'note', text: block.alt },
    ];
  return [block];
}

function settledTable(block: TableBlock, page: string | undefined): Block[] {
  const { caption = '' } = block;
  const link = block.more?.page ?? page;
  const isLong = block.rows.length > FEISHU.tableRows && link !== undefined;
  const table = isLong ? firstRows(block, FEISHU.tableRows - (block.total ? 1 : 0), link) : block;
  if (caption.length <= FEISHU.title) return [table];
  return [
    { kind: 'text', text: caption },
    { ...table, caption: short(caption, FEISHU.title) },
  ];
}

/** The lines about what was moved: bytes and elements. */
const LINES_BYTES = 3_000;
const LINES_ELEMENTS = 10;

/** What one card holds besides its head and those lines: bytes, elements, tables, charts. */
function roomOf(card: Card): Cost {
  const head = sizeOf(envelope(card, [], CARDS_MOST, CARDS_MOST));
  return [
    FEISHU.bodyBytes - FEISHU.requestBytes - LINES_BYTES - head.bytes,
    FEISHU.elements - LINES_ELEMENTS - head.elements,
    FEISHU.tables,
    FEISHU.charts,
  ];
}

function costOf(block: Block, made: readonly RootElement[]): Cost {
  const { bytes, elements, tables, charts } = sizeOf(made);
  return [isPossible(block) ? bytes : Infinity, elements, tables, charts];
}

/** Limits that more cards do not help against. */
function isPossible(block: Block): boolean {
  if (block.kind === 'table')
    return block.rows.length <= FEISHU.tableRows && widthOf(block) <= FEISHU.tableColumns;
  if (block.kind === 'form') return fitsInputs(block);
  return true;
}

/** What was moved, counted in the words of the reader, and where it is. */
function movedLines({ moved }: Packed, page: string, options: FeishuOptions): RootElement[] {
  if (moved.length === 0) return [];
  const text = `篇幅所限，未显示：${countedWords(moved)}。`;
  const url = feishuPageUrl(page, options.publicUrl) ?? options.publicUrl;
  return [
    ...elementsOf({ kind: 'note', text }, options),
    {
      tag: 'button',
      text: plainText('在网页中查看全部'),
      type: 'default',
      behaviors: [{ type: 'open_url', default_url: url }],
    },
  ];
}
