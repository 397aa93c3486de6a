import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerImport,
  confirmImport,
  prepareImport,
  previewOf,
  type ImportPreview,
} from '../../../../handlers/services/imports/service.ts';
import { importsOf } from '../../../../handlers/services/imports/plan/prepared.ts';
import type { PlanRow } from '../../../../handlers/services/imports/plan/types.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { csvText, xls, xlsx, type TestCell, type TestSheet } from './files.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

async function planned(name: string, bytes: Uint8Array, unit?: '万元' | '亿元') {
  const ctx = services.as();
  const record = await prepareImport(ctx, { file: { name, bytes }, ...(unit ? { unit } : {}) });
  const imports = importsOf(services.store);
  const rows: PlanRow[] = [];
  for (let n = 0; n < record.chunks; n++) {
    const chunk = await imports.chunk(record._id, n);
    rows.push(...chunk.filter(({ kind }) => kind !== 'skipped'));
  }
  return { preview: previewOf(record), rows };
}

let made = 0;
/** One cell under one header, beside what a row needs. */
async function cell(header: string, value: TestCell, title = '截止时间：2026年5月') {
  made++;
  const head = ['项目名称', '县区', '产业归属', '投资额（万元）', header];
  const row: TestCell[] = [`星河${made}号电子结构件项目`, '源城区', '电子信息', 12000, value];
  const own = header.includes('总投资') || header.includes('签约金额');
  const keep = (cells: TestCell[]) => (own ? cells.filter((_, c) => c !== 3) : cells);
  const sheet: TestSheet = { rows: [[title], keep(head), keep(row)] };
  const { preview, rows } = await planned('a.xlsx', await xlsx(sheet));
  return { preview, values: rows[0]?.values ?? {}, kind: rows[0]?.kind };
}

const asked = ({ questions }: ImportPreview): string => questions.map(({ text }) => text).join('；');
const told = ({ notes }: ImportPreview): string => notes.map(({ text }) => text).join('；');

describe('amounts (domain.md Appendix B), through a real sheet', () => {
  test.each<[string, TestCell, number]>([
    ['总投资', '1.2亿', 1_200_000],
    ['总投资', '1.2 亿元', 1_200_000],
    ['总投资', '12000万', 1_200_000],
    ['总投资', '１２０００万元', 1_200_000],
    ['总投资（万元）', '12,000', 1_200_000],
    ['总投资（亿元）', 1.2, 1_200_000],
    ['签约金额/亿元', '1.2', 1_200_000],
    ['总投资', '一期3亿，总投资10亿', 10_000_000],
  ])('%s %s', async (header, value, wan) => {
    const { values } = await cell(header, value);
    expect(values.plannedInvestWan).toBe(wan);
  });

  test('12000 under 亿元 asks; 约 tells; a range takes the low end and asks; dollars ask', async () => {
    expect(asked((await cell('总投资（亿元）', 12000)).preview)).toContain('12000 亿元？');
    const about = await cell('总投资', '约1.2亿元');
    expect(about.values.plannedInvestWan).toBe(1_200_000);
    expect(told(about.preview)).toContain('约1.2亿元');
    const range = await cell('总投资', '1.2-1.5亿');
    expect(range.values.plannedInvestWan).toBe(1_200_000);
    expect(asked(range.preview)).toContain('12000—15000 万元是区间');
    const dollars = await cell('总投资', '2000万美元');
    expect(dollars.values.foreignUsdWan).toBe(200_000);
  });

  test('phases go into their own column; a first phase alone is no total', async () => {
    expect((await cell('总投资', '一期3亿，总投资10亿')).values).toMatchObject({
      phase1InvestWan: 3_000_000,
    });
    const only = await cell('总投资', '首期0.8亿元');
    expect(only.values).toMatchObject({ phase1InvestWan: 800_000 });
    expect(only.values.plannedInvestWan).toBeUndefined();
    expect(only.kind).toBe('faulty');
  });

  test('the unit line above the header holds for amounts without a unit, --unit where there is none', async () => {
    const lined = await cell('总投资', 1.2, '单位：亿元');
    expect(lined.values.plannedInvestWan).toBe(1_200_000);
    const bare = await xlsx({
      rows: [
        ['项目名称', '县区', '总投资'],
        ['星河电子结构件项目', '源城区', 1.2],
      ],
    });
    expect((await planned('a.xlsx', bare, '亿元')).rows[0]?.values.plannedInvestWan).toBe(1_200_000);
  });
});

describe('areas', () => {
  test.each<[string, TestCell, number, RegExp]>([
    ['用地面积', '80亩', 8000, /^$/],
    ['用地面积（亩）', 80.5, 8050, /^$/],
    ['用地面积', '53600㎡', 8040, /53600.{1,2}＝80.4 亩，请确认单位/],
    ['用地面积', '5.36公顷', 8040, /^$/],
  ])('%s %s', async (header, value, mu, question) => {
    const { values, preview } = await cell(header, value);
    expect(values.landMu).toBe(mu);
    expect(asked(preview)).toMatch(question);
  });
});

describe('dates', () => {
  test.each<[TestCell, string]>([
    ['2025.3', '2025-03-31'],
    ['2025年3月', '2025-03-31'],
    ['25年3月底', '2025-03-31'],
    ['2025/3/8', '2025-03-08'],
    [45724, '2025-03-08'],
    [{ v: 45724, format: 'yyyy/m/d' }, '2025-03-08'],
    [{ v: 45724, format: 'yyyy"年"m"月"' }, '2025-03-31'],
    ['今年5月', '2026-05-31'],
  ])('%j', async (value, day) => {
    expect((await cell('签约时间', value)).values.signDate).toBe(day);
  });

  test('a span takes the first day and asks; 已动工 tells the stage and asks for the day', async () => {
    const span = await cell('签约时间', '2025.3.8-2025.3.10');
    expect(span.values.signDate).toBe('2025-03-08');
    expect(asked(span.preview)).toMatch(/请确认/);
    const word = await cell('动工时间', '已动工');
    expect(word.values).toMatchObject({ stage: 'STARTED' });
    expect(word.values.startedOn).toBeUndefined();
    expect(asked(word.preview)).toContain('没有日期');
  });
});

describe('words', () => {
  test.each<[string, string, TestCell, unknown]>([
    ['县区', 'landUnit', '高新区', 'GX'],
    ['县区', 'landUnit', '市高新区', 'GX'],
    ['县区', 'landUnit', '河源高新区管委会', 'GX'],
    ['产业', 'chain', '水经济', 'WATER_FOOD'],
    ['产业', 'chain', '食品饮料', 'WATER_FOOD'],
    ['产业', 'chain', '模具', 'MOLD'],
    ['产业', 'chain', '装备', 'MOLD'],
    ['产业', 'chain', '电解液', 'MATERIAL'],
    ['目前状态', 'stage', '主体封顶', 'STARTED'],
    ['目前状态', 'stage', '洽谈', 'NEGOTIATING'],
    ['目前状态', 'closeType', '退地', 'TERMINATED'],
  ])('%s → %s: %s', async (header, field, value, code) => {
    const rows: TestCell[][] = [
      ['项目名称', '总投资（万元）', '投资方', header],
      ['星河电子结构件项目', 12000, '某公司', value],
    ];
    const { rows: plan } = await planned('a.xlsx', await xlsx({ rows }));
    expect(plan[0]?.values[field]).toBe(code);
  });

  test.each(['—', '/', '无', '暂无'])('%s is nothing', async (value) => {
    const { values } = await cell('用地面积（亩）', value);
    expect(values.landMu).toBeUndefined();
  });
});

test('G13: three header rows, 亿元, sums and two alike names: nothing is merged silently, in any file format', async () => {
  const rows: (string | number | null)[][] = [
    ['东源县重点项目推进情况表', null, null, null, null, null],
    ['（单位：亿元）', null, null, null, null, '截止时间：2026年5月31日'],
    ['序号', '项目情况', null, null, '进度', null],
    [null, '项目名称', '投资', null, '签约时间', '动工时间'],
    [null, null, '总投资', '其中：固投', null, null],
    ['一', '电子信息（2个）', null, null, null, null],
    [1, '清泉电子（河源）有限公司年产500万套连接器项目', 3, 2, '2026.3.5', null],
    [2, '清泉电子连接器生产项目', 3, 2, '2026.3.5', null],
    [null, '小计', 6, 4, null, null],
    [null, '合计', 6, 4, null, null],
  ];
  const merges = ['A1:F1', 'A3:A5', 'B3:D3', 'E3:F3', 'B4:B5', 'C4:D4', 'E4:E5', 'F4:F5'];
  const files: [string, Uint8Array][] = [
    ['东源.xlsx', await xlsx({ name: '东源', rows, merges })],
    ['东源.xls', xls({ name: '东源', rows, merges })],
    ['东源.csv', new TextEncoder().encode(csvText(rows))],
  ];
  for (const [name, bytes] of files) {
    const { preview, rows: plan } = await planned(name, bytes);
    // Without merges (.csv) the row above the recognised words is not known to be header.
    const headerRows = name.endsWith('.csv') ? [4, 5] : [3, 5];
    expect(preview.sheets[0], name).toMatchObject({ headerRows, unit: '亿元' });
    expect(preview.counts, name).toEqual({ new: 2, changed: 0, same: 0, faulty: 0, skipped: 3 });
    expect(
      plan.map(({ values, context }) => [values.plannedInvestWan, values.fixedInvestWan, context.introUnit]),
    ).toEqual([
      [3_000_000, 2_000_000, 'DY'],
      [3_000_000, 2_000_000, 'DY'],
    ]);
    expect(preview.duplicates, name).toHaveLength(1);
    expect(preview.duplicates[0]?.candidates[0]?.place).toMatch(/!7$/);
    expect(preview.open, name).toBe(1);
  }
});

test('a further phase is told or asked, never taken for the same; storage is no double of a factory', async () => {
  const header = ['项目名称', '总投资（万元）', '县区', '产业'];
  const first = ['明光电子（河源）有限公司年产500万套手机结构件项目', 12000, '源城区', '电子信息'];
  const second = ['明光电子手机结构件二期', 12000, '源城区', '电子信息'];
  const water = ['乐泉饮料包装饮用水生产基地', 12000, '源城区', '水经济'];
  const storage = ['乐泉饮料仓储物流', 12000, '源城区', '水经济'];
  const together = await planned('a.xlsx', await xlsx({ rows: [header, first, second, water, storage] }));
  expect(together.preview.duplicates).toEqual([]);
  expect(told(together.preview)).toContain('的另一期');
  const ctx = services.as();
  const alone = await prepareImport(ctx, {
    file: { name: 'b.xlsx', bytes: await xlsx({ rows: [header, first] }) },
  });
  const done = await confirmImport(ctx, alone._id);
  const code = done.kind === 'done' ? done.codes[0] : undefined;
  const later = await prepareImport(ctx, {
    file: { name: 'c.xlsx', bytes: await xlsx({ rows: [header, second] }) },
  });
  expect(later.head.duplicates[0]?.candidates).toMatchObject([{ code, phase: true }]);
  await answerImport(ctx, later._id, { duplicates: { 'Sheet1!2': { choice: 'phase' } } });
  await confirmImport(ctx, later._id);
  const rows = await services.store.rows(projects).find(ctx.viewer, { where: { kind: 'PHASE' } });
  expect(rows.map(({ name, parentCode }) => [name, parentCode])).toEqual([['明光电子手机结构件二期', code]]);
});
