import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import { contacts } from '../../../../models/ledgers/enterprise.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const insert = (values = aProject(), post?: string) =>
  services.store.change(changeOf(services.as(post)), (change) => change.insert(projects, values));

describe('insert', () => {
  test('completes, numbers and stores a row', async () => {
    const row = await insert();
    expect(row.code).toMatch(/^XM-2026-YC-\d{4}$/);
    expect(row).toMatchObject({
      version: 1,
      isMfg: true,
      unit: 'YC',
      signedIn: '2026-03',
      caseByCase: false,
    });
    expect(await services.store.rows(projects).byCode(SYSTEM, row.code)).toEqual(row);
  });

  test('numbers have no gaps, also after a refused insert', async () => {
    const before = await insert();
    await expect(insert(aProject({ name: '短' }))).rejects.toMatchObject({ code: 'INVALID' });
    const after = await insert();
    expect(Number(after.code.slice(-4))).toBe(Number(before.code.slice(-4)) + 1);
  });

  test('names every fault in Chinese', async () => {
    const bad = aProject({ name: '好', signDate: '2026-12-31', plannedInvestWan: -5 });
    await expect(insert(bad)).rejects.toThrow(/至少 4 个字.*晚于今天/s);
  });

  test('refuses the same name in the same unit, lets another unit have it', async () => {
    const { name } = await insert();
    await expect(insert(aProject({ name: ` ${name} ` }))).rejects.toMatchObject({ code: 'DUPLICATE' });
    await expect(insert(aProject({ name, introUnit: 'DY', landUnit: 'DY' }))).resolves.toBeDefined();
  });

  test('names what is the same, also of one row among many', async () => {
    const { name } = await insert();
    const many = services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(projects, [{ values: aProject() }, { values: aProject({ name }) }]),
    );
    await expect(many).rejects.toThrow('台账里已有相同的项目（考核归属、归一名相同）');
  });

  test('stores what the ledger knows and what has a value, nothing else', async () => {
    const row = await insert(Object.assign(aProject({ park: undefined }), { stranger: 'x' }));
    const [raw] = await services.store.connection.collection('projects').find({ code: row.code }).toArray();
    expect(raw).not.toHaveProperty('stranger');
    expect(raw).not.toHaveProperty('park');
    const [entry] = await services.store.audit.history(row.code);
    expect(entry?.changes.map(({ field }) => field)).not.toContain('stranger');
  });

  test("refuses another county's row and a post without the permit", async () => {
    await expect(insert(aProject(), 'DY_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(insert(aProject(), 'YC_REVIEW')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(insert(aProject(), 'YC_FILL')).resolves.toBeDefined();
  });
});

describe('update', () => {
  const update = (row: { id: string; version: number }, cumInvestWan: number) =>
    services.store.change(changeOf(services.as()), (change) =>
      change.update(projects, row, { cumInvestWan }),
    );

  test('of two at once one wins and the other is told the row is out of date', async () => {
    const row = await insert();
    const results = await Promise.allSettled([update(row, 100), update(row, 200)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code: 'STALE' });
    expect((await services.store.rows(projects).byId(SYSTEM, row.id))?.version).toBe(2);
  });

  test('null takes a value away and derived values follow', async () => {
    const row = await insert(aProject({ startedOn: '2026-05-01' }));
    expect(row).toMatchObject({ stage: 'STARTED', startedIn: '2026-05' });
    const after = await services.store.change(changeOf(services.as()), (change) =>
      change.update(projects, row, { startedOn: null, startedIn: null, stage: 'SIGNED' }),
    );
    expect(after.startedOn).toBeUndefined();
    expect(after.stage).toBe('SIGNED');
    expect(after).toEqual(await services.store.rows(projects).byId(SYSTEM, row.id));
  });

  test('without the permit nobody changes or removes a row of their own unit', async () => {
    const row = await insert();
    const asReviewer = changeOf(services.as('YC_REVIEW'));
    const removal = services.store.change(asReviewer, (change) => change.remove(projects, row));
    await expect(removal).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const edit = services.store.change(asReviewer, (change) => change.update(projects, row, { jobs: 3 }));
    await expect(edit).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('of a removed row finds nothing', async () => {
    const row = await insert();
    await services.store.change(changeOf(services.as()), (change) => change.remove(projects, row));
    await expect(update({ id: row.id, version: 2 }, 100)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await services.store.rows(projects).byId(SYSTEM, row.id)).toBeUndefined();
  });

  test('keeps nothing of a change that fails half way', async () => {
    const row = await insert();
    const half = services.store.change(changeOf(services.as()), async (change) => {
      await change.update(projects, row, { cumInvestWan: 999 });
      change.send({ key: 'half', to: { post: 'YC_FILL' }, kind: 'push', content: { text: 'x' } });
      throw new Error('the second half fails');
    });
    await expect(half).rejects.toThrow('the second half fails');
    expect((await services.store.rows(projects).byId(SYSTEM, row.id))?.version).toBe(1);
    expect(await services.store.audit.history(row.code)).toHaveLength(1);
    expect(await services.store.outbox.model.countDocuments({ key: 'half' })).toBe(0);
  });

  test('an event is handled once', async () => {
    const row = await insert();
    const context = { ...changeOf(services.as()), eventId: 'test:event-1' };
    const once = () =>
      services.store.change(context, (change) => change.update(projects, row, { cumInvestWan: 5 }));
    const results = await Promise.allSettled([once(), once(), once()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await services.store.rows(projects).byId(SYSTEM, row.id))?.version).toBe(2);
  });

  test('one handling may make several changes; the first answer is kept with its change', async () => {
    const { store } = services;
    let row: { id: string; version: number } = await insert();
    const progress = { marked: false };
    const context = { ...changeOf(services.as()), eventId: 'test:event-2', progress };
    for (const reply of [undefined, { toast: 'first' }, { toast: 'second' }])
      row = await store.change(context, async (change) => {
        if (reply) change.answer(reply);
        return change.update(projects, row, { cumInvestWan: row.version });
      });
    expect(row.version).toBe(4);
    expect(progress).toEqual({ marked: true, reply: { toast: 'first' } });
    expect(await store.handled.find('test:event-2')).toEqual({ reply: { toast: 'first' } });
    const again = store.change({ ...context, progress: { marked: false } }, (change) =>
      change.update(projects, row, { cumInvestWan: 9 }),
    );
    await expect(again).rejects.toMatchObject({ code: 'DUPLICATE' });
  });

  test('an answer is not kept when its change is not', async () => {
    const row = await insert();
    const progress = { marked: false };
    const context = { ...changeOf(services.as()), eventId: 'test:event-3', progress };
    const failed = services.store.change(context, async (change) => {
      change.answer({ toast: 'done' });
      await change.update(projects, { ...row, version: 7 }, { cumInvestWan: 1 });
    });
    await expect(failed).rejects.toMatchObject({ code: 'STALE' });
    expect(progress).toEqual({ marked: false });
    expect(await services.store.handled.find('test:event-3')).toBeUndefined();
  });
});

describe('messages', () => {
  const send = (...keys: string[]) =>
    services.store.change(changeOf(services.as()), async (change) => {
      for (const key of keys)
        change.send({ key, to: { post: 'YC_FILL' }, kind: 'push', content: { text: key, card: undefined } });
    });

  test('go out once under their key, one or many', async () => {
    await send('m1');
    await send('m1');
    await send('m1', 'm2', 'm3');
    const kept = await services.store.outbox.model.find({ key: /^m\d$/ }).sort({ key: 1 }).lean();
    expect(kept.map(({ key, status }) => `${key} ${status}`)).toEqual(['m1 due', 'm2 due', 'm3 due']);
    expect(kept.map(({ content }) => content)).toEqual(['m1', 'm2', 'm3'].map((text) => ({ text })));
  });
});

test('a change whose message is there already is kept all the same, once', async () => {
  const { store } = services;
  const row = await insert();
  const context = { ...changeOf(services.as()), eventId: 'test:event-4' };
  const message = { key: 'again', to: { post: 'YC_FILL' }, kind: 'push' as const, content: { text: 'one' } };
  await store.outbox.add([message], services.clock.now());
  const after = await store.change(context, async (change) => {
    change.send({ ...message, content: { text: 'two' } });
    return change.update(projects, row, { cumInvestWan: 5 });
  });
  expect(after.version).toBe(2);
  expect(await store.audit.history(row.code)).toHaveLength(2);
  const kept = await store.outbox.model.find({ key: 'again' }).lean();
  expect(kept.map(({ content }) => content)).toEqual([{ text: 'one' }]);
});

describe('the answer to an event', () => {
  test('is the first one given, whoever asks at once', async () => {
    const { handled } = services.store;
    const now = services.clock.now();
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => handled.answer('test:e', now, { text })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await handled.answer('test:e', now, { text: 'late' })).toEqual(answers[0]);
  });

  test('is data, whatever it looks like', async () => {
    const { handled } = services.store;
    const reply = { $set: '$at', text: '$reply', empty: {} };
    expect(await handled.answer('test:dollar', services.clock.now(), reply)).toEqual(reply);
    expect(await handled.find('test:dollar')).toEqual({ reply });
  });
});

describe('secrets', () => {
  test('are sealed in the database and in the history, open to the reader', async () => {
    const row = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(contacts, {
        enterprise: 'QY-1',
        unit: 'YC',
        title: '办公室主任',
        name: '张示范',
        phone: '19000001234',
      }),
    );
    expect(row.phone).toBe('19000001234');
    const raw = JSON.stringify(await services.store.connection.collection('contacts').find().toArray());
    const history = JSON.stringify(await services.store.audit.history(row.code));
    for (const text of [raw, history]) {
      expect(text).not.toContain('19000001234');
      expect(text).not.toContain('张示范');
    }
    expect((await services.store.rows(contacts).byCode(SYSTEM, row.code))?.name).toBe('张示范');
  });
});

describe('who writes a project under negotiation', () => {
  const abroad = () =>
    aProject({
      stage: 'NEGOTIATING',
      alias: 'A项目',
      introUnit: 'HP',
      landUnit: 'YC',
      signDate: undefined,
      signType: undefined,
    });

  test('the county that negotiates it, not the one it may land in', async () => {
    await expect(insert(abroad(), 'HP_FILL')).resolves.toBeDefined();
    await expect(insert(abroad(), 'YC_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
