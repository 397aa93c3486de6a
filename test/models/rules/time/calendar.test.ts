import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar, spreadOf } from '../../../../models/rules/time/calendar.ts';
import {
  addDays,
  addMonths,
  dayOf,
  instantOf,
  timeOf,
  weekdayOf,
} from '../../../../models/rules/time/day.ts';
import { holidayPlanSchema } from '../../../../models/rules/time/holidays.ts';
import holidays from '../../../../models/ledgers/city/holidays.json' with { type: 'json' };

const office = {
  start: '08:30',
  lunch: ['12:00', '14:30'] as [string, string],
  end: '17:30',
  push: [
    ['08:45', '11:45'],
    ['14:45', '17:15'],
  ] as [string, string][],
  maxCardsPerPostPerDay: 2,
};
const plans = holidayPlanSchema.parse(holidays);
const calendar = createCalendar(plans, office);
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11) || '10:00');
const show = (date: Date) => `${dayOf(date)} ${timeOf(date)}`;

/** The definition of domain.md 4.1 walked day by day, sharing nothing with the tables under test. */
function bruteIsWorkday(day: string): boolean {
  const year = day.slice(0, 4);
  const plan = plans[year];
  const weekday = weekdayOf(day);
  if (!plan)
    return (
      weekday % 6 !== 0 && !['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].includes(day.slice(5))
    );
  if (plan.work.includes(day)) return true;
  return weekday % 6 !== 0 && !plan.off.some(([from, to]) => from <= day && day <= to);
}
const anyDay = fc.integer({ min: 0, max: 365 * 6 }).map((n) => addDays('2023-01-01', n));

describe('working days of the published years', () => {
  it('has the month counts of domain.md Appendix C', () => {
    const perMonth = Array.from({ length: 12 }, (_, i) => {
      const period = `2026-${String(i + 1).padStart(2, '0')}`;
      return calendar.workdayIndex(calendar.nthWorkdayOf(period, -1));
    });
    expect(perMonth).toEqual([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]);
    expect(calendar.workdaysBetween('2025-12-31', '2026-12-31')).toBe(248);
    expect(calendar.workdaysBetween('2024-12-31', '2025-12-31')).toBe(248);
  });

  it.each([
    ['2026-06', [3, 5, 7, 8, 10], ['2026-06-03', '2026-06-05', '2026-06-09', '2026-06-10', '2026-06-12']],
    ['2026-05', [3, 10], ['2026-05-08', '2026-05-18']],
    ['2026-10', [1, 2, 3, 10], ['2026-10-08', '2026-10-09', '2026-10-10', '2026-10-20']],
  ])('finds the n-th working days of %s', (period, ns, days) => {
    expect(ns.map((n) => calendar.nthWorkdayOf(period, n))).toEqual(days);
    expect(days.map((day) => calendar.workdayIndex(day))).toEqual(ns);
  });

  it('has no working day from 10-01 to 10-07 (scenario 6)', () => {
    for (let day = '2026-10-01'; day <= '2026-10-07'; day = addDays(day, 1)) {
      expect(calendar.isWorkday(day)).toBe(false);
      expect(calendar.workdayIndex(day)).toBeUndefined();
    }
  });

  it('refuses a working day that the month does not have', () => {
    expect(() => calendar.nthWorkdayOf('2026-02', 17)).toThrow('2026-02 没有第 17 个工作日');
    expect(() => calendar.nthWorkdayOf('2026-02', 0)).toThrow('没有第 0 个工作日');
  });

  it('says so when a day lies outside the calendar', () => {
    expect(() => calendar.isWorkday('1999-12-31')).toThrow('日期超出日历范围');
    expect(() => calendar.due(at('2099-12-30'), 50)).toThrow('日期超出日历范围');
    expect(() => calendar.isWorkday('garbage')).toThrow('日期超出日历范围');
  });
});

describe('deadlines', () => {
  it.each([
    ['2026-02-12', 5, '2026-02-26'],
    ['2026-09-18', 3, '2026-09-22'],
    ['2026-04-30 10:00', 3, '2026-05-08'],
    ['2026-04-30 18:20', 3, '2026-05-09'],
    ['2026-09-30', 5, '2026-10-13'],
    ['2026-02-27', 1, '2026-02-28'],
  ])('received %s, limit %i working days, is due %s at closing (domain.md 4.1)', (received, n, due) => {
    expect(show(calendar.due(at(received), n))).toBe(`${due} 17:30`);
    expect(calendar.derive(at(received), n).due).toEqual(calendar.due(at(received), n));
  });

  it('counts the closing minute as in office and the moment after it as the next day', () => {
    expect(calendar.receiveDay(at('2026-06-01 17:30'))).toBe('2026-06-01');
    expect(calendar.receiveDay(new Date(at('2026-06-01 17:30').getTime() + 1))).toBe('2026-06-02');
    expect(calendar.receiveDay(at('2026-06-01 03:00'))).toBe('2026-06-01');
  });

  it('explains every day on the way', () => {
    const { steps, provisional } = calendar.derive(at('2026-02-12'), 5);
    expect(provisional).toBe(false);
    expect(steps[0]).toEqual({ day: '2026-02-12', counted: false, reason: '收文当日不计' });
    expect(steps[2]).toEqual({ day: '2026-02-14', counted: true, reason: '周六补班' });
    expect(steps[3]).toEqual({ day: '2026-02-15', counted: false, reason: '春节放假' });
    expect(steps.filter((s) => s.counted).map((s) => s.day.slice(8))).toEqual(['13', '14', '24', '25', '26']);
  });

  it('explains a receipt outside office hours', () => {
    expect(calendar.derive(at('2026-04-30 18:20'), 1).steps.map((s) => [s.day.slice(5), s.reason])).toEqual([
      ['04-30', '17:30 后收文，视为次一工作日收文'],
      ['05-01', '劳动节放假'],
      ['05-02', '劳动节放假'],
      ['05-03', '劳动节放假'],
      ['05-04', '劳动节放假'],
      ['05-05', '劳动节放假'],
      ['05-06', '视为收文日，当日不计'],
      ['05-07', '工作日'],
    ]);
    expect(calendar.derive(at('2026-06-06'), 1).steps[0]?.reason).toBe('周末，视为次一工作日收文');
  });

  it('marks deadlines that touch an unpublished year as provisional', () => {
    expect(calendar.isProvisional(2026)).toBe(false);
    expect(calendar.isProvisional(2027)).toBe(true);
    expect(calendar.derive(at('2026-12-30'), 1).provisional).toBe(false);
    const late = calendar.derive(at('2026-12-30'), 3);
    expect([show(late.due), late.provisional]).toEqual(['2027-01-05 17:30', true]);
    expect(calendar.reasonFor('2027-05-02')).toBe('劳动节放假');
    expect(calendar.isWorkday('2027-05-03')).toBe(true);
  });

  it('leaves paused days out of the time used (scenario 9)', () => {
    const received = at('2026-06-01');
    const pause = { from: at('2026-06-03'), to: at('2026-06-10') };
    const twice = [pause, { from: at('2026-06-04'), to: at('2026-06-08') }];
    expect(calendar.used(received, at('2026-06-12'))).toBe(9);
    expect(calendar.used(received, at('2026-06-12'), [pause])).toBe(4);
    expect(calendar.used(received, at('2026-06-12'), twice)).toBe(4);
    expect(calendar.used(received, at('2026-06-12'), [{ from: at('2026-06-03') }])).toBe(2);
    expect(calendar.used(received, at('2026-05-20'), [pause])).toBe(0);
    expect(calendar.pausedWorkdays(received, at('2026-06-12'), [pause])).toBe(5);
  });

  it('clamps calendar months at the month end', () => {
    expect(addMonths('2025-08-31', 6)).toBe('2026-02-28');
  });
});

describe('push moments', () => {
  it.each([
    ['2026-06-01 06:00', '2026-06-01 08:45'],
    ['2026-06-01 09:00', '2026-06-01 09:01'],
    ['2026-06-01 09:30', '2026-06-01 09:31'],
    ['2026-06-01 09:12', '2026-06-01 09:12'],
    ['2026-06-01 12:10', '2026-06-01 14:45'],
    ['2026-06-01 21:00', '2026-06-02 08:45'],
    ['2026-09-30 18:00', '2026-10-08 08:45'],
    ['2026-10-09 20:00', '2026-10-10 08:45'],
  ])('asked at %s, pushes at %s', (asked, pushed) => {
    expect(show(calendar.nextPushMoment(at(asked)))).toBe(pushed);
  });

  it('gives each spread number its own minute', () => {
    const minutes = Array.from({ length: 20 }, (_, n) =>
      show(calendar.nextPushMoment(at('2026-06-01'), undefined, n)),
    );
    expect(new Set(minutes).size).toBe(20);
    expect(calendar.nextPushMoment(at('2026-06-01'), undefined, spreadOf('chat-1'))).toEqual(
      calendar.nextPushMoment(at('2026-06-01'), undefined, spreadOf('chat-1')),
    );
  });

  it('is never early, never at :00 or :30, always in a window of a working day', () => {
    const moments = fc.date({ min: at('2024-01-01'), max: at('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.nat(), (moment, spread) => {
        const pushed = calendar.nextPushMoment(moment, office.push, spread);
        const time = timeOf(pushed);
        expect(pushed.getTime()).toBeGreaterThanOrEqual(moment.getTime());
        expect(bruteIsWorkday(dayOf(pushed))).toBe(true);
        expect(office.push.some(([from, to]) => from <= time && time <= to)).toBe(true);
        expect(['00', '30']).not.toContain(time.slice(3));
      }),
    );
  });

  it('refuses when no window is set', () => {
    expect(() => calendar.nextPushMoment(at('2026-06-01'), [])).toThrow('没有设置推送时段');
  });
});

describe('against the definition, day by day', () => {
  it('agrees on working days', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(calendar.isWorkday(day)).toBe(bruteIsWorkday(day));
      }),
    );
  });

  it('agrees on due dates', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 60 }),
        (day, minute, n) => {
          let walk = day;
          if (!bruteIsWorkday(day) || minute > 17 * 60 + 30)
            do walk = addDays(walk, 1);
            while (!bruteIsWorkday(walk));
          for (let left = n; left > 0;) if (bruteIsWorkday((walk = addDays(walk, 1)))) left--;
          const received = new Date(instantOf(day).getTime() + minute * 60_000);
          expect(show(calendar.due(received, n))).toBe(`${walk} 17:30`);
        },
      ),
    );
  });

  it('adds, subtracts and counts consistently', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 300 }), (day, n) => {
        const later = calendar.addWorkdays(day, n);
        expect(calendar.workdaysBetween(day, later)).toBe(n);
        expect(calendar.addWorkdays(calendar.addWorkdays(later, -n), n)).toBe(later);
        expect(calendar.addWorkdays(later, 0)).toBe(later);
      }),
    );
  });
});
