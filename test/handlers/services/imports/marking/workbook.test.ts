import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx, writeXlsx, type Cell } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { zip } from '../../../../../cards/documents/zip.ts';
import { ZipParts } from '../../../../../handlers/services/imports/files/formats/ooxml/zip.ts';
import { markedPackage } from '../../../../../handlers/services/imports/marking/workbook.ts';
import type { CellFault } from '../../../../../handlers/services/imports/sheets/rows.ts';

/** The sender's workbook comes back with the marks and nothing else changed, to the character. */

const fault = (cell: string, more: Partial<CellFault> = {}): CellFault => ({
  sheet: '签约',
  cell,
  level: 'error',
  text: '这一天不存在',
  suggestion: '请改',
  ...more,
});

const FONT = { name: '仿宋', size: 14, bold: true, color: { rgb: 'FF112233' } };

/** A county's sheet as it is really sent: fonts, fills, widths, merged title, formats, formulas, comments, other sheets. */
async function formatted(): Promise<Uint8Array> {
  const cells = new Map<string, Partial<Cell>>([
    ['0,0', { value: '源城区台账', style: { font: FONT, alignment: { horizontal: 'center' } } }],
    ['2,1', { value: 12_345.678, style: { numFmt: '#,##0.0', font: FONT } }],
    [
      '2,2',
      {
        value: '2026-02-31',
        style: { border: { top: { style: 'thin' } } },
        comment: { text: '待核', author: '甲' },
      },
    ],
    ['3,1', { value: 24_691.356, formula: 'B3*2', formulaResult: 24_691.356 }],
  ]);
  const rows = [
    ['源城区台账'],
    ['名称', '金额', '签约时间'],
    ['甲项目', 12_345.678, '2026-02-31'],
    ['乙项目', 24_691.356],
  ];
  return writeXlsx({
    sheets: [
      {
        name: '签约',
        rows,
        cells,
        merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }],
        columns: [{ width: 40 }, { width: 17.5 }, { hidden: true }],
        freezePane: { rows: 2 },
        dataValidations: [{ type: 'list', range: 'A3:A9', values: ['甲', '乙'] }],
        pageSetup: { orientation: 'landscape' },
      },
      { name: '说明', rows: [['不要动这一页', 1]] },
    ],
  });
}

async function partsOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const parts = new ZipParts(bytes, 'x.xlsx');
  const texts = await Promise.all(parts.paths.map(async (path) => [path, await parts.text(path)] as const));
  return new Map(texts);
}

/** A sheet without what a mark adds: the styles of the marked cells, and the drawing that shows the comments. */
const unmarked = (xml: string, cells: readonly string[]): string =>
  cells
    .reduce(
      (text, cell) => text.replace(new RegExp(`(<(?:\\w+:)?c r="${cell}")([^>]*?) s="\\d+"`), '$1$2'),
      xml,
    )
    .replace(/<legacyDrawing [^>]*\/>/, '')
    .replace(/ s="\d+"(?=\/>)/g, '');

describe('a formatted workbook', () => {
  const FAULTS = [fault('C3'), fault('B4', { level: 'ask' }), fault('D9', { text: '没有填' })];

  test('parts without a mark are the same to the byte', async () => {
    const bytes = await formatted();
    const [before, after] = [
      await partsOf(bytes),
      await partsOf(await markedPackage(bytes, 'x.xlsx', FAULTS)),
    ];
    const touched = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path);
    expect(
      touched.filter((path) => !/sheet1|styles|workbook\.xml|Content_Types|comments|vml/i.test(path)),
    ).toEqual([]);
    expect(after.get('xl/worksheets/sheet2.xml')).toBe(before.get('xl/worksheets/sheet2.xml'));
  });

  test('the marked sheet differs in the style of the marked cells only', async () => {
    const bytes = await formatted();
    const [before, after] = [
      await partsOf(bytes),
      await partsOf(await markedPackage(bytes, 'x.xlsx', FAULTS)),
    ];
    const sheet = 'xl/worksheets/sheet1.xml';
    const added = /<row r="9"><c r="D9" s="\d+"\/><\/row>/;
    expect(after.get(sheet)).toMatch(added);
    const cells = ['C3', 'B4'];
    expect(unmarked((after.get(sheet) ?? '').replace(added, ''), cells)).toBe(
      unmarked(before.get(sheet) ?? '', cells),
    );
    const styles = (after.get('xl/styles.xml') ?? '').replaceAll(/count="\d+"/g, '');
    for (const part of (before.get('xl/styles.xml') ?? '')
      .replaceAll(/count="\d+"/g, '')
      .split(/(?=<\/(?:fills|cellXfs)>)/))
      expect(styles).toContain(part);
  });

  test('a marked cell keeps font, format and border; its own comment is carried on', async () => {
    const [sheet, other, list] = (
      await readXlsx(await markedPackage(await formatted(), 'x.xlsx', FAULTS), { readStyles: true })
    ).sheets;
    expect([other?.name, list?.name]).toEqual(['说明', '校验结果']);
    const own = sheet?.cells?.get('2,2');
    expect(own?.style).toMatchObject({
      border: { top: { style: 'thin' } },
      fill: { fgColor: { rgb: 'FFC7CE' } },
    });
    expect(own?.comment?.text).toContain('待核');
    expect(own?.comment?.text).toContain('招优：这一天不存在。请改');
    expect(sheet?.cells?.get('3,1')).toMatchObject({
      formula: 'B3*2',
      style: { fill: { fgColor: { rgb: 'FFEB9C' } } },
      comment: { text: '这一天不存在。请改', author: '招优' },
    });
    expect(sheet?.cells?.get('2,1')?.style).toMatchObject({
      numFmt: '#,##0.0',
      font: { name: '仿宋', size: 14 },
    });
    expect(sheet?.cells?.get('8,3')?.comment?.text).toContain('没有填');
    expect(list?.rows.slice(1).map(([, cell, level]) => [cell, level])).toEqual([
      ['C3', '错误'],
      ['B4', '待确认'],
      ['D9', '错误'],
    ]);
  });

  test('marked once more it has one list and the newer marks', async () => {
    const once = await markedPackage(await formatted(), 'x.xlsx', FAULTS);
    const twice = await readXlsx(await markedPackage(once, 'x.xlsx', [fault('A3')]), { readStyles: true });
    expect(twice.sheets.map(({ name }) => name)).toEqual(['签约', '说明', '校验结果']);
    expect(twice.sheets[2]?.rows).toHaveLength(2);
    expect(twice.sheets[0]?.cells?.get('2,0')?.comment?.text).toContain('这一天不存在');
  });
});

/** Sheets as counties send them (test/cases). */
const SHEETS = join(import.meta.dirname, '../../../../cases/sheets');
const FILES = readdirSync(SHEETS).filter((name) => name.endsWith('.xlsx'));

test.each(FILES)('%s comes back with the marks and no other change', async (name) => {
  const bytes = readFileSync(join(SHEETS, name));
  const [sheet] = (await readXlsx(bytes)).sheets;
  const before = await partsOf(bytes);
  const path = 'xl/worksheets/sheet1.xml';
  const cells = [...(before.get(path) ?? '').matchAll(/<c r="(\w+)"/g)].slice(0, 3).map(([, at = '']) => at);
  const marks = cells.map((at) => fault(at, { sheet: sheet?.name ?? '' }));
  const out = await markedPackage(bytes, name, marks);
  const after = await partsOf(out);
  const changed = [...before].filter(([part, text]) => after.get(part) !== text).map(([part]) => part);
  const allowed = /^xl\/(comments|drawings)|worksheets\/(_rels\/)?sheet1|styles|workbook\.xml|Content_Types/;
  expect(changed.filter((part) => !allowed.test(part))).toEqual([]);
  expect(unmarked(after.get(path) ?? '', cells)).toBe(unmarked(before.get(path) ?? '', cells));
  const marked = (await readXlsx(out, { readStyles: true })).sheets[0]?.cells;
  const fills = [...(marked?.values() ?? [])].filter(({ style }) =>
    JSON.stringify(style?.fill ?? {}).includes('FFC7CE'),
  );
  expect(fills).toHaveLength(cells.length);
});

const MAIN = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">';

/** As some programs write it: every name with a prefix, rows and cells without addresses, no drawing, an extension at the end. */
const PREFIXED: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
  '_rels/.rels': `${RELS}<Relationship Id="a" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `${RELS}<Relationship Id="b" Type="${REL}/worksheet" Target="worksheets/s.xml"/><Relationship Id="c" Type="${REL}/styles" Target="styles.xml"/></Relationships>`,
  'xl/workbook.xml': `<x:workbook ${MAIN} xmlns:r="${REL}"><x:sheets><x:sheet name="签约" sheetId="7" r:id="b"/></x:sheets><x:calcPr/></x:workbook>`,
  'xl/styles.xml': `<x:styleSheet ${MAIN}><x:fonts count="1"><x:font/></x:fonts><x:fills count="1"><x:fill><x:patternFill/></x:fill></x:fills><x:borders count="1"><x:border/></x:borders><x:cellXfs count="1"><x:xf fontId="0"><x:alignment wrapText="1"/></x:xf></x:cellXfs></x:styleSheet>`,
  'xl/worksheets/s.xml': `<x:worksheet ${MAIN}><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>名称</x:t></x:is></x:c></x:row><x:row spans="1:1"><x:c><x:v>1</x:v></x:c></x:row></x:sheetData><x:conditionalFormatting><x:cfRule><x:extLst><x:ext/></x:extLst></x:cfRule></x:conditionalFormatting><x:extLst><x:ext/></x:extLst></x:worksheet>`,
};
const packed = (parts: Readonly<Record<string, string>>) =>
  zip(Object.entries(parts).map(([path, text]) => ({ path, pieces: [text] })));

test('prefixed names and cells without addresses are marked where they stand', async () => {
  const marked = await partsOf(
    await markedPackage(await packed(PREFIXED), 'x.xlsx', [fault('A2'), fault('C2'), fault('B1')]),
  );
  expect(marked.get('xl/worksheets/s.xml')).toMatch(
    /<\/x:c><x:c r="B1" s="1"\/><\/x:row><x:row><x:c s="1"><x:v>1<\/x:v><\/x:c><x:c r="C2" s="1"\/><\/x:row><\/x:sheetData><x:conditionalFormatting>.*<x:legacyDrawing [^>]*\/><x:extLst><x:ext\/><\/x:extLst><\/x:worksheet>$/,
  );
  expect(marked.get('xl/styles.xml')).toContain(
    '<x:cellXfs count="3"><x:xf fontId="0"><x:alignment wrapText="1"/></x:xf>',
  );
  expect(marked.get('xl/workbook.xml')).toMatch(
    /name="校验结果" sheetId="8"[^>]*><\/x:sheets><x:definedNames>.*<x:calcPr\/>/,
  );
  expect(marked.get('[Content_Types].xml')).toContain('Extension="vml"');
});

test.each(['xl/styles.xml', 'xl/worksheets/s.xml'])(
  'a package whose %s is no such part is not touched',
  async (path) => {
    const broken = await packed({ ...PREFIXED, [path]: '<nothing/>' });
    await expect(markedPackage(broken, 'x.xlsx', [fault('A2')])).rejects.toThrow(
      /no formats of cells|no cells/,
    );
  },
);
