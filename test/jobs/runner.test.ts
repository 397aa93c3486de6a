import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../jobs/job.ts';
import { Runner, slotId, slotOf } from '../../jobs/runner.ts';
import { instantOf } from '../../models/rules/time/day.ts';
import type { AppError } from '../../models/rules/errors.ts';
import { testServices, type TestServices } from '../helpers/services.ts';

let services: TestServices;
let ran: string[];
let faults: AppError[];
beforeAll(async () => {
  services = await testServices();
});
beforeEach(async () => {
  await services.store.runs.model.deleteMany({});
  await services.store.settings.model.deleteMany({});
  ran = [];
  faults = [];
});

const daily = (missed: Job['missed'], overrides: Partial<Job> = {}): Job => ({
  name: 'daily',
  title: '每日一事',
  when: { daily: '06:30' },
  missed,
  run: (_ctx, slot) => {
    ran.push(slotId(daily(missed), slot));
    return Promise.resolve('好');
  },
  ...overrides,
});
const runnerOf = (...jobs: Job[]) =>
  new Runner({ services, jobs, onFault: (error) => void faults.push(error) });
const at = (moment: string) => services.clock.set(new Date(`${moment}+08:00`));
const statusOf = async (id: string) => (await services.store.runs.get(id))?.status;

/** A runner whose job has been seen at 2026-06-01 07:00, so that later slots count. */
async function since(job: Job): Promise<Runner> {
  const runner = runnerOf(job);
  at('2026-06-01T07:00');
  await runner.tick();
  return runner;
}

describe('what is due', () => {
  test('on an empty database nothing from before the installation runs', async () => {
    const runner = runnerOf(daily('all'));
    at('2026-06-10T12:00');
    expect(await runner.tick()).toEqual([]);
    expect(await services.store.runs.recent(10)).toEqual([]);
    at('2026-06-11T06:30');
    expect((await runner.tick()).map(({ slot }) => slot)).toEqual(['daily@2026-06-11']);
  });

  test('a slot runs once, however often the minute comes', async () => {
    const runner = await since(daily('all'));
    at('2026-06-02T06:31');
    await runner.tick();
    await runner.tick();
    at('2026-06-02T06:32');
    await runner.tick();
    expect(ran).toEqual(['daily@2026-06-02']);
    expect(await services.store.runs.get('daily@2026-06-02')).toMatchObject({
      status: 'done',
      report: '好',
      attempts: 1,
      late: false,
    });
  });
});

describe('slots that nobody ran in time', () => {
  test.each([
    ['all', ['daily@2026-06-02', 'daily@2026-06-03', 'daily@2026-06-04'], []],
    ['latest', ['daily@2026-06-04'], ['daily@2026-06-02', 'daily@2026-06-03']],
    ['skip', [], ['daily@2026-06-02', 'daily@2026-06-03', 'daily@2026-06-04']],
  ] as const)('%s', async (missed, run, skipped) => {
    const runner = await since(daily(missed));
    at('2026-06-04T09:00');
    await runner.tick();
    expect(ran).toEqual(run);
    for (const id of run) expect(await services.store.runs.get(id)).toMatchObject({ late: true });
    for (const id of skipped) expect(await statusOf(id)).toBe('skipped');
    const counts = await services.store.runs.countByStatus();
    expect([counts.done ?? 0, counts.skipped ?? 0]).toEqual([run.length, skipped.length]);
  });

  test('skip still runs what is on time', async () => {
    const runner = await since(daily('skip'));
    at('2026-06-03T06:31');
    await runner.tick();
    expect(ran).toEqual(['daily@2026-06-03']);
    expect(await statusOf('daily@2026-06-02')).toBe('skipped');
  });
});

describe('several runners on one database', () => {
  test('of two at once one runs the slot and the other does not', async () => {
    let running = 0;
    const job = daily('all', {
      run: async () => {
        running++;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return '好';
      },
    });
    const [a, b] = [runnerOf(job), runnerOf(job)];
    const slot = instantOf('2026-06-02', '06:30');
    const results = await Promise.all([a.run(job, slot), b.run(job, slot)]);
    expect(results.filter((run) => run !== undefined)).toHaveLength(1);
    expect(running).toBe(1);
  });

  test('ten ticks of three runners over a month run each day once', async () => {
    const runners = [await since(daily('all')), runnerOf(daily('all')), runnerOf(daily('all'))];
    for (let day = 2; day <= 30; day += 3) {
      at(`2026-06-${String(day).padStart(2, '0')}T09:00`);
      await Promise.all(runners.map((runner) => runner.tick()));
    }
    expect(ran.length).toBe(new Set(ran).size);
    expect(ran).toHaveLength(28);
  });

  test('one that died is taken over under a higher fence, and may not finish', async () => {
    const job = daily('all');
    const runner = await since(job);
    const slot = instantOf('2026-06-02', '06:30');
    at('2026-06-02T06:30');
    const { runs } = services.store;
    const ref = { id: slotId(job, slot), job: job.name, slot };
    const dead = await runs.claim({ ...ref, late: false }, services.clock.now(), 10 * 60_000);
    at('2026-06-02T06:39');
    expect(await runner.tick()).toEqual([]);
    at('2026-06-02T06:41');
    expect((await runner.tick()).map(({ slot: id }) => id)).toEqual(['daily@2026-06-02']);
    if (!dead) throw new Error('the first claim must win');
    expect(await runs.get(ref.id)).toMatchObject({ status: 'done', fence: dead.fence + 1, attempts: 2 });
    expect(await runs.finish(dead, services.clock.now(), { status: 'exhausted', error: '迟到' })).toBe(false);
    expect(await runs.renew(dead, services.clock.now(), 60_000)).toBe(false);
    expect(await statusOf(ref.id)).toBe('done');
  });

  test('one whose lease ran out while it worked does not report the run as its own', async () => {
    const other = runnerOf(daily('all'));
    const slow = daily('all', {
      run: async (_ctx, slot) => {
        at('2026-06-02T06:50');
        expect((await other.run(daily('all'), slot))?.slot).toBe('daily@2026-06-02');
        return '太迟';
      },
    });
    at('2026-06-02T06:30');
    expect(await runnerOf(slow).run(slow, instantOf('2026-06-02', '06:30'))).toBeUndefined();
    expect(await services.store.runs.get('daily@2026-06-02')).toMatchObject({ report: '好', attempts: 2 });
  });
});

describe('failure', () => {
  const failing = (times: number): Job => {
    let left = times;
    return daily('all', {
      run: () => (left-- > 0 ? Promise.reject(new Error('数据库忙')) : Promise.resolve('终于')),
    });
  };

  test('is tried again after growing waits, and then done', async () => {
    const runner = await since(failing(2));
    at('2026-06-02T06:30');
    expect(await runner.tick()).toEqual([]);
    expect(await services.store.runs.get('daily@2026-06-02')).toMatchObject({
      status: 'failed',
      error: '数据库忙',
    });
    expect(await runner.tick(), 'not at once').toEqual([]);
    expect(faults).toHaveLength(1);
    at('2026-06-02T06:31');
    expect(await runner.tick()).toEqual([]);
    at('2026-06-02T06:34');
    expect(await runner.tick(), 'four minutes after the second').toEqual([]);
    at('2026-06-02T06:35');
    expect(await runner.tick()).toMatchObject([{ slot: 'daily@2026-06-02', report: '终于' }]);
    expect(await services.store.runs.get('daily@2026-06-02')).toMatchObject({ status: 'done', attempts: 3 });
  });

  test('five times is exhausted; an operator can run it once more', async () => {
    const job = failing(5);
    const runner = await since(job);
    for (const time of ['06:30', '06:31', '06:35', '06:51', '07:55', '09:30', '12:00']) {
      at(`2026-06-02T${time}`);
      await runner.tick();
    }
    expect(faults).toHaveLength(5);
    expect(await services.store.runs.get('daily@2026-06-02')).toMatchObject({
      status: 'exhausted',
      attempts: 5,
    });
    const slot = slotOf(job, '2026-06-02');
    expect(await runner.run(job, slot)).toBeUndefined();
    expect(await runner.run(job, slot, true)).toMatchObject({ report: '终于' });
    expect(await runner.run(job, slot, true), 'done is done').toBeUndefined();
  });

  test('one job that fails keeps no other from running', async () => {
    const good = daily('all', { name: 'good' });
    const runner = runnerOf(failing(9), good);
    at('2026-06-01T07:00');
    await runner.tick();
    at('2026-06-02T06:30');
    expect((await runner.tick()).map(({ job }) => job)).toEqual(['good']);
  });
});

describe('a crash', () => {
  test('after the watermark moved loses no slot', async () => {
    const job = daily('all');
    await since(job);
    const { runs, settings } = services.store;
    at('2026-06-04T09:00');
    // What a tick has written before it runs anything: the slots, and how far it has looked.
    for (const day of ['2026-06-02', '2026-06-03', '2026-06-04']) {
      const slot = instantOf(day, '06:30');
      await runs.announce({ id: slotId(job, slot), job: job.name, slot }, services.clock.now());
    }
    await settings.set('watermark:daily', instantOf('2026-06-04', '06:30'));
    expect((await runnerOf(job).tick()).map(({ slot }) => slot)).toEqual([
      'daily@2026-06-02',
      'daily@2026-06-03',
      'daily@2026-06-04',
    ]);
  });

  test('before it moved runs nothing twice', async () => {
    const runner = await since(daily('all'));
    at('2026-06-02T06:30');
    await runner.tick();
    await services.store.settings.set('watermark:daily', new Date('2026-06-01T07:00+08:00'));
    expect(await runner.tick()).toEqual([]);
    expect(ran).toEqual(['daily@2026-06-02']);
  });

  test('makes no late reminder of one that is to be skipped', async () => {
    const job = daily('skip');
    await since(job);
    const slot = instantOf('2026-06-02', '06:30');
    await services.store.runs.announce({ id: slotId(job, slot), job: job.name, slot }, slot);
    await services.store.settings.set('watermark:daily', slot);
    at('2026-06-02T18:00');
    expect(await runnerOf(job).tick()).toEqual([]);
    expect(await statusOf('daily@2026-06-02')).toBe('skipped');
  });
});

describe('a slot as a person names it', () => {
  test.each([
    ['2026-06-01', '2026-06-01T06:30+08:00'],
    ['2026-06-01T23:10Z', '2026-06-02T07:10+08:00'],
    ['2026-06-01T08:45', '2026-06-01T08:45+08:00'],
  ])('%s', (text, slot) => expect(slotOf(daily('all'), text)).toEqual(new Date(slot)));

  test.each(['昨天', '2026-02-31', '2026-06-01T25:00+08:00', ''])('“%s” is refused', (text) => {
    expect(() => slotOf(daily('all'), text)).toThrow(/不是日期或时间/);
  });
});

test('jobs that share a name are a fault of ours', () => {
  expect(() => runnerOf(daily('all'), daily('skip'))).toThrow('share a name');
  expect(() => runnerOf(daily('all')).find('no-such')).toThrow('现有：daily');
});
