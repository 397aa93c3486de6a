import type { SheetCell, SheetRow } from './sheet.ts';

/**
 * Rows on their way from one thread to another: two flat things, which are copied as they are. As objects, a cell would
 * take longer to hand over than to read.
 */
export interface PackedRows {
  /** The texts of the cells that are new, one behind the other. */
  text: string;
  /**
   * Of each row its number, 1 if it is hidden, and the length of its cells; then of each cell 0 for none, the number of
   * a cell that came before, or below zero a new one's length of text and kind.
   */
  marks: Int32Array<ArrayBuffer>;
}

/** What a cell is besides its text, from which its raw value follows. */
const KINDS = ['text', 'number', 'boolean', 'error'] as const;
type Kind = (typeof KINDS)[number];
const STRUCK = KINDS.length;
/** A cell with more to tell than these: it is handed over as JSON. */
const WHOLE = 2 * KINDS.length;
const SHAPES = WHOLE + 1;
const YES = '是';

/** Cells with short texts repeat (县区, 产业, days) and are handed over once; of so many, then it begins anew. */
const REMEMBERED = 8192;
/** V8 copies a text of this length out of a longer one instead of holding on to that. */
const SHORT = 12;

function shapeOf({ raw, error, strike, struckOut, stored, cleaned }: SheetCell): number {
  if (struckOut !== undefined || stored || cleaned) return WHOLE;
  const kind: Kind = error ? 'error' : typeof raw === 'string' ? 'text' : (typeof raw as Kind);
  return KINDS.indexOf(kind) + (strike ? STRUCK : 0);
}

function cellOf(text: string, shape: number): SheetCell {
  if (shape === WHOLE) return JSON.parse(text) as SheetCell;
  const kind = KINDS[shape % STRUCK];
  const raw = kind === 'number' ? Number(text) : kind === 'boolean' ? text === YES : text;
  const cell: SheetCell = { text, raw };
  if (shape >= STRUCK) cell.strike = true;
  if (kind === 'error') cell.error = true;
  return cell;
}

/** Packs the rows of one pass over a sheet, for one `RowUnpacker` that gets all of it in order. */
export class RowPacker {
  /** By shape and text, the number of a cell handed over. */
  readonly #known = Array.from({ length: SHAPES }, () => new Map<string, number>());
  #size = 0;

  pack(rows: readonly SheetRow[]): PackedRows {
    const texts: string[] = [];
    const marks: number[] = [];
    for (const { number, hidden, cells } of rows) {
      marks.push(number, hidden ? 1 : 0, cells.length);
      // By index, so that holes count.
      for (let column = 0; column < cells.length; column++) {
        const cell = cells[column];
        marks.push(cell ? this.#mark(cell, texts) : 0);
      }
    }
    return { text: texts.join(''), marks: Int32Array.from(marks) };
  }

  #mark(cell: SheetCell, texts: string[]): number {
    const shape = shapeOf(cell);
    const text = shape === WHOLE ? JSON.stringify(cell) : cell.text;
    const known = text.length <= SHORT ? this.#known[shape] : undefined;
    const before = known?.get(text);
    if (before !== undefined) return before;
    texts.push(text);
    if (known) {
      if (this.#size === REMEMBERED) this.#forget();
      known.set(text, ++this.#size);
    }
    return -(text.length * SHAPES + shape) - 1;
  }

  #forget(): void {
    for (const known of this.#known) known.clear();
    this.#size = 0;
  }
}

/** Makes rows of what a `RowPacker` packed. Equal cells may be one object. */
export class RowUnpacker {
  #known: SheetCell[] = [];

  unpack({ text, marks }: PackedRows): SheetRow[] {
    const rows: SheetRow[] = [];
    let from = 0;
    for (let at = 0; at < marks.length;) {
      const [number = 0, hidden, length = 0] = marks.subarray(at, at + 3);
      const cells: SheetRow['cells'] = [];
      at += 3;
      for (const end = at + length; at < end; at++) {
        const mark = marks[at] ?? 0;
        if (mark >= 0) {
          cells.push(this.#known[mark - 1]);
          continue;
        }
        const to = from + Math.floor((-mark - 1) / SHAPES);
        cells.push(this.#fresh(text.slice(from, to), (-mark - 1) % SHAPES));
        from = to;
      }
      rows.push({ number, hidden: hidden === 1, cells });
    }
    return rows;
  }

  #fresh(text: string, shape: number): SheetCell {
    const cell = cellOf(text, shape);
    if (text.length > SHORT) return cell;
    if (this.#known.length === REMEMBERED) this.#known = [];
    this.#known.push(cell);
    return cell;
  }
}
