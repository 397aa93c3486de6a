import type { Lexicon } from '../../models/rules/speech/lexicon.ts';
import type { Keyword } from './keywords.ts';
import type { Piece } from './belonging.ts';
import type { Sense } from './vocabulary.ts';

/** Keywords that make a question by themselves. */
const ASKING: readonly Keyword[] = ['count', 'rank', 'unreported', 'todo'];

const asks = ({ senses }: Piece, among: readonly Keyword[] = ASKING): boolean =>
  senses.some((sense) => sense.is === 'keyword' && among.includes(sense.keyword));

/** Has a clause its own how many, which rank, who not? */
export const isQuestion = (clause: string, vocabulary: Lexicon<Sense>): boolean =>
  vocabulary.scan(clause).some((piece) => asks(piece));

/** What a question can be about: everything but what only holds the sentence together. */
const isSubject = ({ senses }: Piece): boolean =>
  senses.length === 0 ||
  senses.some(({ is, ...sense }) => is !== 'filler' && !('keyword' in sense && sense.keyword !== 'own'));

/**
 * The questions of a clause that has several without a sign between them: 源城多少个 · 东源多少个, 红灯几个 · 谁没报, 多少个红灯 ·
 * 多少个黄灯. What stands between two of them belongs to the second, unless the first is a 多少个 that would else be about nothing.
 */
export function questionsIn(clause: string, vocabulary: Lexicon<Sense>): string[] {
  const pieces = vocabulary.scan(clause);
  const asking = pieces.flatMap((piece, i) => (asks(piece) ? [i] : []));
  const questions: string[] = [];
  let from = 0;
  for (const [n, at] of asking.entries()) {
    const next = asking[n + 1];
    if (next === undefined) break;
    const [piece, following] = [pieces[at], pieces[next]];
    if (!piece || !following) break;
    const isLeading =
      asks(piece, ['count']) &&
      !pieces.slice(0, at).some((each) => each.start >= from && isSubject(each)) &&
      pieces.slice(at + 1, next).some(isSubject) &&
      pieces.slice(next + 1).some(isSubject);
    const cut = isLeading ? following.start : piece.end;
    questions.push(clause.slice(from, cut));
    from = cut;
  }
  return [...questions, clause.slice(from)];
}
