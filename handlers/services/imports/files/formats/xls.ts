import { CFB, read, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { broken, encrypted, LIMITS, tooManyColumns, tooManyRows } from '../limits.ts';
import {
  cellAddress,
  dateText,
  isDateFormat,
  type SheetCell,
  type SheetRow,
  type SheetSource,
} from '../sheet.ts';
import { figureCell, sharedCell } from './cells.ts';
import type { SharedText } from './rich-text.ts';
import { struckIn } from './struck-xls.ts';
import { numberFormat, type NumberFormat } from './number-format.ts';

/**
 * The sheets of an old .xls (BIFF), which are at most 65,536 rows and so are read whole. The library does not tell
 * which cells are struck through as a whole.
 */
export function openXls(bytes: Uint8Array, name: string): SheetSource[] {
  const book = parse(bytes, name);
  const read = cellReader(book.Workbook?.WBProps?.date1904 === true, struckIn(streamOf(bytes)));
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
        rows: () => rowsOf(sheet, sheetName, read),
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

async function* rowsOf(sheet: WorkSheet, name: string, cellOf: CellOf): AsyncGenerator<SheetRow[]> {
  const rows = cellsOf(sheet);
  if (rows.length > LIMITS.rows) throw tooManyRows(name);
  let batch: SheetRow[] = [];
  for (const [r, line] of rows.entries()) {
    if (!line) continue;
    if (line.length > LIMITS.columns) throw tooManyColumns(name);
    const cells = Array.from(line, (cell) => cell && cellOf(cell));
    if (cells.every((cell) => cell === undefined)) continue;
    batch.push({ number: r + 1, hidden: sheet['!rows']?.[r]?.hidden === true, cells });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

type CellOf = (cell: CellObject) => SheetCell | undefined;

/** Each format is taken apart once. */
function cellReader(is1904: boolean, struck: ReadonlyMap<string, SharedText>): CellOf {
  const formats = new Map<string, NumberFormat | 'date' | undefined>();
  const formatOf = (code: string) => {
    const known = formats.get(code);
    if (known !== undefined || formats.has(code)) return known;
    const format = isDateFormat(code) ? 'date' : numberFormat(code);
    formats.set(code, format);
    return format;
  };
  const plain: CellOf = (cell) => {
    if (cell.t !== 'n') return otherCell(cell);
    const number = Number(cell.v);
    const code = String(cell.z ?? '');
    const format = formatOf(code);
    if (format !== 'date') return figureCell(number, format);
    if (number < 1) return figureCell(number, undefined);
    const text = dateText(number, code, is1904);
    return { text, raw: text };
  };
  return (cell) => {
    const shared = cell.t === 's' ? struck.get(String(cell.v)) : undefined;
    return shared ? sharedCell(shared, false) : plain(cell);
  };
}

/** The workbook in its container; a file without one is the workbook itself. */
function streamOf(bytes: Uint8Array): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (whole[0] !== CONTAINER) return whole;
  const found = CFB.read(whole, { type: 'buffer' });
  const entry = CFB.find(found, '/Workbook') ?? CFB.find(found, '/Book');
  return entry ? Buffer.from(entry.content as Uint8Array) : Buffer.alloc(0);
}
const CONTAINER = 0xd0;

function otherCell(cell: CellObject): SheetCell | undefined {
  switch (cell.t) {
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
