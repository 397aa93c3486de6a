import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MoveRow } from '../../handlers/services/reminders/act.ts';
import { moveByMachine } from '../../handlers/services/reminders/move.ts';
import { TimerRunner } from '../../jobs/timers.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { AppError } from '../../models/rules/errors.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import { addTasks, moveTask, tasks } from '../helpers/limited-ledger.ts';
import { testServices, type TestServices } from '../helpers/services.ts';

let services: TestServices;
let faults: string[];
beforeAll(async () => {
  services = await testServices([...LEDGERS, tasks]);
});
beforeEach(async () => {
  const { timers, notices } = services.store;
  for (const model of [timers.model, timers.outcomes, notices.model]) await model.collection.deleteMany({});
  faults = [];
});

const at = (moment: string) => services.clock.set(new Date(`${moment}+08:00`));
const later = (ms: number) => services.clock.set(new Date(services.clock.now().getTime() + ms));
const replica = (moveRow: MoveRow = moveByMachine) =>
  new TimerRunner({ services, moveRow, onFault: ({ message }) => void faults.push(message) });
const told = async () =>
  (await services.store.notices.model.find().sort({ at: 1, post: 1 }).lean()).map(
    ({ post, fact, urgency }) => `${post} ${urgency} ${fact}`,
  );
const statusOf = async (code: string) => (await services.store.rows(tasks).byCode(SYSTEM, code))?.status;

describe('reminders', () => {
  test('come one by one at their moments, to those whom the ladder names', async () => {
    at('2026-06-01T10:00');
    await addTasks(services, '一步一步来的事项');
    const heard: string[] = [];
    for (let next = await replica().next(); next; next = await replica().next()) {
      services.clock.set(next);
      await replica().drain();
      const now = await told();
      heard.push(
        `${dayOf(next)} ${timeOf(next)}`,
        ...now.slice(heard.filter((line) => line.startsWith('  ')).length).map((line) => `  ${line}`),
      );
    }
    expect(heard).toEqual([
      '2026-06-05 09:00',
      '  YC_REVIEW digest 办理中，将于6月10日 17:30 到期',
      '2026-06-09 09:00',
      '  YC_REVIEW single 办理中，将于6月10日 17:30 到期',
      '2026-06-09 16:00',
      '  YC_REVIEW single 办理中，将于6月10日 17:30 到期',
      '2026-06-10 09:00',
      '  YC_REVIEW single 办理中，将于6月10日 17:30 到期',
      '2026-06-10 16:30',
      '  YC_HEAD single 办理中，将于6月10日 17:30 到期',
      '  YC_LEAD single 办理中，将于6月10日 17:30 到期',
      '  YC_REVIEW single 办理中，将于6月10日 17:30 到期',
      '2026-06-11 09:00',
      '  YC_HEAD single 办理中，已逾期 1 个工作日，应于6月10日 17:30 前办理',
      '  YC_LEAD single 办理中，已逾期 1 个工作日，应于6月10日 17:30 前办理',
      '  YC_REVIEW single 办理中，已逾期 1 个工作日，应于6月10日 17:30 前办理',
      '2026-06-15 09:00',
      '  DCS_LEAD single 督办建议待审：办理中，已逾期 3 个工作日，应于6月10日 17:30 前办理',
      '  DCS_SUPERVISOR single 督办建议待审：办理中，已逾期 3 个工作日，应于6月10日 17:30 前办理',
      '2026-06-25 09:00',
      '  DCS_LEAD single 挂牌督办建议待审：办理中，已逾期 10 个工作日，应于6月10日 17:30 前办理',
      '  DCS_SUPERVISOR single 挂牌督办建议待审：办理中，已逾期 10 个工作日，应于6月10日 17:30 前办理',
    ]);
  });

  test('that were missed are told once: the newest, and the newest draft', async () => {
    at('2026-06-01T10:00');
    await addTasks(services, '停机期间的事项');
    at('2026-06-16T03:00');
    expect(await replica().drain()).toMatchObject({ told: 2, coalesced: 5 });
    expect((await told()).map((line) => line.split(' ')[0])).toEqual([
      'DCS_LEAD',
      'DCS_SUPERVISOR',
      'YC_HEAD',
      'YC_LEAD',
      'YC_REVIEW',
    ]);
    expect(await replica().drain()).toEqual({});
    expect(await services.store.timers.countByOutcome()).toMatchObject({ told: 2, coalesced: 5 });
  });

  test('end at once when the row moves on', async () => {
    at('2026-06-01T10:00');
    const [row] = await addTasks(services, '提前办结的事项');
    if (!row) throw new Error('no row');
    at('2026-06-02T10:00');
    await moveTask(services, row, 'finish');
    expect(await replica().next()).toBeUndefined();
  });

  test('of a row that is gone without its timers are dropped, and counted', async () => {
    at('2026-06-01T10:00');
    const [row] = await addTasks(services, '被直接删掉的事项');
    await services.store.connection
      .collection('tasks')
      .updateOne({ code: row?.code }, { $set: { deleted: true } });
    at('2026-06-05T09:00');
    expect(await replica().drain()).toMatchObject({ dropped: 1 });
    expect(await told()).toEqual([]);
    expect(await services.store.timers.countByOutcome()).toEqual({ dropped: 1 });
  });
});

describe('any number of replicas', () => {
  test('tell each thing once', async () => {
    at('2026-06-01T10:00');
    const names = Array.from({ length: 25 }, (_, i) => `并发事项${i}`);
    await addTasks(services, ...names);
    at('2026-06-05T09:00');
    await Promise.all([replica(), replica(), replica()].map((each) => each.drain()));
    const notices = await services.store.notices.model.find().lean();
    expect(notices.map(({ matter }) => matter).toSorted()).toEqual(names.toSorted());
    expect(await services.store.timers.countByOutcome()).toMatchObject({ told: 25 });
    expect(faults).toEqual([]);
  });

  test('one that dies between claiming and settling is succeeded after the lease, once', async () => {
    at('2026-06-01T10:00');
    await addTasks(services, '中途断电的事项');
    at('2026-06-05T09:00');
    expect(await services.store.timers.claim(services.clock.now(), 10)).toHaveLength(1);
    expect(await replica().drain(), 'in the dead one’s hands').toEqual({});
    later(60_000);
    await Promise.all([replica(), replica()].map((each) => each.drain()));
    expect(await told()).toHaveLength(1);
    expect(faults).toEqual([]);
  });
});

describe('automatic moves', () => {
  const asked = async (name: string) => {
    at('2026-06-01T10:00');
    const [row] = await addTasks(services, name);
    if (!row) throw new Error('no row');
    await moveTask(services, row, 'ask');
    at('2026-06-02T17:30');
    return row.code;
  };

  test('are made when the limit has passed, once', async () => {
    const code = await asked('自动失效的事项');
    await Promise.all([replica(), replica()].map((each) => each.drain()));
    expect(await statusOf(code)).toBe('LAPSED');
    expect(await services.store.timers.countByOutcome()).toEqual({ moved: 1 });
    expect(await services.store.timers.model.countDocuments()).toBe(0);
  });

  test('that were made by one that died right after are not made again', async () => {
    const code = await asked('办完即断电的事项');
    let made = 0;
    const dies: MoveRow = async (...args) => {
      await moveByMachine(...args);
      made++;
      throw new Error('power cut');
    };
    expect(await replica(dies).drain()).toMatchObject({ moved: 1 });
    later(120_000);
    expect(await replica(dies).drain()).toEqual({});
    expect([made, await statusOf(code)]).toEqual([1, 'LAPSED']);
  });

  test('that the row may not make are dropped', async () => {
    const code = await asked('不能失效的事项');
    const refused: MoveRow = () => Promise.reject(new AppError('ILLEGAL_MOVE', '不能失效'));
    expect(await replica(refused).drain()).toMatchObject({ dropped: 1 });
    expect(await statusOf(code)).toBe('ASKED');
    expect(faults).toEqual([]);
  });

  test('that fail are tried again with growing waits, and given up in the end', async () => {
    await asked('总是出错的事项');
    const fails: MoveRow = () => Promise.reject(new Error('database on fire'));
    const waits: number[] = [];
    for (let next = await replica().next(); next; next = await replica().next()) {
      waits.push(next.getTime() - services.clock.now().getTime());
      services.clock.set(next);
      await replica(fails).drain();
    }
    expect(waits).toHaveLength(8);
    expect(waits.slice(1)).toEqual(waits.slice(1).toSorted((a, b) => a - b));
    expect(faults).toHaveLength(8);
    expect(await services.store.timers.countByState()).toMatchObject({ dead: 1 });
    expect(await services.store.timers.countByOutcome()).toMatchObject({ retried: 7, dead: 1 });
  });
});
