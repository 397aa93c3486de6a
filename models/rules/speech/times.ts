import {
  addPeriods,
  firstDayOf,
  isPeriod,
  lastDayOf,
  periodOf,
  yearOf,
  type Day,
  type Period,
} from '../time/day.ts';

/** A time that a sentence names: a month, several from one to another, or a year. */
export type TimeSaid = { period: Period } | { from: Period; to: Period } | { year: number };

/** A time and where in the text it stands. */
export interface TimeFound {
  said: TimeSaid;
  end: number;
}

const YEARS_BACK: Readonly<Record<string, number>> = { 今年: 0, 本年: 0, 去年: 1, 上年: 1, 前年: 2 };
const MONTHS_BACK: Readonly<Record<string, number>> = {
  本月: 0,
  这个月: 0,
  这月: 0,
  当月: 0,
  上月: 1,
  上个月: 1,
  上上月: 2,
  上上个月: 2,
};
const NUMERALS = ['元', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

const MONTH = '(1[0-2]|0?[1-9]|十[一二]?|[元一二三四五六七八九])';
const wordsOf = (words: Readonly<Record<string, number>>): string =>
  Object.keys(words)
    .toSorted((a, b) => b.length - a.length)
    .join('|');

type Reader = (parts: readonly (string | undefined)[], today: Day) => TimeSaid | undefined;

const QUARTER = '([一二三四1-4])季度';
/** 二零二六 and 二〇二六, sign by sign. */
const SIGNS = '零一二三四五六七八九';

/** The ways in which people write a month or a year, the longer ones first. */
const WAYS: readonly (readonly [RegExp, Reader])[] = [
  [
    new RegExp(`(20\\d{2})(?:年|[-./])${MONTH}(?:月份?)?(?!\\d)`, 'y'),
    ([year, month]) => monthOf(Number(year), month),
  ],
  [
    new RegExp(`([二][零〇][${SIGNS}〇]{2})年${MONTH}月份?`, 'y'),
    ([year = '', month]) => monthOf(yearOfSigns(year), month),
  ],
  [
    new RegExp(`(?:(20\\d{2})年)?${MONTH}(?:月份?)?(?:-|~|至|到)${MONTH}月份?`, 'y'),
    ([year, , last], today) => (year === undefined ? newestMonth(last, today) : monthOf(Number(year), last)),
  ],
  [
    new RegExp(`(?:(20\\d{2})年?|(${wordsOf(YEARS_BACK)}))?第?${QUARTER}`, 'y'),
    ([year, word, quarter], today) =>
      quarterOf(year === undefined ? yearOf(today) - (YEARS_BACK[word ?? ''] ?? 0) : Number(year), quarter),
  ],
  [/(20\d{2})(0[1-9]|1[0-2])(?!\d)/y, ([year, month]) => monthOf(Number(year), month)],
  [new RegExp(`(\\d{2})年${MONTH}月份?`, 'y'), ([year, month]) => monthOf(2000 + Number(year), month)],
  [
    new RegExp(`(${wordsOf(YEARS_BACK)})的?${MONTH}月份?`, 'y'),
    ([word = '', month], today) => monthOf(yearOf(today) - (YEARS_BACK[word] ?? 0), month),
  ],
  [new RegExp(`${MONTH}月份?(?!\\d)`, 'y'), ([month], today) => newestMonth(month, today)],
  [
    new RegExp(`(${wordsOf(MONTHS_BACK)})份?`, 'y'),
    ([word = ''], today) => ({ period: addPeriods(periodOf(today), -(MONTHS_BACK[word] ?? 0)) }),
  ],
  [
    new RegExp(`(${wordsOf(YEARS_BACK)})(?:以来|至今|全年|度)?`, 'y'),
    ([word = ''], today) => ({ year: yearOf(today) - (YEARS_BACK[word] ?? 0) }),
  ],
  [/(20\d{2})(?:年(?:度|全年|以来)?|(?![\d-]))/y, ([year]) => ({ year: Number(year) })],
];

/**
 * The time that is named at a place of a text: 5月, 五月份, 上个月, 202605, 2026.5, 去年12月 (domain.md 5.5); 今年以来 and 2026 name
 * years. A bare month is the newest that has begun. Undefined where none begins.
 */
export function timeAt(text: string, at: number, today: Day): TimeFound | undefined {
  for (const [way, read] of WAYS) {
    way.lastIndex = at;
    const found = way.exec(text);
    const said = found && read(found.slice(1), today);
    if (found && said) return { said, end: at + found[0].length };
  }
  return undefined;
}

function monthOf(year: number, month: string | undefined): TimeSaid | undefined {
  const period = `${year}-${String(numberOf(month)).padStart(2, '0')}`;
  return isPeriod(period) ? { period } : undefined;
}

function quarterOf(year: number, quarter = ''): TimeSaid | undefined {
  const n = Number(quarter) || SIGNS.indexOf(quarter);
  const [from, to] = [monthOf(year, String(n * 3 - 2)), monthOf(year, String(n * 3))];
  return from && to && 'period' in from && 'period' in to ? { from: from.period, to: to.period } : undefined;
}

const yearOfSigns = (signs: string): number =>
  Number([...signs.replaceAll('〇', '零')].map((sign) => SIGNS.indexOf(sign)).join(''));

function newestMonth(month: string | undefined, today: Day): TimeSaid | undefined {
  const said = monthOf(yearOf(today), month);
  if (!said || !('period' in said) || said.period <= periodOf(today)) return said;
  return { period: addPeriods(said.period, -12) };
}

const numberOf = (month = ''): number => (month === '元' ? 1 : Number(month) || NUMERALS.indexOf(month));

/** The first and the last day of a time that was said. */
export function daysSaid(said: TimeSaid): readonly [Day, Day] {
  if ('year' in said) return [`${said.year}-01-01`, `${said.year}-12-31`];
  const [from, to] = 'period' in said ? [said.period, said.period] : [said.from, said.to];
  return [firstDayOf(from), lastDayOf(to)];
}
