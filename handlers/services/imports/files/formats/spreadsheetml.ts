import { LIMITS, tooManyColumns } from '../limits.ts';
import { cellAddress, dateText, isDateFormat, type SheetCell, type SheetSource } from '../sheet.ts';
import { figureCell, noResult } from './cells.ts';
import { keepRow, keptSheet, keptSource, type KeptSheet } from './written/kept-sheet.ts';
import { numberFormat, type NumberFormat } from './number-format.ts';
import { readRuns, type TextRun } from './rich-text.ts';
import { attribute, decodeXml, isOn, XmlScanner } from './xml.ts';

/** The sheets of an "XML spreadsheet 2003", which reporting systems export under the name of .xls. */
export function openSpreadsheetMl(text: string): SheetSource[] {
  const reader = new SpreadsheetReader();
  const scanner = new XmlScanner(reader);
  // In pieces, so that no tag is looked for through the whole of it.
  for (let at = 0; at < text.length; at += PIECE) scanner.write(text.slice(at, at + PIECE));
  scanner.end();
  return reader.sheets.map(keptSource);
}

const PIECE = 32 * 1024;

interface Style {
  code?: string;
  strike?: boolean;
  parent?: string | undefined;
}

interface OpenCell {
  formula: boolean;
  style: string | undefined;
  type: string | undefined;
  runs: TextRun[];
}

/** Attributes carry the namespace's usual prefix, or none. */
const said = (attributes: string, name: string): string | undefined =>
  attribute(attributes, `ss:${name}`) ?? attribute(attributes, name);

/** Formats that are called by a name. */
const NAMED: Readonly<Record<string, string>> = {
  'General Date': 'yyyy/m/d h:mm',
  'Short Date': 'yyyy/m/d',
  'Medium Date': 'd-mmm-yy',
  'Long Date': 'yyyy"年"m"月"d"日"',
  Percent: '0.00%',
};

class SpreadsheetReader {
  readonly sheets: KeptSheet[] = [];
  readonly #styles = new Map<string, Style>();
  readonly #formats = new Map<string, NumberFormat | undefined>();
  #style: Style | undefined;
  #cells: (SheetCell | undefined)[] | undefined;
  #cell: OpenCell | undefined;
  #row = { number: 0, hidden: false };
  #column = 0;
  #columnOfFrame = 0;
  /** How many columns to the right the open cell reaches. */
  #span = 0;
  #struck = 0;
  #inData = false;
  #comment: string | undefined;
  #inVisible = false;

  open(name: string, attributes: string): void {
    const opens = OPENING.get(name);
    if (opens) opens(this, attributes);
    else if (this.#inData && name === 'S') this.#struck++;
  }

  text(text: string): void {
    const sheet = this.sheets.at(-1);
    if (this.#comment !== undefined) this.#comment += decodeXml(text);
    else if (this.#inData)
      this.#cell?.runs.push({ text: decodeXml(text), struck: this.#struck > 0 ? true : undefined });
    else if (this.#inVisible && sheet) sheet.hidden = /SheetHidden|SheetVeryHidden/.test(text);
  }

  close(name: string): void {
    if (name === 'Data') this.#inData = false;
    else if (name === 'S' && this.#struck > 0) this.#struck--;
    else if (name === 'Cell') this.closeCell();
    else if (name === 'Row') this.closeRow();
    else if (name === 'Style') this.#style = undefined;
    else if (name === 'Visible') this.#inVisible = false;
    else if (name === 'Comment' && this.#comment !== undefined) {
      const text = this.#comment.trim();
      this.#comment = undefined;
      this.sheets.at(-1)?.comments.set(cellAddress(this.#column, this.#row.number), text);
    }
  }

  openStyle(attributes: string): void {
    this.#style = { parent: said(attributes, 'Parent') };
    this.#styles.set(said(attributes, 'ID') ?? '', this.#style);
  }

  openNumberFormat(attributes: string): void {
    const written = said(attributes, 'Format');
    if (this.#style && written !== undefined) this.#style.code = NAMED[written] ?? written;
  }

  openFont(attributes: string): void {
    if (this.#style && !this.#inData) this.#style.strike = isOn(said(attributes, 'StrikeThrough'));
  }

  openWorksheet(attributes: string): void {
    this.sheets.push(keptSheet(said(attributes, 'Name') ?? ''));
    this.#row = { number: 0, hidden: false };
    this.#columnOfFrame = 0;
  }

  openVisible(): void {
    this.#inVisible = true;
  }

  openColumn(attributes: string): void {
    const index = Number(said(attributes, 'Index') ?? this.#columnOfFrame + 1);
    const last = Math.min(index + Number(said(attributes, 'Span') ?? 0), LIMITS.columns);
    if (isOn(said(attributes, 'Hidden')))
      for (let column = index; column <= last; column++) this.sheets.at(-1)?.hiddenColumns.add(column - 1);
    this.#columnOfFrame = last;
  }

  openRow(attributes: string): void {
    const number = Number(said(attributes, 'Index') ?? this.#row.number + 1);
    this.#row = { number, hidden: isOn(said(attributes, 'Hidden')) };
    this.#cells = [];
    this.#column = -1;
  }

  closeRow(): void {
    const sheet = this.sheets.at(-1);
    if (sheet && this.#cells) keepRow(sheet, { ...this.#row, cells: this.#cells });
    this.#cells = undefined;
  }

  openCell(attributes: string): void {
    const at = said(attributes, 'Index');
    this.#column = at === undefined ? this.#column + 1 : Number(at) - 1;
    const [columns, rows] = ['MergeAcross', 'MergeDown'].map((name) => Number(said(attributes, name) ?? 0));
    const sheet = this.sheets.at(-1);
    if (!(this.#column + (columns ?? 0) < LIMITS.columns)) throw tooManyColumns(sheet?.name ?? '');
    if (sheet && (columns || rows)) {
      const [top, left] = [this.#row.number - 1, this.#column];
      sheet.merges.push({ top, left, bottom: top + (rows ?? 0), right: left + (columns ?? 0) });
    }
    this.#cell = {
      formula: said(attributes, 'Formula') !== undefined,
      style: said(attributes, 'StyleID'),
      type: undefined,
      runs: [],
    };
    this.#span = columns ?? 0;
  }

  closeCell(): void {
    const cell = this.#cell && this.#cellOf(this.#cell);
    this.#cell = undefined;
    if (this.#cells && cell) this.#cells[this.#column] = cell;
    this.#column += this.#span;
  }

  openData(attributes: string): void {
    if (!this.#cell || this.#comment !== undefined) return;
    this.#cell.type = said(attributes, 'Type');
    this.#inData = true;
    this.#struck = 0;
  }

  openComment(): void {
    this.#comment = '';
  }

  #cellOf({ formula, style: id, type, runs }: OpenCell): SheetCell | undefined {
    const text = runs.map((run) => run.text).join('');
    const style = this.#styleOf(id);
    if (type === undefined || (text === '' && type !== 'String')) return formula ? noResult() : undefined;
    const known = this.#typed(type, text, style.code ?? '') ?? readRuns(runs);
    return known && style.strike === true ? { ...known, strike: true } : known;
  }

  #typed(type: string, text: string, code: string): SheetCell | undefined {
    if (type === 'Number') {
      const number = Number(text);
      if (!Number.isFinite(number)) return undefined;
      return isDateFormat(code) && number >= 1
        ? dayCell(number, code)
        : figureCell(number, this.#formatOf(code));
    }
    if (type === 'DateTime') {
      const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
      const serial = Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS + EPOCH;
      return Number.isFinite(serial) ? dayCell(serial, isDateFormat(code) ? code : 'yyyy-mm-dd') : undefined;
    }
    if (type === 'Boolean') return { text: isOn(text) ? '是' : '否', raw: isOn(text) };
    return type === 'Error' ? { text, raw: text, error: true } : undefined;
  }

  #formatOf(code: string): NumberFormat | undefined {
    if (!this.#formats.has(code)) this.#formats.set(code, numberFormat(code));
    return this.#formats.get(code);
  }

  /** With what it takes over from its parent. */
  #styleOf(id: string | undefined): Style {
    const own = this.#styles.get(id ?? 'Default') ?? {};
    const parent = own.parent === undefined ? undefined : this.#styles.get(own.parent);
    return { ...parent, ...own };
  }
}

/** 1970-01-01 as Excel counts days. */
const EPOCH = 25_569;
const DAY_MS = 86_400_000;

function dayCell(serial: number, code: string): SheetCell {
  const text = dateText(serial, code, false);
  return { text, raw: text };
}

type Opens = (reader: SpreadsheetReader, attributes: string) => void;
const OPENING: ReadonlyMap<string, Opens> = new Map<string, Opens>([
  ['Style', (reader, attributes) => reader.openStyle(attributes)],
  ['NumberFormat', (reader, attributes) => reader.openNumberFormat(attributes)],
  ['Font', (reader, attributes) => reader.openFont(attributes)],
  ['Worksheet', (reader, attributes) => reader.openWorksheet(attributes)],
  ['Visible', (reader) => reader.openVisible()],
  ['Column', (reader, attributes) => reader.openColumn(attributes)],
  ['Row', (reader, attributes) => reader.openRow(attributes)],
  ['Cell', (reader, attributes) => reader.openCell(attributes)],
  ['Data', (reader, attributes) => reader.openData(attributes)],
  ['Comment', (reader) => reader.openComment()],
]);
