import {
  plain,
  type ActionsBlock,
  type Block,
  type Button,
  type Card,
  type FieldsBlock,
  type FormBlock,
  type Rich,
} from '../../card.ts';
import { WECOM } from '../limits.ts';
import { actionsIn, cleaned, short } from '../text.ts';
import type { ButtonOptions, Offer } from './buttons.ts';
import { headed } from './headings.ts';
import { NUMBER, offered } from './offers.ts';
import { wecomLine } from './text.ts';
import type { CardButton } from './types.ts';

/** A Card taken apart into what a template card has places for, and the rest. */
export interface Layout {
  title: string;
  desc: string;
  /** Paragraphs under the title. */
  lines: string[];
  rows: { label: string; value: string }[];
  buttons: readonly CardButton[];
  /** Whether they stand on a card of buttons; else they are ways to pages. */
  acts: boolean;
  /** Blocks, and parts of blocks, for which a template card has no place. */
  rest: Block[];
}

export interface LayoutOptions extends ButtonOptions {
  /** Where forms are filled in. */
  page: string;
}

/** A Card while it is taken apart. */
interface Placing extends Omit<Layout, 'buttons' | 'acts'> {
  offers: Offer[];
  /** Whether the texts right above all have their place: what answers them needs them. */
  isAskedHere: boolean;
  /** Whether a text had no room: those behind it follow it. */
  isFull: boolean;
  /** Letters that numbers before the lines may take. */
  numbers: number;
}

/** One row is kept for the way to what is not shown. */
const ROWS = WECOM.rows - 1;

/**
 * Puts each block where it fits whole: texts under the title, short pairs into rows, everything that can be done among
 * the buttons, as far as what it is about stands on the card, too. Nothing is cut: what does not fit is rest.
 */
export function layoutOf(card: Card, options: LayoutOptions): Layout {
  const title = wecomLine(card.title) || wecomLine(card.summary) || '通知';
  const desc = wecomLine(card.subtitle ?? '');
  const placing: Placing = {
    title: short(title, WECOM.title),
    desc: short(desc, WECOM.titleDesc),
    lines: [],
    rows: [],
    offers: [],
    rest: [
      ...(title.length > WECOM.title ? [{ kind: 'text' as const, text: title }] : []),
      ...(desc.length > WECOM.titleDesc ? [{ kind: 'text' as const, text: desc }] : []),
    ],
    isAskedHere: true,
    isFull: false,
    numbers: 0,
  };
  for (const block of headed(card.blocks)) place(block, placing, options.page);
  const { desc: under, rows, rest } = placing;
  const { moved, left, ...made } = offered(placing.offers, placing.lines, options);
  return { title: placing.title, desc: under, rows, ...made, rest: [...moved, ...rest, ...left] };
}

function place(block: Block, placing: Placing, page: string): void {
  if (block.kind === 'text' || block.kind === 'note') {
    if (!placeText(block, placing)) placing.isAskedHere = false;
    return;
  }
  const { isAskedHere } = placing;
  placing.isAskedHere = true;
  switch (block.kind) {
    case 'steps':
      placeWords(stepWords(block.items), block, placing);
      return;
    case 'fields':
      return placeFields(block, placing);
    case 'actions':
      if (block.answers && !isAskedHere) placing.rest.push(block);
      else placing.offers.push(...offersOf(block, placing.lines.length - 1));
      return;
    case 'form':
      return placeForm(block, placing, { page, isAskedHere });
    case 'fold':
      return placeFold(block, placing, page);
    case 'rule':
      return;
    default:
      placing.rest.push(block);
  }
}

/** @param line the last one so far, which is what they answer if they answer something */
const offersOf = ({ buttons, answers }: ActionsBlock, line: number): Offer[] =>
  buttons.map((button) => (answers ? { button, answers: line } : { button }));

const actions = (buttons: readonly Button[]): Block[] =>
  buttons.length > 0 ? [{ kind: 'actions', buttons }] : [];

const buttonsIn = (rich: Rich): Button[] => actionsIn(rich).map(({ label, ref }) => ({ ...ref, label }));

/** A text, and what can be pressed in it: each without the other says nothing. Gives whether it has its place. */
function placeText(block: Block & { text: Rich }, placing: Placing): boolean {
  const buttons = buttonsIn(block.text);
  const isPlaced = placeWords(plain(block.text), block, placing, buttons.length > 0 ? NUMBER : 0);
  if (!isPlaced) placing.rest.push(...actions(buttons));
  else placing.offers.push(...buttons.map((button) => ({ button, line: placing.lines.length - 1 })));
  return isPlaced;
}

/**
 * Once a text did not fit, the later ones follow it: what is read stays in its order.
 * @param more characters that may be put before it
 */
function placeWords(text: string, block: Block, placing: Placing, more = 0): boolean {
  const { lines, rest } = placing;
  const words = cleaned(text).trim();
  if (words === '') return true;
  const length = [...lines, words].join('\n').length + placing.numbers + more;
  const isPlaced = !placing.isFull && length <= WECOM.subtitle;
  if (isPlaced) lines.push(words);
  else rest.push(block);
  placing.numbers += isPlaced ? more : 0;
  placing.isFull ||= !isPlaced;
  return isPlaced;
}

const SIGNS = { done: '✓', now: '●', todo: '○' } as const;

/** ✓ 填报 ● 审核 ○ 认定 */
export const stepWords = (items: Extract<Block, { kind: 'steps' }>['items']): string =>
  items.map(({ label, state, note }) => `${SIGNS[state]} ${label}${note ? `（${note}）` : ''}`).join(' ');

function placeFields(block: FieldsBlock, placing: Placing): void {
  const { rows, offers, rest } = placing;
  const left = block.items.filter(({ label, value }) => {
    const row = { label: wecomLine(label), value: wecomLine(plain(value)) };
    const fits = isWithin(row.label, WECOM.rowName) && isWithin(row.value, WECOM.rowValue);
    if (!fits || rows.length >= ROWS) return true;
    rows.push(row);
    offers.push(...buttonsIn(value).map((button) => ({ button })));
    return false;
  });
  if (left.length > 0)
    rest.push({ ...block, items: left }, ...actions(left.flatMap(({ value }) => buttonsIn(value))));
}

const isWithin = (text: string, most: number): boolean => text !== '' && text.length <= most;

/** Where a form leads that no card takes: not to what is pressed at its end, but to where it is filled in. */
const TO_PAGE = '去网页';
/** Names of inputs that tell what will be asked. */
const INPUTS_NAMED = 4;

/** Neither kind of WeCom card takes texts, days or files: the card says what is asked for, and leads to the page. */
function placeForm(
  { inputs, submit }: FormBlock,
  placing: Placing,
  { page, isAskedHere }: { page: string; isAskedHere: boolean },
): void {
  const way = (does: string): Offer => ({ button: { label: TO_PAGE + does, page, style: 'primary' } });
  if (inputs.length === 0) {
    placing.offers.push(isAskedHere ? { button: submit } : way(submit.label));
    return;
  }
  for (const { label, kind } of inputs) if (kind === 'files') placeNote(`${label}：请把文件发给我`, placing);
  const named = inputs.slice(0, INPUTS_NAMED).map(({ label }) => wecomLine(label));
  const more = inputs.length > named.length ? ` 等 ${inputs.length} 项` : '';
  placeNote(`“${submit.label}”在网页填写：${named.join('、')}${more}`, placing);
  placing.offers.push(way('填写'));
}

function placeNote(text: string, placing: Placing): void {
  placeWords(text, { kind: 'note', text }, placing);
}

/** What can be done in a fold comes out of it; there is no folding here. */
function placeFold(block: Extract<Block, { kind: 'fold' }>, placing: Placing, page: string): void {
  const [acted, read] = [true, false].map((isAct) =>
    block.blocks.filter(({ kind }) => (kind === 'actions') === isAct),
  );
  for (const inner of acted ?? []) place(inner, placing, page);
  if (read && read.length > 0) placing.rest.push({ ...block, blocks: read });
}
