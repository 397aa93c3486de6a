import { readXlsx } from 'hucre/xlsx';
import { beforeAll, expect, test } from 'vitest';
import { markedWorkbook } from '../../../../handlers/services/imports/mark.ts';
import { prepareImport } from '../../../../handlers/services/imports/service.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { csvText, xls, xlsx, type TestCell } from './files.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const ROWS: TestCell[][] = [
  ['源城区招商引资项目台账', null, null, null, null],
  ['项目名称', '总投资（亿元）', '县区', '签约时间', '产业'],
  ['星河电子手机结构件生产项目', 1.2, '源城区', '2026-02-31', '电子信息'],
  ['明珠食品饮料生产基地项目', 2, '源城区', '2026-03-01', '水经济'],
  ['东江模具制造基地项目', '很多', '火星区', '2026-03-01', '模具'],
];

async function marked(name: string, bytes: Uint8Array) {
  const ctx = services.as('YC_FILL');
  const record = await prepareImport(ctx, { file: { name, bytes } });
  const file = await markedWorkbook(ctx, record._id);
  const book = await readXlsx(await services.store.files.read(file.id), { readStyles: true });
  return { file, book };
}

test('an .xlsx comes back whole, the faulty cells coloured and commented, all faults listed', async () => {
  const { file, book } = await marked(
    '台账.xlsx',
    await xlsx({ name: '签约', rows: ROWS, merges: ['A1:E1'] }),
  );
  expect(file.name).toBe('台账（标注错误）.xlsx');
  expect(book.sheets.map(({ name }) => name)).toEqual(['签约', '校验结果']);
  const [sheet, list] = book.sheets;
  expect(sheet?.rows[3]).toEqual(['明珠食品饮料生产基地项目', 2, '源城区', '2026-03-01', '水经济']);
  expect(sheet?.merges).toHaveLength(1);
  const cell = sheet?.cells?.get('2,3');
  expect(cell?.comment?.text).toContain('2026-02-31 这一天不存在');
  expect(cell?.style?.fill).toMatchObject({ fgColor: { rgb: 'FFC7CE' } });
  expect(sheet?.cells?.get('3,3')?.comment).toBeUndefined();
  expect(list?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual(
    expect.arrayContaining([
      ['签约', 'D3', '错误'],
      ['签约', 'B5', '错误'],
      ['签约', 'C5', '待确认'],
    ]),
  );
});

test.each([
  ['台账.xls', () => xls({ name: '签约', rows: ROWS })],
  ['台账.csv', () => new TextEncoder().encode(csvText(ROWS as (string | number | null)[][]))],
])('of %s the header and the faulty rows come back', async (name, make) => {
  const { file, book } = await marked(name, make());
  expect(file.name).toBe('台账（标注错误）.xlsx');
  const [sheet] = book.sheets;
  expect(sheet?.rows.map((row) => row[0])).toEqual([
    '源城区招商引资项目台账',
    '项目名称',
    '星河电子手机结构件生产项目',
    '东江模具制造基地项目',
  ]);
  expect(sheet?.cells?.get('2,3')?.comment?.text).toContain('不存在');
});

test('a workbook without faults has nothing to mark', async () => {
  const ctx = services.as('YC_FILL');
  const bytes = await xlsx({ rows: [ROWS[1] ?? [], ROWS[3] ?? []] });
  const record = await prepareImport(ctx, { file: { name: 'a.xlsx', bytes } });
  await expect(markedWorkbook(ctx, record._id)).rejects.toThrow('没有要改正的地方');
});
