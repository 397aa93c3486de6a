import { addDays, firstDayOf, lastDayOf, yearOf, type Day, type Period } from './day.ts';
import { canonicalJson } from '../canonical.ts';
import { AppError } from '../errors.ts';
import { createDayKinds, type HolidayPlan } from './holidays.ts';
import type { RuleSet } from '../ruleset.ts';

export type Office = RuleSet['office'];

/** One line of 「为什么是这一天」. */
export interface DueStep {
  day: Day;
  /** Does the day count towards the limit? */
  counted: boolean;
  reason: string;
}

export interface Derivation {
  due: Date;
  steps: DueStep[];
  /** A day on the way lies in a year whose holiday plan is not published: the date is 暂定. */
  provisional: boolean;
}

/** A time in which a limit stands still, from one moment until another; without `to` it still does. */
export interface Pause {
  from: Date;
  to?: Date;
}

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2099, 11, 31);
const DAY = 86_400_000;
const MINUTE = 60_000;
const OFFSET = 8 * 3_600_000;
/** Pushes to many chats are spread over this many minutes at most, so that a digest stays a morning's digest. */
const SPREAD_MINUTES = 20;

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * Working days of domain.md 4.1 over 2000–2099, from the published plans. Immutable: a new plan makes a new calendar.
 * Days are numbered from 2000-01-01 and every question is one or two array reads.
 * All methods throw AppError INVALID for a day outside these years.
 */
export class Calendar {
  readonly #plans: HolidayPlan;
  readonly #office: Office;
  readonly #kindOf: ReturnType<typeof createDayKinds>;
  #counted: { before: Int32Array; workdays: Int32Array } | undefined;
  readonly #closing: number;

  constructor(plans: HolidayPlan, office: Office) {
    this.#plans = plans;
    this.#office = office;
    this.#kindOf = createDayKinds(plans);
    this.#closing = minutesOf(office.end) * MINUTE;
  }

  /** How many working days lie before day i. */
  get #before(): Int32Array {
    return this.#tables.before;
  }

  /** The day number of working day k, counting from 0. */
  get #workdays(): Int32Array {
    return this.#tables.workdays;
  }

  /** Counted at the first question: a hundred years take a tenth of a second, and most commands ask none. */
  get #tables() {
    this.#counted ??= this.#count100Years();
    return this.#counted;
  }

  #count100Years() {
    const days = (LAST - FIRST) / DAY + 1;
    const before = new Int32Array(days + 1);
    const workdays: number[] = [];
    for (let i = 0; i < days; i++) {
      before[i] = workdays.length;
      if (this.#kindOf(this.#day(i)).workday) workdays.push(i);
    }
    before[days] = workdays.length;
    return { before, workdays: Int32Array.from(workdays) };
  }

  /** Equal for calendars of the same plans and office hours: tells whether deadlines must be worked out anew. */
  get basis(): string {
    return canonicalJson({ plans: this.#plans, office: this.#office });
  }

  isWorkday(day: Day): boolean {
    return this.#isWorkday(this.#number(day));
  }

  /** 工作日, 周六补班, 周末, 春节放假 … */
  reasonFor(day: Day): string {
    return this.#kindOf(day).reason;
  }

  /** The first working day strictly after `day`. */
  nextWorkday(day: Day): Day {
    return this.addWorkdays(day, 1);
  }

  /**
   * The n-th working day strictly after `day`; strictly before it for negative n. For 0: `day` itself when it is a
   * working day, else the next one.
   */
  addWorkdays(day: Day, n: number): Day {
    return this.#day(this.#shift(this.#number(day), n));
  }

  /** 月内第 n 个工作日, counted from the end for negative n. Throws when the month has fewer. */
  nthWorkdayOf(period: Period, n: number): Day {
    const first = this.#number(firstDayOf(period));
    const last = this.#number(lastDayOf(period));
    const found = n > 0 ? this.#shift(first - 1, n) : this.#shift(last + 1, n);
    if (n === 0 || found < first || found > last)
      throw new AppError('INVALID', `${period} 没有第 ${n} 个工作日`);
    return this.#day(found);
  }

  /** Which working day of its month this is, from 1; undefined for a day off. */
  workdayIndex(day: Day): number | undefined {
    const at = this.#number(day);
    if (!this.#isWorkday(at)) return undefined;
    return this.#count(at) - this.#count(this.#number(firstDayOf(day.slice(0, 7)))) + 1;
  }

  /** Working days in (a, b]; negative when b is earlier. */
  workdaysBetween(a: Day, b: Day): number {
    return this.#count(this.#number(b) + 1) - this.#count(this.#number(a) + 1);
  }

  /** 收文日: the day of the instant when it is a working day and not after closing, else the next working day. */
  receiveDay(instant: Date): Day {
    return this.#day(this.#receive(instant));
  }

  /** The n-th working day after the 收文日, at closing time. */
  due(instant: Date, n: number): Date {
    return this.#closingOf(this.#shift(this.#receive(instant), n));
  }

  /** `due` together with every day on the way and why it counts or not. */
  derive(instant: Date, n: number): Derivation {
    const arrived = this.#numberOf(instant);
    const received = this.#receive(instant);
    const last = this.#shift(received, n);
    const steps: DueStep[] = [];
    for (let i = arrived; i <= last; i++) {
      const day = this.#day(i);
      const { workday, reason } = this.#kindOf(day);
      if (i > received) steps.push({ day, counted: workday, reason });
      else steps.push({ day, counted: false, reason: this.#arrivalReason(i, arrived, received, reason) });
    }
    const provisional = steps.some(({ day }) => this.isProvisional(yearOf(day)));
    return { due: this.#closingOf(last), steps, provisional };
  }

  /** Working days used from `a` to `b`: those in (receiveDay(a), b] less the paused ones. */
  used(a: Date, b: Date, pauses: readonly Pause[] = []): number {
    const from = this.#receive(a);
    const to = this.#numberOf(b);
    if (to <= from) return 0;
    return this.#span(from, to) - this.#paused(from, to, pauses);
  }

  /** Working days of `pauses` that fall in (receiveDay(a), b]: a limit is put off by so many. */
  pausedWorkdays(a: Date, b: Date, pauses: readonly Pause[]): number {
    return this.#paused(this.#receive(a), this.#numberOf(b), pauses);
  }

  /** No plan is published for this year: its deadlines are 暂定. */
  isProvisional(year: number): boolean {
    return this.#plans[String(year)] === undefined;
  }

  /**
   * The earliest moment not before `instant` on a working day in a push window and off the minutes :00 and :30,
   * when every other system fires. `spread` (see `spreadOf`) moves it by that many allowed minutes, modulo
   * 20, so that many chats do not fire together.
   */
  nextPushMoment(instant: Date, windows: Office['push'] = this.#office.push, spread = 0): Date {
    if (windows.length === 0) throw new AppError('INVALID', '没有设置推送时段（office.push）');
    let at = this.#allowed(instant.getTime() + OFFSET, windows);
    for (let left = Math.abs(Math.trunc(spread)) % SPREAD_MINUTES; left > 0; left--)
      at = this.#allowed(at + MINUTE, windows);
    return new Date(at - OFFSET);
  }

  /** First allowed push moment at or after `local`, in milliseconds of Shanghai wall-clock time. */
  #allowed(local: number, windows: Office['push']): number {
    let at = local;
    for (;;) {
      const midnight = Math.floor(at / DAY) * DAY;
      const day = this.#checked((midnight - FIRST) / DAY);
      const open = this.#isWorkday(day) ? earliestIn(windows, at - midnight) : undefined;
      if (open === undefined) at = midnight + DAY;
      else if (Math.floor(open / MINUTE) % 30 !== 0) return midnight + open;
      else at = midnight + (Math.floor(open / MINUTE) + 1) * MINUTE;
    }
  }

  #arrivalReason(i: number, arrived: number, received: number, reason: string): string {
    if (i < received && i === arrived)
      return this.#isWorkday(i)
        ? `${this.#office.end} 后收文，视为次一工作日收文`
        : `${reason}，视为次一工作日收文`;
    if (i < received) return reason;
    return i === arrived ? '收文当日不计' : '视为收文日，当日不计';
  }

  #receive(instant: Date): number {
    const i = this.#numberOf(instant);
    const sinceMidnight = instant.getTime() + OFFSET - (FIRST + i * DAY);
    return this.#isWorkday(i) && sinceMidnight <= this.#closing ? i : this.#shift(i, 1);
  }

  #paused(from: number, to: number, pauses: readonly Pause[]): number {
    const spans = pauses
      .map((pause) => [this.#numberOf(pause.from), pause.to ? this.#numberOf(pause.to) : to] as const)
      .sort((x, y) => x[0] - y[0]);
    let total = 0;
    let covered = from;
    for (const [start, end] of spans) {
      const left = Math.max(start, covered);
      const right = Math.min(end, to);
      if (right <= left) continue;
      total += this.#span(left, right);
      covered = right;
    }
    return total;
  }

  #shift(i: number, n: number): number {
    const index = n > 0 ? this.#count(i + 1) + n - 1 : this.#count(i) + n;
    const found = this.#workdays[index];
    if (found === undefined) throw new AppError('INVALID', '日期超出日历范围（2000—2099 年）');
    return found;
  }

  /** Working days in (a, b]. */
  #span(a: number, b: number): number {
    return this.#count(b + 1) - this.#count(a + 1);
  }

  /** Working days before day i. */
  #count(i: number): number {
    return this.#before[i] ?? (i < 0 ? 0 : this.#workdays.length);
  }

  #isWorkday(i: number): boolean {
    return this.#count(i + 1) > this.#count(i);
  }

  #closingOf(i: number): Date {
    return new Date(FIRST + i * DAY + this.#closing - OFFSET);
  }

  #number(day: Day): number {
    const ms = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
    return this.#checked((ms - FIRST) / DAY);
  }

  #numberOf(instant: Date): number {
    return this.#checked(Math.floor((instant.getTime() + OFFSET - FIRST) / DAY));
  }

  #checked(i: number): number {
    if (i >= 0 && i < this.#before.length - 1) return i;
    throw new AppError('INVALID', '日期超出日历范围（2000—2099 年）');
  }

  #day(i: number): Day {
    return addDays('2000-01-01', i);
  }
}

/** A calendar from the published holiday plans and the office hours of the rule set. Cheap to ask, 20 ms to make. */
export const createCalendar = (plans: HolidayPlan, office: Office): Calendar => new Calendar(plans, office);

/** A steady number for a chat id, for `nextPushMoment`'s spread (FNV-1a). */
export function spreadOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Milliseconds into the day at which one of the windows is open, not before `since`; undefined when none is. */
function earliestIn(windows: Office['push'], since: number): number | undefined {
  let best: number | undefined;
  for (const [from, to] of windows) {
    const open = Math.max(since, minutesOf(from) * MINUTE);
    if (open <= minutesOf(to) * MINUTE && (best === undefined || open < best)) best = open;
  }
  return best;
}
