import { beforeAll, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** What stands over a row and what stands in it: neither hides the other. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

async function read(name: string, rows: readonly (readonly TestCell[])[]) {
  return readSheetFile(services, 'a.xlsx', await xlsx({ name, rows }), 'projects');
}

test('a county over a group is where its rows are, whoever brought them', async () => {
  const { rows } = await read('台账', [
    ['项目名称', '引进单位', '总投资（亿元）', '产业', '当前阶段', '签约日期'],
    ['一、东源县'],
    ['云帆传感器生产项目', '源城区', 1.2, '电子信息', '签约', '2026-03-15'],
    ['二、连平县'],
    ['云帆紧固件生产项目', '源城区', 1.5, '机械与模具', '签约', '2026-03-16'],
    ['云帆弹簧生产项目', '', 1.5, '机械与模具', '签约', '2026-03-16'],
  ]);
  expect(rows.map(({ kind, values }) => [kind, values.introUnit, values.landUnit])).toEqual([
    ['new', 'YC', 'DY'],
    ['new', 'YC', 'LP'],
    ['new', 'LP', 'LP'],
  ]);
});

test('a word that is asked is not answered by the title over it', async () => {
  const { rows, questions, preview } = await read('签约项目', [
    ['项目名称', '县区', '总投资（亿元）', '产业', '当前阶段', '签约日期'],
    ['云帆传感器生产项目', '源城区', 1.2, '电子信息', '暂未签约', ''],
    ['云帆紧固件生产项目', '源城区', 1.5, '机械与模具', '', '2026-03-16'],
  ]);
  expect(rows.map(({ values }) => values.stage)).toEqual([undefined, 'SIGNED']);
  expect(questions).toEqual([expect.stringContaining('暂未签约')]);
  const stages = preview?.sheets[0]?.sums?.groups.find(({ label }) => label === '当前阶段');
  expect(stages?.items.map(({ name, rows: n }) => [name, n])).toEqual([
    ['未填', 1],
    ['签约', 1],
  ]);
});

test('a total in whatever words is no project, and its parts are held against nothing', async () => {
  const row = (name: string): TestCell[] => [name, '源城区', 2, '电子信息', '签约', '2026-03-15'];
  const { rows, preview } = await read('台账', [
    ['项目名称', '县区', '总投资（亿元）', '产业', '当前阶段', '签约日期'],
    row('云帆传感器生产项目'),
    row('云帆紧固件制造项目'),
    ['总计（含续建）', '', 4],
    ['其中：制造业', '', 1],
  ]);
  expect(rows).toHaveLength(2);
  expect(preview?.sheets[0]?.sums?.totals).toMatchObject([{ said: '4.00 亿元', agrees: true }]);
});

test('what is read as nothing stands among the readings', async () => {
  const { preview } = await read('台账', [
    ['项目名称', '县区', '总投资（亿元）', '产业', '当前阶段', '签约日期', '用工人数'],
    ['云帆传感器生产项目', '源城区', 1.2, '电子信息', '签约', '2026-03-15', '待定'],
  ]);
  expect(preview?.readings).toContainEqual({
    sheet: '台账',
    cell: 'G2',
    label: '就业',
    said: '待定',
    read: '未填',
  });
});
