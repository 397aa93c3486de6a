/** What the preview of an import shows; the import service's preview has all of it. */
export interface ImportView {
  token: string;
  /** Shown on its page. */
  place?: 'page';
  title: string;
  noun: string;
  file: string;
  counts: { new: number; changed: number; same: number; faulty: number; skipped: number };
  /** Rows that may be written now, and rows that wait for an answer. */
  ready: number;
  open: number;
  sheets: readonly ImportSheetView[];
  faults: readonly { sheet: string; cell: string; level: string; text: string; suggestion?: string }[];
  moreFaults: number;
  notes: readonly { text: string; count: number; cells: readonly string[] }[];
  rows: readonly {
    kind: string;
    title: string;
    row: number;
    changes: readonly { label: string; before: string; after: string }[];
    /** What a new row says in the columns of the ledger's list. */
    says?: readonly string[];
  }[];
  /** Readings that are not what the cell shows, each kind of them once. */
  readings?: readonly { sheet: string; cell: string; label: string; said: string; read: string }[];
  moreReadings?: number;
  questions: readonly {
    id: string;
    text: string;
    count: number;
    cells: readonly string[];
    options: readonly { value: 'accept' | 'keep' | 'skip'; label: string }[];
    /** Other units that the doubtful column may be in. */
    units?: readonly { field: string; unit: '万元' | '亿元'; all: boolean; label: string }[];
    /** A word that people are to say the meaning of, and what it may mean. */
    word?: { word: string; means: readonly { value: string; label: string; likely: boolean }[] };
    /** What was read of which cell, where one answer covers several readings. */
    readings?: readonly { cell: string; text: string }[];
    /** A field that every row must have and no column was recognised as. */
    missing?: {
      field: string;
      label: string;
      /** What may hold for the whole file, where no column says it. */
      values?: readonly { value: string; label: string }[];
    };
    answer?: string;
  }[];
  /** Columns that were not recognised, and what columns may be. */
  unknown: readonly ColumnView[];
  fields: readonly { value: string; label: string }[];
  /** Other ledgers that the same sheets may be of. */
  others?: readonly OtherLedgerView[];
  duplicates: readonly {
    name: string;
    row: number;
    candidates: readonly { code?: string; place?: string; name: string; score: number; phase?: true }[];
    /** As what the row may carry on a candidate; the last comes first where the names are of phases. */
    parts?: readonly { value: string; label: string }[];
    answer?: string;
  }[];
  /** What the person corrected about the reading: 计划总投资按万元读取. */
  corrections: readonly string[];
  /** When this very file was imported before, as people write it. */
  importedAt?: string;
}

export interface ImportSheetView {
  name: string;
  headerRows: readonly [number, number] | null;
  unit: string | null;
  columns: readonly {
    header: string;
    column: string;
    field: string;
    label: string;
    how: string;
    unit?: string;
  }[];
  ignored: readonly { header: string; column: string; why: string }[];
  skipped: readonly { why: string; rows: readonly number[]; count: number }[];
  comments: readonly { cell: string; text: string }[];
  /** What the rows come to, and whether the sheet's own totals say the same. */
  sums?: {
    rows: number;
    columns: readonly { label: string; sum: string }[];
    groups: readonly {
      label: string;
      of: string;
      items: readonly { name: string; rows: number; sum: string }[];
    }[];
    totals: readonly {
      row: number;
      title: string;
      label: string;
      said: string;
      read: string;
      agrees: boolean;
    }[];
    moreTotals: number;
  };
  presumed?: readonly string[];
  leftOut?: string;
  /** The ledger that a sheet which is left out can be read for. */
  other?: OtherLedgerView;
}

interface OtherLedgerView {
  ledger: string;
  title: string;
}

/** The rows of an import that a page of its preview shows, as they were read. */
export interface ImportRowsView {
  token: string;
  title: string;
  noun: string;
  file: string;
  /** Which rows: a key of ROW_FILTERS. */
  filter: RowFilter;
  /** How many rows each filter leaves. */
  counts: Readonly<Record<RowFilter, number>>;
  page: number;
  pages: number;
  columns: readonly string[];
  rows: readonly ImportRowView[];
}

export interface ImportRowView {
  sheet: string;
  row: number;
  kind: 'new' | 'changed' | 'same' | 'faulty' | 'skipped';
  title: string;
  /** By the column's label: what was read, and the cell's own words where these are others. */
  values: Readonly<Record<string, { text: string; said?: string }>>;
  faults: readonly string[];
  asks: readonly string[];
  reason?: string;
}

/** What the rows of a preview can be narrowed down to. */
export const ROW_FILTERS = {
  all: '全部',
  differs: '读法与原文不同',
  open: '待确认',
  faulty: '有错',
  skipped: '没有导入的行',
} as const;
export type RowFilter = keyof typeof ROW_FILTERS;

export interface ColumnView {
  column: string;
  header: string;
  /** Some of its cells, and fields that it may be, the likeliest first. */
  samples: readonly string[];
  likely: readonly string[];
}

/** How much a card shows; the page behind it shows all that is kept. */
export interface PreviewRoom {
  faults: number;
  rows: number;
  readings: number;
  totals: number;
  questions: number;
  words: number;
  columns: number;
  duplicates: number;
}

/** What an action on a preview names: the import, and the page where it is clicked there. */
export const onImport = ({ token, place }: Pick<ImportView, 'token' | 'place'>) =>
  place ? { token, place } : { token };
