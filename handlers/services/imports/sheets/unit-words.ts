import { isAreaUnit, type AreaUnit } from '../../../../models/rules/parse/area.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { isMeasureUnit, type AnyUnit } from '../../../../models/rules/parse/numbers/measures.ts';
import {
  foreignMoneyIn,
  isMoneyUnit,
  type MoneyUnit,
} from '../../../../models/rules/parse/numbers/money-units.ts';
import { BRACKETS, headerKey } from './header-key.ts';

/** Other words for units of money and of area. */
const UNIT_WORDS: Readonly<Record<string, MoneyUnit | AreaUnit>> = {
  亿: '亿元',
  千万: '千万元',
  百万: '百万元',
  万: '万元',
  万块: '万元',
  万圆: '万元',
  圆: '元',
  万美金: '万美元',
  美金: '美元',
  usd: '美元',
  平方: '平方米',
  平米: '平方米',
  m2: '平方米',
  万平方: '万平方米',
  万平米: '万平方米',
  万平: '万平方米',
  万m2: '万平方米',
  ha: '公顷',
  km2: '平方公里',
  平方千米: '平方公里',
};
/** HK$ */
const SIGN_CHARS = 3;
/** Before the name of a country's money: 万港元. */
const MANY = /^[十百千万亿]*/;

/** 港元, 万欧元: money that nobody here converts. */
const isForeignMoney = (word: string): boolean => {
  const money = word.replace(MANY, '');
  const said = foreignMoneyIn(money) ?? '';
  return money === '外币' || (said !== '' && (said === money || money.length <= SIGN_CHARS));
};

/** The unit that a word names, 人民币 before or behind it passed over. */
function unitNamed(word: string): AnyUnit | undefined {
  const bare = word.replace(/^(?:人民币|rmb)|(?:人民币|rmb)$/g, '');
  if ((isMoneyUnit(bare) && bare !== '外币') || isAreaUnit(bare) || isMeasureUnit(bare)) return bare;
  return UNIT_WORDS[bare] ?? (isForeignMoney(bare) ? '外币' : undefined);
}

/** Units that say nothing a parser would not know. */
const PLAIN_UNITS = new Set(['个', '家', '宗', '%', '万元/年', '年', '月', '天', '吨/年']);
const LONG_UNITS =
  '亿元|千万元|百万元|万元|千元|亿美元|万美元|美元|万平方米|平方米|万亩|公顷|万千瓦时|千瓦时|吨标准?煤|万度|万人';
/** Behind a comma, a colon or a slash, or grown together with the name: 总投资万元. */
const BEHIND = new RegExp(
  `[,:/、](${LONG_UNITS}|元|亩|m2|人|度)$|(?<=[一-龥]{2})(?<![十百千万亿])(${LONG_UNITS})$`,
);

/** The unit in a header's brackets or behind it: 总投资（亿元）, 总投资/亿元, 单位：亿元. */
export function unitIn(text: string): AnyUnit | undefined {
  if (text.length > LONGEST.name) return undefined;
  const key = headerKey(text);
  const whole = unitNamed(key);
  if (whole) return whole;
  const [, apart, grown] = BEHIND.exec(key) ?? [];
  return [...bracketed(key), apart ?? grown ?? ''].map(unitNamed).find((unit) => unit !== undefined);
}

/** 万元、亩 in one bracket are two words; 万元/亩 is one. */
const bracketed = (key: string): string[] =>
  [...key.matchAll(BRACKETS)].flatMap(([, inner = '']) =>
    isMeasureUnit(inner) ? [inner] : inner.split(/[,、;/]/),
  );

/** What looks like a unit: 万圆整, 坪, 十万元, K. */
const LIKE_A_UNIT =
  /^(?:[十百千万亿]{1,3}|[十百千万亿]*[一-龥]{0,2}(?:元|圆|币|镑|卢布|法郎|米|尺|里|亩|顷|坪|吨|斤|克|度|时|平|户|人|台|套|辆)|[%‰]|[a-z$€£₩¥]{1,4}\d?)$/;

/** A unit in a header's bracket that nobody here knows; undefined where there is none, or a known one. */
export function strangeUnitIn(text: string): string | undefined {
  if (text.length > LONGEST.name || unitIn(text) !== undefined) return undefined;
  return bracketed(headerKey(text)).find((word) => LIKE_A_UNIT.test(word) && !/^(?:no|vs)$/.test(word));
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
