import { createQuantityReader, unitWord, type QuantityUnit } from '../quantity.ts';

/** A unit that a header or a sheet names; 外币 is money that has to be converted by a person. */
export type MoneyUnit =
  | '元'
  | '千元'
  | '万元'
  | '百万元'
  | '千万元'
  | '亿元'
  | '美元'
  | '万美元'
  | '亿美元'
  | '外币';

export type MoneyFamily = 'rmb' | 'usd' | 'foreign';
const DOLLARS = ['美元', '美金', 'usd', '刀'];
const FOREIGN = [
  '港元 港币 港圆 澳门元 澳门币 葡币 新台币 台币 台湾元 日元 日币 日圆 韩元 韩币 韩圆 欧元 英镑 英磅 瑞士法郎 瑞郎 法郎 卢布',
  '澳元 澳大利亚元 加元 加币 加拿大元 新元 新币 新加坡元 坡币 新西兰元 纽元 泰铢 越南盾 印尼盾 印尼卢比 卢比 马币 令吉',
  '林吉特 比索 第纳尔 迪拉姆',
].flatMap((line) => line.split(' '));
const FOREIGN_CODES = [
  'hkd',
  'eur',
  'jpy',
  'gbp',
  'krw',
  'twd',
  'sgd',
  'aud',
  'cad',
  'chf',
  'mop',
  'thb',
  'rub',
  'myr',
];
const FOREIGN_WORD = new RegExp(
  `(${FOREIGN.join('|')}|(?<![a-z])(?:${FOREIGN_CODES.join('|')})(?![a-z]))|(?:hk|nt|(?<!u)s|a|c)\\$|[€£₩₽฿₫₹]`,
  'i',
);

/** The money of another country than China and the USA that a text names: 港元; 外币 where only a sign stands for it. */
export function foreignMoneyIn(text: string): string | undefined {
  const found = FOREIGN_WORD.exec(text);
  return found ? (found[1] ?? '外币') : undefined;
}

/** Factors give hundredths of 万元 or 万美元. */
const UNITS: readonly QuantityUnit<MoneyFamily>[] = [
  ...[
    ['万亿元', 1e10],
    ['万亿', 1e10],
    ['亿元', 1e6],
    ['亿', 1e6],
    ['万元', 100],
    ['万', 100],
    ['w', 100],
    ['元', 0.01],
  ].map(([word, factor]) => unitWord(String(word), Number(factor), 'rmb')),
  ...DOLLARS.flatMap((d) => [
    unitWord(`亿${d}`, 1e6, 'usd'),
    unitWord(`万${d}`, 100, 'usd'),
    unitWord(d, 0.01, 'usd'),
  ]),
  ...[...FOREIGN, ...FOREIGN_CODES].flatMap((f) => [
    unitWord(`亿${f}`, 1e6, 'foreign'),
    unitWord(`万${f}`, 100, 'foreign'),
    unitWord(f, 0.01, 'foreign'),
  ]),
];
/** 500万套 and 2亿只 are quantities of goods, not of money. */
export const GOODS =
  '套件片只台个吨条支枝瓶颗块粒辆人户度箱罐盒头羽株米㎡㎥具组张根副双把亩册门卷盘桶袋包枚部艘架';
const NOT_GOODS = new RegExp(
  `(?!\\s*(?:[${GOODS}]|平方|立方|千|kw|mw|m2|m3|gwh|kwh|安时|模组|美|港|欧|日元|英|台币))`,
);
export const readMoney = createQuantityReader(UNITS, NOT_GOODS);

export const HEADER_UNITS: Readonly<Record<MoneyUnit, QuantityUnit<MoneyFamily>>> = {
  元: unitWord('元', 0.01, 'rmb'),
  千元: unitWord('千元', 10, 'rmb'),
  万元: unitWord('万元', 100, 'rmb'),
  百万元: unitWord('百万元', 1e4, 'rmb'),
  千万元: unitWord('千万元', 1e5, 'rmb'),
  亿元: unitWord('亿元', 1e6, 'rmb'),
  美元: unitWord('美元', 0.01, 'usd'),
  万美元: unitWord('万美元', 100, 'usd'),
  亿美元: unitWord('亿美元', 1e6, 'usd'),
  外币: unitWord('外币', 100, 'foreign'),
};

export const isMoneyUnit = (unit: string | undefined): unit is MoneyUnit =>
  unit !== undefined && Object.hasOwn(HEADER_UNITS, unit);

export const isDollars = (unit: MoneyUnit): boolean => HEADER_UNITS[unit].family === 'usd';
