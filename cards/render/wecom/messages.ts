import type { Block, Card } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { countedWords } from '../overflow.ts';
import { pack } from '../pack.ts';
import { headed } from './headings.ts';
import { DIALECTS, isLink, proseOf } from './prose.ts';
import { bytesOf, label } from './text.ts';
import type { MarkdownMessage, TextMessage } from './types.ts';

export interface ProseMessages {
  messages: readonly [ProseMessage, ...ProseMessage[]];
  /** Whether nothing of the blocks could be said. */
  isBlank: boolean;
  /** What stands in no message; the last one tells of it. */
  moved: readonly Block[];
}
export type ProseMessage = MarkdownMessage | TextMessage;
export type ProseKind = ProseMessage['msgtype'];

export interface MessageOptions {
  publicUrl: string;
  /** The page on which the whole card stands, as a path and as an address. */
  page: string;
  whole: string;
  /** How many messages there may be. */
  most: number;
}

/** Besides head and foot: （5/5）, line breaks, and counts that grow when a block is counted in parts. */
const PART_BYTES = 120;

const messageOf = (kind: ProseKind, content: string): ProseMessage =>
  kind === 'markdown' ? { msgtype: kind, markdown: { content } } : { msgtype: kind, text: { content } };

/** Blocks as messages, each headed by the title; the last one leads to the page, and tells what none of them holds. */
export function proseMessages(
  card: Card,
  blocks: readonly Block[],
  kind: ProseKind,
  options: MessageOptions,
): ProseMessages {
  const { publicUrl, page, whole, most } = options;
  const dialect = DIALECTS[kind];
  const head = dialect.bold(dialect.escape(label(card.title, WECOM.title, '通知')));
  const way = dialect.link('在网页中查看全部', whole);
  const foot = (moved: readonly Block[]) => {
    const counted = countedWords(moved);
    return counted === '' ? way : `未显示：${counted}。${way}`;
  };
  const prose = (held: readonly Block[]) => proseOf(held, { dialect, publicUrl });
  const { cards, moved } = pack(
    headed(blocks.flatMap(unfolded)).flatMap((block) => linksApart(block, publicUrl)),
    {
      cost: (block) => [isSayable(block, publicUrl) ? bytesOf(prose([block])) + 1 : Infinity],
      most: [WECOM.messageBytes - bytesOf(head) - bytesOf(foot(blocks)) - PART_BYTES],
      cards: most,
      page,
    },
  );
  const make = (held: readonly Block[], i: number): ProseMessage => {
    const part = cards.length > 1 ? `（${i + 1}/${cards.length}）` : '';
    const last = i === cards.length - 1 ? foot(moved) : '';
    return messageOf(kind, [head + part, prose(held), last].filter((text) => text !== '').join('\n'));
  };
  const [first = [], ...others] = cards;
  return {
    messages: [make(first, 0), ...others.map((held, i) => make(held, i + 1))],
    isBlank: cards.every((held) => prose(held) === ''),
    moved,
  };
}

/** Nothing folds here, and parts are cut off more finely than folds. */
function unfolded(block: Block): readonly Block[] {
  if (block.kind !== 'fold') return [block];
  const title: Block[] = block.title ? [{ kind: 'text', text: [{ text: block.title, bold: true }] }] : [];
  return [...title, ...block.blocks];
}

/** What is pressed cannot be said; pages can. */
const isSayable = (block: Block, publicUrl: string): boolean =>
  block.kind === 'actions'
    ? block.buttons.every((button) => isLink(button, publicUrl))
    : block.kind !== 'form';

function linksApart(block: Block, publicUrl: string): Block[] {
  if (block.kind !== 'actions') return [block];
  return [true, false].flatMap((wanted): Block[] => {
    const buttons = block.buttons.filter((button) => isLink(button, publicUrl) === wanted);
    return buttons.length > 0 ? [{ kind: 'actions', buttons }] : [];
  });
}
