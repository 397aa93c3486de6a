import type { Calendar } from '../models/rules/time/calendar.ts';
import {
  addDays,
  addPeriods,
  dayOf,
  firstDayOf,
  instantOf,
  periodOf,
  weekdayOf,
  type Day,
} from '../models/rules/time/day.ts';

/** When a duty falls due, as data. Working days move with 调休, so a cron expression cannot say it (domain.md 4.1). */
export type When =
  | { daily: string; onlyWorkdays?: true }
  | { workdayOfMonth: number; at: string }
  /** The first working day of a week from this weekday on, Monday being 1: a Monday off moves it (domain.md 5.3). */
  | { fromWeekday: number; at: string };

const MINUTE = 60_000;

/** The slots of a duty in (after, upTo], oldest first. Pure: the calendar and the bounds decide. */
export function slotsBetween(when: When, after: Date, upTo: Date, calendar: Calendar): Date[] {
  const days = daysOf(when, after, upTo, calendar);
  const at = 'daily' in when ? when.daily : when.at;
  return days.map((day) => instantOf(day, at)).filter((slot) => slot > after && slot <= upTo);
}

/** The first slot after a moment. Looks a year ahead, which every duty of the mechanism falls into. */
export function nextSlot(when: When, after: Date, calendar: Calendar): Date | undefined {
  for (let days = 35; days <= 370; days += 335) {
    const [slot] = slotsBetween(when, after, new Date(after.getTime() + days * 24 * 60 * MINUTE), calendar);
    if (slot) return slot;
  }
  return undefined;
}

function daysOf(when: When, after: Date, upTo: Date, calendar: Calendar): Day[] {
  if ('daily' in when) return everyDay(when, after, upTo, calendar);
  if ('fromWeekday' in when) return onceAWeek(when, after, upTo, calendar);
  return nthWorkdays(when, after, upTo, calendar);
}

function onceAWeek(when: { fromWeekday: number }, after: Date, upTo: Date, calendar: Calendar): Day[] {
  const days: Day[] = [];
  const last = dayOf(upTo);
  let sunday = addDays(dayOf(after), -weekdayOf(dayOf(after)) - 7);
  for (; sunday <= last; sunday = addDays(sunday, 7)) {
    // Up to the Sunday that ends the week; a week without a working day has no slot.
    for (let i = when.fromWeekday; i <= 7; i++) {
      const day = addDays(sunday, i);
      if (!calendar.isWorkday(day)) continue;
      days.push(day);
      break;
    }
  }
  return days;
}

function everyDay(when: { onlyWorkdays?: true }, after: Date, upTo: Date, calendar: Calendar): Day[] {
  const days: Day[] = [];
  for (let day = dayOf(after); day <= dayOf(upTo); day = addDays(day, 1)) {
    if (!when.onlyWorkdays || calendar.isWorkday(day)) days.push(day);
  }
  return days;
}

function nthWorkdays(when: { workdayOfMonth: number }, after: Date, upTo: Date, calendar: Calendar): Day[] {
  const days: Day[] = [];
  const last = periodOf(dayOf(upTo));
  for (let period = periodOf(dayOf(after)); period <= last; period = addPeriods(period, 1)) {
    const day = calendar.addWorkdays(addDays(firstDayOf(period), -1), when.workdayOfMonth);
    // A short month may have fewer working days than the duty counts: then it has no slot there.
    if (periodOf(day) === period) days.push(day);
  }
  return days;
}
