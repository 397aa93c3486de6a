import { isOverlong, LONGEST, refuseOverlong } from './bounds.ts';
import { parseDate } from './date.ts';
import { note, read, refuse, type Parsed } from './result.ts';
import { cellText, isBlankMark, nfkc, quote, type Cell } from './text.ts';
import { addPeriods, isDay, isPeriod, periodOf, yearOf, type Day, type Period } from '../time/day.ts';

/**
 * The month a person means: 2026-05, 2026年5月, 2026.5, 5月, 本月, 上月. A bare month is the newest such month that has
 * begun. Undefined when the text names none.
 */
export function readPeriod(text: string, today: Day): Period | undefined {
  if (text.length > LONGEST.value) return undefined;
  const said = nfkc(text).replace(/\s/g, '');
  if (/^(本月|这个月|当月)$/.test(said)) return periodOf(today);
  if (/^(上月|上个月)$/.test(said)) return addPeriods(periodOf(today), -1);
  // 10-11月 and 05-06 may be months of one year: nobody said November 2010.
  if (MONTHS.test(said)) return undefined;
  const full = /^(\d{4}|\d{2})[-年./](\d{1,2})月?(?:份)?(?:通报)?$/.exec(said);
  if (full) return periodFrom(yearFrom(full[1]), Number(full[2]));
  const bare = /^(\d{1,2})月(?:份)?(?:通报)?$/.exec(said);
  return bare ? newest(Number(bare[1]), today) : undefined;
}

export interface PeriodOptions {
  today: Day;
  /** The year the file speaks of. */
  fileYear?: number;
}

const EXAMPLE = '请写成 2026-05';
const YEAR = String.raw`(\d{4}|\d{2})\s?[-年./]\s?`;
const TO = String.raw`\s?(?:[-~]|至|到)\s?`;
/** 2026年1-5月, 1至5月累计, 2026.01-2026.05, 2026年1月-2026年5月. */
const SPAN = new RegExp(
  `^(?:${YEAR})?(\\d{1,2})\\s?月?份?${TO}(?:${YEAR})?(\\d{1,2})\\s?月?份?(?:底|末|止)?(?:累计|通报)?$`,
);
/** 截至5月底, 截止2026年5月31日: up to here. */
const UP_TO = new RegExp(
  `^(?:截[至止]到?|至|到)\\s?(?:${YEAR})?(\\d{1,2})\\s?月份?(?:底|末|\\d{1,2}[日号])?(?:累计)?$`,
);
/** 10-11月 are two months, and not November 2010. */
const MONTHS = /^(?:0?[1-9]|1[0-2])\s?[-./]\s?(?:0?[1-9]|1[0-2])\s?(?:月|$)/;
/** 2026年前5个月, 前5月. */
const FIRST_MONTHS = new RegExp(`^(?:${YEAR})?前(\\d{1,2})个?月(?:累计)?$`);

/**
 * Reads a cell that names a month. Several months, as cumulative figures have them (2026年1-5月, 截至5月底, 上半年), are the
 * last of them and ask; a bare month is of the file's year. Never throws.
 */
export function parsePeriodCell(cell: Cell, { today, fileYear }: PeriodOptions): Parsed<Period> {
  if (isBlankMark(cell)) return read<Period>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = nfkc(cellText(cell) ?? '').replace(/[−‐‑‒–—―─]/g, '-');
  const month = /^(\d{1,2})月份?$/.exec(text.replace(/\s/g, ''));
  const bare = (n: number) => (fileYear === undefined ? newest(n, today) : periodFrom(fileYear, n));
  if (month) return settled(bare(Number(month[1])), text);
  const plain = isDay(text) ? periodOf(text) : readPeriod(text, today);
  if (plain !== undefined) return read<Period>(plain);
  const span = spanIn(text);
  if (span === undefined) return fromDate(text, fileYear);
  const last = span.year === undefined ? bare(span.month) : periodFrom(span.year, span.month);
  const reading = settled(last, text);
  return reading.ok && reading.value !== null
    ? read(reading.value, [
        note('confirm', `${quote(text)}是几个月，按最后一个月 ${reading.value} 计，请确认`),
      ])
    : reading;
}

function spanIn(text: string): { year?: number; month: number } | undefined {
  const span = SPAN.exec(text);
  const upTo = UP_TO.exec(text) ?? FIRST_MONTHS.exec(text);
  const [year, month] = span ? [span[3] ?? span[1], span[4]] : [upTo?.[1], upTo?.[2]];
  if (month === undefined || Number(month) > 12) return undefined;
  return { ...(year === undefined ? {} : { year: yearFrom(year) }), month: Number(month) };
}

/** A day, or a part of the year: the month in which it ends. A year alone is no month. */
function fromDate(text: string, fileYear: number | undefined): Parsed<Period> {
  const day = parseDate(text, fileYear === undefined ? {} : { fileYear });
  if (!day.ok || !day.value || day.value.precision === 'year')
    return refuse(`${quote(text)}看不出是哪个月`, EXAMPLE);
  const period = periodOf(day.value.day);
  const asked = day.notes.find(({ kind }) => kind === 'confirm' || kind === 'approx');
  return read(period, asked ? [note('confirm', `${quote(text)}按 ${period} 计，请确认`)] : []);
}

const settled = (period: Period | undefined, text: string): Parsed<Period> =>
  period === undefined ? refuse(`${quote(text)}看不出是哪个月`, EXAMPLE) : read(period);

const yearFrom = (digits = ''): number => Number(digits) + (digits.length === 2 ? 2000 : 0);

function newest(month: number, today: Day): Period | undefined {
  const period = periodFrom(yearOf(today), month);
  return period && period > periodOf(today) ? addPeriods(period, -12) : period;
}

function periodFrom(year: number, month: number): Period | undefined {
  const period = `${year}-${String(month).padStart(2, '0')}`;
  return isPeriod(period) ? period : undefined;
}

const TITLE_MONTHS = new RegExp(
  `(?:(20\\d{2})\\s?[-年./]\\s?)?(?<![\\d.])(?:(\\d{1,2})\\s?月?份?${TO})?(?:(20\\d{2})\\s?[-年./]\\s?)?(\\d{1,2})\\s?月|(20\\d{2})[-./](\\d{1,2})(?![\\d.])`,
  'g',
);
/** 填报日期：2026年6月3日 is of the sheet of paper. */
const OF_PAPER = /(?:填报|填表|制表|报送|打印|编制|印发)\s?(?:日期|时间)?\s?[:：]/;

/** The month that a title names: 2026年5月, 5月份, 1—5月 (the last of them, unsure). Several are all given. */
export function monthsInTitle(
  title: string,
  { today, fileYear }: PeriodOptions,
): { period: Period; sure: boolean }[] {
  if (title.length > LONGEST.name || OF_PAPER.test(title)) return [];
  const text = nfkc(title).replace(/[−‐‑‒–—―─]/g, '-');
  return [...text.matchAll(TITLE_MONTHS)].flatMap(([, from, first, to, month, year, dotted]) => {
    const said = to ?? from ?? year ?? fileYear;
    const number = Number(month ?? dotted);
    const period = said === undefined ? newest(number, today) : periodFrom(Number(said), number);
    return period ? [{ period, sure: said !== undefined && first === undefined }] : [];
  });
}
