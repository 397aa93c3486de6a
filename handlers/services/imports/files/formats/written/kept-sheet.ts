import { LIMITS, tooManyColumns, tooManyRows } from '../../limits.ts';
import type { Merge, SheetCell, SheetRow, SheetSource } from '../../sheet.ts';

/** A sheet whose rows are all read before the first is asked for. */
export interface KeptSheet {
  name: string;
  hidden: boolean;
  rows: SheetRow[];
  merges: Merge[];
  hiddenColumns: Set<number>;
  comments: Map<string, string>;
}

export const keptSheet = (name: string): KeptSheet => ({
  name,
  hidden: false,
  rows: [],
  merges: [],
  hiddenColumns: new Set(),
  comments: new Map(),
});

/** @throws AppError INVALID for a row or column beyond what a sheet may have */
export function keepRow(sheet: KeptSheet, row: SheetRow): void {
  if (row.number > LIMITS.rows) throw tooManyRows(sheet.name);
  if (row.cells.length > LIMITS.columns) throw tooManyColumns(sheet.name);
  if (row.cells.some(isThere)) sheet.rows.push(row);
}

const isThere = (cell: SheetCell | undefined): boolean => cell !== undefined;

const BATCH = 500;

export const keptSource = ({
  name,
  hidden,
  rows,
  merges,
  hiddenColumns,
  comments,
}: KeptSheet): SheetSource => ({
  name,
  hidden,
  frame: async () => ({ merges, hiddenColumns }),
  async *rows() {
    // Whoever reads them may fill in what merged cells say: the next pass must not see that.
    for (let at = 0; at < rows.length; at += BATCH)
      yield rows.slice(at, at + BATCH).map((row) => ({ ...row, cells: [...row.cells] }));
  },
  comments: async () => comments,
});
