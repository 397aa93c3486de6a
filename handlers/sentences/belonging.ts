import type { SpokenWord } from '../../models/rules/speech/lexicon.ts';
import type { Sense } from './vocabulary.ts';

/** A known word of a sentence, or a stretch that nobody knows. */
export type Piece = SpokenWord<Sense>;

/** The name of a ledger, or of one of its rows. */
export const isLedger = ({ senses }: Piece): boolean => senses.some(({ is }) => is === 'ledger');

/** 新签, 引进: that something is new in a time. */
export const isIntroducing = ({ senses }: Piece): boolean =>
  senses.some((sense) => sense.is === 'keyword' && sense.keyword === 'introduced');

/** Where something may come from. */
export const isPlace = ({ senses }: Piece): boolean =>
  senses.some((sense) => sense.is === 'value' && sense.place);

const COMES = /^(?:的|来的|过来|过来的|引来|投的|投资的|企业投的)$/;
const FROM = /^(?:从|来自|来源地|来源城市)$/;

/** A place is where something comes from where that is said: 深圳来的, 从深圳, 深圳的项目; not 跟惠州比. */
export function isOrigin(pieces: readonly Piece[], at: number): boolean {
  const [before, next, after] = [pieces[at - 1], pieces[at + 1], pieces[at + 2]];
  if (before && FROM.test(before.text)) return true;
  // Set apart behind a ledger's name, as a command is written: 项目台账 深圳.
  if (before && isLedger(before) && before.end < (pieces[at]?.start ?? 0)) return true;
  if (!next) return pieces.length === 1;
  if (next.text === '那边') return after !== undefined && COMES.test(after.text);
  if (isPlace(next)) return isOrigin(pieces, at + 1);
  return COMES.test(next.text) || isLedger(next) || isIntroducing(next);
}

/** An organ or a post. */
export const isHolder = ({ senses }: Piece): boolean =>
  senses.some(({ is }) => is === 'organ' || is === 'post');

/** What follows a holder says that rows are theirs: 的项目, or 的红灯项目. */
export const isHeld = ([next, ...rest]: readonly Piece[]): boolean =>
  next?.text === '的' && rest.slice(0, 2).some(isLedger);
