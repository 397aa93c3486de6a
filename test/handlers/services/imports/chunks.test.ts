import { beforeEach, expect, test } from 'vitest';
import { ONE_TRANSACTION_ROWS } from '../../../../handlers/services/imports/apply.ts';
import { resumeAndTell } from '../../../../handlers/imports/resumed.ts';
import { changeOf, type Ctx } from '../../../../handlers/services/context.ts';
import { CHUNK_ROWS } from '../../../../handlers/services/imports/plan/chunk-writer.ts';
import {
  confirmImport,
  prepareImport,
  previewOf,
  resumeImports,
} from '../../../../handlers/services/imports/service.ts';
import { importsOf } from '../../../../handlers/services/imports/plan/prepared.ts';
import { defineLedger } from '../../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { anyone } from '../../../../models/rules/rights.ts';
import type { Store } from '../../../../models/store/store.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { csvText } from './files.ts';

/** A ledger whose rows are small, so that thousands of them are quickly written. */
const samples = defineLedger({
  name: 'samples',
  title: '样品台账',
  noun: '样品',
  titleField: 'name',
  code: { series: () => 'YP-', width: 5 },
  fields: {
    name: { label: '样品名称', type: 'text', required: true },
    amount: { label: '数量', type: 'int' },
    place: { label: '存放处', type: 'text' },
  },
  identity: [['name']],
  rights: { read: anyone(), edit: anyone() },
  listed: ['code', 'name', 'amount'],
});

let services: TestServices;
beforeEach(async () => {
  services = await testServices([samples]);
});

const row = (n: number, amount: number) => [`样品${String(n).padStart(5, '0')}`, amount];
const fileOf = (rows: readonly (readonly (string | number)[])[]) => ({
  name: '样品.csv',
  bytes: new TextEncoder().encode(csvText([['样品名称', '数量'], ...rows])),
});
const NEW = ONE_TRANSACTION_ROWS + 300;
const many = (from = 100) => Array.from({ length: NEW }, (_, i) => row(from + i, 10));

const count = () => services.store.rows(samples).count(SYSTEM);
const statusOf = async (id: string) => {
  const record = await importsOf(services.store).get(id);
  return { status: record?.status, nextChunk: record?.nextChunk };
};

/** The services on a store in which something happens right before the n-th change. */
function before(n: number, happens: () => Promise<void>): Ctx {
  let changes = 0;
  const store = new Proxy(services.store, {
    get(target, key) {
      if (key === 'change') {
        const change: Store['change'] = async (context, work) => {
          changes++;
          if (changes === n) await happens();
          return target.change(context, work);
        };
        return change;
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...services.as(), store };
}

test('a big file is written in several transactions, all of it', async () => {
  const record = await prepareImport(services.as(), { file: fileOf(many()) });
  expect(previewOf(record).counts).toMatchObject({ new: NEW });
  const done = await confirmImport(services.as(), record._id);
  expect(done).toMatchObject({ kind: 'done', inserted: NEW });
  expect(await count()).toBe(NEW);
  expect(await statusOf(record._id)).toEqual({ status: 'DONE', nextChunk: Math.ceil(NEW / CHUNK_ROWS) });
  expect((await services.store.verifyAudit()).faults).toEqual([]);
});

test('a crash between two transactions: the next start goes on where it stopped, nothing twice', async () => {
  const record = await prepareImport(services.as(), { file: fileOf(many()) });
  const dying = before(3, async () => {
    throw new Error('the process is killed');
  });
  await expect(confirmImport(dying, record._id)).rejects.toThrow('killed');
  expect(await count()).toBe(2 * CHUNK_ROWS);
  expect(await statusOf(record._id)).toEqual({ status: 'APPLYING', nextChunk: 2 });
  await expect(confirmImport(services.as(), record._id)).rejects.toThrow(/正在写入/);
  expect(await resumeImports(services)).toEqual([
    expect.objectContaining({ result: expect.objectContaining({ kind: 'done', inserted: NEW }) as unknown }),
  ]);
  expect(await count()).toBe(NEW);
  expect(await statusOf(record._id)).toMatchObject({ status: 'DONE' });
  expect(await resumeImports(services)).toEqual([]);
});

/** An import whose process died between two chunks, after this click. */
async function killedWhileConfirming(eventId: string) {
  const { viewer } = services.as('YC_FILL');
  const record = await prepareImport(services.as('YC_FILL'), { file: fileOf(many()) });
  const dying = before(3, async () => {
    throw new Error('the process is killed');
  });
  await expect(confirmImport({ ...dying, viewer, eventId }, record._id)).rejects.toThrow('killed');
  return record;
}

test('after a crash the one who confirmed is told what has become of it, once', async () => {
  const confirmedBy = 'web:confirmed-1';
  const record = await killedWhileConfirming(confirmedBy);
  expect(await resumeAndTell(services)).toBe(1);
  const told = await services.store.outbox.model.find({ key: `import:${record._id}:resumed` }).lean();
  expect(told).toMatchObject([{ to: { post: record.post }, content: { card: { tone: 'good' } } }]);
  // Whoever was promised an answer to that click gets the same one, and nothing is written again.
  const again = await confirmImport({ ...services.as('YC_FILL'), eventId: confirmedBy }, record._id);
  expect(again).toMatchObject({ kind: 'done', inserted: NEW });
  expect(await count()).toBe(NEW);
  await expect(
    confirmImport({ ...services.as('YC_FILL'), eventId: 'web:other' }, record._id),
  ).rejects.toThrow(/已由源城区填报人于 .* 确认，没有重复写入/);
});

test('who is promised an answer is not told besides', async () => {
  const confirmedBy = 'web:confirmed-2';
  const record = await killedWhileConfirming(confirmedBy);
  await services.store.deferred.keep(confirmedBy, {}, new Date(0));
  expect(await resumeAndTell(services)).toBe(1);
  expect(await services.store.outbox.model.countDocuments({ key: `import:${record._id}:resumed` })).toBe(0);
});

test('a conflict half way takes back what was written and gives a fresh preview', async () => {
  const ctx = services.as();
  const first = await prepareImport(ctx, { file: fileOf([row(1, 5), row(2, 5)]) });
  await confirmImport(ctx, first._id);
  const [one, two] = await services.store.rows(samples).find(SYSTEM, { sort: { code: 1 } });
  const rows = [row(1, 77), ...many(), row(2, 88)];
  const record = await prepareImport(ctx, { file: fileOf(rows) });
  expect(previewOf(record).counts).toMatchObject({ new: NEW, changed: 2 });
  const disturbed = before(3, async () => {
    await services.store.change(changeOf(ctx), (change) =>
      change.update(samples, two ?? { id: '', version: 0 }, { place: '二号库' }),
    );
  });
  const result = await confirmImport(disturbed, record._id);
  expect(result.kind).toBe('stale');
  expect(await count()).toBe(2);
  const [again, other] = await services.store.rows(samples).find(SYSTEM, { sort: { code: 1 } });
  expect(again).toMatchObject({ code: one?.code, amount: 5 });
  expect(other).toMatchObject({ amount: 5, place: '二号库' });
  expect(await statusOf(record._id)).toEqual({ status: 'STALE', nextChunk: 0 });
  expect(previewOf(result.record).counts).toMatchObject({ new: NEW, changed: 2 });
  expect((await services.store.verifyAudit()).faults).toEqual([]);
  expect(await confirmImport(ctx, result.record._id)).toMatchObject({
    kind: 'done',
    inserted: NEW,
    updated: 2,
  });
  expect(await count()).toBe(NEW + 2);
});

test('two clicks at once write once', async () => {
  const record = await prepareImport(services.as(), { file: fileOf([row(1, 5), row(2, 5)]) });
  const results = await Promise.allSettled([
    confirmImport(services.as(), record._id),
    confirmImport(services.as(), record._id),
  ]);
  expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await count()).toBe(2);
});

test('what nobody confirmed for a month is let go; what is being written is not', async () => {
  const record = await prepareImport(services.as(), { file: fileOf([row(1, 5)]) });
  services.clock.set(new Date('2026-07-20T10:00:00+08:00'));
  await prepareImport(services.as(), { file: fileOf([row(2, 5)]) });
  await expect(confirmImport(services.as(), record._id)).rejects.toThrow(/已取消/);
  expect(await count()).toBe(0);
});
