import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from 'mongoose';
import { Quotas, type QuotaLimit } from '../../../../models/store/messages/quotas.ts';
import { freshConnection } from '../../../helpers/mongod.ts';

const LIMITS: readonly QuotaLimit[] = [
  { max: 5, perMs: 1_000 },
  { max: 12, perMs: 10_000 },
];
const START = new Date('2026-06-12T10:11:00+08:00').getTime();

let connection: Connection;
let quotas: Quotas;
let made = 0;
const documents = () => connection.collection<{ _id: string; times: number[] }>('quotas');
const freshKey = () => `key ${made++}`;
beforeAll(async () => {
  connection = await freshConnection();
  quotas = new Quotas(connection);
  await quotas.prepare();
});

/** The most that any window of a length holds. */
const fullest = (times: readonly number[], perMs: number): number =>
  Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + perMs).length));

/** The same rule, told slowly: every place ever taken is remembered and counted anew. */
class Model {
  readonly taken: number[] = [];
  blockedUntil = 0;

  take(limits: readonly QuotaLimit[], now: number, places: number): boolean {
    const at = Math.max(now, this.taken.at(-1) ?? 0);
    if (at < this.blockedUntil) return false;
    const roomy = limits.every(
      ({ max, perMs }) => this.taken.filter((time) => time > at - perMs).length + places <= max,
    );
    if (roomy) this.taken.push(...Array<number>(places).fill(at));
    return roomy;
  }
}

describe('a quota', () => {
  test('gives what its windows hold, and the exact wait after that', async () => {
    const key = freshKey();
    const take = (ms: number) => quotas.take(key, LIMITS, new Date(START + ms));
    for (let i = 0; i < 5; i++) expect(await take(i * 10)).toBe(0);
    expect(await take(50)).toBe(950);
    expect(await take(999)).toBe(1);
    expect(await take(1_000)).toBe(0);
    expect(await take(1_000)).toBe(10);
  });

  test('writes nothing when it refuses, and forgets an idle key by the database’s own clock', async () => {
    const key = freshKey();
    const now = new Date(START);
    const limits = [{ max: 2, perMs: 1_000 }];
    for (let i = 0; i < 2; i++) await quotas.take(key, limits, now);
    const before = await documents().findOne({ _id: key });
    expect(await quotas.take(key, limits, now)).toBe(1_000);
    expect(await documents().findOne({ _id: key })).toEqual(before);
    expect(before?.times).toEqual([START, START]);
    const indexes = await documents().indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { usedAt: 1 }, expireAfterSeconds: 86_400 }),
    );
  });

  test('takes several places together or none', async () => {
    const key = freshKey();
    const take = (places: number, ms = 0) => quotas.take(key, LIMITS, new Date(START + ms), places);
    expect(await take(3)).toBe(0);
    expect(await take(3)).toBe(1_000);
    expect(await take(2)).toBe(0);
    expect(await take(5, 1_000)).toBe(0);
    await expect(take(6)).rejects.toThrow('6 places');
  });

  test('lets nothing pass while it is blocked; a block is never shortened', async () => {
    const key = freshKey();
    await quotas.block(key, new Date(START + 3_000));
    await quotas.block(key, new Date(START + 1_000));
    expect(await quotas.take(key, LIMITS, new Date(START))).toBe(3_000);
    expect(await quotas.take(key, LIMITS, new Date(START + 3_000))).toBe(0);
  });
});

const step = fc.record({
  // now and then a clock that is behind
  after: fc.oneof(
    { weight: 9, arbitrary: fc.nat(700) },
    { weight: 1, arbitrary: fc.integer({ min: -400, max: 0 }) },
  ),
  places: fc.integer({ min: 1, max: 3 }),
  block: fc.option(fc.nat(2_000), { freq: 8, nil: undefined }),
});

test('decides as the naive model does, whatever happens; waiting as told always helps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const key = freshKey();
      const model = new Model();
      let now = START;
      for (const { after, places, block } of steps) {
        now += after;
        if (block !== undefined) {
          model.blockedUntil = Math.max(model.blockedUntil, now + block);
          await quotas.block(key, new Date(now + block));
        }
        const wait = await quotas.take(key, LIMITS, new Date(now), places);
        expect(wait === 0).toBe(model.take(LIMITS, now, places));
        if (wait === 0) continue;
        now += wait;
        expect(await quotas.take(key, LIMITS, new Date(now), places)).toBe(0);
        expect(model.take(LIMITS, now, places)).toBe(true);
      }
      for (const { max, perMs } of LIMITS) expect(fullest(model.taken, perMs)).toBeLessThanOrEqual(max);
    }),
    { numRuns: 60 },
  );
});

test('two hundred at once never get more than any window gives, over several replicas', async () => {
  const key = freshKey();
  const replicas = [quotas, new Quotas(await freshReplica())];
  const passed: number[] = [];
  for (let round = 0; round < 6; round++) {
    const asks = Array.from({ length: 200 }, async (_, i) => {
      const now = START + round * 700 + (i % 7) * 50;
      const wait = await replicas[i % 2]?.take(key, LIMITS, new Date(now));
      return wait === 0 ? [now] : [];
    });
    passed.push(...(await Promise.all(asks)).flat());
  }
  const noted = await documents().findOne({ _id: key });
  for (const { max, perMs } of LIMITS) expect(fullest(noted?.times ?? [], perMs)).toBeLessThanOrEqual(max);
  expect(passed).toHaveLength(12);
});

/** Another connection to the same database. */
async function freshReplica(): Promise<Connection> {
  return connection.useDb(connection.name, { useCache: false });
}
