import {
  addPeriods,
  daysBetween,
  lastDayOf,
  periodOf,
  yearOf,
  type Day,
  type Period,
} from '../../../models/rules/time/day.ts';
import type { Hundredths } from '../../../models/rules/money.ts';
import type { Life } from './life.ts';

/** What a project under construction has invested by the end of each month. */
export interface Investment {
  /** Cumulative 万元 at the end of a month; 0 before the start. Never falls. */
  at(period: Period): Hundredths;
  /** Did nothing happen in the month? */
  idle(period: Period): boolean;
}

/** Spent when production begins; the rest follows within the months after. */
const AT_PRODUCTION = 0.96;
/** A slow project spends so little of what its agreed days ask for, until a last push. */
const SLOW_PACE = 0.65;
/** A project that produces late has spent so much by the agreed day: it waits for equipment, not for money. */
const LATE_BUT_PAID = 0.87;
/** Amounts are reported in tens of 万元. */
const STEP = 1000;

const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);
const share = (from: Day, to: Day, day: Day): number =>
  clamp(daysBetween(from, day) / Math.max(daysBetween(from, to), 1));

/** The part of the investment that is done on a day. */
function doneOn(life: Life, started: Day, produced: Day, day: Day): number {
  if (day >= produced) return AT_PRODUCTION + 0.04 * share(produced, life.full ?? produced, day);
  if (life.fate === 'SLOW' && day > life.agreedStart) {
    const before = AT_PRODUCTION * share(started, produced, life.agreedStart);
    return Math.max(before, SLOW_PACE * share(life.agreedStart, life.agreedProduce, day));
  }
  if (life.fate === 'LATE_PRODUCTION') {
    const agreed = life.agreedProduce;
    const rest = AT_PRODUCTION - LATE_BUT_PAID;
    return LATE_BUT_PAID * share(started, agreed, day) + rest * share(agreed, produced, day);
  }
  return AT_PRODUCTION * share(started, produced, day);
}

/** The months in which an `IDLE` project stands still: `length` of them after a third of its building time. */
function standstill(life: Life, length: number): ReadonlySet<Period> {
  const { fate, started, produced } = life;
  if (fate !== 'IDLE' || !started || !produced) return new Set();
  const building = Math.round(daysBetween(started, produced) / 30);
  const first = addPeriods(periodOf(started), Math.max(2, Math.round(building / 3)));
  return new Set(Array.from({ length }, (_, i) => addPeriods(first, i)));
}

/** The investment over a life; `idleMonths` says how long an `IDLE` project stands still. */
export function investmentOf(life: Life, planned: Hundredths, idleMonths: number): Investment {
  const { started, produced } = life;
  const still = standstill(life, idleMonths);
  const at = (period: Period): Hundredths => {
    if (!started || !produced || period < periodOf(started)) return 0;
    let month = period;
    while (still.has(month)) month = addPeriods(month, -1);
    return Math.round((planned * doneOn(life, started, produced, lastDayOf(month))) / STEP) * STEP;
  };
  return { at, idle: (period) => still.has(period) };
}

/** The last month whose report is in: this one on its last day only. */
export const lastReported = (today: Day): Period =>
  lastDayOf(periodOf(today)) === today ? periodOf(today) : addPeriods(periodOf(today), -1);

/** The months a project reports on, of the last `count`: from its start to the one before production begins. */
export function reportedMonths(life: Life, today: Day, count: number): Period[] {
  const { started, produced } = life;
  if (!started || started > today) return [];
  const last = lastReported(today);
  const months = Array.from({ length: count }, (_, i) => addPeriods(last, i + 1 - count));
  return months.filter(
    (month) => month >= periodOf(started) && (produced === undefined || month < periodOf(produced)),
  );
}

/** This year's part of what is invested by `period`. */
export const thisYears = (investment: Investment, period: Period): Hundredths =>
  investment.at(period) - investment.at(`${yearOf(period) - 1}-12`);
