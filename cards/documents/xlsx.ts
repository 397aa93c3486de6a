import { STYLES_XML } from './xlsx-styles.ts';
import { headerRowOf, MAIN, paperOf, sheetXml, XML, type SheetDocument } from './xlsx-sheet.ts';
import { escapeXml, letter } from './xlsx-text.ts';
import { zip, type ZipPart } from './zip.ts';

const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/**
 * An .xlsx with frozen and filtered header, widths, rows as high as their text, number formats, real dates, and a page
 * set-up that prints on A4: fitted to the width, header on every page, pages numbered. Rows are written as they come, so
 * any number of them fits.
 */
export async function workbook(sheets: readonly SheetDocument[]): Promise<Uint8Array> {
  return zip(partsOf(sheets));
}

function* partsOf(sheets: readonly SheetDocument[]): Generator<ZipPart> {
  // The sheets are written first: how far a table reaches is known only then, and the workbook names its filter range.
  const written = sheets.map(() => ({ lastRow: 0 }));
  const part = (path: string, text: () => string): ZipPart => ({ path, pieces: once(text) });
  yield part('[Content_Types].xml', () => contentTypes(sheets.length));
  yield part('_rels/.rels', () => relationships([['rId1', `${RELS}/officeDocument`, 'xl/workbook.xml']]));
  for (const [i, sheet] of sheets.entries()) {
    yield { path: `xl/worksheets/sheet${i + 1}.xml`, pieces: sheetXml(sheet, written[i] ?? { lastRow: 0 }) };
  }
  yield part('xl/workbook.xml', () => workbookXml(sheets, written));
  yield part('xl/_rels/workbook.xml.rels', () =>
    relationships([
      ...sheets.map((_, i): [string, string, string] => [
        `rId${i + 1}`,
        `${RELS}/worksheet`,
        `worksheets/sheet${i + 1}.xml`,
      ]),
      [`rId${sheets.length + 1}`, `${RELS}/styles`, 'styles.xml'],
    ]),
  );
  yield part('xl/styles.xml', () => STYLES_XML);
}

function* once(text: () => string): Generator<string> {
  yield text();
}

function workbookXml(sheets: readonly SheetDocument[], written: readonly { lastRow: number }[]): string {
  const list = sheets.map(
    ({ name }, i) => `<sheet name="${escapeXml(sheetName(name))}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  );
  const names = sheets.flatMap((sheet, i) => {
    const quoted = escapeXml(`'${sheetName(sheet.name).replaceAll("'", "''")}'`);
    const header = headerRowOf(sheet);
    const last = letter(sheet.columns.length - 1);
    const { lastRow } = written[i] ?? { lastRow: header };
    const end = lastRow + (sheet.notes?.length ?? 0);
    const heads = `${quoted}!$1:$${header}`;
    const sides = `${quoted}!$A:$${letter(Math.max(0, (sheet.frozen ?? 0) - 1))}`;
    const titles = sheet.frozen && paperOf(sheet).pages > 1 ? `${sides},${heads}` : heads;
    const name = (what: string, range: string, hidden = '') =>
      `<definedName name="_xlnm.${what}" localSheetId="${i}"${hidden}>${range}</definedName>`;
    return [
      name('_FilterDatabase', `${quoted}!$A$${header}:$${last}$${lastRow}`, ' hidden="1"'),
      name('Print_Area', `${quoted}!$A$1:$${last}$${end}`),
      name('Print_Titles', titles),
    ];
  });
  return (
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><bookViews><workbookView/></bookViews>` +
    `<sheets>${list.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`
  );
}

/** Excel refuses some characters in sheet names, and more than 31 of them. */
const sheetName = (name: string): string => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31);

const relationships = (list: readonly (readonly [string, string, string])[]): string =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
  list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`).join('') +
  '</Relationships>';

const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const contentTypes = (sheets: number): string =>
  `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>` +
  Array.from(
    { length: sheets },
    (_, i) =>
      `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`,
  ).join('') +
  `<Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/></Types>`;
