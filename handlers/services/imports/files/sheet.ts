import type { TypedCell } from '../../../../models/ledgers/engine/kinds/kind.ts';

/** A file that a person sent. */
export interface InputFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * One cell as the file has it. Empty cells are not there at all. Its text: dates as 2025-03-08 or 2025年3月, numbers in full,
 * line breaks kept; raw: dates are their text.
 */
export interface SheetCell extends TypedCell {
  /** Struck through: counties mark what has ended this way. */
  strike?: true;
  /** A formula error, as in #REF!, or NO_RESULT. */
  error?: true;
  /** What of its text is struck through and therefore not in it. */
  struckOut?: string;
  /** Signs that nobody sees were taken out of it. */
  cleaned?: true;
  /** It says what the row above says, by a mark such as 同上; null where nothing stands above. */
  ditto?: { written: string; row: number | null };
  /** What the file stores, where the number format shows another figure: text and raw are as it shows. */
  stored?: StoredFigure;
}

/** A number and how its format shows it. */
export interface StoredFigure {
  number: number;
  /** As a person sees it. */
  shown: string;
  /** The word that the format counts in: 亿元. */
  unit: string;
  /** The format shows a figure with the sign of a currency that is not the yuan. */
  currency?: 'usd' | 'foreign';
}

/** The text of a cell whose formula nobody has worked out: programs write formulas, only Excel and WPS their results. */
export const NO_RESULT = '（公式没有结果）';

export interface SheetRow {
  /** 1-based, as Excel shows it. */
  number: number;
  hidden: boolean;
  /** By 0-based column; holes where nothing stands. */
  cells: (SheetCell | undefined)[];
}

/** 0-based, inclusive. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** What is known of a sheet before its rows are read. */
export interface SheetFrame {
  merges: readonly Merge[];
  hiddenColumns: ReadonlySet<number>;
}

/** A sheet of a file. Rows come in batches, in order; reading them again starts anew. */
export interface SheetSource {
  name: string;
  hidden: boolean;
  frame(): Promise<SheetFrame>;
  rows(): AsyncIterable<SheetRow[]>;
  /** Comments by A1 address. */
  comments(): Promise<ReadonlyMap<string, string>>;
}

export interface Book {
  kind: 'xlsx' | 'xls' | 'csv' | 'page' | 'xml';
  sheets: readonly SheetSource[];
}

export const NO_FRAME: SheetFrame = { merges: [], hiddenColumns: new Set() };

/** 0 -> A, 26 -> AA. */
export function columnName(column: number): string {
  let name = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  }
  return name;
}

/** A sheet's name, with the column where a further table beside the first begins. */
export const tableName = (sheet: string, between?: readonly [number, number]): string =>
  between?.[0] ? `${sheet}${BESIDE}${columnName(between[0])}列起）` : sheet;
const BESIDE = '（';
/** A sheet's name, with the column that is a table of its own. */
export const columnTableName = (sheet: string, column: number): string =>
  `${sheet}${BESIDE}${columnName(column)}列）`;
/** Is it the sheet, or a table on it? */
export const isTableOf = (table: string, sheet: string): boolean =>
  table === sheet || (table.startsWith(`${sheet}${BESIDE}`) && /列起?）$/.test(table));

/** 0-based column, 1-based row -> C12. */
export const cellAddress = (column: number, row: number): string => `${columnName(column)}${row}`;

/** The 0-based column of an address; 'AB12' -> 27. */
export function columnOf(address: string): number {
  let column = 0;
  for (let i = 0; i < address.length; i++) {
    const c = address.charCodeAt(i);
    if (c < 65 || c > 90) break;
    column = column * 26 + (c - 64);
  }
  return column - 1;
}

/** A1:C3 or A1 as a 0-based rectangle. */
export function rectangleOf(ref: string): Merge {
  const [from = 'A1', to = from] = ref.split(':');
  const row = (address: string) => Number(address.replace(/^[A-Z]+/, '')) - 1;
  return { top: row(from), left: columnOf(from), bottom: row(to), right: columnOf(to) };
}

const DAY_MS = 86_400_000;
/** Excel's day 0 in the 1900 system, two days early: it counts from 1 and believes in a 29 February 1900. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** An Excel date number as people write it: by month where its format shows no day. */
export function dateText(serial: number, format: string, is1904: boolean): string {
  const date = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY_MS);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  if (!showsDay(format)) return `${year}年${month}月`;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const bare = (format: string): string =>
  format.replace(/"[^"]*"|[\\!].|\[[^\]]*\]|_./g, '').split(';')[0] ?? '';

/** Does a number format show a date? [h]:mm is a duration, 0.00 a number. */
export const isDateFormat = (format: string): boolean =>
  /[yd]|m(?!.*[#0])/i.test(bare(format)) && !/general/i.test(format);

const showsDay = (format: string): boolean => /d/i.test(bare(format));

/** Number formats that Excel knows by number only; the dates among them, Chinese ones included. */
export const BUILT_IN_DATES: Readonly<Record<number, string>> = {
  14: 'yyyy/m/d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  22: 'yyyy/m/d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  36: 'yyyy"年"m"月"',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

/** A number without the noise of binary fractions: 0.1 + 0.2 is 0.3, as Excel shows it. */
export const cleanNumber = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(15));
