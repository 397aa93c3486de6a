import { escapeXml } from '../../../../cards/documents/xlsx-text.ts';
import { isTableOf } from '../files/sheet.ts';
import type { CellFault } from '../sheets/rows.ts';
import { markedCells } from './cells.ts';
import { addRemarks } from './comments.ts';
import { FAULT_LIST, listSheetXml } from './fault-list.ts';
import { EditedPackage, OFFICE_RELATIONS } from './package.ts';
import { MarkedStyles, type MarkLevel } from './styles.ts';
import { appended, attributeIn, elementIn, xmlElements, insertedBefore } from './xml-edit.ts';

const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml';
/** What comes after the names of a workbook's ranges (ECMA-376 18.2.27). */
const AFTER_NAMES = [
  'calcPr',
  'oleSize',
  'customWorkbookViews',
  'pivotCaches',
  'smartTagPr',
  'smartTagTypes',
  'webPublishing',
  'fileRecoveryPr',
  'webPublishObjects',
  'extLst',
];

/**
 * Somebody's .xlsx with the cells that have faults in another fill, each with a comment, and a sheet that lists them.
 * Fonts, widths, merged cells, formulas, charts and all other parts stay as they came, to the byte where nothing of a
 * part is marked.
 * @throws Error for a package that is built in another way than spreadsheet programs build it
 */
export async function markedPackage(
  bytes: Uint8Array,
  name: string,
  faults: readonly CellFault[],
): Promise<Uint8Array> {
  const book = new EditedPackage(bytes, name);
  const path = await book.related('', 'officeDocument');
  const stylesPath = path && (await book.related(path, 'styles'));
  if (path === undefined || stylesPath === undefined) throw new Error('no workbook, or one without styles');
  const text = await book.text(path);
  const styles = new MarkedStyles(await book.text(stylesPath));
  const sheets = await sheetsOf(book, path, text);
  for (const sheet of sheets) {
    const own = byCell(
      faults.filter(({ sheet: of, cell }) => isTableOf(of, sheet.name) && ADDRESS.test(cell)),
    );
    if (own.size === 0) continue;
    const marks = new Map([...own].map(([cell, of]) => [cell, levelOf(of)]));
    book.set(sheet.path, markedCells(await book.text(sheet.path), marks, styles));
    await addRemarks(book, sheet.path, new Map([...own].map(([cell, of]) => [cell, remarkOn(of)])));
  }
  const list = listSheetXml(faults, styles.wrapped());
  const known = sheets.find((sheet) => sheet.name === FAULT_LIST);
  if (known) book.set(known.path, list);
  else await addList(book, path, text, list);
  book.set(stylesPath, styles.xml);
  return book.packed();
}

/** The workbook's sheets with cells, in their order. */
async function sheetsOf(
  book: EditedPackage,
  path: string,
  text: string,
): Promise<{ name: string; path: string }[]> {
  const relations = await book.relations(path);
  return [...(elementIn(text, 'sheets')?.content ?? '').matchAll(xmlElements('sheet'))].flatMap(
    ([, , attributes = '']) => {
      const id = /\s\w+:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '';
      const relation = relations.get(id);
      const name = unescaped(attributeIn(attributes, 'name') ?? '');
      return relation?.type === 'worksheet' ? [{ name, path: relation.path }] : [];
    },
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const unescaped = (text: string): string =>
  text.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([0-9a-f]+));/gi, (_, name: string, digits, hex) =>
    name ? (ENTITIES[name] ?? '') : String.fromCodePoint(digits ? Number(digits) : Number.parseInt(hex, 16)),
  );

/** A further sheet at the end, its headings printed on every page. */
async function addList(book: EditedPackage, path: string, text: string, list: string): Promise<void> {
  const added = { path: 'xl/worksheets/marks.xml', type: 'worksheet', text: list, contentType: SHEET_TYPE };
  const { id } = await book.add(path, added);
  const sheets = [...(elementIn(text, 'sheets')?.content ?? '').matchAll(xmlElements('sheet'))];
  const ids = sheets.map(([, , attributes = '']) => Number(attributeIn(attributes, 'sheetId') ?? 0));
  const sheet = (prefix: string) =>
    `<${prefix}sheet name="${FAULT_LIST}" sheetId="${Math.max(0, ...ids) + 1}" xmlns:r="${OFFICE_RELATIONS}" r:id="${id}"/>`;
  const listed = appended(text, 'sheets', sheet);
  if (listed === undefined) throw new Error('no list of sheets');
  const titles = (prefix: string) =>
    `<${prefix}definedName name="_xlnm.Print_Titles" localSheetId="${sheets.length}">${escapeXml(FAULT_LIST)}!$1:$1</${prefix}definedName>`;
  const named =
    appended(listed, 'definedNames', titles) ??
    insertedBefore(
      listed,
      AFTER_NAMES,
      (prefix) => `<${prefix}definedNames>${titles(prefix)}</${prefix}definedNames>`,
    );
  book.set(path, named);
}

const ADDRESS = /^[A-Z]{1,3}\d+$/;

function byCell(faults: readonly CellFault[]): Map<string, CellFault[]> {
  const cells = new Map<string, CellFault[]>();
  for (const fault of faults) cells.set(fault.cell, [...(cells.get(fault.cell) ?? []), fault]);
  return cells;
}

const levelOf = (faults: readonly CellFault[]): MarkLevel =>
  faults.some(({ level }) => level === 'error') ? 'error' : 'ask';

const remarkOn = (faults: readonly CellFault[]): string =>
  faults.map(({ text, suggestion }) => [text, suggestion].filter(Boolean).join('。')).join('\n');
