import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Deadline, TimerSpec } from '../../../models/ledgers/engine/deadlines.ts';
import { Timers, type Timer } from '../../../models/store/timers.ts';
import { freshConnection } from '../../helpers/mongod.ts';
import type { Connection } from 'mongoose';

const NOW = new Date('2026-06-12T10:11:00+08:00');
const HOUR = 3_600_000;
const after = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR);

let connection: Connection;
let timers: Timers;
beforeAll(async () => {
  connection = await freshConnection();
  timers = new Timers(connection);
  await timers.model.createIndexes();
});
beforeEach(async () => {
  await timers.model.deleteMany({});
  await timers.outcomes.deleteMany({});
});

const row = (id: string, version = 1) => ({ id, code: `WT-${id}`, version });
const single = (what: string, hours: number): TimerSpec => ({
  what,
  at: after(hours),
  form: 'single',
  to: ['actor'],
});
const deadline = (...specs: TimerSpec[]): Deadline => ({
  due: NOW,
  steps: [],
  provisional: false,
  basis: 'the same',
  timers: specs,
});
const replace = (rows: ReturnType<typeof row>[], derive: (id: string) => Deadline | undefined) =>
  connection.withSession((session) =>
    session.withTransaction(() => timers.replace('issues', rows, ({ id }) => derive(id), session)),
  );
const all = () => timers.model.find().sort({ _id: 1 }).lean();
const shown = async () =>
  (await all()).map(({ _id, at, state }) => `${_id} ${(at.getTime() - NOW.getTime()) / HOUR} ${state}`);
const handled = (claimed: readonly Timer[]) => timers.settle(claimed, 'told');

describe('the timers of a row', () => {
  test('are those of its deadline, for many rows at once', async () => {
    await replace([row('a'), row('b')], (id) =>
      id === 'a' ? deadline(single('due', 5), single('remind', 1)) : deadline(single('due', 2)),
    );
    expect(await shown()).toEqual([
      'issues:a:due 5 waiting',
      'issues:a:remind 1 waiting',
      'issues:b:due 2 waiting',
    ]);
    expect(await all()).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'WT-b', version: 1, basis: 'the same' })]),
    );
    expect(await timers.nextDueAt()).toEqual(after(1));
    expect([...(await timers.standing(['a', 'c']))]).toEqual([['a', { at: after(5), basis: 'the same' }]]);
  });

  test('only the difference is written', async () => {
    await replace([row('a')], () => deadline(single('due', 5), single('remind', 1), single('gone', 3)));
    await replace([row('a', 2)], () => deadline(single('due', 5), single('remind', 2), single('new', 4)));
    const byVersion = (await all()).map(({ what, version }) => `${what} ${version}`);
    expect(byVersion).toEqual(['due 1', 'new 2', 'remind 2']);
  });

  test('are all gone when nothing falls due any more', async () => {
    await replace([row('a'), row('b')], () => deadline(single('due', 5)));
    await replace([row('a')], () => undefined);
    expect(await shown()).toEqual(['issues:b:due 5 waiting']);
  });

  test('do not come back once they have acted, unless their moment changes', async () => {
    await replace([row('a')], () => deadline(single('due', -1)));
    await handled(await timers.claim(NOW, 10));
    await replace([row('a', 2)], () => deadline({ ...single('due', -1), to: ['actor', 'lead'] }));
    expect(await shown()).toEqual(['issues:a:due -1 done']);
    await replace([row('a', 3)], () => deadline(single('due', 0)));
    expect(await timers.claim(NOW, 10)).toHaveLength(1);
  });

  test('come together with the change, or not at all', async () => {
    await expect(
      connection.withSession((session) =>
        session.withTransaction(async () => {
          await timers.replace('issues', [row('a')], () => deadline(single('due', 1)), session);
          throw new Error('changed my mind');
        }),
      ),
    ).rejects.toThrow('changed my mind');
    expect(await all()).toEqual([]);
  });
});

describe('what is due', () => {
  test('is claimed once, by whichever replica, oldest first', async () => {
    await replace(
      ['a', 'b', 'c', 'd'].map((id) => row(id)),
      (id) => deadline(single('due', id === 'd' ? 1 : -id.charCodeAt(0))),
    );
    const claimed = await Promise.all([timers, timers, timers].map((each) => each.claim(NOW, 2)));
    expect(
      claimed
        .flat()
        .map(({ rowId }) => rowId)
        .toSorted(),
    ).toEqual(['a', 'b', 'c']);
    expect(await timers.claim(NOW, 2)).toEqual([]);
  });

  test('goes to another when its claimant dies, who then can settle nothing', async () => {
    await replace([row('a')], () => deadline(single('due', 0)));
    const [first] = await timers.claim(NOW, 1);
    const [second] = await timers.claim(after(1), 1);
    if (!first || !second) throw new Error('not claimed');
    expect(await timers.retry(first, NOW, 'late')).toBe('lost');
    expect(await timers.retry(second, after(1), 'busy')).toBe('retried');
    const [waiting] = await all();
    expect(waiting).toMatchObject({ attempts: 1, lastError: 'busy', state: 'waiting', at: NOW });
    expect(waiting?.dueAt.getTime()).toBeGreaterThan(after(1).getTime());
  });

  test('is given up after eight attempts, and stays to be seen', async () => {
    await replace([row('a')], () => deadline(single('due', 0)));
    const ends: string[] = [];
    for (let hours = 0; hours < 20; hours++)
      for (const timer of await timers.claim(after(hours), 1))
        ends.push(await timers.retry(timer, after(hours), 'no'));
    expect(ends).toEqual([...Array<string>(7).fill('retried'), 'dead']);
    expect(await timers.countByState()).toEqual({ dead: 1 });
    expect(await timers.nextDueAt()).toBeUndefined();
  });

  test('a change silences even what is in another’s hands', async () => {
    await replace([row('a')], () => deadline(single('due', 0)));
    const [claimed] = await timers.claim(NOW, 1);
    await replace([row('a', 2)], () => deadline(single('due', 3)));
    expect(claimed && (await timers.retry(claimed, NOW, 'busy'))).toBe('lost');
    expect(await timers.claim(NOW, 1)).toEqual([]);
    expect(await timers.claim(after(3), 1)).toHaveLength(1);
  });
});

test('outcomes are counted over all replicas', async () => {
  await Promise.all([
    timers.count({ told: 2, dropped: 0 }),
    timers.count({ told: 1, moved: 4 }),
    timers.count({}),
  ]);
  expect(await timers.countByOutcome()).toEqual({ told: 3, moved: 4 });
});
