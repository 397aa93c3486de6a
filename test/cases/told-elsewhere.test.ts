import { beforeAll, expect, test } from 'vitest';
import { csvText } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** What the generator of workbooks found: kept as the smallest sheets that show it. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const read = (rows: string[][]) =>
  readSheetFile(services, '台账.csv', new TextEncoder().encode(csvText(rows)), 'projects');

test('what is asked of a cell is not answered by another column', async () => {
  const { rows, questions } = await read([
    ['项目名称', '县区', '当前阶段', '签约日期', '总投资（万元）'],
    ['澄光电路板生产项目', '东源县', '正在办理施工许可', '2025年3月5日（已签约）', '5000'],
    ['恒泽饮用水生产项目', '东源县', '见合同，另行商定', '2025-03-05', '6000'],
  ]);
  expect(rows.map(({ values }) => values['stage'])).toEqual([undefined, undefined]);
  expect(questions).toHaveLength(2);
});

test('a county column that says 全市 makes no total of a named project', async () => {
  const { rows, preview } = await read([
    ['县区', '项目名称', '当前阶段', '总投资:万元'],
    ['全市', '澄光电路板生产项目', '在谈', '5000'],
    ['东源县', '恒泽饮用水生产项目', '在谈', '6000'],
    ['全市', '合计', '', '11000'],
    ['全市', '2个', '', '11000'],
  ]);
  expect(rows.map(({ values }) => values['plannedInvestWan'])).toEqual([500_000, 600_000]);
  expect(preview?.sheets[0]?.skipped).toEqual([{ why: '合计行', rows: [4, 5], count: 2 }]);
});
