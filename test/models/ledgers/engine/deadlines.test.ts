import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCity } from '../../../../models/ledgers/city.ts';
import heyuan from '../../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import holidays from '../../../../models/ledgers/city/holidays.json' with { type: 'json' };
import {
  deadlinesOf,
  type DeadlineContext,
  type LimitedLedger,
} from '../../../../models/ledgers/engine/deadlines.ts';
import type { LooseRow } from '../../../../models/ledgers/engine/fields.ts';
import type { Limit } from '../../../../models/ledgers/engine/machine.ts';
import { role } from '../../../../models/rules/rights.ts';
import { ruleAt } from '../../../../models/rules/ruleset.ts';
import { createCalendar } from '../../../../models/rules/time/calendar.ts';
import { dayOf, readInstant, timeOf } from '../../../../models/rules/time/day.ts';
import { holidayPlanSchema } from '../../../../models/rules/time/holidays.ts';

const { ruleSet: rules } = parseCity(heyuan);
const plans = holidayPlanSchema.parse(holidays);
const calendar = createCalendar(plans, rules.office);
const context: DeadlineContext = { calendar, rules };
const at = (text: string): Date => readInstant(text) ?? new Date(Number.NaN);
const show = (date?: Date) => (date ? `${dayOf(date)} ${timeOf(date)}` : undefined);

/** A ledger of one state with a limit; `escalate` is open there, nothing else. */
const limited = (limit: Limit): LimitedLedger => ({
  machine: {
    states: { OPEN: { label: '办理中', limit }, DONE: { label: '已办结' } },
    moves: [{ event: 'escalate', label: '升级', from: ['OPEN'], by: role('ISSUE_CITY') }],
  },
});
const row = (since: string | Date, more: object = {}): LooseRow => {
  const stamped: object = { since, ...more };
  return { status: 'OPEN', ...stamped };
};
const dueOf = (limit: Limit, of: LooseRow, with_: Partial<DeadlineContext> = {}) =>
  deadlinesOf(limited(limit), of, { ...context, ...with_ });
const told = (limit: Limit, of: LooseRow) =>
  dueOf(limit, of)?.timers.map(({ what, at: moment, form }) => `${what} ${show(moment)} ${form}`);

describe('the worked deadlines of domain.md 4.1', () => {
  test.each([
    ['2026-02-12 10:00', 'redoWd', 5, '2026-02-26'],
    ['2026-09-18 10:00', 'coWd', 3, '2026-09-22'],
    ['2026-04-30 10:00', 'coWd', 3, '2026-05-08'],
    ['2026-04-30 18:20', 'coWd', 3, '2026-05-09'],
    ['2026-09-30 10:00', 'redoWd', 5, '2026-10-13'],
    ['2026-02-27 10:00', 'signWd', 1, '2026-02-28'],
  ])('%s, %s', (since, rule, n, day) => {
    const deadline = dueOf({ workdays: `issue.${rule}` }, row(since));
    expect(show(deadline?.due)).toBe(`${day} 17:30`);
    expect(deadline?.steps.filter(({ counted }) => counted)).toHaveLength(n);
    expect(deadline?.provisional).toBe(false);
  });

  test('a year without a published plan makes it 暂定', () => {
    expect(dueOf({ workdays: 'issue.limitWd.IV' }, row('2026-12-20 10:00'))?.provisional).toBe(true);
  });
});

describe('counted from the end of the month that is reported', () => {
  // The last of May 2026 is a Sunday, the last of September a Wednesday before the long holiday.
  test.each([
    ['2026-05', 'verifyWd', 8, '2026-06-10 17:30'],
    ['2026-05', 'signWd', 9, '2026-06-11 17:30'],
    ['2026-04', 'issueWd', 10, '2026-05-18 17:30'],
    ['2026-09', 'issueWd', 10, '2026-10-20 17:30'],
  ])('%s, %s', (period, rule, n, due) => {
    const late = row('2026-12-01 09:00', { period });
    const deadline = dueOf({ workdays: `monthly.${rule}`, from: 'period' }, late);
    expect(show(deadline?.due)).toBe(due);
    expect(deadline?.steps.filter(({ counted }) => counted)).toHaveLength(n);
    expect(deadline?.steps[0]?.day).toMatch(/-01$/);
  });

  test('calendar days count from the last one, working day or not', () => {
    const limit: Limit = { days: 'issue.reopenDays', from: 'period' };
    expect(show(dueOf(limit, row('2026-06-01 09:00', { period: '2026-05' }))?.due)).toBe('2026-06-30 17:30');
  });
});

describe('when it is due', () => {
  const told = (state: object) => {
    const limit: Limit = { workdays: 'issue.signWd' };
    const machine = { states: { OPEN: { label: '办理中', limit, ...state } } };
    return deadlinesOf({ machine }, row('2026-06-12 10:00'), context)?.timers.map(({ form }) => form);
  };
  test('who must act is told', () => expect(told({})).toEqual(['single']));
  test('nobody is where silence is assent', () => expect(told({ assent: true })).toEqual(['refresh']));
  test('nobody is told twice whom the state itself reminds', () =>
    expect(told({ reminds: [{ to: role('ISSUE_CITY'), says: 'row', as: 'push' }] })).toEqual(['none']));
});

describe('what a limit may say', () => {
  const since = '2026-06-12 10:00';
  test.each<[string, Limit, object, string | undefined]>([
    ['hours round the clock', { hours: 'blocker.urgentHours' }, {}, '2026-06-13 10:00'],
    ['calendar days', { days: 'issue.reopenDays' }, {}, '2026-07-12 17:30'],
    [
      'a number by what the row says',
      { workdays: 'issue.limitWd.{grade}' },
      { grade: 'II' },
      '2026-06-24 17:30',
    ],
    ['none while the row does not say it', { workdays: 'issue.limitWd.{grade}' }, {}, undefined],
    [
      'fewer hours for 急件',
      {
        workdays: 'issue.signWd',
        urgent: { when: ({ urgency }) => urgency === '特急', hours: 'issue.urgentSignHours' },
      },
      { urgency: '特急' },
      '2026-06-12 12:00',
    ],
    [
      'a clock that runs through',
      { workdays: 'issue.signWd', from: 'assignedAt' },
      { assignedAt: at('2026-06-09 09:00') },
      '2026-06-10 17:30',
    ],
    [
      'which counts from the state where it is empty',
      { workdays: 'issue.signWd', from: 'assignedAt' },
      {},
      '2026-06-15 17:30',
    ],
    [
      'a day that is named',
      { days: 'issue.reopenDays', due: 'planDate' },
      { planDate: '2026-08-01' },
      '2026-08-01 17:30',
    ],
    ['a moment that is named', { due: 'planDate' }, { planDate: at('2026-08-01 12:00') }, '2026-08-01 12:00'],
    ['the limit where none is named', { workdays: 'issue.signWd', due: 'planDate' }, {}, '2026-06-15 17:30'],
    ['nothing by a rule that does not exist', { workdays: 'issue.nothing' }, {}, undefined],
  ])('%s', (_, limit, more, due) => expect(show(dueOf(limit, row(since, more))?.due)).toBe(due));

  test('nothing falls due in a state without a limit, or from an unknown moment', () => {
    expect(dueOf({ workdays: 'issue.signWd' }, row(since, { status: 'DONE' }))).toBeUndefined();
    expect(dueOf({ workdays: 'issue.signWd' }, { status: 'OPEN' })).toBeUndefined();
    expect(deadlinesOf({}, row(since), context)).toBeUndefined();
  });

  test.each([
    ['issue.signWd', 1],
    ['issue.limitWd.{grade}', 30],
    ['issue.limitWd.V', undefined],
    ['issue.limitWd', undefined],
    ['issue', undefined],
    ['toString', undefined],
    ['issue.signWd.x', undefined],
  ])('the rule %s is %s', (path, n) => expect(ruleAt(rules, path)).toBe(n));
});

describe('pauses', () => {
  const limit: Limit = { workdays: 'issue.coWd' };
  const paused = (...pauses: [string, string?][]) => ({
    pauses: pauses.map(([from, to]) => ({ from: at(from), ...(to ? { to: at(to) } : {}) })),
  });

  test('put a deadline off by their working days, and say so', () => {
    // Received 06-08; 09 counts, 10 and 11 are paused, 12 counts, then the weekend, 15.
    const deadline = dueOf(limit, row('2026-06-08 10:00', paused(['2026-06-09 15:00', '2026-06-11 09:00'])));
    expect(show(deadline?.due)).toBe('2026-06-15 17:30');
    expect(deadline?.steps.filter(({ reason }) => reason.startsWith('暂停')).map(({ day }) => day)).toEqual([
      '2026-06-10',
      '2026-06-11',
    ]);
  });
  test('may be reached by being put off', () => {
    const pauses = paused(['2026-06-09 15:00', '2026-06-10 09:00'], ['2026-06-11 15:00', '2026-06-16 09:00']);
    expect(show(dueOf(limit, row('2026-06-08 10:00', pauses))?.due)).toBe('2026-06-17 17:30');
  });
  test('without an end let nothing fall due, unless it had before', () => {
    expect(dueOf(limit, row('2026-06-08 10:00', paused(['2026-06-09 15:00'])))).toBeUndefined();
    expect(show(dueOf(limit, row('2026-06-08 10:00', paused(['2026-06-12 15:00'])))?.due)).toBe(
      '2026-06-11 17:30',
    );
  });
  test('count in hours and days as well, and in a field of another name', () => {
    const held = { held: paused(['2026-06-08 11:00', '2026-06-09 12:00']).pauses };
    const by = { pausedBy: 'held' };
    const hours = dueOf({ hours: 'issue.urgentSignHours' }, row('2026-06-08 10:00', held), by);
    expect(show(hours?.due)).toBe('2026-06-09 13:00');
    const days = dueOf({ days: 'supervision.decisionDefaultDays' }, row('2026-06-08 10:00', held), by);
    expect(show(days?.due)).toBe('2026-06-29 17:30');
  });
});

describe('the ladder of domain.md 5.3', () => {
  const ladder = 'reply';

  test('for an ordinary limit', () => {
    expect(told({ workdays: 'issue.limitWd.II', ladder }, row('2026-06-01 10:00'))).toEqual([
      'remind:-3@09:00 2026-06-05 09:00 digest',
      'remind:-1@09:00 2026-06-09 09:00 single',
      'remind:-1@16:00 2026-06-09 16:00 single',
      'remind:0@09:00 2026-06-10 09:00 single',
      'remind:0@16:30 2026-06-10 16:30 single',
      'due 2026-06-10 17:30 none',
      'remind:1@09:00 2026-06-11 09:00 record',
      'remind:3@09:00 2026-06-15 09:00 draft',
      'move:escalate 2026-06-17 09:00 move',
      'remind:10@09:00 2026-06-25 09:00 draft',
    ]);
  });
  test('leaves out what lies before the state was entered, and moves that the state has not', () => {
    const ledger = limited({ workdays: 'issue.signWd', ladder });
    const timers = deadlinesOf(
      { machine: { states: ledger.machine?.states ?? {} } },
      row('2026-06-01 15:00'),
      context,
    )?.timers;
    expect(timers?.map(({ what }) => what)).toEqual([
      'remind:-1@16:00',
      'remind:0@09:00',
      'remind:0@16:30',
      'due',
      'remind:1@09:00',
      'remind:3@09:00',
      'remind:10@09:00',
    ]);
  });
  test('on a day off the reminder of the day comes on the last working day before', () => {
    const timers = told({ due: 'planDate', ladder }, row('2026-06-01 10:00', { planDate: '2026-08-01' }));
    expect(timers?.slice(1, 6)).toEqual([
      'remind:-1@09:00 2026-07-31 09:00 single',
      'remind:0@09:00 2026-07-31 09:00 single',
      'remind:-1@16:00 2026-07-31 16:00 single',
      'remind:0@16:30 2026-07-31 16:30 single',
      'due 2026-08-01 17:30 none',
    ]);
  });
  test('without a ladder the due moment itself is told; a move of the service needs no words', () => {
    expect(told({ workdays: 'issue.signWd' }, row('2026-06-01 10:00'))).toEqual([
      'due 2026-06-02 17:30 single',
    ]);
    expect(told({ workdays: 'issue.signWd', move: 'expire' }, row('2026-06-01 10:00'))).toEqual([
      'due 2026-06-02 17:30 none',
      'move:expire 2026-06-02 17:30 move',
    ]);
  });
  test('急件 is told when it falls due, at any hour', () => {
    const urgent = { when: () => true, hours: 'issue.urgentSignHours' };
    const timers = dueOf({ workdays: 'issue.signWd', urgent, ladder }, row('2026-06-01 22:00'))?.timers;
    expect(timers?.[0]).toMatchObject({ what: 'due', form: 'single', to: ['actor', 'lead'], urgent: true });
  });
});

describe('a newer holiday plan', () => {
  const limit: Limit = { workdays: 'issue.redoWd' };
  const of = row('2026-09-30 10:00');
  const without = createCalendar(
    { ...plans, '2026': { source: '', off: [['2026-10-01', '2026-10-03']], work: [] } },
    rules.office,
  );
  const by = (calendarOf: typeof calendar, standing?: { at: Date; basis: string }) =>
    dueOf(limit, of, { calendar: calendarOf, standing });

  test('puts off, and never shortens: the earlier moment is only shown', () => {
    const [early, late] = [by(without), by(calendar)];
    expect([show(early?.due), show(late?.due)]).toEqual(['2026-10-09 17:30', '2026-10-13 17:30']);
    const put = early && by(calendar, { at: early.due, basis: early.basis });
    expect([show(put?.due), put?.earlier]).toEqual(['2026-10-13 17:30', undefined]);
    const kept = late && by(without, { at: late.due, basis: late.basis });
    expect([show(kept?.due), show(kept?.earlier)]).toEqual(['2026-10-13 17:30', '2026-10-09 17:30']);
    expect(kept?.timers.find(({ what }) => what === 'due')?.at).toEqual(kept?.due);
  });
  test('a row that says something else is worked out anew', () => {
    const late = by(calendar);
    const other =
      late && dueOf({ workdays: 'issue.signWd' }, of, { standing: { at: late.due, basis: late.basis } });
    expect(show(other?.due)).toBe('2026-10-08 17:30');
  });
});

const moment = fc
  .integer({ min: 0, max: 400 * 24 * 60 })
  .map((n) => new Date(at('2025-06-01 00:00').getTime() + n * 60_000));
const pause = fc
  .tuple(moment, fc.integer({ min: 0, max: 20 * 24 * 60 }))
  .map(([from, n]) => ({ from, to: new Date(from.getTime() + n * 60_000) }));

test('as many working days are used up to the due moment as the limit gives, whatever was paused', () => {
  fc.assert(
    fc.property(moment, fc.array(pause, { maxLength: 4 }), (since, pauses) => {
      const deadline = dueOf({ workdays: 'issue.limitWd.III', ladder: 'reply' }, row(since, { pauses }));
      if (!deadline) throw new Error('no deadline');
      expect(calendar.used(since, deadline.due, pauses)).toBe(rules.issue.limitWd.III);
      expect(deadline.steps.filter(({ counted }) => counted)).toHaveLength(rules.issue.limitWd.III);
      const moments = deadline.timers.map(({ at: each }) => each.getTime());
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      expect(moments.every((each) => each > since.getTime())).toBe(true);
      expect(new Set(deadline.timers.map(({ what }) => what)).size).toBe(moments.length);
      for (const { what, at: each } of deadline.timers)
        expect(each <= deadline.due).toBe(/^(due|remind:(0|-))/.test(what));
    }),
  );
});
