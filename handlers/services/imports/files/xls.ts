import { read, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { broken, encrypted, LIMITS, tooManyColumns, tooManyRows } from './limits.ts';
import {
  cellAddress,
  cleanNumber,
  dateText,
  isDateFormat,
  type SheetCell,
  type SheetRow,
  type SheetSource,
} from './sheet.ts';

/**
 * The sheets of an old .xls (BIFF), which are at most 65,536 rows and so are read whole. The library does not tell
 * which cells are struck through.
 */
export function openXls(bytes: Uint8Array, name: string): SheetSource[] {
  const book = parse(bytes, name);
  const is1904 = book.Workbook?.WBProps?.date1904 === true;
  return book.SheetNames.flatMap((sheetName, i) => {
    const sheet = book.Sheets[sheetName];
    if (!sheet) return [];
    return [
      {
        name: sheetName,
        hidden: (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) > 0,
        frame: async () => ({
          merges: (sheet['!merges'] ?? []).map(({ s, e }) => ({
            top: s.r,
            left: s.c,
            bottom: e.r,
            right: e.c,
          })),
          hiddenColumns: new Set((sheet['!cols'] ?? []).flatMap((column, c) => (column?.hidden ? [c] : []))),
        }),
        rows: () => rowsOf(sheet, sheetName, is1904),
        comments: async () => commentsOf(sheet),
      },
    ];
  });
}

function parse(bytes: Uint8Array, name: string): WorkBook {
  // Of a plain array the library reads a file that was cut off as a shorter one; of a buffer it says that it ends early.
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return read(whole, { dense: true, cellStyles: true, cellNF: true, cellDates: false, cellHTML: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw /password|encrypt/i.test(reason) ? encrypted(name) : broken(reason);
  }
}

const BATCH = 500;

const cellsOf = (sheet: WorkSheet): (CellObject | undefined)[][] => sheet['!data'] ?? [];

async function* rowsOf(sheet: WorkSheet, name: string, is1904: boolean): AsyncGenerator<SheetRow[]> {
  const rows = cellsOf(sheet);
  if (rows.length > LIMITS.rows) throw tooManyRows(name);
  let batch: SheetRow[] = [];
  for (const [r, line] of rows.entries()) {
    if (!line) continue;
    if (line.length > LIMITS.columns) throw tooManyColumns(name);
    const cells = Array.from(line, (cell) => cell && cellOf(cell, is1904));
    if (cells.every((cell) => cell === undefined)) continue;
    batch.push({ number: r + 1, hidden: sheet['!rows']?.[r]?.hidden === true, cells });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function cellOf(cell: CellObject, is1904: boolean): SheetCell | undefined {
  switch (cell.t) {
    case 'n': {
      const number = Number(cell.v);
      const format = String(cell.z ?? '');
      if (isDateFormat(format) && number >= 1) {
        const text = dateText(number, format, is1904);
        return { text, raw: text };
      }
      const raw = cleanNumber(number);
      return { text: String(raw), raw };
    }
    case 'b':
      return { text: cell.v === true ? '是' : '否', raw: cell.v === true };
    case 'e': {
      const text = cell.w ?? '#VALUE!';
      return { text, raw: text, error: true };
    }
    case 's': {
      const text = String(cell.v ?? '');
      return text === '' ? undefined : { text, raw: text };
    }
    default:
      return undefined;
  }
}

function commentsOf(sheet: WorkSheet): Map<string, string> {
  const comments = new Map<string, string>();
  for (const [r, line] of cellsOf(sheet).entries()) {
    for (const [c, cell] of (line ?? []).entries()) {
      const text = cell?.c?.map((comment) => comment.t ?? '').join('\n');
      if (text) comments.set(cellAddress(c, r + 1), text.trim());
    }
  }
  return comments;
}
