import nzh from 'nzh/cn';

/**
 * Chinese numerals in amounts: 三百二十万 -> 320万, 一点二亿 -> 1.2亿, 3千万 -> 3000万, 叁佰万 -> 300万. A numeral is only read
 * where a scale or currency word follows, so that 一期 and 三一重工 stay.
 */
export function westernDigits(text: string): string {
  return !NUMERALS.test(text)
    ? text
    : text
        .replace(CAPITALS, (c) => PLAIN[c] ?? c)
        .replace(/[〇○]/g, '零')
        .replace(CHINESE, (numeral) => decoded(numeral) ?? numeral)
        .replace(MIXED, (_, digits: string, scale: string) => scaled(digits, scale));
}

/** Anything that is replaced here. */
const NUMERALS = /[〇○零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两俩]/;
const PLAIN: Readonly<Record<string, string>> = {
  壹: '一',
  贰: '二',
  叁: '三',
  肆: '四',
  伍: '五',
  陆: '六',
  柒: '七',
  捌: '八',
  玖: '九',
  拾: '十',
  佰: '百',
  仟: '千',
  两: '二',
  俩: '二',
};
const CAPITALS = /[壹贰叁肆伍陆柒捌玖拾佰仟两俩]/g;
const CHINESE =
  /(?<![\d.零一二三四五六七八九十百千点])[零一二三四五六七八九十百千]{1,12}(?:点[零一二三四五六七八九]{1,6})?(?=个?\s*(?:万|亿|元|美元|美金|亩|公顷|平方|人|名(?!称)))/g;
/** 3千万, 5百万, 2千元: a Western number before a Chinese scale. */
const MIXED = /(\d{1,12}(?:\.\d{1,6})?)\s*(十|百|千)(?=\s*(?:万|亿|元|美元|美金|平方))/g;
const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

const scaled = (digits: string, scale: string) =>
  String(Number((Number(digits) * (SCALES[scale] ?? 1)).toPrecision(15)));

function decoded(numeral: string): string | undefined {
  const value = Number(nzh.decodeS(numeral));
  return Number.isFinite(value) && (value !== 0 || /^零+$/.test(numeral)) ? String(value) : undefined;
}
