import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import { saveRow, type SaveOutcome } from '../../../../handlers/services/ledgers/save.ts';
import { historyOf, listRows, rowByCode } from '../../../../handlers/services/ledgers/list.ts';
import type { AnyLedger, NewOf } from '../../../../models/ledgers/engine/define.ts';
import { contacts, enterprises } from '../../../../models/ledgers/enterprise.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { tenures } from '../../../../models/ledgers/register.ts';
import { targets } from '../../../../models/ledgers/target.ts';
import { usccCheckChar } from '../../../../models/rules/uscc.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const insert = <L extends AnyLedger>(ledger: L, values: NewOf<L>) =>
  services.store.change(changeOf(services.as()), (change) => change.insert(ledger, values));

const usccOf = (i: number) => {
  const first = `9144160000000${String(i).padStart(4, '0')}`;
  return first + (usccCheckChar(first) ?? '');
};
let made = 0;
const anEnterprise = (unit = 'YC', name = `示范塑胶制品第${++made}厂`): NewOf<typeof enterprises> => ({
  name,
  uscc: usccOf(++made),
  unit,
  chain: 'ELEC',
  bizStatus: 'NORMAL',
});

const saved = (outcome: SaveOutcome) => {
  if (outcome.kind !== 'saved') throw new Error(`not saved but ${JSON.stringify(outcome)}`);
  return outcome.row;
};
const faultsOf = (outcome: SaveOutcome) =>
  outcome.kind === 'faults' ? outcome.faults.map(({ text }) => text).join('；') : outcome.kind;
const at = ({ code, version }: { code: string; version: number }) => ({ code, version });

describe('a list', () => {
  test('holds what the viewer may see, newest change first, page by page', async () => {
    for (let i = 0; i < 3; i++) await insert(enterprises, anEnterprise('LC'));
    await insert(enterprises, anEnterprise('LP'));
    const of = (post: string, page = 1) =>
      listRows(services.as(post), enterprises, { audience: 'private', page, size: 2 });
    expect(await of('LC_FILL')).toMatchObject({ total: 3, page: 1 });
    const first = (await of('LC_FILL')).rows.map(({ code }) => code);
    const second = (await of('LC_FILL', 2)).rows.map(({ code }) => code);
    expect(new Set([...first, ...second]).size).toBe(3);
    expect((await of('LP_FILL')).rows.map(({ unit }) => unit)).toEqual(['LP']);
    expect((await of('GXJ_CITY')).total).toBeGreaterThanOrEqual(4);
  });

  test('in a group keeps projects under negotiation out, whoever asks', async () => {
    const {
      signDate: _unsigned,
      landUnit: _nowhere,
      ...talked
    } = aProject({
      stage: 'NEGOTIATING',
      alias: '甲项目',
      introUnit: 'HP',
    });
    const { code } = await insert(projects, talked);
    const ask = async (audience: 'group' | 'private') =>
      (await listRows(services.as('LXB_ADMIN'), projects, { audience, size: 100 })).rows.map(
        (row) => row.code,
      );
    expect(await ask('private')).toContain(code);
    expect(await ask('group')).not.toContain(code);
    await expect(rowByCode(services.as('LXB_ADMIN'), projects, code, 'group')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('narrows down by unit, year, choice and name, and says what it cannot', async () => {
    await insert(targets, { unit: 'DY', year: 2031, indicator: 'NEW_OVER_YI_MFG', value: 9 });
    await insert(targets, { unit: 'ZJ', year: 2031, indicator: 'NEW_OVER_YI_MFG', value: 7 });
    const ask = async (filter: string) =>
      (await listRows(services.as('LXB_ADMIN'), targets, { audience: 'private', filter })).rows;
    expect((await ask('2031 东源县')).map(({ value }) => value)).toEqual([9]);
    expect(await ask('2031')).toHaveLength(2);
    await expect(ask('月亮')).rejects.toThrow('没看懂“月亮”。年度目标可以按考核单元、年度、指标、目标值筛选');

    const { code } = await insert(enterprises, anEnterprise('DY', '万绿湖电子科技有限公司'));
    const found = (filter: string) =>
      listRows(services.as('DY_FILL'), enterprises, { audience: 'private', filter });
    for (const words of ['万绿湖', 'wanlvhu', '东源 万绿湖电子'])
      expect((await found(words)).rows[0]?.code).toBe(code);
    expect((await found('停产')).total).toBe(0);
    const elsewhere = await listRows(services.as('YC_FILL'), enterprises, {
      audience: 'private',
      filter: '万绿湖',
    });
    expect(elsewhere.rows.map((row) => row.code)).not.toContain(code);
  });
});

describe('saving', () => {
  test("refuses another unit's row and a post that may only read", async () => {
    const row = await insert(enterprises, anEnterprise('YC'));
    const form = { name: '改名示范有限公司' };
    await expect(saveRow(services.as('DY_FILL'), enterprises, { ...at(row), form })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(saveRow(services.as('YC_LEAD'), enterprises, { ...at(row), form })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  const save = (post: string, form: Record<string, string>, rest: object = {}) =>
    saveRow(services.as(post), projects, { form, ...rest });
  const FORM = {
    name: '示范线路板扩产项目',
    kind: 'NEW',
    chain: 'ELEC',
    introUnit: 'YC',
    landUnit: 'YC',
    plannedInvestWan: '1.2亿',
    stage: 'SIGNED',
    signDate: '2026年3月10日',
  };

  test('reads what people write, tells what is still due, and keeps only fields that people fill in', async () => {
    const outcome = await save('YC_FILL', { ...FORM, nameKey: 'x', caseByCase: 'true' });
    const row = saved(outcome);
    expect(row).toMatchObject({ plannedInvestWan: 1_200_000, signDate: '2026-03-10', caseByCase: false });
    expect(row.nameKey).not.toBe('x');
    expect(outcome.kind === 'saved' && outcome.notes.map(({ field }) => field)).toContain('agreedStart');
  });

  test('asks before it stores what looks wrong; yes to one value is no yes to another', async () => {
    const form = { ...FORM, name: '投资3亿元示范模具项目', plannedInvestWan: '3' };
    const first = await save('YC_FILL', form);
    expect(faultsOf(first)).toContain('金额疑似单位错误');
    const asked = first.kind === 'faults' ? first.asked : undefined;
    expect(faultsOf(await save('YC_FILL', { ...form, plannedInvestWan: '4' }, { asked }))).toContain(
      '4 万元',
    );
    expect(saved(await save('YC_FILL', form, { asked })).plannedInvestWan).toBe(300);
  });

  test.each([
    ['45000.555', '45000.56'],
    ['12.34567855亿元', '123456.79'],
    ['450005555元', '45000.56'],
  ])('does not round %s in silence: it says what would be kept', async (typed, kept) => {
    const before = await services.store.rows(projects).count(services.as().viewer);
    const form = { ...FORM, name: '示范精度项目', plannedInvestWan: typed };
    expect(faultsOf(await save('YC_FILL', form))).toContain(`只能记为 ${kept} 万元`);
    expect(await services.store.rows(projects).count(services.as().viewer)).toBe(before);
  });

  test.each([
    ['45000.50', 4_500_050],
    ['45000.5500', 4_500_055],
    ['1.234567亿元', 1_234_567],
    ['450005500元', 4_500_055],
  ])('takes %s, of which nothing is lost', async (typed, kept) => {
    const form = { ...FORM, name: `示范精度${typed}项目`, plannedInvestWan: typed };
    expect(saved(await save('YC_FILL', form)).plannedInvestWan).toBe(kept);
  });

  test('names every fault by its field and stores nothing', async () => {
    const before = await services.store.rows(projects).count(services.as().viewer);
    const outcome = await save('YC_FILL', {
      ...FORM,
      name: '短',
      plannedInvestWan: '很多',
      signDate: '2026-02-31',
    });
    const fields = outcome.kind === 'faults' ? outcome.faults.map(({ field }) => String(field)) : [];
    expect(fields.sort()).toEqual(['name', 'plannedInvestWan', 'signDate']);
    expect(await services.store.rows(projects).count(services.as().viewer)).toBe(before);
  });

  test('of two at once one wins, the other hears by whom', async () => {
    const row = await insert(enterprises, anEnterprise('YC'));
    const change = (post: string, employees: string) =>
      saveRow(services.as(post), enterprises, { ...at(row), form: { employees } });
    const outcomes = await Promise.all([change('YC_FILL', '10'), change('GXJ_CITY', '20')]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['saved', 'stale']);
    const stale = outcomes.find(({ kind }) => kind === 'stale');
    expect(stale).toMatchObject({ row: { version: 2 } });
    expect(stale?.kind === 'stale' && stale.text).toMatch(
      /已由(源城区填报人|市工业和信息化局经办人)于 2026-06-12/,
    );
  });

  test('changes only what the form has and what differs; an empty text takes a value away', async () => {
    const row = await insert(enterprises, {
      ...anEnterprise('YC'),
      employees: 120,
      shortName: '示范',
      inScale: true,
    });
    const change = (form: Record<string, string>, now = row) =>
      saveRow(services.as('YC_FILL'), enterprises, { ...at(now), form });
    expect((await change({ employees: '120', inScale: 'true', tags: '' })).kind).toBe('same');
    const after = saved(await change({ shortName: '', inScale: 'false' }));
    expect(after).toMatchObject({ employees: 120, inScale: false, version: 2 });
    expect(after.shortName).toBeUndefined();
  });

  test('a code that is made of a value holds that value fast', async () => {
    const row = await insert(enterprises, anEnterprise('YC'));
    const outcome = await saveRow(services.as('YC_FILL'), enterprises, {
      ...at(row),
      form: { uscc: usccOf(9000) },
    });
    expect(faultsOf(outcome)).toContain(`不是同一个企业`);
  });

  test('a secret left empty stays, 无 takes it away, and the history tells neither', async () => {
    const row = await insert(tenures, {
      post: 'YC_FILL',
      name: '张示范',
      mobile: '19000001234',
      from: '2026-01-01',
    });
    const change = (form: Record<string, string>, version: number) =>
      saveRow(services.as('LXB_ADMIN'), tenures, { code: row.code, version, form, reason: '换号' });
    const kept = saved(await change({ name: '', mobile: '', to: '2026-12-31' }, 1));
    expect(kept).toMatchObject({ name: '张示范', mobile: '19000001234', to: '2026-12-31' });
    const gone = saved(await change({ mobile: '无' }, 2));
    expect(gone.mobile).toBeUndefined();
    const { lines } = await historyOf(services.as('LXB_ADMIN'), tenures, row.code);
    expect(lines.map(({ text }) => text)).toEqual([
      '手机已变更（换号）',
      '离任日期：— → 2026-12-31（换号）',
      '登记',
    ]);
    expect(lines[0]?.by).toBe('领导小组办公室经办人');
  });

  test('a repeated event is not taken for another row, nor for a change by another person', async () => {
    const ctx = { ...services.as('YC_FILL'), eventId: 'test:save-once' };
    const once = () => saveRow(ctx, enterprises, { form: { ...FORM_OF_ENTERPRISE } });
    saved(await once());
    await expect(once()).rejects.toMatchObject({ code: 'DUPLICATE', userText: '这次操作已经处理过' });
    const edit = () =>
      saveRow({ ...ctx, eventId: 'test:edit-once' }, enterprises, {
        code: `QY-${FORM_OF_ENTERPRISE.uscc}`,
        version: 1,
        form: { employees: '5' },
      });
    saved(await edit());
    await expect(edit()).rejects.toMatchObject({ code: 'DUPLICATE' });
    const again = await saveRow(services.as('YC_FILL'), enterprises, { form: FORM_OF_ENTERPRISE });
    expect(faultsOf(again)).toBe(`台账里已有这个企业：QY-${FORM_OF_ENTERPRISE.uscc}（统一社会信用代码相同）`);
  });
});

const FORM_OF_ENTERPRISE = {
  name: '一次登记示范有限公司',
  uscc: usccOf(8000),
  unit: 'YC',
  chain: 'ELEC',
  bizStatus: '正常',
};

test('a history is read only by those who may see the row', async () => {
  const row = await insert(contacts, {
    enterprise: 'QY-9',
    unit: 'YC',
    title: '厂长',
    name: '王示范',
    phone: '19000005678',
  });
  expect((await historyOf(services.as('YC_FILL'), contacts, row.code)).lines).toHaveLength(1);
  await expect(historyOf(services.as('DY_FILL'), contacts, row.code)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(historyOf(services.as('LD_CONVENER'), contacts, row.code)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
