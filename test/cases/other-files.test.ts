import { CFB, utils, write } from '@e965/xlsx';
import { writeXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { testServices, type TestServices } from '../helpers/services.ts';
import { HEAD, READ, ROW } from './plain-row.ts';
import { readCase, readSheetFile, type ReadCase } from './read-case.ts';
import { bookOf, zipOf } from './workbooks.ts';

/** Every file is told by its content: read, or refused by its own name with its own cure. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const read = (name: string, content: string | Uint8Array) =>
  readSheetFile(services, name, typeof content === 'string' ? Buffer.from(content) : content, 'projects');
const valuesOf = ({ rows: [row] }: ReadCase) => row?.values ?? {};
const oldBook = (): Uint8Array => {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([HEAD, ROW]), '台账');
  return new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
};
/** A compound file of these streams. */
const compound = (streams: Readonly<Record<string, Uint8Array>>): Uint8Array => {
  const made = CFB.utils.cfb_new();
  for (const [path, bytes] of Object.entries(streams)) CFB.utils.cfb_add(made, path, Buffer.from(bytes));
  return new Uint8Array(CFB.write(made, { type: 'buffer' }) as Buffer);
};
const workbookStream = (): Uint8Array =>
  new Uint8Array(
    CFB.find(CFB.read(Buffer.from(oldBook()), { type: 'buffer' }), '/Workbook')?.content as Uint8Array,
  );

describe('18: the stream of an old workbook', () => {
  test.each(['18-xls-stream-name.xls', '19-html-named.xls', '21-csv-tab-suffix.csv'])('%s', async (name) => {
    const result = await readCase(services, name, 'projects');
    expect(result.rows.map(({ kind }) => kind)).toEqual(['new']);
    expect(valuesOf(result)).toMatchObject({
      name: '澄光电路板生产项目',
      plannedInvestWan: 1_200_000,
      landUnit: 'YC',
    });
    expect(result.preview?.sheets[0]?.columns.length).toBe(name.startsWith('21') ? 7 : 6);
  });

  test.each(['/WORKBOOK', '/workbook', '/Workbook', '/BOOK', '/book'])('%s', async (path) => {
    expect(valuesOf(await read('台账.xls', compound({ [path]: workbookStream() })))).toMatchObject(READ);
  });

  test('.et of WPS is one as well, whatever else is in it', async () => {
    const bytes = compound({
      '/Workbook': workbookStream(),
      '/ETExtData': Buffer.from('x'),
      '/MBD01/WordDocument': Buffer.alloc(5000),
    });
    expect(valuesOf(await read('台账.et', bytes))).toMatchObject(READ);
  });

  test('a Word document that holds a workbook is none', async () => {
    const bytes = compound({
      '/WordDocument': Buffer.alloc(5000),
      '/ObjectPool/_1/Workbook': workbookStream(),
    });
    expect((await read('报告.xls', bytes)).refused).toMatch(/是Word 文档（旧版），.*复制到 Excel/);
  });
});

describe('20: what is no table is refused by its name, with its cure', () => {
  const owner = () => {
    const bytes = Buffer.alloc(165, 0x20);
    bytes[0] = 3;
    bytes.write('abc', 1);
    return bytes;
  };
  const TYPES = { '[Content_Types].xml': '<Types/>' };
  const SAVE = '请用 Excel 或 WPS 打开后另存为 .xlsx 再发';
  test('20-binary-workbook.xlsb', async () => {
    const { refused } = await readCase(services, '20-binary-workbook.xlsb', 'projects');
    expect(refused).toContain('Excel 二进制工作簿（.xlsb）');
    expect(refused).toContain(SAVE);
  });

  test.each<[string, string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['0 bytes', '空.xlsx', () => new Uint8Array(), '是空文件（0 字节）'],
    ['blanks only', '空.csv', () => Buffer.from(' \r\n\t'), '是空文件'],
    [
      'an owner file',
      '~$台账.xlsx',
      owner,
      '是 Excel 打开文件时的临时文件，没有数据，请发同一文件夹里不带 ~$ 的那个',
    ],
    ['an owner file under another name', '台账.xlsx', owner, '临时文件'],
    ['an .xlsb under another name', '台账.xlsx', () => zipOf({ ...TYPES, 'xl/workbook.bin': 'x' }), SAVE],
    [
      'ODS',
      '台账.ods',
      () => zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }),
      `是ODS 表格，${SAVE}`,
    ],
    [
      'ODT',
      '报告.odt',
      () => zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<a/>' }),
      '复制到 Excel',
    ],
    ['Numbers', '台账.numbers', () => zipOf({ 'Index/Document.iwa': 'x' }), '苹果 iWork'],
    ['docx', '台账.xlsx', () => zipOf({ ...TYPES, 'word/document.xml': '<a/>' }), '是Word 文档，'],
    ['pptx', '台账.pptx', () => zipOf({ ...TYPES, 'ppt/presentation.xml': '<a/>' }), '是PPT 演示文稿，'],
    ['OFD', '文件.ofd', () => zipOf({ 'OFD.xml': '<a/>' }), '是OFD 版式文件，'],
    [
      'zip',
      '台账.zip',
      () => zipOf({ '2026/台账.xlsx': 'x', '__MACOSX/._a': 'x', '说明.txt': 'x' }),
      '是ZIP 压缩包（里面有：台账.xlsx），请解压后把里面的 Excel 文件逐个发给我',
    ],
    ['rar', '台账.xlsx', () => Buffer.from('526172211a0701003392b5e5', 'hex'), '是RAR 压缩包，请解压后'],
    ['7z', '台账.7z', () => Buffer.from('377abcaf271c00041234', 'hex'), '是7z 压缩包，请解压后'],
    ['pdf', '台账.xls', () => Buffer.from('%PDF-1.7\n'), '是PDF，'],
    ['jpeg', '台账.xlsx', () => Buffer.from('ffd8ffe000104a464946', 'hex'), '图片里的表格读不了'],
    [
      'doc or wps',
      '报告.wps',
      () => compound({ '/WordDocument': Buffer.alloc(5000) }),
      '是Word 文档（旧版），',
    ],
    [
      'ppt',
      '报告.ppt',
      () => compound({ '/PowerPoint Document': Buffer.alloc(5000) }),
      '是PPT 演示文稿（旧版），',
    ],
    [
      'a password',
      '密.xlsx',
      () =>
        writeXlsx({ sheets: [{ name: 'a', rows: [['x']] }], encryption: { password: '1', spinCount: 100 } }),
      '设了打开密码',
    ],
    [
      'a password, in capitals',
      '密.xls',
      () => compound({ '/ENCRYPTEDPACKAGE': Buffer.alloc(5000) }),
      '设了打开密码',
    ],
    [
      'an encrypting program',
      '台账.xlsx',
      () => Buffer.from(`6214236590010203${'00'.repeat(40)}`, 'hex'),
      '被加密软件加密的文件',
    ],
    ['half a download', '台账.xlsx', () => bookOf([['a']]).slice(0, 700), '可能没有传完整或已损坏'],
    ['half an old one', '台账.xls', () => oldBook().slice(0, 700), '可能没有传完整或已损坏'],
    ['nothing but zeros', '台账.xlsx', () => new Uint8Array(4000), '可能没有传完整或已损坏'],
    ['a program', '台账.xlsx', () => Buffer.from(`4d5a9000${'03000000'.repeat(8)}`, 'hex'), '是可执行程序'],
  ])('%s', async (_what, name, make, words) => {
    const { refused } = await read(name, await make());
    expect(refused).toContain(words);
    expect(refused).toContain(`“${name}”`.slice(0, words.includes('没有传完整') ? 0 : undefined));
  });
});
