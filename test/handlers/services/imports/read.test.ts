import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBook } from '../../../../handlers/services/imports/files/open-book.ts';
import type { Book, SheetRow, SheetSource } from '../../../../handlers/services/imports/files/sheet.ts';
import { csvText, xls, xlsx } from './files.ts';

const rowsOf = async (sheet: SheetSource | undefined): Promise<SheetRow[]> => {
  const rows: SheetRow[] = [];
  for await (const batch of sheet?.rows() ?? []) rows.push(...batch);
  return rows;
};
const texts = async (book: Book, sheet = 0): Promise<string[][]> =>
  (await rowsOf(book.sheets[sheet])).map((row) => Array.from(row.cells, (cell) => cell?.text ?? ''));

test('an .xlsx is read with merges, hidden rows and columns, strikethrough, comments and sheets', async () => {
  const bytes = await xlsx(
    {
      name: '签约',
      rows: [
        ['项目台账', null, null],
        ['序号', '项目名称', '总投资'],
        [1, { v: '星河电子项目', strike: true, comment: '已终止' }, 1.2],
        [2, '明珠食品项目', 3],
      ],
      merges: ['A1:C1'],
      hiddenRows: [4],
      hiddenColumns: [0],
    },
    { name: '底稿', rows: [['x']], hidden: true },
  );
  const book = await openBook({ name: 'a.xlsx', bytes });
  expect(book.kind).toBe('xlsx');
  expect(book.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
    ['签约', false],
    ['底稿', true],
  ]);
  const [sheet] = book.sheets;
  expect(await sheet?.frame()).toEqual({
    merges: [{ top: 0, left: 0, bottom: 0, right: 2 }],
    hiddenColumns: new Set([0]),
  });
  const rows = await rowsOf(sheet);
  expect(rows.map(({ number, hidden }) => [number, hidden])).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, true],
  ]);
  expect(rows[2]?.cells[1]).toEqual({ text: '星河电子项目', raw: '星河电子项目', strike: true });
  expect(rows[2]?.cells[2]).toEqual({ text: '1.2', raw: 1.2 });
  expect(await sheet?.comments()).toEqual(new Map([['B3', '已终止']]));
});

test('dates are days, months stay months, numbers lose the noise of binary fractions', async () => {
  const day = new Date(Date.UTC(2025, 2, 8));
  const bytes = await xlsx({
    rows: [
      [
        { v: day, format: 'yyyy-mm-dd' },
        { v: day, format: 'yyyy"年"m"月"' },
        { v: day, format: 'yyyy/m/d h:mm' },
        0.1 + 0.2,
        { v: 45724, format: '0.00' },
        { v: 12.5, format: '#,##0.00"万元"' },
      ],
    ],
  });
  expect(await texts(await openBook({ name: 'd.xlsx', bytes }))).toEqual([
    ['2025-03-08', '2025年3月', '2025-03-08', '0.3', '45724', '12.5万元'],
  ]);
});

test('an old .xls gives the same as an .xlsx', async () => {
  const sheet = {
    name: '台账',
    rows: [
      ['项目名称', '总投资', '签约时间'],
      ['星河电子项目', 12000.5, '2025.3'],
      ['明珠食品项目', 3, '—'],
    ],
    merges: ['A1:A1'],
  };
  const old = await openBook({ name: 'a.xls', bytes: xls(sheet) });
  const modern = await openBook({ name: 'a.xlsx', bytes: await xlsx(sheet) });
  expect(old.kind).toBe('xls');
  expect(await texts(old)).toEqual(await texts(modern));
});

const LINES = [
  ['项目名称', '总投资（亿元）', '备注'],
  ['明珠“水”项目', '1,200', '第一行\n第二行'],
  ['含"引号"', null, 'a;b'],
];

test.each([
  ['UTF-8', (text: string) => new TextEncoder().encode(text)],
  ['UTF-8 with BOM', (text: string) => new TextEncoder().encode(`\uFEFF${text}`)],
  ['UTF-16', (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
])('a .csv in %s is read, whatever its separator', async (_name, encode) => {
  for (const delimiter of [',', '\t', ';']) {
    const book = await openBook({ name: '台账.csv', bytes: encode(csvText(LINES, delimiter)) });
    expect(book.sheets[0]?.name).toBe('台账');
    expect(await texts(book)).toEqual(LINES.map((line) => line.map((cell) => cell ?? '')));
  }
});

test('a .csv as Chinese Excel saves it (GBK) is read', async () => {
  const gbk = Buffer.from(
    'cfeec4bfc3fbb3c62cd7dccdb6d7ca0d0ad0c7bad3b5e7d7d3cfeec4bf2c312e32d2da0d0a',
    'hex',
  );
  expect(await texts(await openBook({ name: 'g.csv', bytes: gbk }))).toEqual([
    ['项目名称', '总投资'],
    ['星河电子项目', '1.2亿'],
  ]);
});

test('any text comes back from a .csv and from an .xlsx as it went in', async () => {
  const cell = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.trim() !== '');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (rows) => {
        const clean = rows.map((row) => row.map((text) => `x${text.replaceAll('\r', '')}`));
        const csv = await openBook({
          name: 'a.csv',
          bytes: new TextEncoder().encode(`\uFEFF${csvText(clean)}`),
        });
        expect(await texts(csv)).toEqual(clean);
        const book = await openBook({ name: 'a.xlsx', bytes: await xlsx({ rows: clean }) });
        expect((await texts(book)).map((row) => row.map((text) => text.trim()))).toEqual(
          clean.map((row) => row.map((text) => text.trim())),
        );
      },
    ),
    { numRuns: 40 },
  );
});
