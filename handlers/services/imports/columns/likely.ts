import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { kindOf, readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import type { ReadContext } from '../../../../models/ledgers/engine/kinds/kind.ts';
import { jaroWinkler } from '../../../../models/rules/names/similarity.ts';
import { likeness } from '../../../../models/rules/parse/headers/patterns.ts';
import type { HeaderSense } from '../../../../models/rules/parse/headers/sense.ts';
import type { SheetCell } from '../files/sheet.ts';
import { BRACKETS, headerKey } from '../sheets/header-key.ts';
import { unitFits } from '../sheets/header-senses.ts';
import type { Dictionary } from '../sheets/headers.ts';
import { unitIn, withoutUnit } from '../sheets/unit-words.ts';

const MOST = 5;
const UNSURE = 0.7;
/** Below it two words are alike by chance. */
const ALIKE_FROM = 0.8;
/** What a header's words must have in common with a field's to make it likely. */
const WORDS_FROM = 0.45;
/** Words that are alike stand behind what the header was read as. */
const MOST_ALIKE = 0.9;
/** A unit in the header leaves few fields, so that fewer words in common make one of them likely. */
const UNIT_TELLS = 1.5;
/** Values that only one field could hold make it likely whatever the header says. */
const LOOK_FROM = 0.8;
/** A field that another column has already comes behind all that none has. */
const TAKEN_LESS = 2;
const UNLIKE_BELOW = 0.2;
/** So many of a column's values must be readable for it not to be doubted. */
const READ_FROM = 0.3;
const DOUBT_FROM = 3;

/** A column as it is to be judged: what stands over it, how its values look, and what its header may mean by itself. */
export interface LookedAt {
  header: string;
  samples: readonly SheetCell[];
  /** From the header alone. */
  likely: readonly string[];
  /** Fields that other columns of the sheet were recognised as. */
  taken: ReadonlySet<string>;
}

/** The fields that a column may be, the likeliest first: by the words of its header, and by the look of its values. */
export function likelyFields(
  { header, samples, likely, taken }: LookedAt,
  dictionary: Dictionary,
  context: ReadContext,
): string[] {
  const { ledger } = dictionary;
  const sense = dictionary.senses.of(header);
  const stem = withoutUnit(headerKey(header)).replace(BRACKETS, '');
  const unit = unitIn(header);
  const inUnit = unit ? { ...context, unit } : context;
  const scored = ledger.filled.flatMap((name) => {
    const field = ledger.fields[name];
    if (!field || !unitFits(field, unit)) return [];
    const place = likely.indexOf(name);
    const alike = wordsAlike(dictionary, name, field, stem, sense) * (unit ? UNIT_TELLS : 1);
    const words = place >= 0 ? 1 - place / 100 : Math.min(alike, MOST_ALIKE);
    const look = samples.length > 0 && isTelling(field) ? readShare(field, samples, inUnit) : undefined;
    const score = scoreOf(words, look, field);
    return score === undefined ? [] : [{ name, score: taken.has(name) ? score - TAKEN_LESS : score }];
  });
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Undefined for what is not likely: values that the field could not hold speak against any word. */
function scoreOf(words: number, look: number | undefined, field: Field): number | undefined {
  if (look !== undefined && look < UNLIKE_BELOW) return undefined;
  if (words >= WORDS_FROM) return words + (look === undefined ? 0 : 0.4 * (look - 0.5));
  return look !== undefined && look >= LOOK_FROM && isSpecial(field) ? 0.3 * look : undefined;
}

function wordsAlike(
  { patterns }: Dictionary,
  name: string,
  { label, aliases = [] }: Field,
  stem: string,
  { concepts, whole }: HeaderSense,
): number {
  const own = patterns.find(([field]) => field === name)?.[1] ?? [];
  const shared = concepts.size === 0 ? 0 : Math.max(0, ...own.map((pattern) => likeness(pattern, concepts)));
  // Words that nobody knows may say something else altogether.
  const parts = whole ? shared : shared * UNSURE;
  const alike = Math.max(...[label, ...aliases].map((word) => wordAlike(stem, headerKey(word))));
  return Math.max(parts, alike >= ALIKE_FROM ? alike : 0) * MOST_ALIKE;
}

/** Words of much different length are alike by what they begin with only: 企业, 企业类型. */
const wordAlike = (a: string, b: string): number =>
  Math.min(a.length, b.length) / Math.max(a.length, b.length, 1) < 0.6 ? 0 : jaroWinkler(a, b);

/** Do this field's values look like no text? */
const isTelling = (field: Field): boolean =>
  kindOf(field).prose !== true || ('format' in field && field.format !== undefined);

/** Could values of this look be hardly another field's: a credit code, a town's name, a word of a closed list? */
const isSpecial = (field: Field): boolean =>
  ('format' in field && field.format !== undefined) ||
  field.type === 'unit' ||
  field.type === 'park' ||
  field.type === 'choice';

/** How many of the cells that say anything can be read as the field's, 0 to 1; undefined when none says anything. */
function readShare(field: Field, samples: readonly SheetCell[], context: ReadContext): number | undefined {
  const read = readerOf(field, context);
  const results = samples.map((cell) => read(cell));
  const said = results.filter((result) => !result.ok || result.value !== null);
  if (said.length === 0) return undefined;
  const formatted = 'format' in field && field.format !== undefined;
  const fit = said.filter((result) => {
    if (!result.ok || result.notes.some(({ kind }) => kind === 'confirm')) return false;
    return !formatted || kindOf(field).judge(field, result.value ?? '', judging(context)) === undefined;
  });
  return fit.length / said.length;
}

const judging = ({ today, rules }: ReadContext) => ({ today, rules, knows: () => true });

/**
 * Does a column hold what its field could not be, though its header may be put together like one: a place's address under
 * 项目地点? Words of closed columns are asked one by one instead, since they may be new ones.
 */
export function isDoubtful(field: Field, samples: readonly SheetCell[], context: ReadContext): boolean {
  if (!isTelling(field) || samples.length < DOUBT_FROM) return false;
  if (field.type === 'choice' || field.type === 'choices' || field.type === 'flag') return false;
  const share = readShare(field, samples, context);
  return share !== undefined && share < READ_FROM;
}
