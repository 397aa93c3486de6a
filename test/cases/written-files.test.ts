import { beforeAll, describe, expect, test } from 'vitest';
import { testServices, type TestServices } from '../helpers/services.ts';
import { HEAD, READ, ROW } from './plain-row.ts';
import { readSheetFile, type ReadCase } from './read-case.ts';

/** Tables in files of text, whatever their name says: web pages, XML spreadsheets, separated values. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const read = (name: string, content: string | Uint8Array) =>
  readSheetFile(services, name, typeof content === 'string' ? Buffer.from(content) : content, 'projects');
const valuesOf = ({ rows: [row] }: ReadCase) => row?.values ?? {};
const lines = (separator: string, rows: readonly (readonly string[])[] = [HEAD, ROW]) =>
  rows.map((row) => row.join(separator)).join('\r\n');

const table = (rows: readonly (readonly string[])[] = [HEAD, ROW]) =>
  `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

describe('19: web pages', () => {
  test.each<[string, string]>([
    ['a bare table', table()],
    [
      'a page',
      `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><style>td{}</style><title>x</title></head><body>${table()}</body></html>`,
    ],
    [
      'Excel’s own',
      `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml><x:Name>a</x:Name></xml><![endif]--></head><body>${table().replaceAll('<td>', `<td class=xl65 style='mso-number-format:"\\@"' x:str>`)}</body></html>`,
    ],
    ['capitals and no ends of cells', table().toUpperCase().replaceAll('</TD>', '')],
    ['references and breaks', table([HEAD, ROW.map((cell) => `&nbsp;${cell}<br>`)])],
    ['a table in a table', `<table><tr><td><h2>2026年项目台账</h2>${table()}</td></tr></table>`],
    ['a table for the head', table([HEAD]) + table([ROW])],
    [
      'hidden rows and words',
      table([HEAD, ROW]).replace('</td><td>12000', '<span style="display:none">x</span></td><td>12000'),
    ],
  ])('%s', async (_what, page) => {
    for (const name of ['台账.xls', '台账.html', '台账.xlsx'])
      expect(valuesOf(await read(name, page)), name).toMatchObject(READ);
  });

  test('spans, codes of 18 digits, struck words, a unit above the table', async () => {
    const digits = '914416000123456789';
    const page =
      `<p>单位：亿元</p><table><tr><th>项目名称</th><th>总投资</th><th>县区</th><th>产业归属</th><th colspan=2>签约</th></tr>` +
      `<tr><td rowspan="2">甲项目</td><td>1.2</td><td><s>紫金县</s>源城区</td><td>电子信息</td><td>2026-03-15</td><td>${digits}</td></tr>` +
      `<tr><td>3</td><td>源城区</td><td>电子信息</td><td>2026-03-16</td></tr></table>`;
    const result = await read('台账.xls', page);
    expect(valuesOf(result)).toMatchObject({ plannedInvestWan: 1_200_000, landUnit: 'YC' });
    expect(result.notes.join()).toContain('划掉的“紫金县”没有读入');
    expect(result.preview?.sheets[0]?.skipped).toMatchObject([{ why: '合并单元格的后续行', rows: [4] }]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a page to log in',
      '<!doctype html><html><body><form>用户名</form></body></html>',
      /是网页，里面没有表格，.*登录已失效/,
    ],
    [
      'cells to type into',
      table().replace('12000', '<input value="12000">'),
      /带填写框的网页（扩展名写成了 .xls），请用 Excel 或 WPS 打开后另存为 .xlsx/,
    ],
    ['cut off', table().slice(0, -30), /没有传完整或已损坏/],
    ['a mark of secrecy', `<p>机密★1年</p>${table()}`, /“机密★”密级标识/],
    [
      '.mht',
      'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n<html></html>',
      /单个文件网页（.mht）（扩展名写成了 .xls），请用 Excel/,
    ],
    ['other XML', '<?xml version="1.0"?><rows><row/></rows>', /是XML 数据文件/],
    ['JSON', '[{"项目名称":"a"}]', /是JSON 数据文件/],
    ['RTF', '{\\rtf1\\ansi x}', /是RTF 文档.*复制到 Excel/],
  ])('%s is refused by its name', async (_what, text, words) => {
    expect((await read('台账.xls', text)).refused).toMatch(words);
  });
});

/** An "XML spreadsheet 2003". */
const xmlBook = (rows: string, styles = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>${styles}</Styles><Worksheet ss:Name="台账"><Table><Column ss:Width="80"/>${rows}</Table><WorksheetOptions><Visible>SheetVisible</Visible></WorksheetOptions></Worksheet><Worksheet ss:Name="底稿"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>`;
const xmlCell = (text: string, type = 'String', more = '') =>
  `<Cell ${more}><Data ss:Type="${type}">${text}</Data></Cell>`;

describe('XML spreadsheets of 2003', () => {
  test('dates, numbers under a format, struck runs, spans and what is skipped over', async () => {
    const styles =
      '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="w"><NumberFormat ss:Format="0!.0,"/></Style>';
    const head = [
      '项目名称',
      '总投资（万元）',
      '县区',
      '产业归属',
      '当前阶段',
      '签约日期',
      '累计完成投资（万元）',
    ];
    const row = [
      '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>澄光饮料项目</S><B>澄光电路板项目</B></ss:Data></Cell>',
      xmlCell('12000', 'Number'),
      xmlCell('源城区'),
      xmlCell('签约', 'String', 'ss:Index="5"'),
      xmlCell('2026-03-15T00:00:00.000', 'DateTime', 'ss:StyleID="d"'),
      xmlCell('32000000', 'Number', 'ss:StyleID="w"'),
    ];
    const rows = `<Row>${head.map((text) => xmlCell(text)).join('')}</Row><Row ss:Index="4">${row.join('')}</Row>`;
    for (const name of ['台账.xls', '台账.xml']) {
      const result = await read(name, xmlBook(rows, styles));
      expect(result.rows).toMatchObject([{ sheet: '台账', row: 4 }]);
      expect(valuesOf(result)).toMatchObject({
        name: '澄光电路板项目',
        plannedInvestWan: 1_200_000,
        cumInvestWan: 320_000,
        signDate: '2026-03-15',
      });
      expect(result.notes.join()).toContain('划掉的“澄光饮料项目”没有读入');
    }
  });

  test('a formula without a result, and one that was cut off', async () => {
    const rows = `<Row>${HEAD.map((text) => xmlCell(text)).join('')}</Row><Row>${xmlCell('甲项目')}<Cell ss:Formula="=1+1"/>${xmlCell('源城区')}</Row>`;
    expect((await read('台账.xls', xmlBook(rows))).rows[0]?.errors.join()).toContain('公式没有计算结果');
    expect((await read('台账.xls', xmlBook(rows).slice(0, -60))).refused).toMatch(/没有传完整或已损坏/);
  });
});

describe('21: text', () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
  test.each<[string, string | Uint8Array]>([
    ['tabs behind', lines('\t,')],
    ['tabs in front', lines(',\t')],
    ['="…"', lines(',', [HEAD, ROW.map((cell) => `="${cell}"`)])],
    ['quoted ="…"', lines(',', [HEAD, ROW.map((cell) => `"=""${cell}"""`)])],
    ['a leading apostrophe', lines(',', [HEAD, ROW.map((cell, c) => (c === 6 ? `'${cell}` : cell))])],
    ['a mark of its encoding', `\uFEFF${lines(',')}`],
    ['semicolons', lines(';')],
    ['tabs', lines('\t')],
    ['、', lines('、')],
    ['|', lines('|')],
    ['Excel’s word for the separator', `sep=;\r\n${lines(';')}`],
    ['UTF-16', utf16(`\uFEFF${lines('\t')}`)],
    ['UTF-16 without its mark', utf16(lines(','))],
    ['line ends of old', lines(',').replaceAll('\r\n', '\r')],
    [
      'remarks full of commas',
      lines(',', [
        [...HEAD, '建设内容及规模'],
        [...ROW, '一，二，三，四，五，六，七，八，九，十'],
        ['乙项目', '1', '源城区', '电子信息', '签约', '2026-03-15', '', '一，二；三'],
      ]),
    ],
    [
      'quotes with line ends',
      lines(',', [
        [...HEAD, '建设内容及规模'],
        [...ROW, '"第一行\r\n第二行，含,逗号"'],
      ]),
    ],
  ])('%s', async (_what, text) => {
    for (const name of ['台账.csv', '台账.xls', '台账.xlsx', '台账.txt'])
      expect(valuesOf(await read(name, text)), name).toMatchObject(READ);
  });

  test('an apostrophe that is a quote stays, a formula is told', async () => {
    const quoted = ROW.map((cell, c) => (c === 0 ? "'十四五'电路板项目" : cell));
    expect(valuesOf(await read('a.csv', lines(',', [HEAD, quoted]))).name).toBe("'十四五'电路板项目");
    const formula = ROW.map((cell, c) => (c === 1 ? '=B9*2' : cell));
    expect((await read('a.csv', lines(',', [HEAD, formula]))).rows[0]?.errors.join()).toContain(
      '公式没有计算结果',
    );
  });
});
