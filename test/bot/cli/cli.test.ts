import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createFieldEncryption } from '../../../models/store/field-encryption.ts';
import { Store } from '../../../models/store/store.ts';
import { connect } from '../../../models/store/connect.ts';
import { LEDGERS } from '../../../models/ledgers/all.ts';
import { loadCity } from '../../../bot/city.ts';
import { checkContextOf } from '../../../handlers/services/context.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { targets } from '../../../models/ledgers/target.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { freshUri } from '../../helpers/mongod.ts';
import { aProject } from '../../helpers/services.ts';
import { aDataDir, serve, zy } from '../process.ts';

/** The CLI as scripts meet it: a process, its exit code, and one JSON document on stdout (architecture.md 7). */
const uri = freshUri();
const env: Record<string, string> = { MONGODB_URI: uri, SANDBOX: 'off' };
let store: Store;
beforeAll(async () => {
  env.DATA_DIR = await aDataDir();
  const { city } = await loadCity();
  const connection = await connect(uri);
  atEnd(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  store = new Store(connection, {
    ledgers: LEDGERS,
    secrets: createFieldEncryption('a test key of sufficient length'),
    checkContext: checkContextOf(city),
  });
  await store.prepare();
  await store.change(
    { viewer: SYSTEM, channel: 'test', at: new Date('2026-05-29T09:00+08:00') },
    async (change) => {
      await change.insertMany(projects, [
        { values: aProject({ signDate: '2026-05-12' }) },
        { values: aProject({ signDate: '2026-02-12', startedOn: '2026-04-20' }) },
        { values: aProject({ signDate: '2025-03-12', startedOn: '2025-09-01', producedOn: '2026-05-20' }) },
        { values: aProject({ signDate: '2025-06-12', introUnit: 'GX', landUnit: 'GX' }) },
      ]);
      await change.insert(targets, { unit: 'YC', year: 2026, indicator: 'NEW_OVER_YI_MFG', value: 22 });
    },
  );
});

const rate = z.string().regex(/^(\d+\.\d|—)$/);
const delta = z.string().regex(/^([+-]\d+\.\d|0\.0|—)$/);
const yi = z.string().regex(/^-?\d+\.\d\d$/);
const n = z.number().int();
const unitCode = z.enum(['YC', 'DY', 'HP', 'LC', 'ZJ', 'LP', 'JD', 'GX']);
const xCells = {
  count: n,
  countMonth: n,
  amountYi: yi,
  amountMonthYi: yi,
  target: n,
  targetRate: rate,
  started: n,
  startedRate: rate,
  produced: n,
  producedRate: rate,
};
const yCells = {
  introduced: n,
  started: n,
  startedRate: rate,
  startedDelta: delta,
  produced: n,
  producedRate: rate,
  producedDelta: delta,
};
const rank = n.min(1).max(8);
/** Written from architecture.md 7, word for word; nothing more and nothing less. */
const monthly = z.strictObject({
  kind: z.literal('monthly'),
  period: z.literal('2026-05'),
  asOf: z.literal('2026-05-31'),
  ruleSet: z.string().min(1),
  snapshot: z.union([z.null(), z.string().regex(/^[0-9a-f]{64}$/)]),
  x: z.strictObject({
    rows: z.array(z.strictObject({ u: unitCode, name: z.string(), rank, ...xCells })).length(8),
    total: z.strictObject(xCells),
    momRate: z.string(),
    yoyRate: z.string(),
    paceRate: rate,
    behindPace: z.array(unitCode),
  }),
  y: z.strictObject({
    rows: z
      .array(
        z.strictObject({
          u: unitCode,
          name: z.string(),
          ...yCells,
          startedRank: rank.nullable(),
          producedRank: rank.nullable(),
        }),
      )
      .length(8),
    total: z.strictObject(yCells),
  }),
  problems: z.array(
    z.strictObject({
      rule: z.string().regex(/^Q\d\d$/),
      light: z.string(),
      level: z.enum(['project', 'unit']),
      u: unitCode,
      code: z.string().optional(),
      days: n.optional(),
      text: z.string(),
    }),
  ),
  corrections: z.array(z.strictObject({ period: z.string(), text: z.string() })),
  notes: z.array(z.string()),
});

describe('usage', () => {
  test('an unknown command: 2, nothing on stdout, what there is on stderr', async () => {
    const { code, stdout, stderr } = await zy(env, 'fly', 'away');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('没有“fly away”这个命令');
    for (const command of ['import <台账>', 'report monthly', 'post hold', 'audit verify', 'demo'])
      expect(stderr).toContain(command);
  });

  test('an unknown option with --json: 2, and the error is the one document', async () => {
    const { code, stdout, stderr } = await zy(env, '--json', 'job', 'list', '--fly');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'USAGE', text: expect.stringContaining('job list') },
    });
    expect(stderr).toContain('不认识这个选项');
  });
});

describe('report monthly', () => {
  test('--json prints the document of architecture.md 7 and nothing else', async () => {
    const { code, stdout, stderr } = await zy(
      env,
      '--json',
      'report',
      'monthly',
      '--period',
      '2026-05',
      '--as-of',
      '2026-05-31',
    );
    expect(code, stderr).toBe(0);
    const document = monthly.parse(JSON.parse(stdout));
    expect(document.snapshot).toBeNull();
    expect(document.x.total).toMatchObject({
      count: 2,
      countMonth: 1,
      amountYi: '3.00',
      target: 22,
      targetRate: '9.1',
    });
    expect(document.x.rows.find(({ u }) => u === 'YC')).toMatchObject({
      rank: 1,
      started: 1,
      startedRate: '50.0',
    });
    expect(document.y.total).toMatchObject({ introduced: 2, started: 1, startedRate: '50.0', produced: 1 });
  });

  test('a period that has not begun is refused: 1', async () => {
    const { code, stdout } = await zy(env, 'report', 'monthly', '--period', '2098-05', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'INVALID', text: expect.stringContaining('2098-05') },
    });
  });
});

test('deadline: a time without a zone is Shanghai’s, wherever the machine stands', async () => {
  const { code, stdout } = await zy(env, 'deadline', '2026-04-30T18:20', '3', '--json');
  expect(code).toBe(0);
  const { due, steps } = JSON.parse(stdout) as { due: string; steps: { day: string; counted: boolean }[] };
  expect(due).toBe('2026-05-09T09:30:00.000Z');
  expect(steps.filter(({ counted }) => counted).map(({ day }) => day)).toEqual([
    '2026-05-07',
    '2026-05-08',
    '2026-05-09',
  ]);
});

test('demo leaves a ledger that is in use alone: 1', async () => {
  const { code, stdout } = await zy(env, 'demo', '--seed', '7', '--json');
  expect([code, JSON.parse(stdout)]).toEqual([1, { loaded: false }]);
  expect(await store.rows(projects).count(SYSTEM)).toBe(4);
});

test('audit verify: 0 while all is whole, 1 once an entry was edited, and it says which', async () => {
  const whole = await zy(env, 'audit', 'verify', '--json');
  expect(whole.code, whole.stderr).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({ entries: 5, faults: [] });
  const [row] = await store.rows(projects).find(SYSTEM, { limit: 1 });
  if (!row) throw new Error('four were put in');
  await store.audit.model.updateOne({ code: row.code }, { $set: { post: 'NOBODY' } });
  const broken = await zy(env, 'audit', 'verify', '--json');
  expect(broken.code).toBe(1);
  expect(JSON.parse(broken.stdout)).toMatchObject({
    faults: [{ code: row.code, text: expect.stringContaining('改动') }],
  });
});

describe('on the embedded database', () => {
  test('works beside the running service and without it', async () => {
    const DATA_DIR = await aDataDir();
    const own = { DATA_DIR, SANDBOX: 'off', LOG_LEVEL: 'info' };
    const file = join(DATA_DIR, 'targets.csv');
    await writeFile(file, '考核单元,年度,指标,目标值\n源城区,2026,新签约超亿元制造业项目个数,22\n');
    const served = await serve(own);
    const imported = await zy(own, 'import', 'targets', file, '--json');
    expect(imported.code, imported.stderr).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({ written: { inserted: 1, updated: 0 } });
    expect((await fetch(`${served.url}/readyz`)).status, 'the service goes on').toBe(200);
    const ended = await served.stop();
    expect(ended.code, ended.stderr).toBe(0);

    const alone = await zy(
      own,
      'report',
      'monthly',
      '--period',
      '2026-05',
      '--as-of',
      '2026-05-31',
      '--json',
    );
    expect(alone.code, alone.stderr).toBe(0);
    expect(monthly.parse(JSON.parse(alone.stdout)).x.total.target).toBe(22);
  });
});
