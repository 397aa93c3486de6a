import { beforeAll, describe, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** Yearly targets with the indicators as headers: a row of the ledger for each cell. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const NEW = '新签约超亿元制造业项目个数';
const read = async (rows: readonly (readonly TestCell[])[], ledger: string | undefined = 'targets') =>
  readSheetFile(services, '目标.xlsx', await xlsx({ name: '目标', rows }), ledger);

test.each<[string, (readonly TestCell[])[]]>([
  ['the year in the title', [['2026年度招商引资目标'], ['县区', NEW], ['源城区', 12], ['东源县', 8]]],
  [
    'a column of years',
    [
      ['年度', '县区', NEW],
      ['2026年度', '源城区', 12],
      [2026, '东源县', 8],
    ],
  ],
  [
    'the year in the header',
    [
      ['序号', '县区', `2026年${NEW}（个）`],
      [1, '源城区', 12],
      [2, '东源县', 8],
    ],
  ],
  [
    'an indicator’s other name',
    [['2026年目标'], ['责任单位', '新签约超亿元制造业项目目标数'], ['源城区', 12], ['东源县', 8]],
  ],
])('%s', async (_, rows) => {
  const { rows: found, questions } = await read(rows);
  expect(
    found.map(({ kind, values }) => [kind, values.unit, values.year, values.indicator, values.value]),
  ).toEqual([
    ['new', 'YC', 2026, 'NEW_OVER_YI_MFG', 12],
    ['new', 'DY', 2026, 'NEW_OVER_YI_MFG', 8],
  ]);
  expect(questions).toEqual([]);
});

test('an indicator that the ledger does not keep is told by name, an empty cell is no row, a total none', async () => {
  const { rows, preview } = await read([
    ['2026年度目标'],
    ['县区', NEW, '动工数'],
    ['源城区', 12, 5],
    ['东源县', null, 6],
    ['合计', 12, 11],
  ]);
  expect(rows.map(({ values }) => [values.unit, values.value])).toEqual([['YC', 12]]);
  expect(preview?.sheets[0]?.ignored.map(({ header }) => header)).toEqual(['动工数']);
  expect(preview?.sheets[0]?.skipped.map(({ why }) => why)).toEqual(['这一列没有填', '合计行']);
});

test('titles of two years are asked about', async () => {
  const { questions } = await read([['2025年完成情况及2026年目标'], ['县区', NEW], ['源城区', 12]]);
  expect(questions.join()).toContain('几个年份');
});

describe('is not taken', () => {
  test('where a column of its own says the indicator', async () => {
    const { rows } = await read([
      ['县区', '年度', '指标', '目标值'],
      ['源城区', 2026, NEW, 12],
    ]);
    expect(rows.map(({ values }) => values.value)).toEqual([12]);
  });

  test('where headers name the same indicator twice, which are told', async () => {
    const read2 = await read([
      ['2026年度'],
      ['县区', '年度', `2025年${NEW}`, `2026年${NEW}`],
      ['源城区', 2026, 9, 12],
    ]);
    expect(read2.rows.every(({ values }) => values.value === undefined)).toBe(true);
    expect(read2.questions).toEqual(['表里没有认出“目标值”这一列']);
  });
});
