import type { AnyLedger, Fault, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../../models/ledgers/engine/fields.ts';
import { kindOf, readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import type { CellReader, ReadContext, RefNamed } from '../../../../models/ledgers/engine/kinds/kind.ts';
import type { Also, AskedWord, Note, Parsed } from '../../../../models/rules/parse/result.ts';
import { namesOf } from '../../../../models/ledgers/engine/show.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { tidyText } from '../../../../models/rules/parse/text.ts';
import { blankRow } from '../plan/compact.ts';
import type { ReadingBatches } from '../plan/reading-batches.ts';
import { CODE } from './headers.ts';
import type { TitleDoubt } from './groups.ts';
import type { Column, SheetLayout } from './layout.ts';
import { fromAbove, nothingAbove } from './cells/ditto.ts';
import { isLiteral } from './cells/literal.ts';
import { orNothing } from './cells/nothing.ts';
import { CLEANED, formulaError, isWithoutResult, readShown, struckNote } from './cells/shown-cells.ts';
import { unmarked } from './cells/name-marks.ts';
import { askingOfUnit, columnUnit, leavingOthers } from './cells/column-units.ts';
import { remembering } from './cells/remembering.ts';
import { columnName, type SheetCell, type SheetRow } from '../files/sheet.ts';

/** Rules of this name tell how a doubtful cell was read, as against what it says. */
export const READING = '读取-';
/** The rule of a word that stands for no choice of its own. */
export const WORD = '词语';

type Reading = Extract<Parsed<Value>, { ok: true }>;
type Refusal = Extract<Parsed<Value>, { ok: false }>;

/** A fault and the cell it is in. */
export interface CellFault extends Fault {
  sheet: string;
  /** C12; of a column that the sheet does not have, the row's first recognised cell. */
  cell: string;
  /** The word that is to be asked for, once for all cells that hold it. */
  asked?: AskedWord;
  /** The question that it is asked by, where its rule and field do not tell. */
  question?: string;
}

/** What a person said that a word of a field's column means. */
export type SaidOf = (field: string, word: string) => string | null | undefined;

/** A line of a sheet as values of the ledger. */
export interface ReadRow {
  number: number;
  /** What the code column says, if anything. */
  code?: string;
  /** By field; undefined where the cell was empty or could not be read. */
  values: LooseRow;
  /** The cell's own text of each field that was not read literally, or not at all. */
  cells?: Record<string, string>;
  faults: CellFault[];
  /** Fields whose cell could not be read: their absence is no further fault. */
  unread: ReadonlySet<string>;
}

const ALL_READ: ReadonlySet<string> = new Set();

interface ColumnReader extends Column {
  read: CellReader;
  literal: (cell: SheetCell, parsed: Reading) => boolean;
  /** For a cell that shows another figure than it stores. */
  shown: (cell: SheetCell) => Parsed<Value>;
  /** Fields that its cells may tell of by the way; those fields' own cells go first. */
  tells: readonly { field: string; as: keyof Also }[];
}

type Meanings = Readonly<Record<string, LooseRow>>;

const toldBy = (ledger: AnyLedger, column: string): ColumnReader['tells'] =>
  Object.entries(ledger.fields).flatMap(([field, { told }]) =>
    told && (told.by ?? column) === column ? [{ field, as: told.as }] : [],
  );

const meaningsOf = (ledger: AnyLedger): (readonly [string, Meanings])[] =>
  Object.entries(ledger.fields).flatMap(([key, field]) =>
    'means' in field && field.means ? [[key, field.means] as const] : [],
  );

/** Reads the data rows of one sheet. Cells that repeat (县区, 产业, 阶段) are read once. */
export class SheetRowParser {
  readonly #sheet: string;
  readonly #ledger: AnyLedger;
  readonly #columns: readonly ColumnReader[];
  /** Columns that name rows of other ledgers. */
  readonly #looking: readonly Column[];
  /** Fields whose cells may say something of other fields instead. */
  readonly #meaning: readonly (readonly [string, Meanings])[];
  readonly #byField: ReadonlyMap<string, Column>;
  /** The letters of a field's column, which addresses begin with. */
  readonly #letters: ReadonlyMap<string, string>;
  readonly #keyLetters: string;

  readonly #batches: ReadingBatches;

  constructor(
    sheet: string,
    layout: SheetLayout,
    context: Omit<ReadContext, 'unit' | 'fileYear' | 'said'>,
    batches: ReadingBatches,
    wordsSaid?: SaidOf,
  ) {
    this.#sheet = sheet;
    this.#batches = batches;
    this.#ledger = layout.ledger;
    this.#byField = new Map(layout.columns.map((column) => [column.field, column]));
    this.#letters = new Map(layout.columns.map(({ field, column }) => [field, columnName(column)]));
    const [first] = layout.columns.filter(({ field }) => layout.ledger.fields[field]);
    this.#keyLetters = this.#letters.get(layout.ledger.titleField) ?? columnName(first?.column ?? 0);
    this.#meaning = meaningsOf(layout.ledger);
    this.#looking = layout.columns.filter(({ field }) => {
      const known = layout.ledger.fields[field];
      return known !== undefined && kindOf(known).lookups !== undefined;
    });
    const nameOf = namesOf(context.city);
    this.#columns = layout.columns.flatMap((column) => {
      const field = layout.ledger.fields[column.field];
      if (!field) return [];
      const unit = columnUnit(column, field, layout);
      const kind = kindOf(field);
      const reader = readerOf(field, {
        ...context,
        ...(wordsSaid ? { said: (word: string) => wordsSaid(column.field, word) } : {}),
        ...(unit ? { unit } : {}),
        ...(layout.year === undefined ? {} : { fileYear: layout.year }),
      });
      const isName = column.field === layout.ledger.titleField && field.type === 'text';
      const named = isName ? unmarked(reader) : leavingOthers(reader, column, field);
      const read = orNothing(askingOfUnit(named, column, field, layout));
      const known = kind.repeats === 'none' ? read : remembering(read, kind.repeats === 'all');
      const literal = (cell: SheetCell, { value, notes }: Reading) =>
        value === null ? notes.length === 0 : isLiteral(field, cell, value, notes, nameOf);
      const shown = (cell: SheetCell) =>
        cell.stored ? readShown({ ...cell, stored: cell.stored }, known, field, unit) : known(cell);
      return [{ ...column, read: known, literal, shown, tells: toldBy(layout.ledger, column.field) }];
    });
  }

  /** Which rows of other ledgers these rows name, to be looked up before they are read. */
  lookups(rows: readonly SheetRow[]): RefNamed[] {
    if (this.#looking.length === 0) return [];
    return rows.flatMap(({ cells }) =>
      this.#looking.flatMap(({ column, field }) => {
        const known = this.#ledger.fields[field];
        return (known && kindOf(known).lookups?.(known, cells[column]?.text ?? '')) ?? [];
      }),
    );
  }

  /** Does the sheet have a column for the field? */
  has(field: string): boolean {
    return this.#byField.has(field);
  }

  /** Address of a field's cell in a row; of the first recognised column when the sheet lacks the field. */
  addressOf(row: number, field?: string): string {
    return `${this.#letters.get(field ?? '') ?? this.#keyLetters}${row}`;
  }

  read(row: SheetRow): ReadRow {
    const values = blankRow(this.#ledger);
    const faults: CellFault[] = [];
    let unread: Set<string> | undefined;
    let cells: ReadRow['cells'];
    const extra: LooseRow = {};
    for (const column of this.#columns) {
      const cell = row.cells[column.column];
      if (!cell) continue;
      if (cell.cleaned) faults.push(this.#noted(row, column.field, CLEANED));
      if (cell.struckOut !== undefined)
        faults.push(this.#noted(row, column.field, struckNote(cell.struckOut)));
      const parsed = readCell(cell, column);
      if (cell.ditto?.row) faults.push(this.#noted(row, column.field, fromAbove(cell.ditto.written)));
      if (!parsed.ok) {
        unread = (unread ?? new Set()).add(column.field);
        (cells ??= {})[column.field] = cell.text.slice(0, LONGEST.name);
        faults.push(
          isWithoutResult(cell)
            ? this.#unworked(row, column.field, parsed)
            : this.#refused(row, column.field, parsed),
        );
        continue;
      }
      if (parsed.value !== null) values[column.field] = parsed.value;
      if (cell.ditto || !column.literal(cell, parsed))
        (cells ??= {})[column.field] = (cell.ditto?.written ?? cell.text).slice(0, LONGEST.name);
      for (const note of parsed.notes) faults.push(this.#noted(row, column.field, note));
      for (const { field, as } of column.tells) {
        const said = parsed.also[as];
        if (typeof said === 'string' || typeof said === 'number') extra[field] = said;
      }
    }
    // What is asked of a field's own cell is not to be answered by another one.
    for (const [field, value] of Object.entries(extra)) if (!unread?.has(field)) values[field] ??= value;
    for (const [field, means] of this.#meaning) settle(values, field, means);
    const code = this.#codeOf(row);
    const read: ReadRow = { number: row.number, values, faults, unread: unread ?? ALL_READ };
    if (code) read.code = code;
    if (cells) read.cells = cells;
    return read;
  }

  /** What the titles over a row may say of it is asked where the row does not say it itself. */
  under(read: ReadRow, doubts: readonly TitleDoubt[]): ReadRow {
    if (doubts.length === 0) return read;
    const typeOf = (field: string) => this.#ledger.fields[field]?.type;
    const ownUnit = Object.keys(read.values).some(
      (field) => typeOf(field) === 'unit' && read.values[field] !== undefined,
    );
    const open = doubts.filter(({ field, fills }) =>
      typeOf(field) === 'unit' ? !ownUnit : fills.some((each) => read.values[each] === undefined),
    );
    if (open.length === 0) return read;
    const words = open.flatMap(({ field, asked }) => (asked ? [field] : []));
    const faults = open.map(({ field, text, asked }) => ({
      ...this.#fault(
        { number: read.number },
        field,
        'ask',
        text,
        undefined,
        asked ? WORD : `${READING}confirm`,
      ),
      ...(asked ? { asked } : {}),
    }));
    return { ...read, faults: [...read.faults, ...faults], unread: new Set([...read.unread, ...words]) };
  }

  /** What cannot be read is an error, or a question where a person can say what its word means. */
  #refused(row: SheetRow, name: string, { reason, suggestion, asked }: Refusal): CellFault {
    const field = this.#ledger.fields[name];
    if (asked && field && (asked.means !== undefined || kindOf(field).meanings !== undefined))
      return { ...this.#fault(row, name, 'ask', reason, undefined, WORD), asked };
    return this.#fault(row, name, 'error', reason, suggestion);
  }

  /** A formula that nobody has worked out costs its cell only, where the row can do without it. */
  #unworked(row: SheetRow, name: string, { reason, suggestion = '' }: Refusal): CellFault {
    const must = name === CODE || this.#ledger.fields[name]?.required === true;
    if (must) return this.#fault(row, name, 'error', reason, suggestion);
    const text = `${reason}，${suggestion}；不改的话这一格按空着导入`;
    return this.#noted(row, name, { kind: 'confirm', text });
  }

  #codeOf(row: SheetRow): string | undefined {
    const column = this.#byField.get(CODE);
    const text = column && row.cells[column.column]?.text;
    return text === undefined ? undefined : tidyText(text) || undefined;
  }

  #noted(row: SheetRow, field: string, { kind, text }: Note): CellFault {
    const asks = ASKING.has(kind);
    const rule = RULES[kind] ?? `${READING}${kind}`;
    const fault = this.#fault(row, field, asks ? 'ask' : 'note', text, undefined, rule);
    if (asks && kind !== 'unit') fault.question = this.#batches.questionOf(`${rule}:${field}`, text);
    return fault;
  }

  #fault(
    row: Pick<SheetRow, 'number'>,
    field: string,
    level: Fault['level'],
    text: string,
    suggestion?: string,
    rule?: string,
  ): CellFault {
    const label = this.#ledger.fields[field]?.label ?? field;
    return {
      sheet: this.#sheet,
      cell: this.addressOf(row.number, field),
      field,
      level,
      text: `${label}：${text}`,
      ...(suggestion ? { suggestion } : {}),
      ...(rule ? { rule } : {}),
    };
  }
}

function readCell(cell: SheetCell, { read, shown }: ColumnReader): Parsed<Value> {
  if (cell.error) return formulaError(cell);
  if (cell.ditto?.row === null) return nothingAbove(cell.ditto.written);
  return cell.stored ? shown(cell) : read(cell);
}

/** Rules of notes that are not about how a value was read. */
const RULES: Readonly<Partial<Record<Note['kind'], string>>> = { unit: 'V01', struck: '划去' };

/** Kinds of notes that want an answer before the value is stored. */
const ASKING: ReadonlySet<Note['kind']> = new Set(['confirm', 'range', 'unit']);

/** What was read as no value of its own field says something of others: 终止 is no stage but the row's closing. */
function settle(values: LooseRow, field: string, means: Meanings): void {
  const meant = means[String(values[field])];
  if (!meant) return;
  values[field] = undefined;
  for (const [other, value] of Object.entries(meant)) values[other] ??= value;
}
