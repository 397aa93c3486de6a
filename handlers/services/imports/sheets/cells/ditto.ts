import type { AnyLedger } from '../../../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../../../models/ledgers/engine/fields.ts';
import { note, read, type Parsed } from '../../../../../models/rules/parse/result.ts';
import { quote } from '../../../../../models/rules/parse/text.ts';
import type { SheetCell, SheetRow } from '../../files/sheet.ts';

const MARKS: ReadonlySet<string> = new Set([
  '同上',
  '同 上',
  '同上行',
  '同上一行',
  '同前',
  '〃',
  '々',
  '"',
  '""',
  '“”',
  '”',
  '“',
  '″',
  "''",
]);
const LONGEST_MARK = 6;

/** 同上, 〃: a mark that stands for what the cell above says. */
export const isDitto = (text: string): boolean => text.length <= LONGEST_MARK && MARKS.has(text.trim());

/** Puts what the row above says in the place of ditto marks; a title of a group and another header end what it can say. */
export class DittoMarks {
  readonly #columns: readonly number[];
  #above: SheetRow | undefined;

  /** @param columns of the table; a name of its own is no other row's, so that its column is not among them */
  constructor(columns: readonly { column: number; field: string }[], { fields, titleField }: AnyLedger) {
    const isName = (field: string) => field === titleField && fields[field]?.type === 'text';
    this.#columns = columns.flatMap(({ column, field }) => (fields[field] && !isName(field) ? [column] : []));
  }

  /** The row with its marks filled in: rows of data only, in order. */
  filled(row: SheetRow): SheetRow {
    let cells: SheetRow['cells'] | undefined;
    for (const column of this.#columns) {
      const cell = row.cells[column];
      if (!cell || typeof cell.raw !== 'string' || !isDitto(cell.text)) continue;
      (cells ??= [...row.cells])[column] = this.#said(column, cell);
    }
    this.#above = cells ? { ...row, cells } : row;
    return this.#above;
  }

  /** What comes next is not under what came before. */
  end(): void {
    this.#above = undefined;
  }

  #said(column: number, { text: written, raw }: SheetCell): SheetCell {
    const above = this.#above?.cells[column];
    if (!this.#above || !above || above.ditto?.row === null)
      return { text: written, raw, ditto: { written, row: null } };
    const { strike: _struck, struckOut: _out, ...said } = above;
    return { ...said, ditto: { written, row: this.#above.number } };
  }
}

/** What a ditto mark without a value above it says. */
export const nothingAbove = (written: string): Parsed<Value> =>
  read<Value>(null, [note('confirm', `写的是${quote(written)}，上面没有同组的值，这样的格按未填，对吗？`)]);

/** Tells that a value is the one of the row above. */
export const fromAbove = (written: string) => note('converted', `${quote(written)}按上一行读取`);
