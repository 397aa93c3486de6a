import { utils, write } from '@e965/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readCase, readSheetFile, type ReadCase } from './read-case.ts';
import { bookOf, type RawCell } from './workbooks.ts';

/** What a cell shows is what is read: formats, struck parts, formulas, calendars. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const HEAD = [
  '项目名称',
  '总投资（万元）',
  '累计完成投资（万元）',
  '县区',
  '产业归属',
  '当前阶段',
  '签约日期',
  '建设内容及规模',
];
const ROW: RawCell[] = [
  '澄光电路板生产项目',
  12_000,
  3200,
  '源城区',
  '电子信息',
  '签约',
  '2026-03-15',
  '年产电路板',
];
const withCell = (column: number, cell: RawCell): RawCell[] =>
  ROW.map((each, c) => (c === column ? cell : each));
const read = (bytes: Uint8Array, name = '台账.xlsx') => readSheetFile(services, name, bytes, 'projects');
/** One row under the usual heading, or under one in which a column is called otherwise. */
const readRow = (column: number, cell: RawCell, header?: string, facts?: Parameters<typeof bookOf>[1]) =>
  read(
    bookOf([HEAD.map((each, c) => (c === column && header ? header : each)), withCell(column, cell)], facts),
  );
const valuesOf = ({ rows: [row] }: ReadCase) => row?.values ?? {};
const told = ({ questions, notes, rows }: ReadCase) =>
  [...questions, ...notes, ...rows.flatMap(({ errors }) => errors)].join('\n');

describe('11: a number format that shows another figure', () => {
  test('11-number-format.xlsx', async () => {
    const result = await readCase(services, '11-number-format.xlsx', 'projects');
    expect(valuesOf(result)).toMatchObject({ cumInvestWan: 320_000 });
    expect(told(result)).toContain('存的是 32000000，格式显示为 3200，按显示的读取');
  });

  test.each<[string, number, string, number]>([
    ['0!.0,', 32_000_000, '累计完成投资（万元）', 320_000],
    ['0\\.0,', 32_000_000, '累计完成投资（万元）', 320_000],
    ['0!.0000', 32_000_000, '累计完成投资（万元）', 320_000],
    ['#"."0,', 32_000_000, '累计完成投资（万元）', 320_000],
    ['0.00,,\n%', 32_000_000, '累计完成投资（万元）', 320_000],
    ['#,##0,', 3_200_000, '累计完成投资（千元）', 32_000],
    ['#,##0,_);[Red]\\(#,##0,\\)', 3_200_000, '累计完成投资（千元）', 32_000],
    ['0.0,,', 3_200_000, '累计完成投资（百万元）', 32_000],
    ['0!.00,,', 320_000_000, '累计完成投资（亿元）', 3_200_000],
    ['[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"', 32_000_000, '累计完成投资（万元）', 320_000],
    ['[>=10000]0!.0,"万";0', 320_000_000, '累计完成投资', 3_200_000],
    ['0!.00,', 32_000, '累计完成投资（亿元）', 320_000],
    ['0.00"亿元"', 0.32, '累计完成投资（亿元）', 320_000],
    ['0.00亿', 0.32, '累计完成投资', 320_000],
    ['General"亿元"', 0.32, '累计完成投资', 320_000],
    ['G/通用格式"万元"', 3200, '累计完成投资（万元）', 320_000],
    ['#,##0.00"元"', 32_000_000, '累计完成投资（元）', 320_000],
    ['0!.0,"万元"', 32_000_000, '累计完成投资（元）', 320_000],
    ['¥#,##0.00', 3200, '累计完成投资（万元）', 320_000],
    ['_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', 3200, '累计完成投资（万元）', 320_000],
    ['[$¥-804]#,##0.00', 3200, '累计完成投资（万元）', 320_000],
    ['0_ ', 3200, '累计完成投资（万元）', 320_000],
    ['"约"0', 3200, '累计完成投资（万元）', 320_000],
    ['[DBNum2][$-804]General', 3200, '累计完成投资（万元）', 320_000],
    ['@', 3200, '累计完成投资（万元）', 320_000],
  ])('%s of %d under %s', async (format, n, header, wan) => {
    const result = await readRow(2, { n, format }, header);
    expect(result.refused).toBeUndefined();
    expect(valuesOf(result).cumInvestWan).toBe(wan);
    expect(result.questions).toEqual([]);
  });

  test.each<[string, number, string, RegExp]>([
    ['0!.0,', 32_000_000, '累计完成投资（元）', /存的是 32000000，格式显示为 3200，按显示的读取，请确认单位/],
    ['0!.0,', 32_000_000, '累计完成投资', /请确认单位/],
    ['#,##0,', 3_200_000, '累计完成投资（万元）', /请确认单位/],
    ['#,##0!.00,', 3_200_000_000, '累计完成投资（万元）', /格式显示为 32000，按显示的读取，请确认单位/],
    ['0"元"', 32_000_000, '累计完成投资（万元）', /格式显示为 32000000元，按显示的读取，请确认单位/],
    ['0.00"亿元"', 3.2, '累计完成投资（万元）', /格式显示为 3.2亿元/],
    ['0"千元"', 3200, '累计完成投资（万元）', /格式显示为“3200千元”|3200千元/],
    ['0.0,,"M"', 3_200_000, '累计完成投资（万元）', /格式显示为“3.2M”/],
    [';;;', 3200, '累计完成投资（万元）', /格式不显示这个数/],
    ['"保密"', 3200, '累计完成投资（万元）', /格式显示为“保密”/],
    ['0%', 32, '累计完成投资（万元）', /格式显示为“3200%”/],
    ['[$$-409]#,##0.00', 3200, '累计完成投资（万元）', /外币符号/],
    ['[$HK$-C04]#,##0', 3200, '累计完成投资（万元）', /外币符号/],
  ])('%s of %d under %s is asked', async (format, n, header, question) => {
    expect((await readRow(2, { n, format }, header)).questions.join('\n')).toMatch(question);
  });

  test('an old .xls as well, and a percentage among the formats that have no code', async () => {
    const book = utils.book_new();
    const sheet = utils.aoa_to_sheet([HEAD, ROW]);
    sheet.C2 = { t: 'n', v: 32_000_000, z: '0!.0,' };
    utils.book_append_sheet(book, sheet, '台账');
    const bytes = new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
    expect(valuesOf(await read(bytes, '台账.xls')).cumInvestWan).toBe(320_000);
  });
});

describe('22: partly struck text', () => {
  const RUN = (text: string, strike?: string) =>
    `<r><rPr>${strike ?? ''}<sz val="11"/></rPr><t xml:space="preserve">${text}</t></r>`;
  const BARE = (text: string) => `<r><t>${text}</t></r>`;
  const rich = (...runs: string[]): RawCell => ({ as: 't="inlineStr"', xml: `<is>${runs.join('')}</is>` });

  test('22-partial-strike.xlsx', async () => {
    const result = await readCase(services, '22-partial-strike.xlsx', 'projects');
    expect(valuesOf(result)).toMatchObject({ name: '澄光电路板生产项目' });
    expect(result.notes).toContain('项目名称：划掉的“澄光饮料加工项目”没有读入');
  });

  test.each<[string, number, RawCell, string, unknown, string]>([
    ['an amount', 1, rich(RUN('8000', '<strike/>'), RUN(' 12000')), 'plannedInvestWan', 1_200_000, '8000'],
    [
      'behind',
      0,
      rich(RUN('澄光项目'), RUN('（一期）', '<strike val="1"/>')),
      'name',
      '澄光项目',
      '（一期）',
    ],
    [
      'in brackets',
      0,
      rich(RUN('澄光项目（'), RUN('一期', '<strike/>'), RUN('）')),
      'name',
      '澄光项目',
      '一期',
    ],
    ['in the middle', 3, rich(RUN('源'), RUN('源', '<strike/>'), RUN('城区')), 'landUnit', 'YC', '源'],
    [
      'twice',
      0,
      rich(RUN('甲', '<strike/>'), RUN('澄光项目'), RUN('乙', '<strike val="true"/>')),
      'name',
      '澄光项目',
      '甲乙',
    ],
  ])('%s', async (_what, column, cell, field, value, left) => {
    const result = await readRow(column, cell);
    expect(valuesOf(result)[field]).toBe(value);
    expect(told(result)).toContain(`划掉的“${left}”没有读入`);
  });

  test('a run that says it is not struck is not, and one without a font is as its cell', async () => {
    const plain = await readRow(
      0,
      rich(RUN('澄光', '<strike val="0"/>'), RUN('项目', '<strike val="false"/>')),
    );
    expect(valuesOf(plain).name).toBe('澄光项目');
    expect(told(plain)).not.toMatch(/划掉|删除线/);
    const fonts = ['<font><strike/></font>'];
    const strings = `<si>${BARE('澄光饮料项目')}${RUN('澄光电路板项目')}</si>`;
    const half = await readRow(0, { as: 't="s" s="100"', xml: '<v>0</v>' }, undefined, { fonts, strings });
    expect(valuesOf(half).name).toBe('澄光电路板项目');
    expect(told(half)).toContain('划掉的“澄光饮料项目”没有读入');
  });

  test('a name that is struck as a whole stays the question that it was', async () => {
    const whole = await readRow(0, rich(RUN('澄光', '<strike/>'), RUN('项目', '<strike/>'), RUN('，')));
    expect(told(whole)).toContain('这一行画了删除线');
    expect(told(whole)).not.toContain('没有读入');
  });
});

describe('23: a formula without a result', () => {
  const WHY = '公式没有计算结果';
  test('23-formula-without-result.xlsx', async () => {
    const result = await readCase(services, '23-formula-without-result.xlsx', 'projects');
    expect(told(result)).toContain(WHY);
    expect(told(result)).not.toContain('计划总投资未填');
  });

  test.each<[string, string | undefined, string]>([
    ['no v', undefined, '<f>8000+4000</f>'],
    ['an empty v', undefined, '<f>SUM(A1:A2)</f><v></v>'],
    ['v without an end', 't="n"', '<f>A1*2</f><v/>'],
    ['a sum said to be a text', 't="str"', '<f>ROUND(C2*10000,2)</f><v></v>'],
    ['a sum over another sheet', 't="str"', "<f>'表 1'!B2+'表 2'!B2</f><v/>"],
    ['a text that is not there', 't="str"', '<f>VLOOKUP(A2,C:D,2,0)</f>'],
    ['a shared formula', undefined, '<f t="shared" si="0"/><v/>'],
  ])('%s', async (_what, as, xml) => {
    expect(told(await readRow(1, { xml, ...(as ? { as } : {}) }))).toContain(WHY);
  });

  test.each<[string, string]>([
    ['a text of nothing', '<f>IF(A2="","",A2&amp;"")</f><v></v>'],
    ['what is looked up and empty', '<f>VLOOKUP(A2,C:D,2,0)</f><v></v>'],
    ['a mere reference', '<f>B9</f><v></v>'],
  ])('%s is an empty cell', async (_what, xml) => {
    const result = await readRow(2, { as: 't="str"', xml });
    expect(told(result)).not.toContain(WHY);
    expect(valuesOf(result).cumInvestWan).toBeUndefined();
  });

  test('a result is read as ever', async () => {
    expect(valuesOf(await readRow(1, { xml: '<f>8000+4000</f><v>12000</v>' })).plannedInvestWan).toBe(
      1_200_000,
    );
  });
});

describe('17: the calendar of 1904', () => {
  test('17-date1904.xlsx', async () => {
    expect(valuesOf(await readCase(services, '17-date1904.xlsx', 'projects'))).toMatchObject({
      signDate: '2026-03-15',
    });
  });

  /** 2026-03-15 in that calendar. */
  const DAY: RawCell = { n: 44_634, format: 'yyyy-mm-dd' };
  const SHEETS = '<sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets>';
  const NAMESPACES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const EXTENSION = '<extLst><ext><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>';
  test.each([
    ['true', `<workbook ${NAMESPACES}><workbookPr date1904="true"/>${SHEETS}</workbook>`],
    [
      'other attributes',
      `<workbook ${NAMESPACES}><workbookPr codeName="x" date1904="1" defaultThemeVersion="1"/>${SHEETS}${EXTENSION}</workbook>`,
    ],
    [
      'a prefix',
      `<x:workbook xmlns:x="m"><x:workbookPr date1904='1'></x:workbookPr>${SHEETS}${EXTENSION}${EXTENSION}</x:workbook>`,
    ],
    [
      'the extension first',
      `<workbook ${NAMESPACES}>${EXTENSION}<workbookPr date1904="1"/>${SHEETS}</workbook>`,
    ],
  ])('%s', async (_what, workbook) => {
    expect(valuesOf(await readRow(6, DAY, undefined, { workbook })).signDate).toBe('2026-03-15');
  });

  test('off, strict, and in an old .xls', async () => {
    const off = `<workbook ${NAMESPACES}><workbookPr date1904="0"/>${SHEETS}${EXTENSION}</workbook>`;
    expect(
      valuesOf(await readRow(6, { n: 46_096, format: 'yyyy-mm-dd' }, undefined, { workbook: off })).signDate,
    ).toBe('2026-03-15');
    const strict = `<workbook conformance="strict"><workbookPr date1904="1"/>${SHEETS}</workbook>`;
    expect(valuesOf(await readRow(6, DAY, undefined, { workbook: strict, strict: true })).signDate).toBe(
      '2026-03-15',
    );
    const book = utils.book_new();
    const sheet = utils.aoa_to_sheet([HEAD, ROW]);
    sheet.G2 = { t: 'n', v: 44_634, z: 'yyyy-mm-dd' };
    utils.book_append_sheet(book, sheet, '台账');
    book.Workbook = { WBProps: { date1904: true } };
    const bytes = new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
    expect(valuesOf(await read(bytes, '台账.xls')).signDate).toBe('2026-03-15');
  });
});
