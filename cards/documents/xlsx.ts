import { daysBetween } from '../../models/rules/time/day.ts';
import { STYLES_XML, styleOf, type Look } from './xlsx-styles.ts';
import { escapeXml, letter } from './xlsx-text.ts';
import { zip, type ZipPart } from './zip.ts';

/** What a column holds, which decides its look and how its values are written. */
export type ColumnKind = Exclude<Look, 'plain' | 'title' | 'line' | 'header'>;

export interface SheetColumn {
  header: string;
  kind: ColumnKind;
  /** In characters. */
  width: number;
  hidden?: true;
  /** What the cells' drop-down offers; other words may be written all the same. */
  picks?: readonly string[];
  /** May be written in where the sheet is locked. */
  open?: true;
}

/**
 * Numbers may come as decimal texts, so that exact hundredths stay exact; in a day column a text is a day
 * (2026-05-31). A text that is no number in a number column is written as text (—).
 */
export type XlsxValue = string | number | null;

/** One sheet that a person would send on: a title, small lines under it, a table, notes below. */
export interface SheetDocument {
  name: string;
  title: string;
  /** Under the title: unit, time, post. */
  lines?: readonly string[];
  columns: readonly SheetColumn[];
  rows: Iterable<readonly XlsxValue[]> | AsyncIterable<readonly XlsxValue[]>;
  /** The last row is a total and is set off. */
  total?: true;
  /** Lines below the table. */
  notes?: readonly string[];
  /** Columns that stay in view when scrolling sideways. */
  frozen?: number;
  /** Only open columns may be written in: against slips, without a password. */
  locked?: true;
}

const EXCEL_EPOCH = '1899-12-30';
/** A4 landscape takes about this many characters; wider tables print on A3. */
const A4_CHARS = 130;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/**
 * An .xlsx with frozen and filtered header, widths, number formats, real dates, and a page set-up that prints: A4 or A3
 * landscape, fitted to the width, header on every page, pages numbered. Rows are written as they come, so any number
 * of them fits.
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

const headerRowOf = (sheet: SheetDocument): number => 2 + (sheet.lines?.length ?? 0);

async function* sheetXml(sheet: SheetDocument, written: { lastRow: number }): AsyncGenerator<string> {
  const header = headerRowOf(sheet);
  const last = letter(sheet.columns.length - 1);
  yield XML + sheetHead(sheet, header);
  yield row(1, [textCell('A1', sheet.title, styleOf('title'))], 30);
  for (const [i, line] of (sheet.lines ?? []).entries()) {
    yield row(i + 2, [textCell(`A${i + 2}`, line, styleOf('line'))]);
  }
  yield row(
    header,
    sheet.columns.map(({ header: text }, c) => textCell(letter(c) + header, text, styleOf('header'))),
    30,
  );
  const number = yield* tableRows(sheet, header);
  written.lastRow = number;
  const notes = sheet.notes ?? [];
  for (const [i, note] of notes.entries()) {
    yield row(number + 1 + i, [textCell(`A${number + 1 + i}`, note, styleOf('line'))]);
  }
  const across = [1, ...(sheet.lines ?? []).map((_, i) => i + 2), ...notes.map((_, i) => number + 1 + i)];
  yield sheetTail(sheet, header, number, last, sheet.columns.length > 1 ? across : []);
}

/** The rows, one behind so that the last is known as the total; gives the number of the last. */
async function* tableRows(sheet: SheetDocument, header: number): AsyncGenerator<string, number> {
  let number = header;
  let held: readonly XlsxValue[] | undefined;
  for await (const values of sheet.rows) {
    if (held) yield row(++number, cellsOf(sheet, held, number, false));
    held = values;
  }
  if (held) yield row(++number, cellsOf(sheet, held, number, sheet.total === true));
  return number;
}

function cellsOf(
  { columns }: SheetDocument,
  values: readonly XlsxValue[],
  row: number,
  bold: boolean,
): string[] {
  return columns.map(({ kind, open }, c) =>
    cell(letter(c) + row, kind, values[c] ?? null, styleOf(kind, bold ? 'bold' : open ? 'open' : 'usual')),
  );
}

const NUMBERS: ReadonlySet<ColumnKind> = new Set(['int', 'year', 'amount', 'rate']);

function cell(at: string, kind: ColumnKind, value: XlsxValue, style: number): string {
  if (value === null || value === '') return `<c r="${at}" s="${style}"/>`;
  if (kind === 'day' && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) {
    return `<c r="${at}" s="${style}"><v>${daysBetween(EXCEL_EPOCH, String(value))}</v></c>`;
  }
  const number = typeof value === 'number' || (NUMBERS.has(kind) && /^-?\d+(\.\d+)?$/.test(value));
  return number ? `<c r="${at}" s="${style}"><v>${value}</v></c>` : textCell(at, value, style);
}

const textCell = (at: string, text: string, style: number): string =>
  `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;

const row = (number: number, cells: readonly string[], height?: number): string =>
  `<row r="${number}"${height ? ` ht="${height}" customHeight="1"` : ''}>${cells.join('')}</row>`;

function sheetHead({ columns, frozen = 0 }: SheetDocument, header: number): string {
  const corner = `${letter(frozen)}${header + 1}`;
  const pane = frozen > 0 ? `xSplit="${frozen}" ` : '';
  const cols = columns.map(
    ({ width, hidden }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"${hidden ? ' hidden="1"' : ''}/>`,
  );
  return (
    `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ${pane}ySplit="${header}" topLeftCell="${corner}" ` +
    `activePane="${frozen > 0 ? 'bottomRight' : 'bottomLeft'}" state="frozen"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="18" customHeight="1"/><cols>${cols.join('')}</cols><sheetData>`
  );
}

/** What stays possible: widths, heights, sorting is not (it would move locked cells), filtering is. */
const LOCK = '<sheetProtection sheet="1" formatColumns="0" formatRows="0" autoFilter="0"/>';

function sheetTail(
  { columns, locked }: SheetDocument,
  header: number,
  lastRow: number,
  last: string,
  across: readonly number[],
): string {
  const chars = columns.reduce((sum, { width, hidden }) => sum + (hidden ? 0 : width), 0);
  const merges = across.map((n) => `<mergeCell ref="A${n}:${last}${n}"/>`);
  return (
    `</sheetData>${locked ? LOCK : ''}<autoFilter ref="A${header}:${last}${lastRow}"/>` +
    (merges.length > 0 ? `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>` : '') +
    dropDowns(columns, header, lastRow) +
    '<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="${chars > A4_CHARS ? 8 : 9}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>` +
    '<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>'
  );
}

/** Rows below the table that people may add and that get the drop-downs, too. */
const ROWS_TO_ADD = 500;
/** Excel takes a list of no more characters; its separator cannot be written inside one of them. */
const LIST_CHARS = 255;

function dropDowns(columns: readonly SheetColumn[], header: number, lastRow: number): string {
  const lists = columns.flatMap(({ picks = [] }, i) => {
    const list = picks.join(',');
    if (picks.length === 0 || list.length > LIST_CHARS || picks.some((each) => /[,"]/.test(each))) return [];
    const range = `${letter(i)}${header + 1}:${letter(i)}${Math.max(lastRow, header) + ROWS_TO_ADD}`;
    return [
      `<dataValidation type="list" allowBlank="1" sqref="${range}"><formula1>"${escapeXml(list)}"</formula1></dataValidation>`,
    ];
  });
  return lists.length === 0
    ? ''
    : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
}

function workbookXml(sheets: readonly SheetDocument[], written: readonly { lastRow: number }[]): string {
  const list = sheets.map(
    ({ name }, i) => `<sheet name="${escapeXml(sheetName(name))}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  );
  const names = sheets.flatMap((sheet, i) => {
    const quoted = escapeXml(`'${sheetName(sheet.name).replaceAll("'", "''")}'`);
    const header = headerRowOf(sheet);
    const range = `$A$${header}:$${letter(sheet.columns.length - 1)}$${written[i]?.lastRow ?? header}`;
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${i}" hidden="1">${quoted}!${range}</definedName>`,
      `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${quoted}!$1:$${header}</definedName>`,
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
