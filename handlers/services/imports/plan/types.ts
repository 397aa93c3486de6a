import type { AnyLedger, LooseRow, Patch } from '../../../../models/ledgers/engine/define.ts';
import type { CellFault } from '../sheets/rows.ts';
import type { InputFile } from '../files/sheet.ts';
import type { SheetSums } from '../preview/sums.ts';

/** The units that a person may say amounts are in. */
export const UNITS_SAID = ['万元', '亿元'] as const;
export type UnitSaid = (typeof UNITS_SAID)[number];

/** What a person said about the amounts of a file, against or beyond what its head says. */
export interface UnitsSaid {
  /** Of columns for which neither header nor sheet names a unit; where all are named, it corrects them. */
  unit?: UnitSaid;
  /** Corrections, by field; EVERY_AMOUNT for all that have none of their own. */
  units?: Readonly<Record<string, UnitSaid>>;
}

/** What a person said that a word of a column means: a value as text, null for nothing. */
export type WordSaid = readonly [field: string, word: string, means: string | null];

/** What a person said that a column means, by its key: a field, or null for a column that is not imported. */
export type ColumnSaid = readonly [key: string, field: string | null];

export const EVERY_AMOUNT = '*';

/** An offer beside a doubtful amount: read its column, or every column of amounts, in another unit. */
export interface UnitChoice {
  /** The field whose column is in doubt, and what the column is called. */
  field: string;
  column: string;
  unit: UnitSaid;
  all: boolean;
  label: string;
}

export interface ImportOptions extends ReadAs {
  file: InputFile;
  /** Which ledger; told by the header when absent. */
  ledger?: AnyLedger;
}

/** What a person said of how a file is to be read: kept with the import, so that it can be read so again. */
export interface ReadAs extends UnitsSaid {
  /** Only this sheet. */
  sheet?: string;
  words?: readonly WordSaid[];
  columns?: readonly ColumnSaid[];
  /** What holds for every row of the file that does not say it itself: values as text, by field. */
  whole?: Readonly<Record<string, string>>;
}

/** A column that a person may say the field of. */
export interface ColumnQuestion {
  key: string;
  sheet: string;
  /** C */
  column: string;
  header: string;
  /** Some of its cells, as they stand in the sheet. */
  samples: string[];
  /** Fields that it may be, the likeliest first: by its header and by how its values look. */
  likely: string[];
}

/** A likely double: a row of the ledger, or an earlier row of the same file. */
export interface RowCandidate {
  code?: string;
  place?: string;
  name: string;
  /** 0 to 1. */
  score: number;
  /** The names are those of one project in phases. */
  phase?: true;
}

/** What a person may say of a likely double. */
export const DUPLICATE_CHOICES = {
  same: '同一项目，更新它',
  expansion: '增资扩产',
  phase: '分期续建',
  different: '不同项目，新增',
  skip: '这一行不导入',
} as const;
export type DuplicateChoice = keyof typeof DUPLICATE_CHOICES;

export interface SheetDifference {
  field: string;
  label: string;
  before: string;
  after: string;
}

/** A data row of the file and what confirming would do with it. */
export interface PlanRow {
  sheet: string;
  row: number;
  /** Address of the cell that names it. */
  at: string;
  /** `taken`: answered away, not imported; `skipped`: no row of data, for the reason given. */
  kind: 'new' | 'changed' | 'same' | 'faulty' | 'taken' | 'skipped';
  reason?: string;
  title: string;
  /** From the row's own cells. */
  values: LooseRow;
  /** The cell's own text of each field that was not read literally, or not at all. */
  cells?: Readonly<Record<string, string>>;
  /** From its group, sheet or file: only for new rows. */
  context: LooseRow;
  /** Fields whose values only the row's being struck through says: a person may say that it means nothing. */
  struck?: readonly string[];
  /** The ledger row it changes, as it was at the preview. */
  target?: { id: string; code: string; version: number };
  patch?: Patch;
  faults: CellFault[];
  /** Questions that must be answered before it may be written. */
  asks: string[];
  candidates?: RowCandidate[];
  choice?: DuplicateChoice;
}

/** A ledger that a file or a sheet may be read for instead. */
export interface OtherLedger {
  ledger: string;
  title: string;
}

export interface SheetReport {
  name: string;
  headerRows: readonly [number, number] | null;
  unit: string | null;
  columns: {
    header: string;
    column: string;
    key: string;
    field: string;
    label: string;
    how: string;
    unit?: string;
  }[];
  ignored: { header: string; column: string; key: string; why: string }[];
  skipped: { why: string; rows: number[]; count: number }[];
  comments: { cell: string; text: string }[];
  sums?: SheetSums;
  /** What new rows are taken to be, for want of a column. */
  presumed?: string[];
  /** Why the whole sheet is left out, if it is. */
  leftOut?: string;
  /** Of which ledger it is instead: it can be read for that one. */
  other?: OtherLedger;
}

/** A question about many cells at once: read this way, yes or no. */
export interface ImportQuestion {
  id: string;
  text: string;
  count: number;
  cells: string[];
  options: { value: 'accept' | 'keep' | 'skip'; label: string }[];
  /** Other units that the column may be in: saying so reads the file again. */
  units?: UnitChoice[];
  /** A word that stands for no choice of its own, and what it may mean, the likeliest first: saying so does as well. */
  /** What was read of which cell, where one answer covers several different readings. */
  readings?: { cell: string; text: string }[];
  word?: { field: string; word: string; means: { value: string; label: string; likely: boolean }[] };
  /** A field that every row must have and no column of the sheet was recognised as: saying which one is does as well. */
  missing?: { field: string; label: string; values?: { value: string; label: string }[] };
  answer?: 'accept' | 'keep' | 'skip';
}

export interface DuplicateQuestion {
  /** `sheet!row` */
  id: string;
  sheet: string;
  row: number;
  name: string;
  candidates: RowCandidate[];
  /** As what the row may carry on one of them, in the ledger's words: 分期续建. */
  parts?: { value: 'phase' | 'expansion'; label: string }[];
  answer?: DuplicateChoice;
  /** The row of the ledger that the answer means, where it was picked among several. */
  code?: string;
}

export interface Counts {
  new: number;
  changed: number;
  same: number;
  faulty: number;
  skipped: number;
}

/** What a preview shows; kept with the import. */
export interface ImportHead {
  ledger: string;
  title: string;
  noun: string;
  file: string;
  sheets: SheetReport[];
  counts: Counts;
  faults: CellFault[];
  /** Beyond those listed. */
  moreFaults: number;
  notes: { text: string; count: number; cells: string[] }[];
  /** Rows that would be written now: without fault or open question. */
  ready: number;
  /** The first rows that would be written: what changes in the ledger, what a new row says. */
  rows: {
    sheet: string;
    row: number;
    kind: string;
    title: string;
    changes: SheetDifference[];
    says?: string[];
  }[];
  /** Readings that are not literal, the first ones of each kind; and how many cells there are. */
  readings: { sheet: string; cell: string; label: string; said: string; read: string }[];
  moreReadings: number;
  questions: ImportQuestion[];
  /** Columns that were not recognised: left out, unless somebody says what they are. Older previews have none. */
  unknown?: ColumnQuestion[];
  /** What columns may be, in the ledger's order. */
  fields?: { value: string; label: string }[];
  /** Other ledgers that the same sheets may be of. Older previews have none. */
  others?: OtherLedger[];
  duplicates: DuplicateQuestion[];
  readAs: ReadAs;
  /** What the person corrected about the reading, in words. */
  corrections: string[];
  /** The import that took this one's place when the file was read again. */
  next?: string;
  /** When this very file was imported before. */
  importedAt?: string;
  /** The event that confirmed it: its repeat, after a restart, gets the same answer. */
  confirmedBy?: string;
  /** What the ledger changed into after confirming. */
  written?: { inserted: number; updated: number; codes: string[] };
}

export type ImportAnswers = Record<string, never>;

export interface UndoStep {
  id: string;
  version: number;
  /** Absent: the row was inserted and is to be removed. */
  back?: Patch;
}

/** The preview as the CLI prints it and the card shows it. */
export interface ImportPreview extends ImportHead {
  unknown: ColumnQuestion[];
  fields: { value: string; label: string }[];
  token: string;
  status: string;
  /** Questions and doubles that are still open. */
  open: number;
}

export const emptyCounts = (): Counts => ({ new: 0, changed: 0, same: 0, faulty: 0, skipped: 0 });
