import dayjs from 'dayjs';
import utcPlugin from 'dayjs/plugin/utc.js';
import { AppError } from '../errors.ts';

dayjs.extend(utcPlugin);

/**
 * Calendar arithmetic in Asia/Shanghai, which is UTC+8 with no daylight saving since 1991, so a fixed offset is
 * exact and independent of the host's zone. Times of day go through dayjs; days and months are strings that compare as
 * strings, and their arithmetic is on integers, because figures and calendars do it by the hundred thousand.
 */

/** `YYYY-MM-DD`, a calendar day in Asia/Shanghai. */
export type Day = string;
/** A moment as ISO text in UTC with milliseconds, `2026-05-06T01:00:00.000Z`: earlier ones sort first. */
export type Instant = string;
/** `YYYY-MM`, a bulletin period (通报期). */
export type Period = string;

const DAY = 86_400_000;
const OFFSET_MINUTES = 480;

const pad = (n: number, width = 2) => String(n).padStart(width, '0');
const utc = (day: Day) =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
const fromUtc = (ms: number): Day => {
  const d = new Date(ms);
  return `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`;
};

/** The years before 100 are left out: `Date` takes them for 19xx. */
const DAY_FORM = /^(?!00)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Is `text` a real calendar day written `YYYY-MM-DD`? 2026-02-31 is not. */
export const isDay = (text: string): text is Day =>
  DAY_FORM.test(text) && (text.slice(8) <= '28' || fromUtc(utc(text)) === text);

/** Is `text` a month written `YYYY-MM`? */
export const isPeriod = (text: string): text is Period => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** The Shanghai day an instant falls on. */
export const dayOf = (instant: Date): Day => fromUtc(instant.getTime() + OFFSET_MINUTES * 60_000);

/** The Shanghai wall-clock time of an instant, `HH:mm`. */
export const timeOf = (instant: Date): string => dayjs(instant).utcOffset(OFFSET_MINUTES).format('HH:mm');

/** The instant of a Shanghai wall-clock time `HH:mm` on a day. */
export const instantOf = (day: Day, time = '00:00'): Date =>
  dayjs.utc(`${day}T${time}:00Z`).subtract(OFFSET_MINUTES, 'minute').toDate();

/**
 * An instant written in ISO, `2026-06-01T08:45+08:00`; without a zone it is Shanghai's time, whatever the host's.
 * Undefined when it is none, or on a day that does not exist.
 */
export function readInstant(text: string): Date | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text,
  );
  const [, day = '', time = '', zone = '+08:00'] = parts ?? [];
  if (!isDay(day)) return undefined;
  const instant = new Date(`${day}T${time}${zone}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Is `text` a moment in the one spelling that is stored? */
export function isInstant(text: string): text is Instant {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text)) return false;
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
}

/** A stored moment as people here read it, to the minute: `2026-05-06 09:00`. */
export const instantText = (instant: Instant): string => {
  const date = new Date(instant);
  return `${dayOf(date)} ${timeOf(date)}`;
};

export const addDays = (day: Day, n: number): Day => fromUtc(utc(day) + n * DAY);

/** Days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: Day, b: Day): number => (utc(b) - utc(a)) / DAY;

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (day: Day): number => new Date(utc(day)).getUTCDay();

export const periodOf = (day: Day): Period => day.slice(0, 7);
export const yearOf = (day: Day | Period): number => Number(day.slice(0, 4));
export const monthOf = (day: Day | Period): number => Number(day.slice(5, 7));

export const firstDayOf = (period: Period): Day => `${period}-01`;
export const lastDayOf = (period: Period): Day => addDays(firstDayOf(addPeriods(period, 1)), -1);

export const addPeriods = (period: Period, n: number): Period => {
  const months = yearOf(period) * 12 + (monthOf(period) - 1) + n;
  return `${pad(Math.floor(months / 12), 4)}-${pad((months % 12) + 1)}`;
};

/** Calendar months with month-end clamp: 2025-08-31 + 6 = 2026-02-28 (domain.md 4.1). */
export const addMonths = (day: Day, n: number): Day => {
  const target = addPeriods(periodOf(day), n);
  const clamped = Math.min(Number(day.slice(8, 10)), Number(lastDayOf(target).slice(8, 10)));
  return `${target}-${pad(clamped)}`;
};

/** Checks a period given by a person, as in `--period 2026-05`. */
export const parsePeriod = (text: string): Period => {
  if (!isPeriod(text)) throw new AppError('INVALID', `“${text}”不是月份，请写成 2026-05 这样`);
  return text;
};

/** Checks a day given by a person, as in `--as-of 2026-05-31`. */
export const parseDay = (text: string): Day => {
  if (!isDay(text)) throw new AppError('INVALID', `“${text}”不是日期，请写成 2026-05-31 这样`);
  return text;
};
