import type { AnyLedger, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import { assignColumns, type Column, type IgnoredColumn, type StackedColumn } from './columns.ts';
import { blocksOf, headerRowsOf, mergesOver, plainRow, type HeaderBlock } from './head-blocks.ts';
import { headerKey } from './header-key.ts';
import { BY_TITLE, CODE, readHeaderWords, type Dictionary } from './headers.ts';
import { spreadOver } from './spread.ts';
import { sheetTitlesOf, type SheetTitles } from './titles.ts';
import type { SheetFrame, SheetRow } from '../files/sheet.ts';

export type { Column, IgnoredColumn } from './columns.ts';

/** What was understood of a sheet's head: where its header stands and which column is which field. */
export interface SheetLayout extends SheetTitles {
  ledger: AnyLedger;
  dictionary: Dictionary;
  /** 1-based rows of the header, first and last. */
  headerRows: readonly [number, number];
  columns: readonly Column[];
  ignored: readonly IgnoredColumn[];
  /** The columns it stands in, first and last, where another table stands beside it. */
  between?: readonly [number, number];
  /** Of one column of several that are spread over the sheet: what its header says of every row. */
  spread?: { sets: LooseRow; value: string; alone: boolean };
  score: number;
}

/** What a sheet's head says when it is read for one ledger: the best header, and tables beside it. */
export interface LedgerFit {
  ledger: AnyLedger;
  layouts: readonly [SheetLayout, ...SheetLayout[]];
  /** How well it fits, to be held against the other ledgers'. */
  weight: number;
}

/**
 * A sheet's head as each of the given ledgers reads it, the best first; none for ledgers in whose words it has no header.
 * @param least how many columns must be known; enough to be sure of the ledger unless given
 */
export function ledgerFits(
  rows: readonly SheetRow[],
  { merges, hiddenColumns }: SheetFrame,
  dictionaries: readonly Dictionary[],
  least?: number,
): LedgerFit[] {
  const head = rows.map(plainRow);
  const frame = { hiddenColumns, merges: mergesOver(head, merges) };
  const blocks = blocksOf(head, frame.merges);
  const fits = dictionaries.flatMap((dictionary): LedgerFit[] => {
    const read = (block: HeaderBlock): Candidate | undefined => {
      const layout = readHeader(head, block, frame, dictionary, least);
      return layout && { layout, block, weight: weightOf(layout) };
    };
    let best: Candidate | undefined;
    for (const block of blocks) {
      const found = read(block);
      if (found && (!best || found.weight > best.weight)) best = found;
    }
    if (!best) return [];
    const { layout, block } = aboveData(best, blocks, head, read);
    const beside = besideEachOther(block.columns, dictionary).map((columns) =>
      readHeader(head, { ...block, columns }, frame, dictionary, least),
    );
    return [{ ledger: dictionary.ledger, layouts: tablesOf(layout, beside), weight: best.weight }];
  });
  return fits.sort((a, b) => b.weight - a.weight);
}

/** The columns that are spread over the sheet, or tables side by side, each read as a table of its own. */
function tablesOf(layout: SheetLayout, beside: readonly (SheetLayout | undefined)[]): LedgerFit['layouts'] {
  const [first, ...more] = spreadOf(layout);
  if (first) return [first, ...more];
  const read = beside.filter((table) => table !== undefined);
  if (read.length < 2 || read.length < beside.length) return [layout];
  const [left = layout, ...others] = read.map((table, i) => ({ ...table, between: spanOf(read, i) }));
  return [left, ...others];
}

/** The reading for the ledger that fits best, of the first table. */
export const findLayout = (...head: Parameters<typeof ledgerFits>): SheetLayout | undefined =>
  ledgerFits(...head)[0]?.layouts[0];

interface Candidate {
  layout: SheetLayout;
  block: HeaderBlock;
  weight: number;
}

/**
 * A header of more columns may stand further down, below rows of data that have a header of their own: the first one is
 * begun with, the other is met on the way.
 */
function aboveData(
  best: Candidate,
  blocks: readonly HeaderBlock[],
  head: readonly SheetRow[],
  read: (block: HeaderBlock) => Candidate | undefined,
): Candidate {
  const { titleField } = best.layout.ledger;
  const earlier = blocks
    .filter(({ start, rows }) => start + rows.length < best.block.start)
    .flatMap((block) => read(block) ?? [])
    .filter(({ layout: { columns, headerRows } }) => {
      const named = columns.find(({ field }) => field === titleField);
      const between = head.filter(
        ({ number }) => number > headerRows[1] && number < best.layout.headerRows[0],
      );
      return named && columns.length >= 3 && between.some((row) => isDataUnder(row, columns, named));
    });
  const first = Math.min(...earlier.map(({ block }) => block.start));
  const same = earlier.filter(({ block }) => block.start === first);
  return same.reduce((a, b) => (b.weight > a.weight ? b : a), same[0] ?? best);
}

/** A name, and a number or most of what the header asks for. */
const isDataUnder = ({ cells }: SheetRow, columns: readonly Column[], named: Column): boolean => {
  const filled = columns.flatMap(({ column }) => {
    const cell = cells[column];
    return cell && cell.text !== '' ? [cell] : [];
  });
  return (
    cells[named.column] !== undefined &&
    (filled.length >= Math.max(3, columns.length / 2) ||
      (filled.length >= 2 && filled.some(({ raw }) => typeof raw === 'number')))
  );
};

/** A table for each column that is spread over the sheet, beside the columns that they have in common. */
function spreadOf(layout: SheetLayout): SheetLayout[] {
  const { ledger, columns, ignored } = layout;
  const found = spreadOver(ledger, columns, ignored);
  const taken = new Set(found.map(({ column }) => column.column));
  const left = ignored.filter(({ column }) => !taken.has(column));
  return found.map(({ column, sets }) => ({
    ...layout,
    columns: [...columns, column].sort((a, b) => a.column - b.column),
    ignored: left,
    spread: { sets, value: column.field, alone: found.length === 1 },
  }));
}

/** Tables side by side: the header that names the rows stands again further right, with what stood before it. */
function besideEachOther(
  columns: readonly StackedColumn[],
  dictionary: Dictionary,
): (readonly StackedColumn[])[] {
  const isTitle = ({ words, parts }: StackedColumn): boolean => {
    const reading = words && readHeaderWords(words, headerKey(parts.join('')), dictionary);
    return reading?.kind === 'field' && reading.field === dictionary.ledger.titleField;
  };
  const titles = columns.flatMap((column, i) => (isTitle(column) ? [i] : []));
  const [first = 0] = titles;
  const alike = (i: number, j: number) => columns[i]?.parts.join() === columns[j]?.parts.join();
  const same = titles.filter((i) => alike(i, first));
  if (same.length < 2) return [];
  let before = 0;
  while (before < first && same.every((i) => alike(i - before - 1, first - before - 1))) before++;
  const starts = same.map((i, n) => (n === 0 ? 0 : i - before));
  return starts.map((start, n) => columns.slice(start, starts[n + 1]));
}

function spanOf(tables: readonly SheetLayout[], i: number): readonly [number, number] {
  const first = ({ columns, ignored }: SheetLayout) =>
    Math.min(...[...columns, ...ignored].map(({ column }) => column));
  const [own, next] = [tables[i], tables[i + 1]];
  return [i === 0 || !own ? 0 : first(own), next ? first(next) - 1 : Number.MAX_SAFE_INTEGER];
}

/**
 * Recognised columns count, those that every row must have count double; without a name or code it is not a ledger. What
 * is called by the name of another ledger's rows speaks for that one rather.
 */
function weightOf({ columns, ledger, score }: SheetLayout): number {
  const needed = columns.filter(({ field }) => ledger.fields[field]?.required === true).length;
  const borrowed = columns.filter(({ how }) => how === BY_TITLE).length;
  const named = borrowed > 0 || columns.some(({ field }) => field === ledger.titleField || field === CODE);
  return score + needed - borrowed + (named ? 0 : -3);
}

function readHeader(
  head: readonly SheetRow[],
  { start, rows: block, columns: stacked, units }: HeaderBlock,
  frame: SheetFrame,
  dictionary: Dictionary,
  least?: number,
): SheetLayout | undefined {
  const { ledger } = dictionary;
  const { columns, ignored } = assignColumns(stacked, frame.hiddenColumns, dictionary);
  const enough = least ?? Math.min(3, Math.max(2, Math.ceil(ledger.filled.length / 4)));
  const spread = spreadOver(ledger, columns, ignored);
  const known = columns.length + Math.min(spread.length, 1);
  if (known < enough || looksLikeData(block.at(-1), [...columns, ...spread.map(({ column }) => column)]))
    return undefined;
  return {
    ledger,
    dictionary,
    headerRows: headerRowsOf(block, frame.merges),
    columns,
    ignored,
    ...sheetTitlesOf(head.slice(0, start)),
    // A deeper block that recognises nothing more took a title or a row of data in, unless the row tells the units.
    score: known - 0.1 * (block.length - 1) + (units ? 0.3 : 0),
  };
}

/** A header is words. A last row in which recognised columns hold numbers is the first row of data. */
const looksLikeData = (row: SheetRow | undefined, columns: readonly Column[]): boolean =>
  columns.some(({ column }) => typeof row?.cells[column]?.raw === 'number');
