import { beforeEach, describe, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
let code: string;
beforeEach(async () => {
  services = await testServices();
  const { store } = services;
  const context = changeOf(services.as());
  const rows = await store.change(context, (change) =>
    change.insertMany(projects, [{ values: aProject() }, { values: aProject() }]),
  );
  for (const row of rows) {
    const second = await store.change(context, (change) =>
      change.update(projects, row, { cumInvestWan: 100 }),
    );
    await store.change(context, (change) => change.update(projects, second, { cumInvestWan: 200 }));
  }
  code = rows[0]?.code ?? '';
  await store.audit.seal('2026-06-12');
});

const faults = async () => (await services.store.verifyAudit()).faults.map(({ text }) => text);
const entries = () => services.store.connection.collection('audit');

describe('verify', () => {
  test('finds nothing wrong with an untouched history', async () => {
    expect(await services.store.verifyAudit()).toEqual({ entries: 6, seals: 1, faults: [] });
  });

  test('finds an edited entry', async () => {
    await entries().updateOne({ code, seq: 2 }, { $set: { 'changes.0.after': 101 } });
    expect(await faults()).toContain('内容被改动：与记录时的指纹不符');
  });

  test('finds an entry removed in the middle', async () => {
    await entries().deleteOne({ code, seq: 2 });
    expect(await faults()).toContain('缺少第 2 条');
  });

  test('finds entries cut off at the end', async () => {
    await entries().deleteOne({ code, seq: 3 });
    expect(await faults()).toEqual(expect.arrayContaining([expect.stringContaining('留痕只到第 2 版')]));
  });

  test('finds two entries swapped', async () => {
    const [two, three] = await entries()
      .find({ code, seq: { $gt: 1 } })
      .sort({ seq: 1 })
      .toArray();
    await entries().deleteMany({ code, seq: { $gt: 1 } });
    await entries().insertMany([
      { ...two, seq: 3 },
      { ...three, seq: 2 },
    ]);
    expect((await faults()).length).toBeGreaterThan(0);
  });

  test('finds a whole chain gone with its row, by the seal', async () => {
    await entries().deleteMany({ code });
    await services.store.connection.collection('projects').deleteOne({ code });
    expect(await faults()).toEqual(['日封印与当日留痕不符']);
  });

  test('finds a row changed behind the service', async () => {
    await services.store.connection.collection('projects').updateOne({ code }, { $set: { version: 9 } });
    expect(await faults()).toEqual([expect.stringContaining('台账记到第 9 版')]);
  });
});
