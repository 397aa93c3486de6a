import { utils, write } from '@e965/xlsx';
import { writeXlsx, type Cell, type WriteSheet } from 'hucre/xlsx';

/** A cell of a test sheet: a bare value, or one with what Excel can do to it. */
export type TestCell =
  | string
  | number
  | boolean
  | null
  | Date
  | { v: string | number | Date; strike?: true; format?: string; comment?: string; formula?: string };

export interface TestSheet {
  name?: string;
  rows: readonly (readonly TestCell[])[];
  /** A1:C1 */
  merges?: readonly string[];
  hiddenRows?: readonly number[];
  hiddenColumns?: readonly number[];
  hidden?: true;
}

const rectangle = (ref: string) => {
  const [from = '', to = from] = ref.split(':');
  const at = (address: string) => {
    const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
    const column = [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;
    return { row: Number(row) - 1, column };
  };
  return { from: at(from), to: at(to) };
};

/** A real .xlsx with merges, hidden rows, strikethrough, comments, dates and formulas. */
export async function xlsx(...sheets: readonly TestSheet[]): Promise<Uint8Array> {
  return writeXlsx({ sheets: sheets.map(toSheet) });
}

function toSheet(sheet: TestSheet, index: number): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const rows = sheet.rows.map((row, r) =>
    row.map((cell, c) => {
      if (typeof cell !== 'object' || cell === null || cell instanceof Date) return cell;
      cells.set(`${r},${c}`, {
        value: cell.v,
        ...(cell.formula ? { formula: cell.formula, formulaResult: cell.v } : {}),
        ...(cell.comment ? { comment: { text: cell.comment } } : {}),
        style: {
          ...(cell.strike ? { font: { strikethrough: true } } : {}),
          ...(cell.format ? { numFmt: cell.format } : {}),
        },
      });
      return cell.v;
    }),
  );
  const merges = (sheet.merges ?? []).map((ref) => {
    const { from, to } = rectangle(ref);
    return { startRow: from.row, startCol: from.column, endRow: to.row, endCol: to.column };
  });
  const width = Math.max(0, ...sheet.rows.map((row) => row.length));
  return {
    name: sheet.name ?? `Sheet${index + 1}`,
    rows,
    cells,
    merges,
    columns: Array.from({ length: width }, (_, c) =>
      sheet.hiddenColumns?.includes(c) ? { hidden: true } : {},
    ),
    rowDefs: new Map((sheet.hiddenRows ?? []).map((row) => [row - 1, { hidden: true }])),
    ...(sheet.hidden ? { hidden: true } : {}),
  };
}

/** The same as an old .xls (BIFF8). */
export function xls(...sheets: readonly TestSheet[]): Uint8Array {
  const book = utils.book_new();
  for (const [i, sheet] of sheets.entries()) {
    const rows = sheet.rows.map((row) =>
      row.map((cell) => (typeof cell === 'object' && cell !== null && 'v' in cell ? cell.v : cell)),
    );
    const made = utils.aoa_to_sheet(rows as unknown[][]);
    made['!merges'] = (sheet.merges ?? []).map((ref) => utils.decode_range(ref));
    made['!rows'] = sheet.rows.map((_, r) => (sheet.hiddenRows?.includes(r + 1) ? { hidden: true } : {}));
    utils.book_append_sheet(book, made, sheet.name ?? `Sheet${i + 1}`);
  }
  return new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
}

/** Lines as comma-separated text; cells with commas, quotes or line ends are quoted. */
export function csvText(rows: readonly (readonly (string | number | null)[])[], delimiter = ','): string {
  const quote = (text: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map((cell) => quote(String(cell ?? ''))).join(delimiter)).join('\r\n');
}
