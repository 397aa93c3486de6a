import { CODE } from '../sheets/headers.ts';
import { columnUnit } from '../sheets/cells/column-units.ts';
import type { Column, SheetLayout } from '../sheets/layout.ts';
import type { Line } from '../sheets/lines.ts';
import { columnName } from '../files/sheet.ts';
import type { SheetSums } from './sums.ts';
import type { SheetReport } from '../plan/types.ts';

const LISTED_ROWS = 20;
const LISTED_COMMENTS = 20;

/** Which lines were left out and why: counted, the first ones by number. */
export class SkipLog {
  readonly #byReason = new Map<string, number[]>();
  readonly #counts = new Map<string, number>();

  add({ why, number }: Pick<Extract<Line, { kind: 'skipped' }>, 'why' | 'number'>): void {
    const rows = this.#byReason.get(why) ?? [];
    if (rows.length < LISTED_ROWS) rows.push(number);
    this.#byReason.set(why, rows);
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
  }

  get list(): SheetReport['skipped'] {
    return [...this.#byReason].map(([why, rows]) => ({ why, rows, count: this.#counts.get(why) ?? 0 }));
  }
}

/** How a sheet was understood, for the preview. */
export function reportOf(
  name: string,
  layout: SheetLayout,
  skipped: SkipLog,
  comments: ReadonlyMap<string, string>,
  sums: SheetSums,
): SheetReport {
  return {
    name,
    headerRows: layout.headerRows,
    unit: layout.unit ?? null,
    columns: layout.columns.map((each) => columnOf(each, layout)),
    ignored: layout.ignored.map(({ header, column, key, why }) => ({
      header,
      column: columnName(column),
      key,
      why,
    })),
    skipped: skipped.list,
    sums,
    presumed: (layout.ledger.presumes ?? [])
      .filter((each) => !layout.columns.some(({ field }) => field === each.field))
      .map(({ text }) => text),
    comments: [...comments].slice(0, LISTED_COMMENTS).map(([cell, text]) => ({ cell, text })),
  };
}

/** A column with the unit of its bare numbers, whether its header, a row of units or a line above the table names it. */
function columnOf(each: Column, layout: SheetLayout): SheetReport['columns'][number] {
  const { header, column, key, field: name, how } = each;
  const { fields, noun } = layout.ledger;
  const field = fields[name];
  const unit = field ? columnUnit(each, field, layout) : each.unit;
  return {
    header,
    column: columnName(column),
    key,
    field: name,
    label: name === CODE ? `${noun}编号` : (field?.label ?? name),
    how,
    ...(unit ? { unit } : {}),
  };
}

/** A sheet that is left out whole. */
export const unreadable = (name: string, leftOut: string): SheetReport => ({
  name,
  headerRows: null,
  unit: null,
  columns: [],
  ignored: [],
  skipped: [],
  comments: [],
  leftOut,
});
