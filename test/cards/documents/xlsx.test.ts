import { readXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { workbook } from '../../../cards/documents/xlsx.ts';
import type { SheetColumn, SheetDocument } from '../../../cards/documents/xlsx-sheet.ts';
import { ZipParts } from '../../../handlers/services/imports/files/formats/ooxml/zip.ts';

const COLUMNS: readonly SheetColumn[] = [
  { header: '项目名称', kind: 'wrap', width: 34 },
  { header: '名次', kind: 'rank', width: 8 },
  { header: '金额（亿元）', kind: 'amount', width: 13 },
  { header: '较上月', kind: 'delta', width: 10 },
  { header: '签约日期', kind: 'day', width: 12 },
  { header: '编号', kind: 'text', width: 19 },
];
const LONG = '河源示范高端电子元器件及精密结构件智能制造产业园（一期）厂房及配套设施建设项目';
const ROWS: SheetDocument['rows'] = [
  ['短名称', 1, '12.50', '+4.4', '2026-05-31', '0012'],
  [LONG, 2, '3', '-0.3', '2026-06-01', 'XM-1'],
  ['没有数', '—', '—', '—', null, 'XM-2'],
];

async function parts(sheet: Partial<SheetDocument> = {}) {
  const document = { name: '表', title: '标题', columns: COLUMNS, rows: ROWS, ...sheet };
  const bytes = await workbook([document]);
  const zip = new ZipParts(bytes, 'x.xlsx');
  const [read] = (await readXlsx(bytes, { readStyles: true })).sheets;
  return {
    read,
    sheet: await zip.text('xl/worksheets/sheet1.xml'),
    book: await zip.text('xl/workbook.xml'),
  };
}

test('prints on A4, upright where the table is narrow and across where it is not, headings on every page', async () => {
  const { sheet, book } = await parts({ lines: ['单位：亿元'], notes: ['注：无'] });
  expect(sheet).toContain(
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
  );
  expect(sheet).toContain('第 &amp;P 页，共 &amp;N 页');
  expect(sheet).toContain('<pageMargins ');
  expect(book).toMatch(/_xlnm\.Print_Titles" localSheetId="0">'表'!\$1:\$3</);
  expect(book).toMatch(/_xlnm\.Print_Area" localSheetId="0">'表'!\$A\$1:\$F\$7</);
  const narrow = await parts({ columns: COLUMNS.slice(0, 2) });
  expect(narrow.sheet).toContain('orientation="portrait"');
});

test('a table too wide to be read on one page goes on several, its first columns on each', async () => {
  const wide = Array.from({ length: 40 }, (_, i) => ({ header: `列${i}`, kind: 'text', width: 18 }) as const);
  const { sheet, book } = await parts({ columns: wide, rows: [], frozen: 2 });
  expect(sheet).toContain('paperSize="9" orientation="landscape" fitToWidth="4"');
  expect(book).toContain("'表'!$A:$B,'表'!$1:$2<");
  expect(sheet).not.toContain('mergeCell');
});

test('rows are as high as their text; one line is left to Excel', async () => {
  const { sheet } = await parts();
  const heights = Object.fromEntries(
    [...sheet.matchAll(/<row r="(\d+)"(?: ht="([\d.]+)")?/g)].map(([, row, height]) => [row, height]),
  );
  expect(heights).toMatchObject({ 3: undefined, 4: '45', 5: undefined });
});

test('numbers are numbers, days are days, what is neither stays as it is written', async () => {
  const { read } = await parts();
  expect(read?.rows.slice(2)).toEqual([
    ['短名称', 1, 12.5, 4.4, new Date('2026-05-31T00:00:00Z'), '0012'],
    [LONG, 2, 3, -0.3, new Date('2026-06-01T00:00:00Z'), 'XM-1'],
    ['没有数', '—', '—', '—', null, 'XM-2'],
  ]);
  const format = (at: string) => read?.cells?.get(at)?.style?.numFmt;
  expect([format('2,2'), format('2,3'), format('2,4')]).toEqual([
    '#,##0.00',
    '+0.0;\\-0.0;0.0',
    'yyyy\\-mm\\-dd',
  ]);
});
