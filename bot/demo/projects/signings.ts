import { unitsInOrder, type City } from '../../../models/ledgers/city.ts';
import {
  addDays,
  addPeriods,
  daysBetween,
  firstDayOf,
  lastDayOf,
  monthOf,
  periodOf,
  weekdayOf,
  yearOf,
  type Day,
  type Period,
} from '../../../models/rules/time/day.ts';
import type { Random } from '../random.ts';

/** A contract to be: where and when it is signed. */
export interface Signing {
  unit: string;
  day: Day;
}

const HISTORY_MONTHS = 24;
/** Months before the 24 of full history get some signings, so that every bulletin has its cohort of the year before. */
const EARLIER = 0.7;
/** Contracts come before the ends of quarters and few around the Spring Festival. January first. */
const SEASON = [0.9, 0.65, 1.2, 1, 1.05, 1.25, 0.9, 0.95, 1.15, 0.9, 0.95, 1.1];

/**
 * New projects a year by place in the protocol order, as domain.md 4.2 has its targets for Heyuan's eight units. Another
 * city's further units begin again at the front.
 */
const STRENGTHS = [22, 19, 15, 19, 18, 14, 16, 27];

/** How strong each unit is, against the others. */
export const strengthsOf = (city: City): { unit: string; strength: number }[] =>
  unitsInOrder(city).map(({ code }, i) => ({ unit: code, strength: STRENGTHS[i % STRENGTHS.length] ?? 1 }));

/** The months that have signings, oldest first: from the January before the history on. */
export function monthsOf(today: Day): Period[] {
  const last = periodOf(today);
  const first = `${yearOf(addPeriods(last, -HISTORY_MONTHS))}-01`;
  const months: Period[] = [];
  for (let month = first; month <= last; month = addPeriods(month, 1)) months.push(month);
  return months;
}

/** How many signings a whole month can expect, against the others. */
export const weightOf = (month: Period, today: Day): number =>
  (SEASON[monthOf(month) - 1] ?? 1) * (month < addPeriods(periodOf(today), -HISTORY_MONTHS) ? EARLIER : 1);

/** The part of a month that is over by `today`. */
function elapsed(month: Period, today: Day): number {
  const last = lastDayOf(month);
  return last <= today ? 1 : (daysBetween(firstDayOf(month), today) + 1) / Number(last.slice(8));
}

/** A good or a bad year of a unit, and a full or an empty month of it. */
const YEAR_FORM = [0.78, 1.22] as const;
const MONTH_FORM = [0.1, 1.9] as const;

/**
 * Spreads `count` signings over units and months, oldest first. Taken at even steps along the weights, so that a year
 * of a unit comes out by its strength and form, while its months are uneven.
 */
export function signingsOf(random: Random, city: City, today: Day, count: number): Signing[] {
  const months = monthsOf(today);
  const cells = strengthsOf(city).flatMap(({ unit, strength }) => {
    const form = new Map(months.map((month) => [yearOf(month), random.real(...YEAR_FORM)]));
    return months.map((month) => {
      const expected = strength * weightOf(month, today) * elapsed(month, today);
      return { unit, month, weight: expected * (form.get(yearOf(month)) ?? 1) * random.real(...MONTH_FORM) };
    });
  });
  const step = cells.reduce((sum, { weight }) => sum + weight, 0) / count;
  let due = step * random.next();
  return cells
    .flatMap(({ unit, month, weight }) => {
      const signings: Signing[] = [];
      for (due -= weight; due < 0; due += step) signings.push({ unit, day: workday(random, month, today) });
      return signings;
    })
    .sort((a, b) => compare(a.day, b.day) || compare(a.unit, b.unit));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A day of the month up to today, no weekend where there is a choice. */
function workday(random: Random, month: Period, today: Day): Day {
  const first = firstDayOf(month);
  const last = lastDayOf(month) < today ? lastDayOf(month) : today;
  const day = addDays(first, random.int(0, daysBetween(first, last)));
  const weekday = weekdayOf(day);
  const friday = addDays(day, weekday === 6 ? -1 : weekday === 0 ? -2 : 0);
  return friday < first ? day : friday;
}
