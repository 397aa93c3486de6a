import { beforeAll, describe, expect, test } from 'vitest';
import { readPeriod } from '../../models/rules/parse/period.ts';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** Numbers as people write them, counts of something else, and a further header of two rows. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});
const read = async (rows: readonly (readonly TestCell[])[], merges: string[] = []) =>
  readSheetFile(services, '台账.xlsx', await xlsx({ name: '台账', rows, merges }), 'projects');
const one = (header: string, cell: TestCell) =>
  read([
    ['项目名称', '总投资（万元）', '县区', '产业归属', header],
    ['澄光生产基地项目', 12_000, '源城区', '电子信息', cell],
  ]);

test.each<[string, TestCell, string, number]>([
  ['累计完成投资（万元）', '12 000', 'cumInvestWan', 1_200_000],
  ['累计完成投资（万元）', '1 012 000.5', 'cumInvestWan', 101_200_050],
  ['累计完成投资（万元）', '12 000 万元', 'cumInvestWan', 1_200_000],
  ['累计完成投资（万元）', '（万元）12000', 'cumInvestWan', 1_200_000],
  ['累计完成投资（万元）', '(亿元)1.2', 'cumInvestWan', 1_200_000],
  ['累计完成投资', '人民币万元12000', 'cumInvestWan', 1_200_000],
  ['累计完成投资', '总投资(亿元)：1.2', 'cumInvestWan', 1_200_000],
  ['就业', '1 200', 'jobs', 1200],
  ['就业', '（人）120', 'jobs', 120],
  ['用地面积', '（公顷）2', 'landMu', 3000],
  ['用地面积（亩）', '1 200', 'landMu', 120_000],
])('%s: %s', async (header, cell, field, value) => {
  const { rows } = await one(header, cell);
  expect([rows[0]?.kind, rows[0]?.values[field]]).toEqual(['new', value]);
});

test.each([
  ['就业', '120台', '台'],
  ['就业', '3家', '家'],
  ['综合能耗（吨标煤）', '500万度', '万度'],
])('%s %s says something else: left out and asked', async (header, cell, word) => {
  const { rows, questions } = await one(header, cell);
  expect(rows[0]?.kind).toBe('new');
  expect([rows[0]?.values.jobs, rows[0]?.values.energyTce]).toEqual([undefined, undefined]);
  expect(questions.join()).toContain(`有的格写的是${word}，不是`);
});

describe('a header of two rows further down', () => {
  const first = [
    ['项目名称', '总投资（万元）', '县区', '签约日期'],
    ['澄光甲生产基地项目', 12_000, '源城区', '2026-03-15'],
  ];
  const second = [
    ['序号', '项目名称', '县区', '签约日期', '投资情况（亿元）', null],
    [null, null, null, null, '总投资', '累计完成投资'],
    [1, '澄光乙生产基地项目', '东源县', '2026-04-01', 2, 0.5],
  ];
  test.each<[string, string[]]>([
    ['as merged cells', ['A3:A4', 'B3:B4', 'C3:C4', 'D3:D4', 'E3:F3']],
    ['without', []],
  ])('%s', async (_, merges) => {
    const { rows } = await read([...first, ...second], merges);
    expect(rows.map(({ kind, values }) => [kind, values])).toMatchObject([
      ['new', { landUnit: 'YC', plannedInvestWan: 1_200_000 }],
      ['new', { landUnit: 'DY', plannedInvestWan: 2_000_000, cumInvestWan: 500_000, signDate: '2026-04-01' }],
    ]);
    expect(rows).toHaveLength(2);
  });

  test('a header of one row is not taken for two', async () => {
    const { rows } = await read([
      ...first,
      ['项目名称', '县区', '签约日期', '总投资（亿元）'],
      ['澄光乙生产基地项目', '东源县', '2026年4月1日', '2亿元'],
      ['澄光丙生产基地项目', '东源县', '2026年4月1日', 3],
    ]);
    expect(rows.map(({ values }) => values.plannedInvestWan)).toEqual([1_200_000, 2_000_000, 3_000_000]);
  });
});

test('months of one year are no year and a month', () => {
  for (const said of ['10-11月', '05-06', '1-5月', '10.11月', '09/10月'])
    expect(readPeriod(said, '2026-06-15'), said).toBeUndefined();
  expect(readPeriod('26-05', '2026-06-15')).toBe('2026-05');
  expect(readPeriod('2010年11月', '2026-06-15')).toBe('2010-11');
  expect(readPeriod('26年5月', '2026-06-15')).toBe('2026-05');
});
