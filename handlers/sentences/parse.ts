import type { Lexicon } from '../../models/rules/speech/lexicon.ts';
import type { TimeSaid } from '../../models/rules/speech/times.ts';
import type { Keyword } from './keywords.ts';
import { isHeld, isHolder, isIntroducing, isLedger, isOrigin, isPlace, type Piece } from './belonging.ts';
import type { Sense } from './vocabulary.ts';

export type ValueSaid = Extract<Sense, { is: 'value' }> & { not: boolean };

/** Everything that was parsed in a sentence, or in a part of it, by what it is. */
export interface ParsedSentence {
  keywords: ReadonlySet<Keyword>;
  units: readonly string[];
  organs: readonly string[];
  posts: readonly string[];
  /** An organ or a post stands right before what it has: 商务局的项目. */
  having: boolean;
  ledgers: readonly string[];
  values: readonly ValueSaid[];
  times: readonly TimeSaid[];
  /** The least amounts in 万元. */
  least: readonly number[];
  codes: readonly string[];
  /** Names of rows that the ledgers have, and of which. */
  names: readonly FoundName[];
  /** Words that could as well be a name, since some row is called so: 高新电子. */
  perhaps: readonly FoundName[];
  /** The longest stretch with something unknown in it, for a name that is not there yet. */
  strange: string | undefined;
  /** Values of one field that cannot be meant at once: 在谈但已投产. */
  opposed: boolean;
  /** What was not recognised. */
  unused: readonly string[];
}

/** A name in a sentence and the ledgers that have rows of it; `alike` where none of them holds it as it stands. */
export interface FoundName {
  name: string;
  ledgers: readonly string[];
  alike: boolean;
  /** Whatever has it in its name is meant: 储能类项目, 覆铜板的项目. */
  several?: boolean;
}

/** Which ledgers have a row of a name, as far as the asker may see: as it stands or, if wanted, merely alike. */
export type Knows = (name: string) => Promise<Omit<FoundName, 'name'> | undefined>;

/** How many stretches of a sentence are looked for among the names: whatever a person types, it stays quick. */
const LOOKED_FOR = 40;
const LONGEST_NAME = 40;

/** Takes a sentence apart: names first, since a name may hold any other word (红灯笼食品). */
export async function parseSentence(
  text: string,
  vocabulary: Lexicon<Sense>,
  knows: Knows,
): Promise<ParsedSentence> {
  const pieces = vocabulary.scan(text).map(withoutChance);
  const names: FoundName[] = [];
  const perhaps: FoundName[] = [];
  const left: Piece[] = [];
  let strange: string | undefined;
  let looks = LOOKED_FOR;
  for (const stretch of stretchesOf(pieces)) {
    const candidates = candidatesIn(stretch).slice(0, looks);
    looks -= candidates.length;
    const longest = textOf(
      stretch.slice(...(candidates.find((run) => isPlain(stretch.slice(...run))) ?? [0, 0])),
    );
    if (longest.length > (strange ?? '').length) strange = longest;
    const found = await firstKnown(candidates, stretch, knows);
    if (found) {
      const several = isOfSeveral(stretch.slice(found.to));
      names.push(several ? { ...found.named, several } : found.named);
      left.push(...stretch.slice(0, found.from), ...stretch.slice(found.to));
    } else {
      left.push(...stretch);
      const whole = isCompound(stretch) && looks-- > 0 ? await knows(nameIn(stretch)) : undefined;
      if (whole && !whole.alike) perhaps.push({ ...whole, name: nameIn(stretch) });
    }
  }
  return { ...bagOf(left), opposed: isOpposed(text, left), names, perhaps, strange };
}

/** 导 in 领导: a keyword of one sign is one only where nothing unknown stands beside it. */
function withoutChance(piece: Piece, i: number, pieces: readonly Piece[]): Piece {
  const [before, after] = [pieces[i - 1], pieces[i + 1]];
  const touches =
    (before !== undefined && isUnknown(before) && before.end === piece.start) ||
    (after !== undefined && isUnknown(after) && after.start === piece.end);
  return piece.text.length === 1 &&
    touches &&
    !isNegation(piece) &&
    piece.senses.some(({ is }) => is === 'keyword')
    ? { ...piece, senses: [] }
    : piece;
}

/** A name that is not known yet has no keyword in it, and more than a sign that nobody knows. */
const isPlain = (run: readonly Piece[]): boolean =>
  !(run[0] && isLedger(run[0])) &&
  !run.some(({ senses }) => senses.some(({ is }) => is === 'keyword')) &&
  run.some((piece) => isUnknown(piece) && piece.text.length > 1);

const isOfSeveral = ([next, after]: readonly Piece[]): boolean =>
  (next?.text === '类' || next?.text === '的') && after !== undefined && isLedger(after);

/** A unit and an industry at once are words of a list, and of many a name. */
const isCompound = (stretch: readonly Piece[]): boolean =>
  stretch.filter(({ senses }) => senses.some(({ is }) => is === 'unit' || is === 'value')).length > 1;
const nameIn = (stretch: readonly Piece[]): string => textOf(stretch.filter((piece) => !isLedger(piece)));

const LETTERS = /^[a-z]+$/;

/** Pieces that stand together without a sign or space between. */
function stretchesOf(pieces: readonly Piece[]): Piece[][] {
  const stretches: Piece[][] = [];
  for (const piece of pieces) {
    const last = stretches.at(-1);
    const end = last?.at(-1);
    // Pinyin is written word by word.
    const spelled = end !== undefined && LETTERS.test(end.text) && LETTERS.test(piece.text);
    if (last && end && (end.end === piece.start || (spelled && end.end + 1 === piece.start)))
      last.push(piece);
    else stretches.push([piece]);
  }
  return stretches;
}

const isUnknown = ({ senses }: Piece): boolean => senses.length === 0;
const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** Runs of pieces that may be a name: with something unknown in them, the longest first. */
function candidatesIn(stretch: readonly Piece[]): (readonly [from: number, to: number])[] {
  const unknown = stretch.flatMap((piece, i) => (isUnknown(piece) ? [i] : []));
  const [first, last] = [unknown[0], unknown.at(-1)];
  if (first === undefined || last === undefined) return [];
  const runs: (readonly [number, number])[] = [];
  for (let from = 0; from <= last; from++) {
    let length = 0;
    let known = true;
    for (let to = from + 1; to <= stretch.length && length <= LONGEST_NAME; to++) {
      const piece = stretch[to - 1];
      length += piece?.text.length ?? 0;
      known &&= piece !== undefined && !isUnknown(piece);
      if (!known && length > 1 && length <= LONGEST_NAME) runs.push([from, to]);
    }
  }
  return runs.toSorted((a, b) => lengthOf(stretch, b) - lengthOf(stretch, a));
}

const lengthOf = (stretch: readonly Piece[], [from, to]: readonly [number, number]): number =>
  textOf(stretch.slice(from, to)).length;

async function firstKnown(
  candidates: readonly (readonly [number, number])[],
  stretch: readonly Piece[],
  knows: Knows,
): Promise<{ named: FoundName; from: number; to: number } | undefined> {
  let alike: { named: FoundName; from: number; to: number } | undefined;
  for (const [from, to] of candidates) {
    const name = textOf(stretch.slice(from, to));
    const known = await knows(name);
    if (known && !known.alike) return { named: { ...known, name }, from, to };
    if (known) alike ??= { named: { ...known, name }, from, to };
  }
  return alike;
}

/** What may stand between 没 and what has not happened. */
const isBetween = (piece: Piece): boolean => piece.text === '有' || piece.text === '能';

function bagOf(pieces: readonly Piece[]): Omit<ParsedSentence, 'names' | 'perhaps' | 'strange' | 'opposed'> {
  const keywords = new Set<Keyword>();
  const values: ValueSaid[] = [];
  const of = {
    units: [] as string[],
    organs: [] as string[],
    posts: [] as string[],
    ledgers: [] as string[],
    codes: [] as string[],
  };
  const times: TimeSaid[] = [];
  const least: number[] = [];
  let negated = false;
  const elsewhere = pieces.filter((piece, i) => isPlace(piece) && !isOrigin(pieces, i));
  for (const piece of pieces) {
    if (elsewhere.includes(piece)) continue;
    const isCue = piece.senses.some(({ is }) => is === 'filler') || isIntroducing(piece);
    for (const sense of piece.senses) {
      if (sense.is === 'value' && isCue && !sense.step) continue;
      if (sense.is === 'keyword') keywords.add(sense.keyword);
      else if (sense.is === 'unit') of.units.push(sense.code);
      else if (sense.is === 'organ') of.organs.push(sense.code);
      else if (sense.is === 'post') of.posts.push(sense.code);
      else if (sense.is === 'ledger') of.ledgers.push(sense.name);
      else if (sense.is === 'code') of.codes.push(sense.code);
      else if (sense.is === 'time') times.push(sense.said);
      else if (sense.is === 'least') least.push(sense.wan);
      else if (sense.is === 'value') values.push({ ...sense, not: negated && sense.step });
    }
    negated = isNegation(piece) || (negated && isBetween(piece));
  }
  const having = pieces.some((piece, i) => isHolder(piece) && isHeld(pieces.slice(i + 1)));
  return {
    keywords,
    values,
    times,
    least,
    ...of,
    having,
    unused: pieces.filter((piece) => isUnknown(piece) || elsewhere.includes(piece)).map(({ text }) => text),
  };
}

const OPPOSING = /^(?:的|但|却|又|而).{0,4}$/;

const NEGATED = /(?:未|没)(?:有|能)?$/;

/** Two values of one field with 的 or 但 between them. */
function isOpposed(text: string, pieces: readonly Piece[]): boolean {
  const said = pieces.flatMap((piece) =>
    piece.senses.flatMap((sense) =>
      sense.is === 'value' ? [{ piece, field: sense.field, word: sense.word }] : [],
    ),
  );
  return said.some((one, i) => {
    const other = said[i + 1];
    if (!other || other.field !== one.field || other.word === one.word) return false;
    const between = text.slice(one.piece.end, other.piece.start);
    const negated = NEGATED.test(text.slice(0, one.piece.start)) || /未|没/.test(between);
    return OPPOSING.test(between) && !negated;
  });
}

const isNegation = ({ senses }: Piece): boolean =>
  senses.some((sense) => sense.is === 'keyword' && sense.keyword === 'negation');
