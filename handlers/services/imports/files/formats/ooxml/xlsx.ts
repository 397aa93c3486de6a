import { broken, LIMITS, refuseMore, tooManyColumns, tooManyRows } from '../../limits.ts';
import {
  columnOf,
  dateText,
  rectangleOf,
  type Merge,
  type SheetCell,
  type SheetFrame,
  type SheetRow,
  type SheetSource,
} from '../../sheet.ts';
import {
  readComments,
  readWorkbook,
  relationsOf,
  type CellStyle,
  type SheetPart,
  type WorkbookParts,
} from './xlsx-parts.ts';
import { isNumericFormula } from './formula.ts';
import { RichText } from '../rich-text.ts';
import { figureCell, noResult, sharedCell, textCell } from '../cells.ts';
import { attribute, decodeCellText, decodeXml, XmlScanner } from '../xml.ts';
import type { ZipParts } from './zip.ts';

/** The sheets of an .xlsx, read in a stream so that memory does not follow the number of rows. */
export async function openXlsx(zip: ZipParts): Promise<SheetSource[]> {
  const book = await readWorkbook(zip);
  return book.sheets.map((part) => ({
    name: part.name,
    hidden: part.hidden,
    frame: () => readFrame(zip, part),
    rows: () => readRows(zip, part, book),
    comments: async () => {
      const relations = await relationsOf(zip, part.path);
      const comments = [...relations.values()].find(({ type }) => type === 'comments');
      return comments && zip.has(comments.path) ? readComments(zip, comments.path) : new Map();
    },
  }));
}

const FRAME_TAG = /<(?:\w+:)?(col|mergeCell)\s([^>]*)>/g;

/** Merges stand behind the rows in the file, so they take a pass of their own, in which rows are skipped undecoded. */
async function readFrame(zip: ZipParts, part: SheetPart): Promise<SheetFrame> {
  const merges: Merge[] = [];
  const hiddenColumns = new Set<number>();
  let tail = Buffer.alloc(0);
  for await (const chunk of zip.bytes(part.path)) {
    const bytes = Buffer.concat([tail, chunk]);
    const cut = Math.max(0, bytes.lastIndexOf('<'));
    tail = bytes.subarray(cut);
    if (!bytes.includes('col ') && !bytes.includes('mergeCell ')) continue;
    // What is looked for is ASCII, so bytes may pass for letters.
    for (const [, tag, attributes = ''] of bytes.toString('latin1', 0, cut).matchAll(FRAME_TAG)) {
      if (tag === 'mergeCell') merges.push(rectangleOf(attribute(` ${attributes}`, 'ref') ?? 'A1'));
      else if (isHidden(attributes)) hideColumns(hiddenColumns, ` ${attributes}`);
    }
    refuseMore('merged cells', merges.length);
  }
  return { merges, hiddenColumns };
}

function hideColumns(hidden: Set<number>, attributes: string): void {
  const last = Math.min(Number(attribute(attributes, 'max')), LIMITS.columns);
  for (let column = Number(attribute(attributes, 'min')); column <= last; column++) hidden.add(column - 1);
}

const isHidden = (attributes: string): boolean => {
  const hidden = attribute(` ${attributes}`, 'hidden');
  return hidden === '1' || hidden === 'true';
};

class RowReader {
  readonly #book: WorkbookParts;
  readonly #sheet: string;
  readonly #rich = new RichText();
  #row: SheetRow | undefined;
  #number = 0;
  #column = 0;
  #type = '';
  #style = -1;
  #value = '';
  #inValue = false;
  #inRich = false;
  #inFormula = false;
  /** Undefined for a cell without one. */
  #formula: string | undefined;
  #hasValue = false;
  rows: SheetRow[] = [];

  constructor(book: WorkbookParts, sheet: string) {
    this.#book = book;
    this.#sheet = sheet;
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#openCell(attributes);
    else if (name === 'v') {
      this.#inValue = true;
      this.#hasValue = true;
      this.#value = '';
    } else if (name === 'f') {
      this.#inFormula = true;
      this.#formula = '';
    } else if (name === 'row') this.#openRow(attributes);
    else if (name === 'is') this.#inRich = true;
    else if (this.#inRich) this.#rich.open(name, attributes);
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
    else if (this.#inFormula) this.#formula += text;
    else if (this.#inRich) this.#rich.text(text);
  }

  close(name: string): void {
    if (name === 'v') this.#inValue = false;
    else if (name === 'f') this.#inFormula = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
    else if (name === 'is') this.#inRich = false;
    else if (this.#inRich) this.#rich.close(name);
  }

  #openRow(attributes: string): void {
    const written = attribute(attributes, 'r');
    this.#number = written === undefined ? this.#number + 1 : Number(written);
    this.#column = -1;
    this.#row = { number: this.#number, hidden: isHidden(attributes), cells: [] };
  }

  #closeRow(): void {
    if (this.#row && this.#row.cells.length > 0) {
      if (this.#number > LIMITS.rows) throw tooManyRows(this.#sheet);
      this.rows.push(this.#row);
    }
    this.#row = undefined;
  }

  #openCell(attributes: string): void {
    const at = attribute(attributes, 'r');
    this.#column = at === undefined ? this.#column + 1 : columnOf(at);
    this.#type = attribute(attributes, 't') ?? 'n';
    const style = attribute(attributes, 's');
    this.#style = style === undefined ? -1 : Number(style);
    this.#value = '';
    this.#formula = undefined;
    this.#hasValue = false;
  }

  #closeCell(): void {
    const cell = this.#cell();
    if (!cell || !this.#row) return;
    if (this.#column >= LIMITS.columns) throw tooManyColumns(this.#sheet);
    this.#row.cells[this.#column] = cell;
  }

  #cell(): SheetCell | undefined {
    if (this.#formula !== undefined && this.#value === '' && !this.#isNothing()) return noResult();
    const style = this.#book.styles[this.#style];
    const strike = style?.strike ?? false;
    switch (this.#type) {
      case 's': {
        const shared = this.#book.strings[Number(this.#value)];
        return shared && sharedCell(shared, strike);
      }
      case 'inlineStr':
        return sharedCell(this.#rich.take(), strike);
      case 'str':
        return textCell(decodeCellText(this.#value), strike);
      case 'd':
        return textCell(this.#value.slice(0, 10), strike);
      case 'b':
        return this.#value === '' ? undefined : withStrike(booleanCell(this.#value === '1'), strike);
      case 'e':
        return { text: decodeCellText(this.#value), raw: decodeCellText(this.#value), error: true };
      default:
        return this.#numeric(style, strike);
    }
  }

  /** Did the formula come to an empty text? Then it is written as one, and the formula is no sum. */
  #isNothing(): boolean {
    if (this.#type === 'inlineStr') return true;
    return this.#type === 'str' && this.#hasValue && !isNumericFormula(decodeXml(this.#formula ?? ''));
  }

  #numeric(style: CellStyle | undefined, strike: boolean): SheetCell | undefined {
    if (this.#value === '') return undefined;
    const number = Number(this.#value);
    if (!Number.isFinite(number)) throw broken(`${this.#sheet}: number ${this.#value.slice(0, 20)}`);
    const date = style?.date;
    if (date !== undefined && number >= 1 && number < 2_958_466) {
      const text = dateText(number, date, this.#book.is1904);
      return withStrike({ text, raw: text }, strike);
    }
    return withStrike(figureCell(number, style?.format), strike);
  }
}

const withStrike = (cell: SheetCell, strike: boolean): SheetCell =>
  strike ? { ...cell, strike: true } : cell;

const booleanCell = (value: boolean): SheetCell => ({ text: value ? '是' : '否', raw: value });

async function* readRows(zip: ZipParts, part: SheetPart, book: WorkbookParts): AsyncGenerator<SheetRow[]> {
  const reader = new RowReader(book, part.name);
  const scanner = new XmlScanner(reader);
  for await (const chunk of zip.stream(part.path)) {
    scanner.write(chunk);
    if (reader.rows.length === 0) continue;
    yield reader.rows;
    reader.rows = [];
  }
  scanner.end();
  if (reader.rows.length > 0) yield reader.rows;
}
