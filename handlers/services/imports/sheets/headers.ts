import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import type { HeaderPattern } from '../../../../models/rules/parse/headers/patterns.ts';
import { fits, patternOf } from '../../../../models/rules/parse/headers/patterns.ts';
import { timesNamed } from '../../../../models/rules/parse/headers/sense.ts';
import { BRACKETS, headerKey } from './header-key.ts';
import { HeaderSenses, isFigure, unitFits, type HeaderWords } from './header-senses.ts';
import { isUnitWord, unitIn } from './unit-words.ts';

/** The code column (编号) stands beside the ledger's fields under this name. */
export const CODE = 'code';

/** Under this a column was recognised that names rows of another ledger by their title: 项目名称 of a monthly report. */
export const BY_TITLE = '按名称查找';

/** How a column was recognised, in the order in which one beats another. */
export type How = '按您的选择' | '按上次的选择' | '名称一致' | '别名' | typeof BY_TITLE | '按词义';

/** What a person said that columns mean, by key: a field, or null for a column that is not imported. */
export type ColumnsSaid = ReadonlyMap<string, string | null>;

/** What a column's header means in a ledger. */
export type HeaderReading =
  /** `rank`: the smaller the surer, where two columns mean one field. */
  | { kind: 'field'; field: string; how: How; rank: number }
  /** Left out because a person said so. */
  | { kind: 'left'; how: How }
  /** It may mean these fields, the likeliest first: nobody but a person can say. */
  | { kind: 'doubt'; likely: readonly string[] };

/** What the headers of a ledger may be called, and what was said of them. */
export interface Dictionary {
  ledger: AnyLedger;
  /** Normalised header -> field. */
  words: ReadonlyMap<string, { field: string; how: How }>;
  patterns: readonly (readonly [field: string, patterns: readonly HeaderPattern[]])[];
  /** Of this file, and of earlier files of the unit. */
  said: ColumnsSaid;
  learned: ColumnsSaid;
  senses: HeaderSenses;
  /** Fields that are not taken from whoever imports. */
  closed: ReadonlySet<string>;
}

interface DictionaryParts {
  /** None when absent. */
  closed?: ReadonlySet<string>;
  said?: ColumnsSaid;
  learned?: ColumnsSaid;
  /** Shared by the dictionaries that one file is looked up in. */
  senses?: HeaderSenses;
  /** Whose rows this ledger's may name: their titles stand in sheets where the code is asked for. */
  ledgers?: readonly AnyLedger[];
}

const NOBODY: ColumnsSaid = new Map();

/** The words of a ledger's columns. */
export function dictionaryOf(
  ledger: AnyLedger,
  {
    said = NOBODY,
    learned = NOBODY,
    senses = new HeaderSenses(),
    ledgers = [],
    closed = new Set(),
  }: DictionaryParts = {},
): Dictionary {
  const words = new Map<string, { field: string; how: How }>();
  const add = (word: string, field: string, how: How) => {
    const key = headerKey(word);
    if (!words.has(key)) words.set(key, { field, how });
  };
  const fields = Object.entries(ledger.fields).filter(([, field]) => !field.hidden);
  for (const [name, field] of fields) add(field.label, name, '名称一致');
  for (const [name, field] of fields) {
    for (const alias of field.aliases ?? []) add(alias, name, '别名');
    const bare = headerKey(field.label).replace(BRACKETS, '');
    if (bare !== '') add(bare, name, '别名');
  }
  const codes = [`${ledger.noun}编号`, '编号', '系统编号', `${ledger.noun}代码`, `${ledger.noun}编码`];
  for (const word of codes) add(word, CODE, '名称一致');
  const titles = titlesNamed(ledger, ledgers);
  for (const [name, { label, aliases = [] }] of titles)
    for (const word of [label, ...aliases]) add(word, name, BY_TITLE);
  const patterns = [...fields, ...titles].map(
    ([name, { parts = [] }]) => [name, parts.map(patternOf)] as const,
  );
  return { ledger, words, patterns, said, learned, senses, closed };
}

/** The title columns of other ledgers whose rows this one's name, by the field that names them: one field a ledger. */
function titlesNamed(
  { fields }: AnyLedger,
  ledgers: readonly AnyLedger[],
): (readonly [field: string, title: Field])[] {
  const refs = Object.entries(fields).flatMap(([name, field]) =>
    field.type === 'ref' && !field.hidden ? [[name, field.ref] as const] : [],
  );
  return refs.flatMap(([name, ref]) => {
    const other = ledgers.find((each) => each.name === ref);
    const title = other?.fields[other.titleField];
    const alone = refs.filter(([, named]) => named === ref).length === 1;
    return title?.type === 'text' && alone ? [[name, title] as const] : [];
  });
}

/**
 * What a column's stacked header cells may say. Undefined for what is too long to be a header. Worked out once for all
 * dictionaries.
 */
export function headerWords(parts: readonly string[]): HeaderWords | undefined {
  if (parts.some((part) => part.length > LONGEST.name)) return undefined;
  const named = parts.filter((part) => !isUnitWord(part));
  const unit = parts.toReversed().map(unitIn).find(Boolean);
  return { whole: headerKey(parts.join('')), named, ...(unit ? { unit } : {}) };
}

/** By what a header is remembered: its times as they stand to this year, so that it is the same one next year. */
export const columnKey = ({ whole }: HeaderWords, { senses }: Dictionary): string =>
  timesNamed(whole, senses.year);

const RANKS: Readonly<Record<How, number>> = {
  按您的选择: 0,
  按上次的选择: 1,
  名称一致: 2,
  别名: 3,
  [BY_TITLE]: 4,
  按词义: 5,
};

/** What a column's header means in a ledger; undefined when nothing is known of it. `key` as `columnKey` gives it. */
export function readHeaderWords(
  words: HeaderWords,
  key: string,
  dictionary: Dictionary,
): HeaderReading | undefined {
  for (const [choices, how] of [
    [dictionary.said, '按您的选择'],
    [dictionary.learned, '按上次的选择'],
  ] as const) {
    const chosen = choices.get(key);
    if (chosen === null) return { kind: 'left', how };
    if (chosen !== undefined) return { kind: 'field', field: chosen, how, rank: RANKS[how] };
  }
  let doubt: HeaderReading | undefined;
  for (const { keys, ofDay, sense, missing } of dictionary.senses.readings(words)) {
    const may = (field: string) => mayMean(dictionary.ledger, field, words, missing);
    const named = keys.flatMap((each) => dictionary.words.get(each) ?? []);
    const day = dictionary.words.get(ofDay ?? '');
    const known = [...named, ...(day && isDay(dictionary.ledger, day.field) ? [day] : [])].find(({ field }) =>
      may(field),
    );
    if (known) return { kind: 'field', ...known, rank: RANKS[known.how] };
    if (!sense) continue;
    const read = byParts(dictionary, (pattern) => fits(pattern, sense.concepts), may);
    if (read?.kind === 'field') return read;
    doubt ??= read;
  }
  return doubt;
}

/** A figure or a day is never read under a header that says more of it than was understood; a sum of money is no day. */
const mayMean = (ledger: AnyLedger, name: string, { unit }: HeaderWords, missing: boolean): boolean => {
  const field = ledger.fields[name];
  if (!field) return unit === undefined;
  return unitFits(field, unit) && !(missing && isFigure(field));
};

const isDay = ({ fields }: AnyLedger, name: string): boolean =>
  ['day', 'instant', 'period'].includes(fields[name]?.type ?? '');

function byParts(
  { patterns }: Dictionary,
  isMet: (pattern: HeaderPattern) => boolean,
  may: (field: string) => boolean,
): HeaderReading | undefined {
  const sure: { field: string; place: number }[] = [];
  const likely: string[] = [];
  for (const [field, each] of patterns) {
    const place = each.findIndex(isMet);
    if (place < 0 || !may(field)) continue;
    if (each[place]?.asks) likely.push(field);
    else sure.push({ field, place });
  }
  const [first, ...others] = sure;
  if (first && others.length === 0)
    return { kind: 'field', field: first.field, how: '按词义', rank: RANKS.按词义 + first.place };
  const all = [...sure.map(({ field }) => field), ...likely];
  return all.length > 0 ? { kind: 'doubt', likely: all } : undefined;
}
