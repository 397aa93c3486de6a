import { plain, type Block, type Button, type Card, type FieldsBlock, type Rich } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { actionsIn, cleaned, short } from '../text.ts';
import { wecomLine } from './text.ts';

/** A Card taken apart into what a template card has places for, and the rest. */
export interface Layout {
  title: string;
  desc: string;
  /** Paragraphs under the title. */
  lines: string[];
  rows: { label: string; value: string }[];
  buttons: Button[];
  /** Blocks, and parts of blocks, for which a template card has no place. */
  rest: Block[];
}

/** One row is kept for the way to what is not shown. */
const ROWS = WECOM.rows - 1;

/**
 * Puts each block where it fits whole: texts under the title, short pairs into rows, everything that can be done among
 * the buttons. Nothing is cut: what does not fit is rest.
 * @param page where forms are filled in
 */
export function layoutOf(card: Card, page: string): Layout {
  const title = wecomLine(card.title) || wecomLine(card.summary) || '通知';
  const desc = wecomLine(card.subtitle ?? '');
  const layout: Layout = {
    title: short(title, WECOM.title),
    desc: short(desc, WECOM.titleDesc),
    lines: [],
    rows: [],
    buttons: [],
    rest: [
      ...(title.length > WECOM.title ? [{ kind: 'text' as const, text: title }] : []),
      ...(desc.length > WECOM.titleDesc ? [{ kind: 'text' as const, text: desc }] : []),
    ],
  };
  for (const block of card.blocks) place(block, layout, page);
  return layout;
}

function place(block: Block, layout: Layout, page: string): void {
  switch (block.kind) {
    case 'text':
    case 'note':
      layout.buttons.push(...buttonsIn(block.text));
      return placeWords(plain(block.text), block, layout);
    case 'steps':
      return placeWords(stepWords(block.items), block, layout);
    case 'fields':
      return placeFields(block, layout);
    case 'actions':
      layout.buttons.push(...block.buttons);
      return;
    case 'form':
      // Neither kind of WeCom card takes files: they come as messages, or by the page.
      for (const { label, kind } of block.inputs)
        if (kind === 'files') {
          const text = `${label}：请把文件发给我`;
          placeWords(text, { kind: 'note', text }, layout);
        }
      layout.buttons.push({ label: block.submit.label, page, style: 'primary' });
      layout.rest.push(block);
      return;
    case 'table': {
      const buttons = block.rows.flat().flatMap(buttonsIn);
      layout.rest.push(block, ...(buttons.length > 0 ? [{ kind: 'actions' as const, buttons }] : []));
      return;
    }
    case 'fold':
      return placeFold(block, layout, page);
    case 'rule':
      return;
    default:
      layout.rest.push(block);
  }
}

const buttonsIn = (rich: Rich): Button[] => actionsIn(rich).map(({ label, ref }) => ({ ...ref, label }));

/** Once a text did not fit, the later ones follow it: what is read stays in its order. */
function placeWords(text: string, block: Block, { lines, rest }: Layout): void {
  const words = cleaned(text).trim();
  if (words === '') return;
  const isBehind = rest.some(({ kind }) => kind === 'text' || kind === 'note');
  if (!isBehind && [...lines, words].join('\n').length <= WECOM.subtitle) lines.push(words);
  else rest.push(block);
}

const SIGNS = { done: '✓', now: '●', todo: '○' } as const;

/** ✓ 填报 ● 审核 ○ 认定 */
export const stepWords = (items: Extract<Block, { kind: 'steps' }>['items']): string =>
  items.map(({ label, state, note }) => `${SIGNS[state]} ${label}${note ? `（${note}）` : ''}`).join(' ');

function placeFields(block: FieldsBlock, layout: Layout): void {
  const left = block.items.filter(({ label, value }) => {
    layout.buttons.push(...buttonsIn(value));
    const row = { label: wecomLine(label), value: wecomLine(plain(value)) };
    const fits = isWithin(row.label, WECOM.rowName) && isWithin(row.value, WECOM.rowValue);
    if (!fits || layout.rows.length >= ROWS) return true;
    layout.rows.push(row);
    return false;
  });
  if (left.length > 0) layout.rest.push({ ...block, items: left });
}

const isWithin = (text: string, most: number): boolean => text !== '' && text.length <= most;

/** What can be done in a fold comes out of it; there is no folding here. */
function placeFold(block: Extract<Block, { kind: 'fold' }>, layout: Layout, page: string): void {
  const [acted, read] = [true, false].map((isAct) =>
    block.blocks.filter(({ kind }) => (kind === 'actions') === isAct),
  );
  for (const inner of acted ?? []) place(inner, layout, page);
  if (read && read.length > 0) layout.rest.push({ ...block, blocks: read });
}
