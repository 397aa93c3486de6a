import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerImport,
  confirmImport,
  prepareImport,
  previewOf,
} from '../../../../handlers/services/imports/service.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { defineLedger } from '../../../../models/ledgers/engine/define.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { CITY_WIDE, SYSTEM } from '../../../../models/rules/permissions.ts';
import { any, own, role } from '../../../../models/rules/rights.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { xlsx, type TestCell } from './files.ts';

/** What a sheet means by a struck line, by a further phase and by a unit is the ledger's to say (architecture.md 2). */

const right = any(role(...CITY_WIDE), own('keeper', 'COUNTY_FILL'));
const workshop = {
  noun: '车间',
  titleField: 'called',
  fields: {
    called: { label: '车间名称', type: 'text', required: true, min: 2, max: 40 },
    keeper: { label: '管理单元', type: 'unit', required: true },
    sort: { label: '车间类别', type: 'choice', choices: { SINGLE: '单体', NEXT: '续建', LARGER: '扩建' } },
    mother: { label: '主车间', type: 'text', max: 30 },
    use: { label: '使用情况', type: 'choice', choices: { USED: '在用', IDLE: '停用' } },
  },
  identity: [['keeper', 'called']],
  listed: ['code', 'called'],
  rights: { read: right, edit: right },
  suggest: ({ sort }) => ({ sort: sort ?? 'SINGLE' }),
  similarity: { name: 'called', unit: 'keeper' },
} as const satisfies Partial<Parameters<typeof defineLedger>[0]>;

const workshops = defineLedger({
  ...workshop,
  name: 'workshops',
  title: '车间台账',
  code: { series: () => 'CJ-', width: 3 },
  doors: {
    struck: { sets: { use: 'IDLE' }, as: '停用' },
    further: { field: 'sort', alone: 'SINGLE', phase: 'NEXT', expansion: 'LARGER', parent: 'mother' },
  },
});
/** The same without a word about either. */
const plain = defineLedger({
  ...workshop,
  name: 'plain-workshops',
  title: '无说明车间台账',
  code: { series: () => 'WC-', width: 3 },
});

let services: TestServices;
beforeAll(async () => {
  services = await testServices([...LEDGERS, workshops, plain]);
});

const HEADER = ['车间名称', '管理单元', '使用情况'];
async function prepared(ledger: typeof workshops | typeof plain, ...rows: readonly (readonly TestCell[])[]) {
  const file = { name: '车间.xlsx', bytes: await xlsx({ rows: [HEADER, ...rows] }) };
  return previewOf(await prepareImport(services.as('YC_FILL'), { ledger, file }));
}
const stored = () => services.store.rows(workshops).find(SYSTEM, { sort: { called: 1 } });
const struck = (name: string): TestCell => ({ v: name, strike: true });

describe('a struck line', () => {
  test('means what its ledger says, once a person has agreed', async () => {
    const preview = await prepared(workshops, [struck('甲一冲压车间'), '源城区', null]);
    expect(preview).toMatchObject({ open: 1, ready: 0 });
    const [question] = preview.questions;
    expect(question).toMatchObject({
      text: '这一行画了删除线，按“停用”导入吗？（如果不是，请选“按正常车间导入”）',
      options: [{ label: '按停用导入' }, { label: '按正常车间导入' }, { label: '这些行先不导入' }],
    });
    const questions = { [question?.id ?? '']: 'accept' as const };
    await answerImport(services.as('YC_FILL'), preview.token, { questions });
    await confirmImport(services.as('YC_FILL'), preview.token);
    expect(await stored()).toMatchObject([{ called: '甲一冲压车间', use: 'IDLE' }]);
  });

  test('means nothing where a person says so, also for a row that is there', async () => {
    for (const [name, use] of [
      ['乙二喷涂车间', undefined],
      ['丙三装配车间', 'USED'],
    ] as const) {
      if (use)
        await confirmImport(
          services.as('YC_FILL'),
          (await prepared(workshops, [name, '源城区', '在用'])).token,
        );
      const preview = await prepared(workshops, [struck(name), '源城区', null]);
      const questions = { [preview.questions[0]?.id ?? '']: 'keep' as const };
      await answerImport(services.as('YC_FILL'), preview.token, { questions });
      await confirmImport(services.as('YC_FILL'), preview.token);
      const row = (await stored()).find(({ called }) => called === name);
      expect(row, name).toBeDefined();
      expect(row?.use, name).toBe(use);
    }
  });

  test('whose own cell says it asks nothing; where the ledger says nothing, that is told', async () => {
    const own = await prepared(workshops, [struck('丁四包装车间'), '源城区', '在用']);
    expect(own.questions).toEqual([]);
    const none = await prepared(plain, [struck('戊五检测车间'), '源城区', null]);
    expect(none.questions).toEqual([]);
    expect(none.notes.map(({ text }) => text)).toContain('这一行画了删除线，删除线不起作用，照常导入');
  });

  test('of a project is its termination', async () => {
    const rows = [
      ['项目名称', '总投资（亿元）', '县区', '签约时间'],
      [struck('星河电子手机结构件生产项目'), 1.2, '源城区', '2026-03-10'],
    ];
    const file = { name: '项目.xlsx', bytes: await xlsx({ rows }) };
    const preview = previewOf(await prepareImport(services.as(), { ledger: projects, file }));
    expect(preview.questions[0]).toMatchObject({
      text: expect.stringContaining('按“终止”导入吗？'),
      options: [{ label: '按终止导入' }, { label: '按正常项目导入' }, {}],
    });
    const questions = { [preview.questions[0]?.id ?? '']: 'accept' as const };
    await answerImport(services.as(), preview.token, { questions });
    await confirmImport(services.as(), preview.token);
    const [project] = await services.store.rows(projects).find(SYSTEM, {});
    expect(project).toMatchObject({ closeType: 'TERMINATED' });
  });
});

describe('a further phase', () => {
  test('is told of in a file of its own ledger’s words, and asked about beside the ledger', async () => {
    const first = ['宏远精密模具一期车间', '源城区', '在用'];
    const second = ['宏远精密模具二期车间', '源城区', '在用'];
    const together = await prepared(workshops, first, second);
    expect(together.notes.map(({ text }) => text).join()).toContain('车间类别未写明时按续建登记');
    await confirmImport(services.as('YC_FILL'), (await prepared(workshops, first)).token);
    const later = await prepared(workshops, second);
    expect(later.duplicates[0]?.parts).toEqual([
      { value: 'expansion', label: '扩建' },
      { value: 'phase', label: '续建' },
    ]);
    const [code = ''] = later.duplicates[0]?.candidates.map((one) => one.code) ?? [];
    const duplicates = { 'Sheet1!2': { choice: 'phase' as const } };
    await answerImport(services.as('YC_FILL'), later.token, { duplicates });
    await confirmImport(services.as('YC_FILL'), later.token);
    const row = (await stored()).find(({ called }) => called === second[0]);
    expect(row).toMatchObject({ sort: 'NEXT', mother: code });
  });

  test('is no answer where the ledger knows none', async () => {
    const first = ['宏远精密模具一期车间', '源城区', '在用'];
    await confirmImport(services.as('YC_FILL'), (await prepared(plain, first)).token);
    const twice = await prepared(plain, ['宏远精密模具一期车间厂房', '源城区', '在用']);
    expect(twice.duplicates[0]).toMatchObject({ name: '宏远精密模具一期车间厂房' });
    expect(twice.duplicates[0]?.parts).toBeUndefined();
    const duplicates = { 'Sheet1!2': { choice: 'phase' as const } };
    const asked = answerImport(services.as('YC_FILL'), twice.token, { duplicates });
    await expect(asked).rejects.toMatchObject({ userText: '没有这个选项' });
  });
});

test('another unit’s row is told by the field that the right compares', async () => {
  const preview = await prepared(workshops, ['己六仓储车间', '和平县', '在用']);
  expect(preview.faults[0]).toMatchObject({
    cell: 'B2',
    rule: '越权',
    text: '这一行属于和平县，您的岗位只能导入源城区的车间',
  });
});
