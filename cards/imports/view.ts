/** What the preview of an import shows; the import service's preview has all of it. */
export interface ImportView {
  token: string;
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
    changes: readonly { label: string; before: string; after: string }[];
  }[];
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
    /** A field that every row must have and no column was recognised as. */
    missing?: { field: string; label: string };
    answer?: string;
  }[];
  /** Columns that were not recognised, and what columns may be. */
  unknown: readonly ColumnView[];
  fields: readonly { value: string; label: string }[];
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
  presumed?: readonly string[];
  leftOut?: string;
}

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
  questions: number;
  words: number;
  columns: number;
  duplicates: number;
}
