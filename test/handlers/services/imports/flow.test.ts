import { beforeAll, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import {
  answerImport,
  cancelImport,
  confirmImport,
  prepareImport,
  previewOf,
} from '../../../../handlers/services/imports/service.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { targets } from '../../../../models/ledgers/target.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';
import { csvText, xlsx, type TestCell } from './files.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const HEADER = ['项目名称', '投资方', '总投资（亿元）', '产业', '县区', '签约时间', '约定动工'];
const row = (name: string, yi: TestCell = 1.2, signed: TestCell = '2026-03-10'): TestCell[] => [
  name,
  '深圳某某有限公司',
  yi,
  '电子信息',
  '源城区',
  signed,
  '2026-09-30',
];
const file = async (rows: readonly (readonly TestCell[])[], name = '台账.xlsx') => ({
  name,
  bytes: await xlsx({ rows: [HEADER, ...rows] }),
});
const all = () => services.store.rows(projects).find(SYSTEM, { sort: { name: 1 } });
const prepare = async (rows: readonly (readonly TestCell[])[], post = 'YC_FILL') =>
  previewOf(await prepareImport(services.as(post), { file: await file(rows) }));

test('a new project goes from the sheet into the ledger with its source, and a second time changes nothing', async () => {
  const input = await file([row('星河电子手机结构件生产项目', 1.2, '2026.3')]);
  const first = previewOf(await prepareImport(services.as('YC_FILL'), { file: input }));
  expect(first).toMatchObject({ ledger: 'projects', open: 0, ready: 1 });
  expect(first.counts).toEqual({ new: 1, changed: 0, same: 0, faulty: 0, skipped: 0 });
  expect(await confirmImport(services.as('YC_FILL'), first.token)).toMatchObject({
    kind: 'done',
    inserted: 1,
  });
  const [stored] = await all();
  expect(stored).toMatchObject({
    name: '星河电子手机结构件生产项目',
    plannedInvestWan: 1_200_000,
    signDate: '2026-03-31',
    signedIn: '2026-03',
    introUnit: 'YC',
    stage: 'SIGNED',
    source: { file: '台账.xlsx', sheet: 'Sheet1', row: 2 },
    createdBy: 'YC_FILL',
  });
  const again = previewOf(await prepareImport(services.as('YC_FILL'), { file: input }));
  expect(again.counts).toEqual({ new: 0, changed: 0, same: 1, faulty: 0, skipped: 0 });
  expect(again.importedAt).toBe('2026-06-12T02:11:00.000Z');
  await expect(confirmImport(services.as('YC_FILL'), first.token)).rejects.toMatchObject({ code: 'STALE' });
});

test('a change is shown field by field; an empty cell leaves what is there', async () => {
  const [before] = await all();
  const preview = await prepare([[before?.name ?? '', null, 1.5, '水经济', '源城区', null, '2026年10月']]);
  expect(preview.counts).toMatchObject({ changed: 1, new: 0 });
  expect(preview.rows[0]?.changes.map(({ label, before: b, after }) => [label, b, after])).toEqual([
    ['产业归属', '电子信息', '水饮料及食品'],
    ['计划总投资', '12000 万元', '15000 万元'],
    ['约定动工日', '2026-09-30', '2026-10-31'],
  ]);
  expect((await all())[0]).toEqual(before);
  await confirmImport(services.as('YC_FILL'), preview.token);
  expect((await all())[0]).toMatchObject({
    investorName: '深圳某某有限公司',
    chain: 'WATER_FOOD',
    // The second is that it was handed in to the reviewer.
    version: 3,
  });
});

test('faults name their cell, the ledger stays as it is, the good rows may go alone', async () => {
  const count = (await all()).length;
  const preview = await prepare([
    row('蓝天显示模组生产项目', '负五'),
    row('蓝天显示模组二号线项目', 1.2, '2026-02-31'),
    row('明珠', 1.2),
    row('东江模具制造基地项目', 3),
  ]);
  expect(preview.counts).toMatchObject({ new: 1, faulty: 3 });
  const errors = preview.faults.filter(({ level }) => level === 'error');
  expect(errors.map(({ cell, text }) => `${cell} ${text}`)).toEqual([
    expect.stringMatching(/^C2 计划总投资：“负五”看不出金额/),
    expect.stringMatching(/^F3 签约日期：2026-02-31 这一天不存在/),
    expect.stringMatching(/^A4 项目名称只有 2 个字/),
  ]);
  await expect(confirmImport(services.as('YC_FILL'), preview.token)).rejects.toThrow(
    /还有 3 行有错误.*没有改动/,
  );
  expect(await all()).toHaveLength(count);
  const done = await confirmImport(services.as('YC_FILL'), preview.token, { onlyGood: true });
  expect(done).toMatchObject({ kind: 'done', inserted: 1 });
});

test('a likely double is a question; the same project keeps its code and the name is remembered', async () => {
  const [code] = (await all()).filter(({ name }) => name.startsWith('星河')).map((p) => p.code);
  const twin = [row('星河电子（河源）手机结构件项目', 1.6)];
  const preview = await prepare(twin);
  expect(preview.duplicates).toHaveLength(1);
  expect(preview.duplicates[0]?.candidates[0]).toMatchObject({ code, name: '星河电子手机结构件生产项目' });
  await expect(confirmImport(services.as('YC_FILL'), preview.token)).rejects.toThrow(/没有回答/);
  const answered = previewOf(
    await answerImport(services.as('YC_FILL'), preview.token, {
      duplicates: { 'Sheet1!2': { choice: 'same' } },
    }),
  );
  expect(answered.counts).toMatchObject({ new: 0, changed: 1 });
  expect(await confirmImport(services.as('YC_FILL'), preview.token)).toMatchObject({
    kind: 'done',
    updated: 1,
  });
  const known = await prepare(twin);
  expect(known.duplicates).toEqual([]);
  expect(known.counts).toMatchObject({ new: 0, same: 0, changed: 1 });
});

test('a doubtful value is asked once for all its cells and may be declined', async () => {
  const rows = [row('区间甲电子元件生产项目', '1.2-1.5亿'), row('范围乙食品饮料生产项目', '2-3亿')];
  const preview = await prepare(rows);
  expect(preview.questions).toHaveLength(1);
  expect(preview.questions[0]).toMatchObject({ count: 2, cells: ['Sheet1!C2', 'Sheet1!C3'] });
  expect(preview).toMatchObject({ open: 2, ready: 0 });
  const id = preview.questions[0]?.id ?? '';
  const no = previewOf(
    await answerImport(services.as('YC_FILL'), preview.token, { questions: { [id]: 'skip' } }),
  );
  expect(no.counts).toMatchObject({ new: 0, skipped: 2 });
  const yes = previewOf(
    await answerImport(services.as('YC_FILL'), preview.token, { questions: { [id]: 'accept' } }),
  );
  expect(yes).toMatchObject({ open: 0, ready: 2 });
  expect(await confirmImport(services.as('YC_FILL'), preview.token)).toMatchObject({ inserted: 2 });
});

test('when the ledger changed in between, nothing is written and a fresh preview comes back', async () => {
  const [target] = await all();
  const preview = await prepare([
    [target?.name ?? '', null, 9.9, null, '源城区', null, null],
    row('后来新增电子项目'),
  ]);
  expect(preview.counts).toMatchObject({ changed: 1, new: 1 });
  await services.store.change(changeOf(services.as()), (change) =>
    change.update(projects, target ?? { id: '', version: 0 }, { progress: '别人先改了' }),
  );
  const count = (await all()).length;
  const result = await confirmImport(services.as('YC_FILL'), preview.token);
  expect(result.kind).toBe('stale');
  expect(await all()).toHaveLength(count);
  expect(previewOf(result.record)).toMatchObject({ status: 'READY', counts: { changed: 1, new: 1 } });
  expect(result.record._id).not.toBe(preview.token);
});

test("another unit's rows and codes are refused; a cancelled import is over; a stranger's token is unknown", async () => {
  const other = row('和平电子结构件生产项目');
  other[4] = '和平县';
  const preview = await prepare([other]);
  expect(preview.faults[0]).toMatchObject({ cell: 'E2', rule: '越权' });
  expect(preview.faults[0]?.text).toContain('和平县');
  await expect(confirmImport(services.as('DY_FILL'), preview.token)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await cancelImport(services.as('YC_FILL'), preview.token);
  await expect(confirmImport(services.as('YC_FILL'), preview.token)).rejects.toThrow(/已取消/);
  await expect(prepare([row('任意电子生产项目')], 'YC_REVIEW')).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('targets come from a .csv of four columns', async () => {
  const rows = [
    ['考核单元', '年度', '指标', '目标值'],
    ['源城区', 2026, '新签约超亿元制造业项目个数', 22],
    ['高新区', 2026, '', 27],
    ['全市', 2026, '', 49],
  ];
  const bytes = new TextEncoder().encode(csvText(rows));
  const record = await prepareImport(services.as(), { file: { name: '目标.csv', bytes } });
  expect(previewOf(record)).toMatchObject({ ledger: 'targets', counts: { new: 2, skipped: 1, faulty: 0 } });
  await confirmImport(services.as(), record._id);
  const stored = await services.store.rows(targets).find(SYSTEM, { sort: { unit: 1 } });
  expect(stored.map(({ unit, value, indicator }) => [unit, value, indicator])).toEqual([
    ['GX', 27, 'NEW_OVER_YI_MFG'],
    ['YC', 22, 'NEW_OVER_YI_MFG'],
  ]);
});

test('projects that are known keep their values when only their code is given', async () => {
  const row1 = await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, aProject()),
  );
  const bytes = await xlsx({
    rows: [
      ['项目编号', '累计完成投资（万元）', '进展情况'],
      [row1.code, 3000, '主体施工'],
    ],
  });
  const record = await prepareImport(services.as(), { file: { name: 'x.xlsx', bytes }, ledger: projects });
  expect(previewOf(record).rows[0]?.changes.map(({ label }) => label)).toEqual(['累计完成投资', '本月进展']);
  await confirmImport(services.as(), record._id);
  expect(await services.store.rows(projects).byCode(SYSTEM, row1.code)).toMatchObject({
    name: row1.name,
    cumInvestWan: 300_000,
    progress: '主体施工',
  });
});
