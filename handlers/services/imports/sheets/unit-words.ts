import type { AreaUnit } from '../../../../models/rules/parse/area.ts';
import type { MoneyUnit } from '../../../../models/rules/parse/amount.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { BRACKETS, headerKey } from './header-key.ts';

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
/** Behind a comma or a slash. */
const BEHIND = /[,/、](亿元|千万元|百万元|万元|千元|亿美元|万美元|美元|元|亩|平方米|m2|公顷|人)$/;

/** The unit in a header's brackets or behind a comma or slash: 总投资（亿元）, 总投资/亿元, 单位：亿元. */
export function unitIn(text: string): MoneyUnit | AreaUnit | undefined {
  if (text.length > LONGEST.name) return undefined;
  const key = headerKey(text);
  const whole = unitNamed(key);
  if (whole) return whole;
  const candidates = [...key.matchAll(BRACKETS)].flatMap(([, inner = '']) => inner.split(/[,、;/]/));
  return [...candidates, BEHIND.exec(key)?.[1] ?? ''].map(unitNamed).find((unit) => unit !== undefined);
}

export const isUnitWord = (text: string): boolean => {
  if (text.length > LONGEST.name) return false;
  const key = headerKey(text).replace(/^[([]|[)\]]$/g, '');
  return unitNamed(key) !== undefined || PLAIN_UNITS.has(key);
};

/** A header's key without the unit behind it, and without brackets that hold one or tell how to fill it in. */
export const withoutUnit = (key: string): string =>
  key
    .replace(BRACKETS, (whole, inner: string) =>
      isUnitWord(inner) || /必填|选填|可不填/.test(inner) ? '' : whole,
    )
    .replace(BEHIND, '');
