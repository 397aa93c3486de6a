import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { isMoneyUnit, type MoneyUnit } from '../../../../models/rules/parse/amount.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';
import { LIMITS } from '../files/limits.ts';
import { assignColumns, type Column, type IgnoredColumn, type StackedColumn } from './columns.ts';
import { CODE, headerWords, type Dictionary } from './headers.ts';
import type { Merge, SheetFrame, SheetRow } from '../files/sheet.ts';

export type { Column, IgnoredColumn } from './columns.ts';

/** What was understood of a sheet's head: where its header stands and which column is which field. */
export interface SheetLayout {
  ledger: AnyLedger;
  /** 1-based rows of the header, first and last. */
  headerRows: readonly [number, number];
  columns: readonly Column[];
  ignored: readonly IgnoredColumn[];
  /** Of amounts, from 单位： above the header. */
  unit?: MoneyUnit;
  /** The year the sheet speaks of, for 今年5月. */
  year?: number;
  /** The lines above the header. */
  titles: readonly string[];
  score: number;
}

/** How many rows may stand above the data: titles, unit row, header. */
export const HEAD_ROWS = 25;
const HEADER_DEPTH = 3;

/**
 * The best reading of a sheet's head over the given ledgers; undefined when no header is found.
 * @param least how many columns must be known; enough to be sure of the ledger unless given
 */
export function findLayout(
  rows: readonly SheetRow[],
  { merges, hiddenColumns }: SheetFrame,
  dictionaries: readonly Dictionary[],
  least?: number,
): SheetLayout | undefined {
  const head = rows.map(plainRow);
  const frame = { hiddenColumns, merges: mergesOver(head, merges) };
  const blocks = blocksOf(head, frame.merges);
  let best: { layout: SheetLayout; weight: number } | undefined;
  for (const dictionary of dictionaries) {
    for (const block of blocks) {
      const layout = readHeader(head, block, frame, dictionary, least);
      const weight = layout && weightOf(layout);
      if (layout && weight !== undefined && (!best || weight > best.weight)) best = { layout, weight };
    }
  }
  return best?.layout;
}

/** Some rows that may be the header, and what stands over each column in them. */
interface HeaderBlock {
  start: number;
  rows: readonly SheetRow[];
  columns: readonly StackedColumn[];
}

function blocksOf(head: readonly SheetRow[], merges: readonly Merge[]): HeaderBlock[] {
  const blocks: HeaderBlock[] = [];
  for (let start = 0; start < head.length; start++) {
    for (let depth = 1; depth <= HEADER_DEPTH && start + depth <= head.length; depth++) {
      const rows = head.slice(start, start + depth);
      if (!isContiguous(rows)) break;
      const columns = stack(rows, merges).flatMap((parts, column) =>
        parts.length === 0 ? [] : [{ column, parts, words: headerWords(parts) }],
      );
      blocks.push({ start, rows, columns });
    }
  }
  return blocks;
}

/** Texts are looked at many times over: normalised once, and no more of them than a header or a title has. */
const plainRow = (row: SheetRow): SheetRow => ({
  ...row,
  cells: row.cells.map((cell) => cell && { ...cell, text: normaliseText(cell.text.slice(0, LONGEST.value)) }),
});

/** The merged cells that reach into the head: no more than it has cells. */
const mergesOver = (head: readonly SheetRow[], merges: readonly Merge[]): Merge[] =>
  merges.filter(({ top }) => top < (head.at(-1)?.number ?? 0)).slice(0, HEAD_ROWS * LIMITS.columns);

const isContiguous = (block: readonly SheetRow[]): boolean =>
  block.every((row, i) => i === 0 || row.number === (block[0]?.number ?? 0) + i);

/** Recognised columns count, those that every row must have count double; without a name or code it is not a ledger. */
function weightOf({ columns, ledger, score }: SheetLayout): number {
  const needed = columns.filter(({ field }) => ledger.fields[field]?.required === true).length;
  const named = columns.some(({ field }) => field === ledger.titleField || field === CODE);
  return score + needed + (named ? 0 : -3);
}

function readHeader(
  head: readonly SheetRow[],
  { start, rows: block, columns: stacked }: HeaderBlock,
  frame: SheetFrame,
  dictionary: Dictionary,
  least?: number,
): SheetLayout | undefined {
  const { ledger } = dictionary;
  const { columns, ignored } = assignColumns(stacked, frame.hiddenColumns, dictionary);
  const enough = least ?? Math.min(3, Math.max(2, Math.ceil(ledger.filled.length / 4)));
  if (columns.length < enough || looksLikeData(block.at(-1), columns)) return undefined;
  const titles = head.slice(0, start).map(lineAt);
  const unit = titles.map(unitLine).find(Boolean);
  const year = yearIn(titles);
  return {
    ledger,
    headerRows: [topOf(block, frame.merges), block.at(-1)?.number ?? 1],
    columns,
    ignored,
    titles: titles.filter((title) => title !== ''),
    ...(unit ? { unit } : {}),
    ...(year ? { year } : {}),
    // A deeper block that recognises nothing more took a title or a row of data in.
    score: columns.length - 0.1 * (block.length - 1),
  };
}

/** A header cell merged over more rows than were needed to recognise it reaches up: those are header too. */
function topOf(block: readonly SheetRow[], merges: readonly Merge[]): number {
  const first = (block[0]?.number ?? 1) - 1;
  const last = (block.at(-1)?.number ?? 1) - 1;
  const reaching = merges.filter(({ top, bottom }) => top < bottom && bottom >= first && bottom <= last);
  return Math.min(first, ...reaching.map(({ top }) => top)) + 1;
}

/** A header is words. A last row in which recognised columns hold numbers is the first row of data. */
const looksLikeData = (row: SheetRow | undefined, columns: readonly Column[]): boolean =>
  columns.some(({ column }) => typeof row?.cells[column]?.raw === 'number');

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
    return normaliseText(cells?.[merge?.left ?? column]?.text ?? '');
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
    if (text !== '') return textAt(row + 1, left) === '' ? '' : text;
  }
  return '';
}

export const lineAt = (row: SheetRow): string =>
  normaliseText(row.cells.flatMap((cell) => (cell ? [cell.text] : [])).join(' '));

const UNIT_LINE =
  /单\s*位\s*:\s*[^)\s]{0,40}?((?:亿|千\s?万|百\s?万|万|千)?\s?(?:[美港欧日英台韩澳加]\s?)?元)/;

/** 单位：万元 above the header; 单位：亿元、亩 and 单 位 ： 千 元 as well. */
function unitLine(line: string): MoneyUnit | undefined {
  const written = UNIT_LINE.exec(line.slice(0, LONGEST.text))?.[1]?.replace(/\s/g, '');
  return written === undefined || isMoneyUnit(written) ? written : '外币';
}

/** 截止时间：2026年5月 beats the year in a title. */
function yearIn(titles: readonly string[]): number | undefined {
  const pattern = /(20\d\d)\s*[年.\-/]|(20\d\d)年?度/;
  const dated = titles.filter((title) => /截止|截至|时间|日期/.test(title));
  for (const title of [...dated, ...titles]) {
    const match = pattern.exec(title);
    if (match) return Number(match[1] ?? match[2]);
  }
  return undefined;
}
