import { randomBytes } from 'node:crypto';
import { zipOf } from '../../../cases/workbooks.ts';
import { utils, write } from '@e965/xlsx';
import { writeXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../handlers/services/imports/files/limits.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { csvText, xlsx, type TestCell } from './files.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const prepare = (name: string, bytes: Uint8Array) =>
  prepareImport(services.as('YC_FILL'), { file: { name, bytes } });

/** A zip whose parts may claim another size than they have. */
function archive(parts: Readonly<Record<string, { content: Uint8Array; claimed?: number }>>): Uint8Array {
  const all = Object.entries(parts);
  return zipOf(
    Object.fromEntries(all.map(([path, { content }]) => [path, content])),
    Object.fromEntries(all.map(([path, { claimed }]) => [path, claimed])),
  );
}

const TYPES = { '[Content_Types].xml': { content: utf8('<Types/>') } };
const zeros = (bytes: number) => ({ content: new Uint8Array(bytes) });

/** A small workbook of so many shared texts without a letter, with noise between them against the eye on the ratio. */
function crowded(texts: number): Uint8Array {
  const noise = `<!--${randomBytes(150_000).toString('base64')}-->`;
  const strings = `<sst>${noise}${'<si/>'.repeat(texts)}</sst>`;
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings';
  const relations = `<Relationships><Relationship Id="r1" Type="${relation}" Target="sharedStrings.xml"/></Relationships>`;
  return archive({
    ...TYPES,
    'xl/workbook.xml': { content: utf8('<workbook/>') },
    'xl/_rels/workbook.xml.rels': { content: utf8(relations) },
    'xl/sharedStrings.xml': { content: utf8(strings) },
  });
}

describe('a file that cannot be taken gets a message of its own, and the ledger is unchanged', () => {
  test.each<[string, string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['a picture', '照片.jpg', () => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 1]), /不是 Excel 或 CSV 表格/],
    [
      'a zip of something else',
      '材料.xlsx',
      () => archive({ 'a.txt': { content: utf8('x') } }),
      /是ZIP 压缩包，请解压后把里面的 Excel 文件逐个发给我/,
    ],
    [
      'half a workbook',
      '半个.xlsx',
      async () => (await xlsx({ rows: [['项目名称']] })).slice(0, 900),
      /没有传完整或已损坏/,
    ],
    [
      'garbage behind the right start',
      '坏.xlsx',
      () => new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]),
      /没有传完整或已损坏/,
    ],
    [
      'a template that nobody filled in',
      '空表.xlsx',
      () => xlsx({ rows: [['源城区项目台账'], HEADER] }),
      /“空表.xlsx”里有表头（工作表“.+”第 2 行），表头下面没有数据行，没有可导入的内容，台账没有改动。请在表头下面一行一个项目/,
    ],
    [
      'a header with nothing but totals below',
      '合计.xlsx',
      () => xlsx({ rows: [HEADER, ['合计', '', 0], ['填表人：', '', '']] }),
      /表头下面只有合计行 1 行、备注行 1 行，没有数据行/,
    ],
    [
      'a workbook under a password',
      '密.xlsx',
      () =>
        writeXlsx({ sheets: [{ name: 'a', rows: [['x']] }], encryption: { password: '1', spinCount: 100 } }),
      /打开密码/,
    ],
    [
      'more than 50 MB',
      '大.xlsx',
      () => new Uint8Array(LIMITS.fileBytes + 1),
      /“大.xlsx”有 51 MB，超过 50 MB/,
    ],
    [
      'a bomb by what it declares',
      '弹.xlsx',
      () => archive({ ...TYPES, 'xl/workbook.xml': { ...zeros(10), claimed: 0x7fffffff } }),
      /异常膨胀/,
    ],
    [
      'a bomb that lies',
      '弹.xlsx',
      () => archive({ ...TYPES, 'xl/workbook.xml': { ...zeros(80 * 1024 * 1024), claimed: 100 } }),
      /异常膨胀/,
    ],
    [
      'more texts than anybody writes, packed no better than a workbook is',
      '海.xlsx',
      () => crowded(LIMITS.kept + 1),
      /异常膨胀/,
    ],
    [
      'an entity trick',
      '实体.xlsx',
      () =>
        archive({
          ...TYPES,
          'xl/workbook.xml': { content: utf8('<!DOCTYPE a [<!ENTITY b "c">]><workbook/>') },
        }),
      /没有传完整或已损坏/,
    ],
    ['an empty workbook', '空.xlsx', () => xlsx({ rows: [] }), /“空.xlsx”里没有数据/],
    ['an empty .csv', '空.csv', () => utf8(''), /没有数据/],
    [
      'a header that matches nothing',
      '会议.csv',
      () =>
        utf8(
          csvText([
            ['日程', '地点', '主持人'],
            ['一', '二', '三'],
          ]),
        ),
      /没有认出表头。第 1 行是：日程、地点、主持人。.*项目名称/,
    ],
    [
      'a mark of secrecy',
      '涉密.csv',
      () => utf8(csvText([['机密★1年'], ['项目名称', '总投资', '县区']])),
      /“机密★”密级标识/,
    ],
  ])('%s', async (_what, name, make, message) => {
    await expect(prepare(name, await make())).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringMatching(message) as string,
    });
    expect(await services.store.rows(projects).count(SYSTEM)).toBe(0);
  });

  test('an old .xls that is no spreadsheet', async () => {
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet([['x']]), 'a');
    const bytes = new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
    await expect(prepare('a.xls', bytes.slice(0, 600))).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('a sheet that is not there', async () => {
    const file = { name: 'a.xlsx', bytes: await xlsx({ name: '签约', rows: [['项目名称']] }) };
    await expect(prepareImport(services.as(), { file, sheet: '动工' })).rejects.toThrow(
      /没有名为“动工”的工作表.*签约/,
    );
  });
});

const HEADER = ['项目名称', '总投资（万元）', '县区', '产业', '签约日期', '动工日期', '信用代码', '用地面积'];
const GOOD: TestCell[] = [
  '星河电子手机结构件项目',
  12000,
  '源城区',
  '电子信息',
  '2026-03-01',
  '2026-04-01',
  null,
  80,
];
const bad = (column: number, value: TestCell): TestCell[] =>
  GOOD.map((cell, c) => (c === column ? value : cell));

describe('a bad cell is named by its address, with what to do', () => {
  test.each<[string, TestCell[], string, RegExp]>([
    ['a formula error', bad(1, { v: '#REF!', formula: 'A9' }), 'B2', /公式错误 #REF!/],
    ['an impossible date', bad(4, '2026-02-31'), 'E2', /2026-02-31 这一天不存在.*最后一天是 2026-02-28/],
    [
      'dates out of order',
      bad(5, '2026-01-01'),
      'F2',
      /动工日期（2026-01-01）不得早于签约日期（2026-03-01）/,
    ],
    ['a date in the future', bad(5, '2026-12-01'), 'F2', /晚于今天/],
    ['a negative amount', bad(1, -5), 'B2', /金额不能是负数/],
    ['a negative area', bad(7, -3), 'H2', /面积不能是负数/],
    ['a wrong check digit', bad(6, '91441600MA5ABCDE0X'), 'G2', /校验位不对.*末位应为/],
    ['a name over 60 characters', bad(0, '长'.repeat(61)), 'A2', /项目名称有 61 个字，最多 60 个字/],
    ['an emoji', bad(0, '星河电子🎉结构件项目'), 'A2', /不能含表情符号/],
    ['no name', bad(0, null), 'A2', /项目名称未填/],
  ])('%s', async (_what, row, cell, message) => {
    const record = await prepare('台账.xlsx', await xlsx({ rows: [HEADER, row] }));
    const { counts, faults } = previewOf(record);
    expect(counts).toEqual({ new: 0, changed: 0, same: 0, faulty: 1, skipped: 0 });
    const errors = faults.filter(({ level }) => level === 'error');
    expect(errors.map(({ text, suggestion }) => `${text} ${suggestion ?? ''}`)).toEqual([
      expect.stringMatching(message),
    ]);
    expect(errors[0]).toMatchObject({ sheet: 'Sheet1', cell });
    expect(await services.store.rows(projects).count(SYSTEM)).toBe(0);
  });

  test.each<[string, Parameters<typeof bad>, string, string]>([
    ['an unknown unit', [2, '火星区'], 'Sheet1!C2', '落地方：“火星区”不是本市的考核单元'],
    ['an unknown choice', [3, '魔法产业园'], 'Sheet1!D2', '产业归属：“魔法产业园”不在可选范围内'],
  ])('%s is asked: no row is refused for a word', async (_what, cell, at, text) => {
    const { questions, counts, open } = previewOf(
      await prepare('台账.xlsx', await xlsx({ rows: [HEADER, bad(...cell)] })),
    );
    expect(counts).toMatchObject({ new: 1, faulty: 0 });
    expect(open).toBe(1);
    expect(questions).toMatchObject([{ text, count: 1, cells: [at], word: { word: cell[1] } }]);
    expect(await services.store.rows(projects).count(SYSTEM)).toBe(0);
  });

  test('万 where 亿 is meant (V01) is asked, not stored', async () => {
    const named = bad(0, '总投资12亿元星河电子结构件项目').map((cell, c) => (c === 1 ? 12 : cell));
    const { questions, open } = previewOf(await prepare('a.xlsx', await xlsx({ rows: [HEADER, named] })));
    expect(open).toBe(1);
    expect(questions.map(({ text }) => text).join()).toMatch(
      /单位错误：填写 12 万元＝0.00 亿元|单位是万元吗/,
    );
    const header = HEADER.map((text) => text.replace('万元', '亿元'));
    const yi = previewOf(await prepare('b.xlsx', await xlsx({ rows: [header, GOOD] })));
    expect(yi.questions.map(({ text, cells }) => `${cells.join()} ${text}`).join('|')).toMatch(
      /Sheet1!B2 .*12000 亿元？/,
    );
  });

  test('the same row twice and two names alike are told apart from each other', async () => {
    const twice = previewOf(await prepare('a.xlsx', await xlsx({ rows: [HEADER, GOOD, GOOD] })));
    expect(twice.counts).toMatchObject({ new: 1, faulty: 1 });
    expect(twice.faults[0]).toMatchObject({ cell: 'A3', rule: '重复行' });
    expect(twice.faults[0]?.text).toContain('第 2 行');
  });
});
