import { writeXlsx, type Cell, type CellValue, type WriteSheet } from 'hucre/xlsx';
import type { CardFile } from '../../../cards/card.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Ctx } from '../context.ts';
import { findImport } from './answer.ts';
import { withBook } from './files/with-book.ts';
import type { CellFault } from './sheets/rows.ts';
import { columnOf, isTableOf, type SheetRow, type SheetSource } from './files/sheet.ts';
import { FAULT_LIST, LIST_WIDTHS, faultRows } from './marking/fault-list.ts';
import { markedPackage } from './marking/workbook.ts';
import { MISSING } from './plan/line-faults.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';

/** Above this the file is not marked whole: only its header and its faulty rows come back. */
const WHOLE_BYTES = 5 * 1024 * 1024;
const MARKED_ROWS = 5000;
const FILLS = { error: 'FFC7CE', ask: 'FFEB9C' } as const;

/**
 * The person's own workbook with the faults marked in it: the cells coloured, each with a comment that says what is
 * wrong and what to do, and all of them listed on a sheet 校验结果; all else stays as it was. Of old or very big files a
 * new workbook with the header and the faulty rows.
 * @throws AppError INVALID when there is nothing to mark
 */
export async function markedWorkbook(ctx: Ctx, token: string): Promise<CardFile> {
  const record = await findImport(ctx, token);
  const faults = await faultsOf(ctx, record);
  if (faults.length === 0) throw new AppError('INVALID', '这份表没有要改正的地方');
  const bytes = await ctx.store.files.read(record.file);
  const whole = isZip(bytes) && bytes.length <= WHOLE_BYTES;
  const name = record.fileName;
  const marked = whole ? await markWhole(bytes, name, faults) : undefined;
  const ending = marked && /\.xlsm$/i.test(name) ? 'xlsm' : 'xlsx';
  const called = `${name.replace(/\.[^.]*$/, '')}（标注错误）.${ending}`;
  const content = marked ?? (await markRows(record, bytes, faults));
  const file = await ctx.store.files.put(called, content, { post: ctx.viewer.post }, ctx.clock.now());
  return { id: file.id, name: file.name, bytes: file.bytes };
}

/** By its content: what is called .xlsx may be text. */
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

async function faultsOf({ store }: Ctx, { _id, chunks }: PreparedImport): Promise<CellFault[]> {
  const imports = importsOf(store);
  const faults: CellFault[] = [];
  for (let n = 0; n < chunks; n++) {
    for (const row of await imports.chunk(_id, n)) {
      // A column that is not there is no fault of any cell.
      faults.push(...row.faults.filter(({ level, rule }) => level !== 'note' && rule !== MISSING));
      if (row.candidates && row.choice === undefined) {
        const like = row.candidates
          .map(({ code, place, name }) => `${code ?? place ?? ''} ${name}`)
          .join('；');
        faults.push({ sheet: row.sheet, cell: row.at, level: 'ask', text: `疑似重复：${like}` });
      }
      if (faults.length >= MARKED_ROWS) return faults.slice(0, MARKED_ROWS);
    }
  }
  return faults;
}

/** The workbook with its marks; undefined for one that spreadsheet programs would not have written so. */
const markWhole = (
  bytes: Uint8Array,
  name: string,
  faults: readonly CellFault[],
): Promise<Uint8Array | undefined> => markedPackage(bytes, name, faults).catch(() => undefined);

/** A new workbook of the header block and the rows that have faults, in their own columns. */
async function markRows(
  record: PreparedImport,
  bytes: Uint8Array,
  faults: readonly CellFault[],
): Promise<Uint8Array> {
  return withBook({ name: record.fileName, bytes }, async (book) => {
    const sheets: WriteSheet[] = [];
    for (const source of book.sheets) {
      const report = record.head.sheets.find(({ name }) => name === source.name);
      const own = faults.filter((fault) => isTableOf(fault.sheet, source.name));
      if (report?.headerRows && own.length > 0) sheets.push(await excerpt(source, report.headerRows[1], own));
    }
    return writeXlsx({ sheets: [...sheets, listSheet(faults)] });
  });
}

async function excerpt(
  source: SheetSource,
  headerEnd: number,
  faults: readonly CellFault[],
): Promise<WriteSheet> {
  const wanted = new Set(faults.map(({ cell }) => rowOf(cell) + 1));
  const rows: CellValue[][] = [];
  const places = new Map<number, number>();
  const frame = await source.frame();
  for await (const batch of source.rows()) {
    for (const row of batch) {
      if (row.number > headerEnd && !wanted.has(row.number)) continue;
      places.set(row.number, rows.length);
      rows.push(valuesOf(row));
    }
  }
  const cells = new Map<string, Partial<Cell>>();
  for (const [cell, at] of byCell(faults)) {
    const row = places.get(rowOf(cell) + 1);
    if (row !== undefined)
      cells.set(`${row},${columnOf(cell)}`, { value: rows[row]?.[columnOf(cell)] ?? null, ...markOf(at) });
  }
  const merges = frame.merges
    .filter(({ bottom }) => bottom < headerEnd && places.size > 0)
    .flatMap(({ top, left, bottom, right }) => {
      const [startRow, endRow] = [places.get(top + 1), places.get(bottom + 1)];
      return startRow === undefined || endRow === undefined
        ? []
        : [{ startRow, startCol: left, endRow, endCol: right }];
    });
  return { name: source.name.slice(0, 31), rows, cells, merges, ...ON_PAPER };
}

const valuesOf = (row: SheetRow): CellValue[] => Array.from(row.cells, (cell) => cell?.raw ?? null);

const ON_PAPER = {
  pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
} satisfies Partial<WriteSheet>;

const listSheet = (faults: readonly CellFault[]): WriteSheet => ({
  name: FAULT_LIST,
  rows: faultRows(faults),
  columns: LIST_WIDTHS.map((width) => ({ width })),
  freezePane: { rows: 1 },
  ...ON_PAPER,
});

function byCell(faults: readonly CellFault[]): Map<string, CellFault[]> {
  const cells = new Map<string, CellFault[]>();
  for (const fault of faults) cells.set(fault.cell, [...(cells.get(fault.cell) ?? []), fault]);
  return cells;
}

function markOf(faults: readonly CellFault[]): Pick<Cell, 'style' | 'comment'> {
  const level = faults.some((fault) => fault.level === 'error') ? 'error' : 'ask';
  const text = faults.map((fault) => [fault.text, fault.suggestion].filter(Boolean).join('。')).join('\n');
  return {
    style: { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: FILLS[level] } } },
    comment: { text, author: '招优' },
  };
}

const rowOf = (cell: string): number => Number(cell.replace(/^[A-Z]+/, '')) - 1;
