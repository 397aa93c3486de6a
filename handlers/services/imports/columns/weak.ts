import type { SheetRow } from '../files/sheet.ts';
import { CODE } from '../sheets/headers.ts';
import type { SheetLayout } from '../sheets/layout.ts';

const HEADER_CHARS = 40;
const FILLED_BELOW = 0.5;

/**
 * Is this surely a header, although few of its columns are known? It names the rows, is words only, all different, and
 * the row below it is filled as a row of data is.
 */
export function isSureHeader(
  { columns, ledger, headerRows }: SheetLayout,
  rows: readonly SheetRow[],
): boolean {
  if (!columns.some(({ field }) => field === ledger.titleField || field === CODE)) return false;
  const header = rows.find(({ number }) => number === headerRows[1]);
  const below = rows.find(({ number, hidden }) => number > headerRows[1] && !hidden);
  if (!header || !below) return false;
  const filled = header.cells.flatMap((cell, column) => (cell ? [{ ...cell, column }] : []));
  const texts = filled.map(({ text }) => text.trim());
  const isWords = filled.every(
    ({ raw, text }) => typeof raw === 'string' && text.length <= HEADER_CHARS && !/^[\d\s.,:/-]+$/.test(text),
  );
  const under = filled.filter(({ column }) => below.cells[column] !== undefined).length;
  return (
    filled.length >= 2 &&
    isWords &&
    new Set(texts).size === texts.length &&
    under >= filled.length * FILLED_BELOW
  );
}
