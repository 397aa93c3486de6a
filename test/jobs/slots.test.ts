import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCity } from '../../bot/city.ts';
import { nextSlot, slotsBetween, type When } from '../../jobs/slots.ts';
import { jobTable } from '../../jobs/table.ts';
import { createCalendar, type Calendar } from '../../models/rules/time/calendar.ts';
import { dayOf, instantOf, timeOf } from '../../models/rules/time/day.ts';
import { holidayPlanSchema } from '../../models/rules/time/holidays.ts';
import type { RuleSet } from '../../models/rules/ruleset.ts';

let calendar: Calendar;
let rules: RuleSet;
beforeAll(async () => {
  const { city, holidays } = await loadCity();
  rules = city.ruleSet;
  calendar = createCalendar(holidayPlanSchema.parse(holidays), rules.office);
});

const shown = (slots: readonly Date[]) => slots.map((slot) => `${dayOf(slot)} ${timeOf(slot)}`);
const between = (when: When, after: string, upTo: string) =>
  shown(slotsBetween(when, new Date(after), new Date(upTo), calendar));

describe('the n-th working day of a month', () => {
  const third: When = { workdayOfMonth: 3, at: '09:00' };

  test('国庆: the third of October 2026 is Saturday the 10th, and nothing falls on 1–7 (App. G 6)', () => {
    expect(between(third, '2026-10-01T00:00+08:00', '2026-11-01T00:00+08:00')).toEqual(['2026-10-10 09:00']);
    const duties = jobTable(rules).filter(({ when }) => 'workdayOfMonth' in when);
    const fired = duties.flatMap(({ when }) =>
      between(when, '2026-09-30T23:59+08:00', '2026-10-07T23:59+08:00'),
    );
    expect(fired).toEqual([]);
  });

  test('the month of the example: 6/1, 6/3, 6/9, 6/10, 6/11, 6/12 (domain.md 5.1)', () => {
    const days = jobTable(rules)
      .filter(({ when }) => 'workdayOfMonth' in when)
      .map(({ name, when }) => [name, ...between(when, '2026-06-01T00:00+08:00', '2026-07-01T00:00+08:00')]);
    expect(days).toEqual([
      ['monthly-open', '2026-06-01 08:45'],
      ['monthly-remind', '2026-06-03 09:00'],
      ['monthly-review', '2026-06-04 08:45'],
      ['monthly-freeze', '2026-06-09 08:40'],
      ['monthly-verify', '2026-06-10 08:40'],
      ['monthly-sign', '2026-06-11 08:40'],
      ['monthly-issue', '2026-06-12 08:40'],
    ]);
  });

  test('春节: the tenth of February 2026 counts the Saturday that is worked', () => {
    const tenth: When = { workdayOfMonth: 10, at: '08:40' };
    // 2–6, 9–13 are ten; Saturday the 14th is the eleventh, the 24th the twelfth
    expect(between(tenth, '2026-02-01T00:00+08:00', '2026-03-01T00:00+08:00')).toEqual(['2026-02-13 08:40']);
    const twelfth: When = { workdayOfMonth: 12, at: '08:40' };
    expect(between(twelfth, '2026-02-01T00:00+08:00', '2026-03-01T00:00+08:00')).toEqual([
      '2026-02-24 08:40',
    ]);
  });

  test('a month that has no such working day has no slot', () => {
    // January 2026 has 21 working days, February 16
    const last: When = { workdayOfMonth: 20, at: '09:00' };
    expect(between(last, '2026-01-01T00:00+08:00', '2026-03-01T00:00+08:00')).toEqual(['2026-01-29 09:00']);
    expect(nextSlot(last, new Date('2026-02-01T00:00+08:00'), calendar)).toEqual(
      instantOf('2026-03-27', '09:00'),
    );
  });
});

describe('every day', () => {
  test('across the end of a year', () => {
    const daily: When = { daily: '00:20' };
    expect(between(daily, '2026-12-30T00:20+08:00', '2027-01-02T00:19+08:00')).toEqual([
      '2026-12-31 00:20',
      '2027-01-01 00:20',
    ]);
  });

  test('on working days only, across the Spring Festival', () => {
    const daily: When = { daily: '08:45', onlyWorkdays: true };
    expect(between(daily, '2026-02-12T12:00+08:00', '2026-02-25T12:00+08:00')).toEqual([
      '2026-02-13 08:45',
      '2026-02-14 08:45',
      '2026-02-24 08:45',
      '2026-02-25 08:45',
    ]);
  });

  test('the bounds are open below and closed above', () => {
    const daily: When = { daily: '06:30' };
    expect(between(daily, '2026-06-01T06:30+08:00', '2026-06-01T06:30+08:00')).toEqual([]);
    expect(between(daily, '2026-06-01T06:29+08:00', '2026-06-01T06:30+08:00')).toEqual(['2026-06-01 06:30']);
  });
});

describe('properties', () => {
  const minute = fc.integer({ min: 0, max: 1439 }).map((n) => timeOf(new Date(n * 60_000)));
  const when = fc.oneof(
    minute.map((daily): When => ({ daily })),
    minute.map((daily): When => ({ daily, onlyWorkdays: true })),
    fc
      .tuple(fc.integer({ min: 1, max: 23 }), minute)
      .map(([workdayOfMonth, at]): When => ({ workdayOfMonth, at })),
  );
  const start = instantOf('2025-11-01').getTime();
  const moment = fc.integer({ min: 0, max: 500 * 1440 }).map((n) => new Date(start + n * 60_000));

  test('an interval cut anywhere gives the same slots: none is lost, none comes twice', () => {
    fc.assert(
      fc.property(when, fc.array(moment, { minLength: 3, maxLength: 8 }), (rule, moments) => {
        const cuts = moments.sort((a, b) => a.getTime() - b.getTime());
        const [first, last] = [cuts[0], cuts.at(-1)];
        if (!first || !last) return;
        const pieces = cuts.slice(1).flatMap((cut, i) => slotsBetween(rule, cuts[i] ?? cut, cut, calendar));
        expect(pieces).toEqual(slotsBetween(rule, first, last, calendar));
      }),
      { numRuns: 300 },
    );
  });

  test('the next slot is the first of the slots that follow', () => {
    fc.assert(
      fc.property(when, moment, (rule, after) => {
        const next = nextSlot(rule, after, calendar);
        if (!next) return;
        expect(slotsBetween(rule, after, next, calendar)).toEqual([next]);
      }),
      { numRuns: 200 },
    );
  });
});
