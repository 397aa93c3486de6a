import { Schema, type Model } from 'mongoose';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { FREE, Leases, type Leased } from '../../../models/store/lease.ts';
import { freshConnection } from '../../helpers/mongod.ts';

interface Task extends Leased {
  _id: string;
  open: boolean;
  result?: string;
}

const NOW = new Date('2026-06-12T10:11:00+08:00');
const LEASE_MS = 60_000;
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const schema = new Schema<Task>(
  { _id: String, open: Boolean, fence: Number, leaseUntil: Date, holder: String, result: String },
  { versionKey: false },
);

let model: Model<Task>;
let leases: Leases<Task>;
beforeAll(async () => {
  model = (await freshConnection()).model<Task>('tasks', schema, 'tasks');
  leases = new Leases(model);
});
beforeEach(async () => {
  await model.deleteMany({});
});

const fill = (...ids: string[]) =>
  model.insertMany(ids.map((_id) => ({ _id, open: true, fence: 0, leaseUntil: FREE })));
const claim = (now = NOW) => leases.claim({ open: true }, now, LEASE_MS, { sort: { _id: 1 } });

test('what is in one’s hands nobody else takes until the lease is over', async () => {
  await fill('a');
  expect(await claim()).toMatchObject({ _id: 'a', fence: 1, holder: expect.any(String) });
  expect(await claim(after(LEASE_MS - 1))).toBeUndefined();
  expect(await claim(after(LEASE_MS))).toMatchObject({ _id: 'a', fence: 2 });
});

test('who lost a claim can neither renew nor settle it', async () => {
  await fill('a');
  const first = { id: 'a', fence: (await claim())?.fence ?? 0 };
  expect(await leases.renew(first, after(LEASE_MS - 1), LEASE_MS)).toBe(true);
  expect(await claim(after(LEASE_MS)), 'renewed in time').toBeUndefined();
  const second = { id: 'a', fence: (await claim(after(3 * LEASE_MS)))?.fence ?? 0 };
  expect(await leases.renew(first, after(3 * LEASE_MS), LEASE_MS)).toBe(false);
  expect(await leases.settle(first, { $set: { open: false, result: 'first' } })).toBe(false);
  expect(await leases.settle(second, { $set: { open: false, result: 'second' } })).toBe(true);
  expect(await leases.settle(second, { $set: { result: 'twice' } }, { open: true })).toBe(false);
  expect(await model.findById('a').lean()).toMatchObject({ result: 'second', open: false });
});

test('what a process that is gone held is free at once, and nobody else’s', async () => {
  await fill('a', 'b');
  const mine = await claim();
  await model.updateOne({ _id: 'b' }, { leaseUntil: after(LEASE_MS), holder: 'here:1', fence: 5 });
  expect(await leases.freeGone({ open: true }, NOW, (holder) => holder === 'here:1')).toBe(1);
  expect(await claim()).toMatchObject({ _id: 'b', fence: 7 });
  expect(await leases.renew({ id: 'b', fence: 5 }, NOW, LEASE_MS), 'should it live all the same').toBe(false);
  expect(await leases.renew({ id: 'a', fence: mine?.fence ?? 0 }, NOW, LEASE_MS)).toBe(true);
});

test('many claimants of many documents get each one once, in order', async () => {
  const ids = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
  await fill(...ids);
  const [head] = await leases.claimMany({ open: true }, NOW, LEASE_MS, 1, { _id: 1 });
  expect(head?._id).toBe('t00');
  const taken = await Promise.all(
    Array.from({ length: 12 }, () => leases.claimMany({ open: true }, NOW, LEASE_MS, 7, { _id: 1 })),
  );
  const rest = await leases.claimMany({ open: true }, NOW, LEASE_MS, 100, { _id: 1 });
  const all = [...taken.flat(), ...rest].map(({ _id }) => _id);
  expect(all.toSorted()).toEqual(ids.slice(1));
  expect(await leases.claimMany({ open: true }, NOW, LEASE_MS, 7, { _id: 1 })).toEqual([]);
});
