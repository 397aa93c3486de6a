import { beforeAll, describe, expect, test } from 'vitest';
import { pageOfRows } from '../../handlers/services/imports/preview/rows-read.ts';
import { findImport } from '../../handlers/services/imports/service.ts';
import { importCard, importPageCard } from '../../cards/imports/import.ts';
import { importRowsCard } from '../../cards/imports/rows.ts';
import { previewCard, viewOf } from '../../handlers/imports/view.ts';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { wordsOf } from '../helpers/card-words.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readCase, readSheetFile } from './read-case.ts';

/** What a preview shows of the reading, so that a person can hold it against the sheet. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const HEADER = ['序号', '项目名称', '县区', '产业归属', '当前阶段', '总投资（亿元）', '签约时间'];
let made = 0;
const project = (county: string, yi: TestCell, stage = '签约'): TestCell[] => {
  made++;
  return [made, `星河${made}号连接器生产项目`, county, '电子信息', stage, yi, '2026-03-15'];
};
const total = (label: string, yi: TestCell): TestCell[] => ['', label, '', '', '', yi, ''];

async function read(rows: readonly (readonly TestCell[])[]) {
  return readSheetFile(services, 'a.xlsx', await xlsx({ rows }), 'projects');
}

describe('the sheet’s own totals against what was read', () => {
  const checks = async (rows: readonly (readonly TestCell[])[]) =>
    (await read([HEADER, ...rows])).preview?.sheets[0]?.sums?.totals.map(
      ({ row, said, read: found, agrees }) => [row, said, found, agrees],
    );

  test('a total below agrees or parts', async () => {
    const rows = [project('源城区', 1.2), project('东源县', 30.95)];
    expect(await checks([...rows, total('合计', 32.15)])).toEqual([[4, '32.15 亿元', '32.15 亿元', true]]);
    expect(await checks([...rows, total('合  计', 33.15)])).toEqual([[4, '33.15 亿元', '32.15 亿元', false]]);
  });

  test('a total above the rows, and rounded ones', async () => {
    const rows = [project('源城区', 1.204), project('东源县', 2.003)];
    expect(await checks([total('全市合计', 3.21), ...rows])).toEqual([[2, '3.21 亿元', '3.21 亿元', true]]);
  });

  test('subtotals below their groups and above them', async () => {
    const [a, b, c] = [project('源城区', 1), project('源城区', 2), project('东源县', 4)];
    expect(await checks([a, b, total('小计', 3), c, total('小计', 4), total('合计', 7)])).toEqual([
      [4, '3.00 亿元', '3.00 亿元', true],
      [6, '4.00 亿元', '4.00 亿元', true],
      [7, '7.00 亿元', '7.00 亿元', true],
    ]);
    expect(await checks([total('合计', 7), total('源城区小计', 3), a, b, total('东源县小计', 5), c])).toEqual(
      [
        [2, '7.00 亿元', '7.00 亿元', true],
        [3, '3.00 亿元', '3.00 亿元', true],
        [6, '5.00 亿元', '4.00 亿元', false],
      ],
    );
  });

  test('a total that says how many rows there are', async () => {
    const rows = [project('源城区', 1), project('东源县', 2)];
    expect(await checks([...rows, total('合计（3个）', 3)])).toEqual([
      [4, '3.00 亿元', '3.00 亿元', true],
      [4, '3 行', '2 行', false],
    ]);
  });

  test('rows by county and by stage', async () => {
    const { preview } = await read([
      HEADER,
      project('源城区', 1),
      project('源城区', 2, '动工'),
      project('东源县', 4),
    ]);
    expect(preview?.sheets[0]?.sums?.groups).toEqual([
      {
        label: '落地方',
        of: '计划总投资',
        items: [
          { name: '源城区', rows: 2, sum: '3.00 亿元' },
          { name: '东源县', rows: 1, sum: '4.00 亿元' },
        ],
      },
      {
        label: '当前阶段',
        of: '计划总投资',
        items: [
          { name: '签约', rows: 2, sum: '5.00 亿元' },
          { name: '动工', rows: 1, sum: '2.00 亿元' },
        ],
      },
    ]);
  });
});

test('34: each differing reading is shown before one yes covers it', async () => {
  const { preview } = await readCase(services, '34-grouped-confirmation.xlsx', 'projects');
  const [question] = preview?.questions ?? [];
  expect(question?.readings?.map(({ cell }) => cell)).toEqual(['台账!B2', '台账!B3', '台账!B4']);
  expect(question?.text).toBe('计划总投资：有 3 种写法，这样读对吗');
});

test('one question shows all it covers: more different readings than can be shown are further questions', async () => {
  const rows = Array.from({ length: 25 }, (_, i) => project('源城区', `${i + 2}亿元以下`));
  const { preview, rows: read25 } = await read([
    HEADER,
    ...rows,
    ...rows.slice(0, 1).map(() => project('源城区', '2亿元以下')),
  ]);
  const counts = preview?.questions.map(({ count, readings }) => [count, readings?.length]);
  expect(counts).toEqual([
    [11, 10],
    [10, 10],
    [5, 5],
  ]);
  expect(new Set(read25.flatMap(({ asks }) => asks)).size).toBe(3);
});

test('the rows of a preview with the cell’s own words beside each reading that is not literal', async () => {
  const { preview } = await read([
    HEADER,
    project('源城区', 1.5),
    project('东源', '2个亿'),
    project('源城区', 'abc'),
    total('合计', 3.5),
  ]);
  const record = await findImport(services.as(), preview?.token ?? '');
  const page = async (filter: Parameters<typeof pageOfRows>[2]) =>
    pageOfRows(services.as(), record, filter, 1);
  const all = await page('all');
  expect(all.counts).toEqual({ all: 4, differs: 2, open: 0, faulty: 1, skipped: 1 });
  expect(all.rows.map(({ row, kind }) => [row, kind])).toEqual([
    [2, 'new'],
    [3, 'new'],
    [4, 'faulty'],
    [5, 'skipped'],
  ]);
  const differs = await page('differs');
  expect(differs.rows[0]?.values).toMatchObject({
    计划总投资: { text: '20000 万元', said: '2个亿' },
    落地方: { text: '东源县', said: '东源' },
    当前阶段: { text: '签约' },
  });
  expect(differs.rows[1]?.values.计划总投资).toEqual({ text: '', said: 'abc' });
  const words = wordsOf(importRowsCard(all));
  expect(words).toContain('2个亿');
  expect(words).toContain('合计行');
});

test('what is clicked on the page is answered with the page', async () => {
  const { preview } = await read([HEADER, project('源城区', 1.5), project('东源县', '2亿元以下')]);
  const record = await findImport(services.as(), preview?.token ?? '');
  const page = JSON.stringify(importPageCard(viewOf(record)));
  expect(page).toContain('"place":"page"');
  expect(page).not.toContain('看全部');
  const chat = JSON.stringify(importCard(viewOf(record)));
  expect(chat).not.toContain('"place"');
  expect(previewCard(record, { place: 'page' })).toEqual(importPageCard(viewOf(record)));
  expect(previewCard(record, {})).toEqual(importCard(viewOf(record)));
});
