import { describe, expect, test } from 'vitest';
import { recomputeDeadlines } from '../../../handlers/services/reminders/recompute.ts';
import { adoptHolidays } from '../../../handlers/services/reminders/holidays.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import holidays from '../../../models/ledgers/city/holidays.json' with { type: 'json' };
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { holidayPlanSchema, type HolidayPlan } from '../../../models/rules/time/holidays.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { cliOf } from '../../bot/cli/run-cli.ts';
import { addTasks, moveTask, tasks } from '../../helpers/limited-ledger.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';

const published = holidayPlanSchema.parse(holidays);
const { '2026': plan2026, ...others } = published;
/** As if the year's plan were not published yet. */
const unpublished: HolidayPlan = others;
const more: HolidayPlan = {
  ...others,
  '2026': {
    source: '增加放假',
    off: [...(plan2026?.off ?? []), ['2026-10-12', '2026-10-12']],
    work: plan2026?.work ?? [],
  },
};

/** The same city under another holiday plan. */
const under = (services: TestServices, plans: HolidayPlan) => {
  const { connection } = services.store;
  return testServices([tasks], { connection: connection.useDb(connection.name, { useCache: false }), plans });
};
const show = (at: Date) => `${dayOf(at)} ${timeOf(at)}`;
const dues = async ({ store }: TestServices) =>
  (await store.timers.model.find({ what: 'due' }).sort({ code: 1 }).lean()).map(
    ({ code, at }) => `${code} ${show(at)}`,
  );

test('a new holiday plan puts deadlines off, never shortens them silently, and says what moved', async () => {
  const before = await testServices([tasks], { plans: unpublished });
  before.clock.set(new Date('2026-09-30T10:00:00+08:00'));
  const [, done] = await addTasks(before, '甲事', '乙事');
  if (!done) throw new Error('no row');
  await moveTask(before, done, 'finish');
  // Without a plan only 10-01 and 02 are off, and the weekend: 05–09, 12, 13.
  expect(await dues(before)).toEqual(['SX-2026-0001 2026-10-13 17:30']);

  const after = await under(before, published);
  const first = await recomputeDeadlines(after.as());
  expect(first).toMatchObject({ rows: 1, kept: [], provisional: 0 });
  expect(first.moved.map(({ code, title, from, to }) => [code, title, show(from), show(to)])).toEqual([
    ['SX-2026-0001', '甲事', '2026-10-13 17:30', '2026-10-15 17:30'],
  ]);
  expect(await dues(after)).toEqual(['SX-2026-0001 2026-10-15 17:30']);
  expect(await recomputeDeadlines(after.as())).toMatchObject({ moved: [], kept: [] });

  const again = await under(before, more);
  expect((await recomputeDeadlines(again.as())).moved.map(({ to }) => show(to))).toEqual([
    '2026-10-16 17:30',
  ]);

  const back = await under(before, unpublished);
  const last = await recomputeDeadlines(back.as());
  expect(last).toMatchObject({ moved: [], provisional: 1 });
  expect(last.kept.map(({ from, to }) => [show(from), show(to)])).toEqual([
    ['2026-10-16 17:30', '2026-10-13 17:30'],
  ]);
  expect(await dues(back)).toEqual(['SX-2026-0001 2026-10-16 17:30']);

  // Nor does a change of the row bring the earlier date in by the back door.
  await back.store.change(changeOf(back.as()), async (change) => {
    const [row] = await change.rows(tasks).find(back.as().viewer, { where: { status: 'OPEN' } });
    if (row) await change.update(tasks, row, { name: '甲事（改名）' });
  });
  expect(await dues(back)).toEqual(['SX-2026-0001 2026-10-16 17:30']);
});

describe('a changed plan', () => {
  const told = async ({ store }: TestServices) =>
    (await store.outbox.model.find({ 'to.post': 'ADMIN' }).lean()).map(({ content }) =>
      JSON.stringify(content),
    );

  test('is noticed at start, once: deadlines are worked out anew and administrators told what moved', async () => {
    const before = await testServices([tasks], { plans: unpublished });
    before.clock.set(new Date('2026-09-30T10:00:00+08:00'));
    expect(await adoptHolidays(before.as())).toBe(0);
    await addTasks(before, '甲事', '乙事');
    expect(await adoptHolidays(before.as())).toBeUndefined();

    const after = await under(before, published);
    expect(await Promise.all([adoptHolidays(after.as()), adoptHolidays(after.as())])).toContain(2);
    expect(await dues(after)).toEqual(['SX-2026-0001 2026-10-15 17:30', 'SX-2026-0002 2026-10-15 17:30']);
    const messages = await told(after);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('放假安排有变，期限已重算：共 2 件有期限，改期 2 件');
    expect(messages[0]).toContain('SX-2026-0001 办理中：2026-10-13 17:30 → 2026-10-15 17:30');
    expect(messages[0]).not.toContain('甲事');
    expect(await adoptHolidays(after.as())).toBeUndefined();

    const back = await under(before, unpublished);
    expect(await adoptHolidays(back.as())).toBe(0);
    expect((await told(back)).at(-1)).toContain('2 件按新安排应提前，仍按原期限');
  });

  test('by the command: a dry run lists and leaves, without it the dates move', async () => {
    const before = await testServices([tasks], { plans: unpublished });
    before.clock.set(new Date('2026-09-30T10:00:00+08:00'));
    await addTasks(before, '甲事');
    const after = await under(before, published);
    after.clock.set(before.clock.now());
    const run = cliOf(() => after);
    const line = 'SX-2026-0001 甲事 办理中：2026-10-13 17:30 → 2026-10-15 17:30';
    const dry = await run('deadlines recompute', [], { 'dry-run': true });
    expect(dry.text).toBe(`试算，没有改动：共 1 件有期限，改期 1 件\n${line}`);
    expect(await dues(after)).toEqual(['SX-2026-0001 2026-10-13 17:30']);
    const done = await run('deadlines recompute');
    expect(done.text).toBe(`已重算：共 1 件有期限，改期 1 件\n${line}`);
    expect(done.data).toMatchObject({ dryRun: false, moved: [{ code: 'SX-2026-0001', title: '甲事' }] });
    expect(await dues(after)).toEqual(['SX-2026-0001 2026-10-15 17:30']);
    await expect(run('deadlines recompute', [], {}, 'YC_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await after.store.verifyAudit()).faults).toEqual([]);
    expect(await after.store.rows(tasks).count(SYSTEM)).toBe(1);
  });
});
