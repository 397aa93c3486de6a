import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { AreaUnit } from '../../../../models/rules/parse/area.ts';
import type { MoneyUnit } from '../../../../models/rules/parse/amount.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';

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

const UNIT_WORDS: Readonly<Record<string, MoneyUnit | AreaUnit>> = {
  亿元: '亿元',
  亿: '亿元',
  千万元: '千万元',
  千万: '千万元',
  百万元: '百万元',
  百万: '百万元',
  万元: '万元',
  万: '万元',
  千元: '千元',
  元: '元',
  美元: '美元',
  万美元: '万美元',
  万美金: '万美元',
  亿美元: '亿美元',
  亩: '亩',
  平方米: '平方米',
  平方: '平方米',
  m2: '平方米',
  公顷: '公顷',
};
/** 港元, 万欧元: money that nobody here converts. */
const FOREIGN_MONEY = /^[万亿千百]*(?:港|欧|日|英|新台|台|韩|澳|加|新)(?:元|币|镑)$/;

/** The unit that a word names, 人民币 before or behind it passed over. */
function unitNamed(word: string): MoneyUnit | AreaUnit | undefined {
  const bare = word.replace(/^(?:人民币|rmb)|(?:人民币|rmb)$/g, '');
  return UNIT_WORDS[bare] ?? (FOREIGN_MONEY.test(bare) ? '外币' : undefined);
}

/** Units that say nothing a parser would not know: 人, 吨标煤, 万元/亩 … */
const PLAIN_UNITS = new Set(['人', '个', '吨标煤', '万度', '%', '万元/亩', '分', '万元/年', '年']);

/** Headers compare without spaces, width, case, marks of obligation and 其中. */
export const headerKey = (text: string): string =>
  normaliseText(text)
    .toLowerCase()
    .replace(/[\s*★☆]/g, '')
    .replace(/^其中:?/, '')
    .replace(/^\d{1,2}[.、](?=\D)/, '')
    .replace(/[:。]$/, '');

/** The innermost ones: what opens inside would be looked through again from every bracket. */
const BRACKETS = /[([【{](?:单位:?)?([^([【{)\]】}]*)[)\]】}]/g;

/** The unit in a header's brackets or behind a comma or slash: 总投资（亿元）, 总投资/亿元, 单位：亿元. */
export function unitIn(text: string): MoneyUnit | AreaUnit | undefined {
  if (text.length > LONGEST.name) return undefined;
  const key = headerKey(text);
  const whole = unitNamed(key);
  if (whole) return whole;
  const candidates = [...key.matchAll(BRACKETS)].flatMap(([, inner = '']) => inner.split(/[,、;/]/));
  const behind = /[,/、](亿元|千万元|百万元|万元|千元|亿美元|万美元|美元|元|亩|平方米|m2|公顷)$/.exec(
    key,
  )?.[1];
  return [...candidates, behind ?? ''].map(unitNamed).find((unit) => unit !== undefined);
}

export const isUnitWord = (text: string): boolean => {
  if (text.length > LONGEST.name) return false;
  const key = headerKey(text).replace(/^[([]|[)\]]$/g, '');
  return unitNamed(key) !== undefined || PLAIN_UNITS.has(key);
};

/** A header and what is left of it without unit, without any bracket, without 时间; 1-5月 is 本年. */
function variants(text: string): string[] {
  const key = headerKey(text);
  const noUnit = key
    .replace(BRACKETS, (whole, inner: string) =>
      isUnitWord(inner) || /必填|选填|可不填/.test(inner) ? '' : whole,
    )
    .replace(/[,/、](亿元|千万元|百万元|万元|千元|亿美元|万美元|美元|元|亩|平方米|m2|公顷|人)$/, '');
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
