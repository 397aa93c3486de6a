import type { DateDraft, DateForm } from './date-draft.ts';
import { ENGLISH_FORMS } from './date-english.ts';

export const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

const RELATIVE: Readonly<Record<string, number>> = {
  今年: 0,
  本年: 0,
  当年: 0,
  去年: -1,
  上年: -1,
  前年: -2,
  明年: 1,
  后年: 2,
};
const YEAR = String.raw`(?<!\d)((?:19|20)\d{2}(?=\s*[年./-])|\d{2}(?=\s*年)|今年|本年|当年|去年|上年|前年|明年|后年)\s*[年./-]{0,2}\s*`;
const MONTH = String.raw`(\d{1,2})(?!\d)`;
const DAY = String.raw`(\d{1,2})(?!\d|\s*月)\s*[日号]?`;
const PART = '(上旬|中旬|下旬|初|中|底|末)';
/** The last day a part of a month can mean; undefined is the month's end. */
const PART_DAY: Readonly<Record<string, number | undefined>> = { 上旬: 10, 初: 10, 中: 15, 中旬: 20 };
const YEAR_PART_MONTH: Readonly<Record<string, number>> = {
  上半年: 6,
  下半年: 12,
  初: 1,
  中: 6,
  底: 12,
  末: 12,
};
const QUARTERS: Readonly<Record<string, number>> = {
  一: 3,
  二: 6,
  三: 9,
  四: 12,
  '1': 3,
  '2': 6,
  '3': 9,
  '4': 12,
};

const yearOf = (text: string | undefined): Pick<DateDraft, 'year' | 'relative'> => {
  const relative = RELATIVE[text ?? ''];
  return relative === undefined ? { year: Number(text) } : { relative };
};
const inMonth = (part: string | undefined): Partial<DateDraft> =>
  part ? { day: PART_DAY[part] ?? undefined, precision: 'day', rough: true } : {};

/** Month and day in either order: only a number over 12 tells which is which. */
const dayMonth = (a: string | undefined, b: string | undefined, year: string | undefined): DateDraft => {
  const [first, second] = [Number(a), Number(b)];
  const dayFirst = first > 12;
  const [month, day] = dayFirst ? [second, first] : [first, second];
  return { year: Number(year), month, day, precision: 'day', ask: true };
};

/** The written forms, the most telling first; the first that is found anywhere in the cell is taken. */
export const DATE_FORMS: readonly DateForm[] = [
  {
    pattern: new RegExp(`${YEAR}${MONTH}\\s*[月./-]{1,2}\\s*${DAY}`),
    draft: (m) => ({ ...yearOf(m[1]), month: Number(m[2]), day: Number(m[3]), precision: 'day' }),
  },
  {
    pattern: new RegExp(`${YEAR}第?([一二三四1-4])季度|(?<!\\d)((?:19|20)\\d{2})\\s*年?\\s*Q([1-4])`, 'i'),
    draft: (m) => ({
      ...yearOf(m[1] ?? m[3]),
      month: QUARTERS[m[2] ?? m[4] ?? ''] ?? 12,
      precision: 'month',
      rough: true,
    }),
  },
  {
    pattern: new RegExp(`${YEAR}${MONTH}\\s*月?\\s*${PART}?`),
    draft: (m) => ({ ...yearOf(m[1]), month: Number(m[2]), precision: 'month', ...inMonth(m[3]) }),
  },
  {
    pattern: /(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})?(?!\d)/,
    draft: (m) => ({
      year: Number(m[1]),
      month: Number(m[2]),
      ...(m[3] ? { day: Number(m[3]), precision: 'day' } : { precision: 'month' }),
    }),
  },
  {
    pattern: new RegExp(`${YEAR}(上半年|下半年|初|中|底|末)`),
    draft: (m) => ({
      ...yearOf(m[1]),
      month: YEAR_PART_MONTH[m[2] ?? ''] ?? 12,
      precision: 'month',
      rough: true,
    }),
  },
  {
    pattern: /(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)/,
    draft: (m) => dayMonth(m[1], m[3], m[4]),
  },
  {
    pattern: /(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{1,2})(?![\d./-])/,
    draft: (m) => {
      const [a, b, c] = [Number(m[1]), Number(m[3]), Number(m[4])];
      if (a >= 20) return { year: a, month: b, day: c, precision: 'day' };
      return m[2] === '/' && c >= 20 ? dayMonth(m[1], m[3], m[4]) : undefined;
    },
  },
  ...ENGLISH_FORMS,
  {
    pattern: new RegExp(`(?<![\\d年])${MONTH}\\s*月\\s*${DAY}`),
    draft: (m) => ({ month: Number(m[1]), day: Number(m[2]), precision: 'day' }),
  },
  {
    pattern: new RegExp(`(?<![\\d年])${MONTH}\\s*月\\s*${PART}?`),
    draft: (m) => ({ month: Number(m[1]), precision: 'month', ...inMonth(m[2]) }),
  },
  {
    pattern: /(?<![\d年])(上半年|下半年|年底|年末|年初)/,
    draft: (m) => ({
      month: YEAR_PART_MONTH[(m[1] ?? '').replace(/^年/, '')] ?? 12,
      precision: 'month',
      rough: true,
    }),
  },
  {
    pattern: /(今年|本年|当年|去年|上年|前年|明年|后年)/,
    draft: (m) => ({ ...yearOf(m[1]), precision: 'year' }),
  },
  {
    pattern: /(?<![\d.])((?:19|20)\d{2})(?![\d.])\s*年?度?|(?<!\d)(\d{2})\s*年度?/,
    // 10年 may be how long something lasts.
    draft: ([, full, short]) => ({
      year: Number(full ?? short),
      precision: 'year',
      ...(short !== undefined && Number(short) < 15 ? { ask: true } : {}),
    }),
  },
];

const DIGITS = '零一二三四五六七八九';

/** 二〇二五年三月八日 -> 2025年3月8日; only before 年月日号 and behind 月, so that 一季度 stays. */
export const chineseDigits = (text: string): string =>
  text.replace(
    /[〇○零一二三四五六七八九十]{1,4}(?=\s*[年月日号])|(?<=月\s?)[一二三四五六七八九十]{1,3}(?=[\s,)]|$)/g,
    (numeral) => {
      const plain = numeral.replace(/[〇○]/g, '零');
      const values = [...plain].map((c) => DIGITS.indexOf(c));
      if (!plain.includes('十')) return values.join('');
      const [tens = '', ones = ''] = plain.split('十');
      return String((tens ? DIGITS.indexOf(tens) : 1) * 10 + (ones ? DIGITS.indexOf(ones) : 0));
    },
  );
