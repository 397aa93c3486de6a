import { broken, LIMITS, tooManyColumns } from '../../limits.ts';
import { pageWithInputs } from '../../refusals.ts';
import type { SheetCell, SheetSource } from '../../sheet.ts';
import { keepRow, keptSheet, keptSource, type KeptSheet } from './kept-sheet.ts';
import { pagePieces, shownWords, type Tag } from './markup.ts';
import { readRuns, type TextRun } from '../rich-text.ts';

/**
 * The tables of a web page as one sheet, as Excel opens it: every cell is the text that is seen, so that codes of 18
 * digits stay whole. What stands outside the tables (a heading, a unit) are rows of their own.
 * @throws AppError INVALID for a page that was cut off, and for one in whose cells people are to type
 */
export function openPage(text: string, name: string): SheetSource[] {
  const reader = new PageReader(name);
  for (const piece of pagePieces(text)) {
    if (typeof piece === 'string') reader.text(piece);
    else if (piece.closes) reader.close(piece.name);
    else reader.open(piece);
  }
  const sheet = reader.end();
  return sheet ? [keptSource(sheet)] : [];
}

const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'caption',
  'tr',
  'table',
]);
const STRIKES = new Set(['s', 'strike', 'del']);
const INPUTS = new Set(['input', 'select', 'textarea']);
/** Elements that have no end. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'col', 'wbr', 'area', 'base']);

interface Row {
  hidden: boolean;
  cells: (SheetCell | undefined)[];
  spans: { column: number; columns: number; rows: number }[];
  /** Holds a table: laid out by it, and no row of data. */
  holdsTable: boolean;
}

interface OpenCell {
  columns: number;
  rows: number;
  hidden: boolean;
}

/** A table that is being read: its open row and cell, and which columns cells from above reach into. */
interface Table {
  row: Row | undefined;
  cell: OpenCell | undefined;
  /** By column, how many further rows are taken. */
  taken: number[];
}

/** Elements that are struck through or not shown, until they close. */
interface Marked {
  name: string;
  strikes: boolean;
  hides: boolean;
}

class PageReader {
  readonly #name: string;
  readonly #sheet: KeptSheet;
  readonly #tables: Table[] = [];
  #marked: Marked[] = [];
  #runs: TextRun[] = [];
  #number = 0;
  #sawTable = false;

  constructor(name: string) {
    this.#name = name;
    this.#sheet = keptSheet(name.replace(/\.[^.]*$/, ''));
  }

  open(tag: Tag): void {
    const { name } = tag;
    if (BREAKS.has(name)) this.#break();
    if (name === 'table') this.#openTable();
    else if (name === 'tr') this.#openRow(tag);
    else if (name === 'td' || name === 'th') this.#openCell(tag);
    else if (INPUTS.has(name) && this.#tables.length > 0 && tag.attributes().get('type') !== 'hidden')
      throw pageWithInputs(this.#name);
    else if (!VOID.has(name)) this.#mark(tag);
  }

  text(text: string): void {
    if (this.#marked.some(({ hides }) => hides)) return;
    const words = shownWords(text);
    this.#runs.push({ text: words, struck: this.#marked.some(({ strikes }) => strikes) });
  }

  close(name: string): void {
    if (name === 'td' || name === 'th') this.#closeCell();
    else if (name === 'tr') this.#closeRow();
    else if (name === 'table') this.#closeTable();
    else {
      if (BREAKS.has(name)) this.#break();
      const at = this.#marked.findLastIndex((each) => each.name === name);
      if (at >= 0) this.#marked = this.#marked.slice(0, at);
    }
  }

  end(): KeptSheet | undefined {
    if (this.#tables.length > 0) throw broken('a page that ends inside a table');
    this.#asOwnRow();
    return this.#sawTable ? this.#sheet : undefined;
  }

  #break(): void {
    this.#runs.push({ text: '\n', struck: undefined });
  }

  #mark(tag: Tag): void {
    const look = lookOf(tag);
    const strikes = STRIKES.has(tag.name) || look.strikes;
    if (strikes || look.hides) this.#marked.push({ name: tag.name, strikes, hides: look.hides });
  }

  #openTable(): void {
    const outer = this.#tables.at(-1);
    if (outer?.row) outer.row.holdsTable = true;
    this.#asOwnRow();
    this.#sawTable = true;
    this.#tables.push({ row: undefined, cell: undefined, taken: [] });
  }

  #closeTable(): void {
    this.#closeRow();
    this.#tables.pop();
  }

  #openRow(tag: Tag): void {
    this.#closeRow();
    const table = this.#tables.at(-1);
    if (table) table.row = { hidden: lookOf(tag).hides, cells: [], spans: [], holdsTable: false };
  }

  #openCell(tag: Tag): void {
    this.#closeCell();
    const table = this.#tables.at(-1);
    if (!table) return;
    table.row ??= { hidden: false, cells: [], spans: [], holdsTable: false };
    const attributes = tag.attributes();
    const look = lookOf(tag);
    table.cell = {
      columns: span(attributes.get('colspan'), LIMITS.columns),
      rows: span(attributes.get('rowspan'), LIMITS.rows),
      hidden: look.hides,
    };
    this.#runs = [];
    this.#marked = look.strikes ? [{ name: tag.name, strikes: true, hides: false }] : [];
  }

  #closeCell(): void {
    const table = this.#tables.at(-1);
    const { row, cell } = table ?? {};
    if (!table || !row || !cell) return;
    table.cell = undefined;
    let column = row.cells.length;
    while ((table.taken[column] ?? 0) > 0) column++;
    if (column + cell.columns > LIMITS.columns) throw tooManyColumns(this.#sheet.name);
    row.cells[column + cell.columns - 1] = undefined;
    row.cells[column] = row.holdsTable || cell.hidden ? undefined : readRuns(this.#runs);
    this.#runs = row.holdsTable ? this.#runs : [];
    this.#marked = [];
    row.spans.push({ column, columns: cell.columns, rows: cell.rows });
  }

  #closeRow(): void {
    this.#closeCell();
    const table = this.#tables.at(-1);
    const row = table?.row;
    if (!table || !row) return;
    table.row = undefined;
    if (row.holdsTable) return this.#asOwnRow();
    this.#runs = [];
    this.#number++;
    table.taken = table.taken.map((left) => Math.max(0, left - 1));
    for (const { column, columns, rows } of row.spans) this.#reach(table, column, columns, rows);
    keepRow(this.#sheet, { number: this.#number, hidden: row.hidden, cells: row.cells });
  }

  /** A cell over several columns or rows. */
  #reach(table: Table, column: number, columns: number, rows: number): void {
    if (columns === 1 && rows === 1) return;
    for (let c = column; c < column + columns; c++) table.taken[c] = rows - 1;
    const top = this.#number - 1;
    this.#sheet.merges.push({ top, left: column, bottom: top + rows - 1, right: column + columns - 1 });
  }

  /** What has been read outside of the cells of a table. */
  #asOwnRow(): void {
    const cell = readRuns(this.#runs);
    this.#runs = [];
    if (cell) keepRow(this.#sheet, { number: ++this.#number, hidden: false, cells: [cell] });
  }
}

const span = (written: string | undefined, most: number): number =>
  Math.min(most, Math.max(1, Math.trunc(Number(written ?? 1)) || 1));

function lookOf(tag: Tag): { strikes: boolean; hides: boolean } {
  const attributes = tag.attributes();
  const style = attributes.get('style') ?? '';
  return {
    strikes: /text-decoration[^;]*line-through/i.test(style),
    hides: attributes.has('hidden') || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style),
  };
}
