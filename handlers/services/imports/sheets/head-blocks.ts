import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';
import { LIMITS } from '../files/limits.ts';
import type { Merge, SheetRow } from '../files/sheet.ts';
import type { StackedColumn } from './columns.ts';
import { headerWords } from './headers.ts';
import { isUnitWord } from './unit-words.ts';

/** How many rows may stand above the data: titles, unit row, header. */
export const HEAD_ROWS = 25;
/** Three levels of a header, and a row of units. */
const HEADER_DEPTH = 4;

/** Some rows that may be the header, and what stands over each column in them. */
export interface HeaderBlock {
  start: number;
  rows: readonly SheetRow[];
  columns: readonly StackedColumn[];
  /** One of its rows names the units of the columns. */
  units: boolean;
}

/** Texts are looked at many times over: normalised once, and no more of them than a header or a title has. */
export const plainRow = (row: SheetRow): SheetRow => ({
  ...row,
  cells: row.cells.map((cell) => cell && { ...cell, text: normaliseText(cell.text.slice(0, LONGEST.value)) }),
});

/** The merged cells that reach into the head: no more than it has cells. */
export const mergesOver = (head: readonly SheetRow[], merges: readonly Merge[]): Merge[] =>
  merges.filter(({ top }) => top < (head.at(-1)?.number ?? 0)).slice(0, HEAD_ROWS * LIMITS.columns);

export function blocksOf(head: readonly SheetRow[], merges: readonly Merge[]): HeaderBlock[] {
  const named = head.map(unitsNamed);
  const blocks: HeaderBlock[] = [];
  for (let start = 0; start < head.length; start++) {
    for (let depth = 1; depth <= HEADER_DEPTH && start + depth <= head.length; depth++) {
      const rows = head.slice(start, start + depth);
      if (!isContiguous(rows)) break;
      // One unit alone above the header is the whole sheet's.
      const units = depth > 1 && ((named[start] ?? 0) > 1 || (named[start + depth - 1] ?? 0) > 0);
      if (depth > 1 && !units && isAlone(rows.at(-1), merges)) continue;
      const columns = stack(rows, merges).flatMap((parts, column) => {
        const words = units ? parts.filter((part) => !NO_NAME.test(part)) : parts;
        return words.length === 0 ? [] : [{ column, parts: words, words: headerWords(words) }];
      });
      blocks.push({ start, rows, columns, units });
    }
  }
  return blocks;
}

/** One cell below a header that does not reach down to it is the title of a group. */
function isAlone(row: SheetRow | undefined, merges: readonly Merge[]): boolean {
  if (!row || row.cells.filter((cell) => cell && cell.text !== '').length > 1) return false;
  const index = row.number - 1;
  return !merges.some(({ top, bottom }) => top < index && bottom >= index);
}

/** Beside units, in a row of them. */
const NO_NAME = /^(?:(?:计量|金额)?单位:?|[-/])$/;

/** How many units a row names that names nothing else; 0 where it does. */
function unitsNamed({ cells }: SheetRow): number {
  const texts = cells.flatMap((cell) => (cell && cell.text !== '' ? [cell.text] : []));
  const units = texts.filter(isUnitWord);
  return texts.every((text) => isUnitWord(text) || NO_NAME.test(text)) ? units.length : 0;
}

const isContiguous = (block: readonly SheetRow[]): boolean =>
  block.every((row, i) => i === 0 || row.number === (block[0]?.number ?? 0) + i);

/** The header cells over each column, top to bottom, merged cells spread over what they cover. */
function stack(block: readonly SheetRow[], merges: readonly Merge[]): string[][] {
  const width = Math.max(0, ...block.map((row) => row.cells.length));
  const first = (block[0]?.number ?? 1) - 1;
  const spread = merges.filter(({ top, bottom }) => bottom >= first && top < first + block.length);
  const textAt = (row: number, column: number): string => {
    const merge = spread.find(
      (m) => row >= m.top && row <= m.bottom && column >= m.left && column <= m.right,
    );
    const cells = block[(merge?.top ?? row) - first]?.cells;
    return cells?.[merge?.left ?? column]?.text ?? '';
  };
  return Array.from({ length: width }, (_, column) => {
    const parts: string[] = [];
    for (let row = first; row < first + block.length; row++) {
      const text = textAt(row, column) || inherited(row, column, first + block.length, spread, textAt);
      if (text !== '' && text !== parts.at(-1)) parts.push(text);
    }
    return parts;
  });
}

/** Without merges (CSV), a gap in an upper header row belongs to the word left of it when something stands below. */
function inherited(
  row: number,
  column: number,
  end: number,
  merges: readonly Merge[],
  textAt: (row: number, column: number) => string,
): string {
  if (merges.length > 0 || row + 1 >= end || textAt(row + 1, column) === '') return '';
  for (let left = column - 1; left >= 0; left--) {
    const text = textAt(row, left);
    if (text !== '') return textAt(row + 1, left) === '' || isUnitWord(textAt(row + 1, left)) ? '' : text;
  }
  return '';
}

/** A header cell merged over more rows than were needed to recognise it: those rows are header too. 1-based. */
export function headerRowsOf(
  block: readonly SheetRow[],
  merges: readonly Merge[],
): readonly [number, number] {
  const first = (block[0]?.number ?? 1) - 1;
  const last = (block.at(-1)?.number ?? 1) - 1;
  const tall = merges.filter(({ top, bottom }) => top < bottom);
  const up = tall.filter(({ bottom }) => bottom >= first && bottom <= last).map(({ top }) => top);
  const down = tall.filter(({ top, bottom }) => top >= first && top <= last && bottom - last < HEADER_DEPTH);
  const bottom = down.length > 1 ? Math.max(last, ...down.map((merge) => merge.bottom)) : last;
  return [Math.min(first, ...up) + 1, bottom + 1];
}
