import { beforeAll, describe, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** Money that is neither yuan nor dollars refuses no row: it is left out, and a person is asked once. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const read = async (header: string, cells: readonly TestCell[], above: readonly string[] = []) => {
  const rows = [
    ...above.map((line) => [line]),
    ['项目名称', '总投资（万元）', '县区', '产业归属', header],
    ...cells.map((cell, n) => [`澄光${n + 1}号生产基地项目`, 12_000 + n, '源城区', '电子信息', cell]),
  ];
  const bytes = await xlsx({ name: '台账', rows });
  return readSheetFile(services, '台账.xlsx', bytes, 'projects');
};

test.each([
  ['累计完成投资（万港元）', '港元'],
  ['累计完成投资（万日元）', '日元'],
  ['累计完成投资（亿欧元）', '欧元'],
  ['累计完成投资（万新加坡元）', '新加坡元'],
  ['累计完成投资（HKD）', 'hkd'],
  ['累计完成投资（€）', '外币'],
  ['合同外资（万港元）', '港元'],
  ['合同外资（万英镑）', '英镑'],
])('a column headed %s', async (header, money) => {
  const { rows, questions } = await read(header, [5000, '6000', 7000.5]);
  expect(questions).toHaveLength(1);
  expect(questions[0]).toContain(`这一列的单位是${money}，不是人民币或美元`);
  for (const { kind, values, asks } of rows) {
    expect(kind).toBe('new');
    expect(asks).toHaveLength(1);
    expect([values.cumInvestWan, values.foreignUsdWan]).toEqual([undefined, undefined]);
  }
});

test('a cell with its own unit of yuan is read in a column of other money, and yuan beside it in a column of yuan', async () => {
  const other = await read('累计完成投资（万港元）', ['2000万元', 5000]);
  expect(other.rows.map(({ values }) => values.cumInvestWan)).toEqual([200_000, undefined]);
  const { rows, questions } = await read('累计完成投资（万元）', [
    2000,
    '500万港元',
    '300万港币',
    'HK$200万',
  ]);
  expect(rows.map(({ kind, values }) => [kind, values.cumInvestWan])).toEqual([
    ['new', 200_000],
    ['new', undefined],
    ['new', undefined],
    ['new', undefined],
  ]);
  expect(questions).toHaveLength(1);
});

test('a column that every row must have is missing once, as a column', async () => {
  const rows = [
    ['项目名称', '总投资（万港元）', '县区', '产业归属'],
    ...[1, 2, 3].map((n) => [`澄光${n}号生产基地项目`, 12_000, '源城区', '电子信息']),
  ];
  const file = await readSheetFile(services, '台账.xlsx', await xlsx({ name: '台账', rows }), 'projects');
  expect(file.questions).toEqual(['表里没有认出“计划总投资”这一列']);
  expect(file.preview?.sheets[0]?.ignored.map(({ header, why }) => `${header}：${why}`)).toEqual([
    '总投资(万港元)：单位不是人民币或美元，没有导入；请折算成人民币万元',
  ]);
  expect(file.rows.map(({ kind, errors }) => [kind, errors])).toEqual([1, 2, 3].map(() => ['new', []]));
});

describe('a line of units', () => {
  test.each(['单位：万港币', '单位：万日元', '（单位：万港元）', '单位：亿欧元、亩'])('%s', async (line) => {
    const { rows, questions } = await read('累计完成投资', [2000], [line]);
    expect(rows[0]?.values.cumInvestWan).toBeUndefined();
    expect(questions.join()).toContain('不是人民币或美元');
  });

  test.each(['单位：十万元', '单位：万银币', '金额单位：十万'])('%s is asked', async (line) => {
    const { questions } = await read('累计完成投资', [2000], [line]);
    expect(questions.join()).toMatch(/表头的单位“.+”认不出/);
  });

  test.each<[string, number]>([
    ['填报单位：源城区商务局  单位：亿元', 2_000_000],
    ['单位：万元 填报日期：2026年5月', 200],
    ['单位：家、千 元', 20],
  ])('%s', async (line, value) => {
    const { rows, questions } = await read('累计完成投资', [2], [line]);
    expect(rows[0]?.values.cumInvestWan).toBe(value);
    expect(questions.join()).not.toContain('认不出');
  });
});
