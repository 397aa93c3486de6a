import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { parseCity } from '../../../../models/ledgers/city.ts';
import { dictionaryOf } from '../../../../handlers/services/imports/sheets/headers.ts';
import { HEAD_ROWS } from '../../../../handlers/services/imports/sheets/head-blocks.ts';
import { findLayout, type SheetLayout } from '../../../../handlers/services/imports/sheets/layout.ts';
import { Groups } from '../../../../handlers/services/imports/sheets/group-stack.ts';
import { titleReader } from '../../../../handlers/services/imports/sheets/groups.ts';
import { LineSorter, type Line } from '../../../../handlers/services/imports/sheets/lines.ts';
import { openBook } from '../../../../handlers/services/imports/files/open-book.ts';
import type { SheetRow } from '../../../../handlers/services/imports/files/sheet.ts';
import { xlsx, type TestSheet } from './files.ts';

const city = parseCity(
  JSON.parse(readFileSync(new URL('../../../../models/ledgers/city/heyuan.json', import.meta.url), 'utf8')),
);
const dictionaries = LEDGERS.map((ledger) => dictionaryOf(ledger));

async function understand(sheet: TestSheet): Promise<{ layout: SheetLayout | undefined; lines: Line[] }> {
  const book = await openBook({ name: 'a.xlsx', bytes: await xlsx(sheet) });
  const [source] = book.sheets;
  const rows: SheetRow[] = [];
  for await (const batch of source?.rows() ?? []) rows.push(...batch);
  const frame = (await source?.frame()) ?? { merges: [], hiddenColumns: new Set<number>() };
  const layout = findLayout(rows.slice(0, HEAD_ROWS), frame, dictionaries);
  if (!layout) return { layout, lines: [] };
  const context = { city, rules: city.ruleSet, today: '2026-05-01' };
  const sorter = new LineSorter(layout, frame.merges, new Groups(), titleReader(layout.ledger, context));
  const below = rows.filter(({ number }) => number > layout.headerRows[1]);
  return { layout, lines: below.flatMap((row) => sorter.sort(row) ?? []) };
}

const fieldsOf = (layout: SheetLayout | undefined) =>
  Object.fromEntries((layout?.columns ?? []).map(({ header, field }) => [header, field]));

test('title rows, a unit row and a merged two-row header', async () => {
  const { layout } = await understand({
    rows: [
      ['源城区2026年招商引资项目台账'],
      ['填报单位：源城区商务局', null, null, '单位：亿元', null, null, '截止时间：2026年5月'],
      ['序号', '项目名称', '投资情况', null, '用地', '开工时间', null, '备注'],
      [null, null, '总投资', '其中：固定资产投资', '亩', '计划', '实际', null],
      [1, '星河电子手机结构件项目', 1.2, 0.8, 80, '2026.3', '2026.4', null],
    ],
    merges: ['A1:H1', 'A3:A4', 'B3:B4', 'C3:D3', 'F3:G3', 'H3:H4'],
  });
  expect(layout?.ledger.name).toBe('projects');
  expect(layout?.headerRows).toEqual([3, 4]);
  expect(layout).toMatchObject({ unit: '亿元', year: 2026 });
  expect(fieldsOf(layout)).toEqual({
    项目名称: 'name',
    '投资情况 总投资': 'plannedInvestWan',
    '投资情况 其中:固定资产投资': 'fixedInvestWan',
    '用地 亩': 'landMu',
    '开工时间 计划': 'agreedStart',
    '开工时间 实际': 'startedOn',
  });
  expect(layout?.ignored.map(({ header, why }) => [header, why])).toEqual([
    ['序号', '序号'],
    ['备注', '备注不导入'],
  ]);
});

test('every header of domain.md Appendix A is known, with unit, spaces and line ends in it', async () => {
  const headers: Record<string, string> = {
    '企业（项目）名称': 'name',
    投资商: 'investorName',
    '总投资额（亿元）': 'plannedInvestWan',
    固投额: 'fixedInvestWan',
    '累计\n完成投资': 'cumInvestWan',
    '1-5月完成投资': 'ytdInvestWan',
    '占地面积(亩)': 'landMu',
    '租赁面积(㎡)': 'floorSqm',
    所属行业: 'chain',
    项目概况: 'content',
    合同签订时间: 'signDate',
    实际开工: 'startedOn',
    拟开工时间: 'agreedStart',
    竣工投产时间: 'producedOn',
    预计投产: 'agreedProduce',
    目前状态: 'stage',
    推进情况: 'progress',
    制约因素: 'problem',
    需市级协调解决: 'needHelp',
    跟进人: 'respPost',
    '县（区）': 'landUnit',
    引荐单位: 'introUnit',
    拟落户地点: 'park',
    税收贡献: 'taxWan',
    ' 带 动 就 业 ': 'jobs',
  };
  const { layout } = await understand({ rows: [Object.keys(headers), ['x']] });
  const found = layout?.columns.map(({ field }) => field);
  expect(found).toEqual(Object.values(headers));
  expect(layout?.columns.find(({ field }) => field === 'plannedInvestWan')?.unit).toBe('亿元');
  expect(layout?.columns.find(({ field }) => field === 'floorSqm')?.unit).toBe('平方米');
});

test('sums, remarks, groups, hidden rows and repeated headers are no projects; groups tell of the rows below', async () => {
  const { lines } = await understand({
    rows: [
      ['序号', '项目名称', '总投资（亿元）', '签约时间'],
      ['一、电子信息（2个）'],
      [1, '星河电子手机结构件项目', 1.2, '2025.3'],
      [2, '明光显示模组项目', 2, '2025.4'],
      [null, '小计', 3.2, null],
      ['二', '水经济（1个）', 3],
      [null, null, null, null],
      ['序号', '项目名称', '总投资（亿元）', '签约时间'],
      [3, '清泉饮用水项目', 3, '2025.5'],
      [4, '隐藏的项目甲乙', 3, '2025.5'],
      ['合  计', null, 6.2, null],
      ['注：总投资为计划数'],
      ['填表人：', null, '审核人：', null],
    ],
    merges: ['A2:D2'],
    hiddenRows: [10],
  });
  expect(
    lines.map((line) => (line.kind === 'data' ? line.row.number : line.kind === 'skipped' && line.why)),
  ).toEqual(['分组行', 3, 4, '合计行', '分组行', '重复表头', 9, '隐藏行', '合计行', '备注行', '备注行']);
  expect(lines.flatMap((line) => (line.kind === 'data' ? [line.group.context] : []))).toEqual([
    { chain: 'ELEC' },
    { chain: 'ELEC' },
    { chain: 'WATER_FOOD' },
  ]);
});

test('a county merged over its rows holds for each; a project over two rows is one project', async () => {
  const { lines } = await understand({
    rows: [
      ['县区', '项目名称', '总投资'],
      ['源城区', '星河电子手机结构件项目', 12000],
      [null, '明光显示模组项目', 20000],
      [null, null, 5000],
      ['东源县', '清泉饮用水项目', 30000],
    ],
    merges: ['A2:A4', 'B3:B4'],
  });
  const data = lines.flatMap((line) => (line.kind === 'data' ? [line.row] : []));
  expect(data.map((row) => row.cells[0]?.text)).toEqual(['源城区', '源城区', '东源县']);
  expect(lines[2]).toMatchObject({ kind: 'skipped', number: 4, why: '合并单元格的后续行' });
});

test('a struck name is a project that has ended', async () => {
  const { lines } = await understand({
    rows: [
      ['项目名称', '总投资', '签约时间'],
      [{ v: '星河电子手机结构件项目', strike: true }, 12000, '2025.3'],
      ['明光显示模组项目', 12000, '2025.3'],
    ],
  });
  expect(lines.map((line) => line.kind === 'data' && line.ended)).toEqual([true, false]);
});

test.each([
  ['targets', ['考核单元', '年度', '指标', '目标值']],
  ['targets', ['县（区）', '年度目标']],
  ['enterprises', ['企业名称', '统一社会信用代码', '县区', '行业', '用工人数']],
  ['projects', ['项目名称', '投资方', '总投资', '签约时间', '县区']],
  ['monthly-reports', ['项目编号', '通报期', '考核单元', '累计完成投资']],
])('a header of the %s ledger is told from all others', async (name, header) => {
  const { layout } = await understand({ rows: [header, header.map(() => 'x')] });
  expect(layout?.ledger.name).toBe(name);
});
