import { daysBetween } from '../../models/rules/time/day.ts';
import { heightOf, linesOf, paperFor, type Paper } from './print.ts';
import { styleOf, type Look } from './xlsx-styles.ts';
import { escapeXml, letter } from './xlsx-text.ts';

/** What a column holds, which decides its look and how its values are written. */
export type ColumnKind = Exclude<Look, 'plain' | 'title' | 'line' | 'titleBeside' | 'lineBeside' | 'header'>;

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
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** The row of the headings, from 1. */
export const headerRowOf = (sheet: SheetDocument): number => 2 + (sheet.lines?.length ?? 0);

/** A sheet's part, piece by piece; what it wrote last is told in `written`. */
export async function* sheetXml(sheet: SheetDocument, written: { lastRow: number }): AsyncGenerator<string> {
  const header = headerRowOf(sheet);
  const { lines = [], notes = [], columns } = sheet;
  const paper = paperOf(sheet);
  yield XML + sheetHead(sheet, header);
  yield lineAcross(sheet, paper, { row: 1, text: sheet.title, style: 'title' });
  for (const [i, text] of lines.entries())
    yield lineAcross(sheet, paper, { row: i + 2, text, style: 'line' });
  const heads = Math.max(...columns.map(({ header: text, width }) => linesOf(text, width)));
  yield row(
    header,
    columns.map(({ header: text }, c) => textCell(letter(c) + header, text, styleOf('header'))),
    Math.max(HEAD, heightOf(heads)),
  );
  const number = yield* tableRows(sheet, header);
  written.lastRow = number;
  for (const [i, text] of notes.entries())
    yield lineAcross(sheet, paper, { row: number + 1 + i, text, style: 'line' });
  const across = [1, ...lines.map((_, i) => i + 2), ...notes.map((_, i) => number + 1 + i)];
  // Where a table goes on several pages side by side, what stands across all of them would be cut at their edges.
  yield sheetTail(sheet, header, number, columns.length > 1 && paper.pages === 1 ? across : []);
}

const SIZES = { title: 16, line: 9 } as const;
const HEAD = 30;

/** A text across the table, as high as its lines; from the first column on where pages stand side by side. */
function lineAcross(
  { columns }: SheetDocument,
  { pages }: Paper,
  { row: number, text, style }: { row: number; text: string; style: keyof typeof SIZES },
): string {
  const size = SIZES[style];
  const isBeside = pages > 1;
  const lines = isBeside ? 1 : linesOf(text, (widthOf(columns) * 10) / size);
  const height = style === 'title' ? Math.max(HEAD, heightOf(lines, size)) : heightOf(lines, size);
  return row(number, [textCell(`A${number}`, text, styleOf(isBeside ? `${style}Beside` : style))], height);
}

const widthOf = (columns: readonly SheetColumn[]): number =>
  columns.reduce((sum, { width, hidden }) => sum + (hidden ? 0 : width), 0);

/** How a sheet is printed. */
export const paperOf = ({ columns, frozen = 0 }: SheetDocument): Paper =>
  paperFor(widthOf(columns), widthOf(columns.slice(0, frozen)));

/** The rows, one behind so that the last is known as the total; gives the number of the last. */
async function* tableRows(sheet: SheetDocument, header: number): AsyncGenerator<string, number> {
  let number = header;
  let held: readonly XlsxValue[] | undefined;
  for await (const values of sheet.rows) {
    if (held) yield row(++number, cellsOf(sheet, held, number, false), heightFor(sheet, held));
    held = values;
  }
  if (held) yield row(++number, cellsOf(sheet, held, number, sheet.total === true), heightFor(sheet, held));
  return number;
}

/** As high as its longest text; one line needs no height of its own. */
function heightFor({ columns }: SheetDocument, values: readonly XlsxValue[]): number | undefined {
  const lines = columns.map(({ kind, width, hidden }, c) => {
    const value = values[c];
    return WRAPPED.has(kind) && typeof value === 'string' && !hidden ? linesOf(value, width) : 1;
  });
  const most = Math.max(...lines);
  return most > 1 ? heightOf(most) : undefined;
}

const WRAPPED: ReadonlySet<ColumnKind> = new Set(['text', 'wrap', 'center']);

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

const NUMBERS: ReadonlySet<ColumnKind> = new Set(['int', 'year', 'amount', 'rate', 'delta']);
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

function cell(at: string, kind: ColumnKind, value: XlsxValue, style: number): string {
  if (value === null || value === '') return `<c r="${at}" s="${style}"/>`;
  if (kind === 'day' && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) {
    return `<c r="${at}" s="${style}"><v>${daysBetween(EXCEL_EPOCH, String(value))}</v></c>`;
  }
  const number = typeof value === 'number' || (NUMBERS.has(kind) && NUMBER.test(value));
  return number
    ? `<c r="${at}" s="${style}"><v>${String(value).replace(/^\+/, '')}</v></c>`
    : textCell(at, value, style);
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

/** ECMA-376 18.18.43: 9 is A4. */
const A4 = 9;

/** What stays possible: widths, heights, sorting is not (it would move locked cells), filtering is. */
const LOCK = '<sheetProtection sheet="1" formatColumns="0" formatRows="0" autoFilter="0"/>';

function sheetTail(sheet: SheetDocument, header: number, lastRow: number, across: readonly number[]): string {
  const { columns, locked } = sheet;
  const { orientation, pages } = paperOf(sheet);
  const last = letter(columns.length - 1);
  const merges = across.map((n) => `<mergeCell ref="A${n}:${last}${n}"/>`);
  return (
    `</sheetData>${locked ? LOCK : ''}<autoFilter ref="A${header}:${last}${lastRow}"/>` +
    (merges.length > 0 ? `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>` : '') +
    dropDowns(columns, header, lastRow) +
    '<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="${A4}" orientation="${orientation}" fitToWidth="${pages}" fitToHeight="0"/>` +
    '<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>' +
    // Codes and numbers of a register are texts on purpose: no green corner on each.
    `<ignoredErrors><ignoredError sqref="A1:${last}${lastRow}" numberStoredAsText="1"/></ignoredErrors></worksheet>`
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
