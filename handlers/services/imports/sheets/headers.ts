import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { BRACKETS, headerKey } from './header-key.ts';
import { isUnitWord, withoutUnit } from './unit-words.ts';

/** The code column (编号) stands beside the ledger's fields under this name. */
export const CODE = 'code';

/** How a column was recognised, in the order in which one beats another. */
export type How = '按上次的对应' | '名称一致' | '别名';

export interface HeaderMatch {
  field: string;
  how: How;
}

/** What the headers of a ledger may be called: normalised header -> field. */
export interface Dictionary {
  ledger: AnyLedger;
  words: ReadonlyMap<string, HeaderMatch>;
  remembered: ReadonlyMap<string, string>;
}

/** A header and what is left of it without unit, without any bracket, without 时间; 1-5月 is 本年. */
function variants(text: string): string[] {
  const key = headerKey(text);
  const noUnit = withoutUnit(key);
  const bare = noUnit.replace(BRACKETS, '');
  const thisYear = bare.replace(/^(?:20\d\d年)?\d{1,2}[-~至—]\d{1,2}月份?(?:累计)?/, '本年');
  const stem = bare.replace(/(?:时间|日期)$/, '');
  return [...new Set([key, noUnit, bare, thisYear, stem])].filter((word) => word !== '');
}

/** The words of a ledger's columns. `remembered` is what this unit's last import came to. */
export function dictionaryOf(
  ledger: AnyLedger,
  remembered: Readonly<Record<string, string>> = {},
): Dictionary {
  const words = new Map<string, HeaderMatch>();
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
  for (const word of [`${ledger.noun}编号`, '编号', '系统编号', `${ledger.noun}代码`])
    add(word, CODE, '名称一致');
  return { ledger, words, remembered: new Map(Object.entries(remembered)) };
}

/** A column's stacked header cells as they are looked up, worked out once for all dictionaries. */
export interface HeaderWords {
  whole: string;
  /** The likeliest reading first. */
  readings: readonly string[];
}

/**
 * What a column's stacked header cells may say: together, the other way round, the lowest alone, or the one above a
 * mere unit. Undefined for what is too long to be a header.
 */
export function headerWords(parts: readonly string[]): HeaderWords | undefined {
  if (parts.some((part) => part.length > LONGEST.name)) return undefined;
  const named = parts.filter((part) => !isUnitWord(part));
  const stacked = named.length > 1 ? [named.join(''), named.toReversed().join('')] : [];
  return { whole: headerKey(parts.join('')), readings: [...stacked, ...named.slice(-1)].flatMap(variants) };
}

/** The field that a column's header means in a ledger. */
export function matchHeader(
  { whole, readings }: HeaderWords,
  dictionary: Dictionary,
): HeaderMatch | undefined {
  const remembered = dictionary.remembered.get(whole);
  if (remembered !== undefined) return { field: remembered, how: '按上次的对应' };
  const known = readings.find((reading) => dictionary.words.has(reading));
  return known === undefined ? undefined : dictionary.words.get(known);
}
