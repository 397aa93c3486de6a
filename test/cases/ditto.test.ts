import { beforeAll, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** 同上, 〃 and quotes stand for the value above; in the column of names they stand for nothing. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const HEAD = ['项目名称', '投资方', '总投资（万元）', '县区', '产业归属', '签约日期', '本月进展'];
const read = async (rows: readonly (readonly TestCell[])[]) =>
  readSheetFile(services, '台账.xlsx', await xlsx({ name: '台账', rows: [HEAD, ...rows] }), 'projects');
const FIRST = [
  '澄光甲生产基地项目',
  '澄光科技有限公司',
  12_000,
  '源城区',
  '电子信息',
  '2026-03-15',
  '厂房封顶',
];

test.each(['同上', '〃', '同上行', '"', '”', '同 上', '同前'])(
  '%s in every column but the name',
  async (mark) => {
    const { rows, notes, questions } = await read([
      FIRST,
      ['澄光乙生产基地项目', mark, mark, mark, mark, mark, mark],
      ['澄光丙生产基地项目', mark, 9000, mark, mark, mark, mark],
    ]);
    const said = {
      investorName: '澄光科技有限公司',
      landUnit: 'YC',
      chain: 'ELEC',
      signDate: '2026-03-15',
      progress: '厂房封顶',
    };
    expect(rows.map(({ kind, values }) => [kind, values])).toMatchObject([
      ['new', { ...said, plannedInvestWan: 1_200_000 }],
      ['new', { ...said, plannedInvestWan: 1_200_000 }],
      ['new', { ...said, plannedInvestWan: 900_000 }],
    ]);
    expect(questions).toEqual([]);
    expect(notes.join()).toContain('按上一行读取');
  },
);

test('a cell above in a unit of its own, and one that is empty', async () => {
  const { rows, questions } = await read([
    ['澄光甲生产基地项目', null, '1.2亿元', '源城区', '电子信息', '2026年3月15日'],
    ['澄光乙生产基地项目', '同上', '同上', '同上', '同上', '同上'],
  ]);
  expect(rows[1]?.values).toMatchObject({ plannedInvestWan: 1_200_000, signDate: '2026-03-15' });
  expect(questions).toEqual(['投资方：写的是“同上”，上面没有同组的值，这样的格按未填，对吗？']);
});

test('not under another group’s title or another header', async () => {
  const group = await read([
    FIRST,
    ['一、东源县项目'],
    ['澄光乙生产基地项目', '同上', 9000, null, '先进材料', '2026-04-01'],
  ]);
  expect(group.rows[1]?.values.investorName).toBeUndefined();
  expect(group.questions).toHaveLength(1);
  const header = await read([
    FIRST,
    ['项目名称', '投资方', '县区', '签约日期', '产业归属', '总投资（亿元）'],
    ['澄光乙生产基地项目', '同上', '东源县', '2026-04-01', '先进材料', 2],
  ]);
  expect(header.rows[1]?.values.investorName).toBeUndefined();
});

test('no name is another row’s', async () => {
  const { rows } = await read([FIRST, ['同上', ...FIRST.slice(1)]]);
  expect(rows.map(({ kind }) => kind)).toEqual(['new', 'faulty']);
  expect(rows[1]?.errors.join()).toContain('“同上”不是名称');
});
