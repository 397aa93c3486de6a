import type { Stage } from '../codes.ts';
import type { Hundredths } from '../money.ts';

/**
 * Something the person should see beside a value that was read. `confirm`, `range` and `unit` (is it the right one?
 * V01) want an answer before the value is stored; `approx`, `converted` and `struck` only tell how it was read.
 */
export interface Note {
  kind: 'approx' | 'range' | 'confirm' | 'unit' | 'converted' | 'struck';
  text: string;
}

/** Values for other columns that the same cell told. Amounts in hundredths of 万元 or 万美元. */
export interface Also {
  phase1?: Hundredths;
  fixedInvest?: Hundredths;
  foreignUsdWan?: Hundredths;
  /** Low and high of a range; the value is the low end. */
  range?: readonly [Hundredths, Hundredths];
  stage?: Stage | 'TERMINATED';
  /** The place that a region was read from: 深圳市. */
  place?: string;
  /** Whose the row of another ledger is that was named: a unit's code. */
  unit?: string;
  /** The number of the document that a yes was read from: 河招商〔2026〕3号. */
  document?: string;
}

/** What a cell says: a value, nothing (null), or why it cannot be read and what to write instead. Both in Chinese. */
export type Parsed<T> = { ok: true; value: T | null; notes: readonly Note[]; also: Readonly<Also> } | Refused;

/**
 * `instead`: it says something else than what is asked for, by its name (港元, 台), or nothing where the header does: a
 * sheet may leave that out where a form refuses it.
 */
interface Refused {
  ok: false;
  reason: string;
  suggestion?: string;
  asked?: AskedWord;
  instead?: string;
}

/** A word that says something, only not which choice: a person is asked once for all cells that hold it. */
export interface AskedWord {
  word: string;
  /** Codes of the choices that it may mean, the likeliest first; there may be none. */
  proposals: readonly string[];
  /** What these codes are called, where the column's kind has no list of its own: rows of another ledger. */
  means?: readonly { value: string; label: string }[];
}

/** Shared: most cells are plain, and an import reads them by the million. */
const NO_NOTES: readonly Note[] = [];
const NOTHING_ELSE: Readonly<Also> = {};

export const read = <T>(
  value: T | null,
  notes: readonly Note[] = NO_NOTES,
  also: Readonly<Also> = NOTHING_ELSE,
): Parsed<T> => ({
  ok: true,
  value,
  notes,
  also,
});

export const refuse = (
  reason: string,
  suggestion?: string,
): { ok: false; reason: string; suggestion?: string } =>
  suggestion === undefined ? { ok: false, reason } : { ok: false, reason, suggestion };

/** What is asked of a person in a sheet; where nobody is asked it is refused like any other. */
export const ask = (
  reason: string,
  suggestion: string,
  asked: AskedWord,
): { ok: false; reason: string; suggestion: string; asked: AskedWord } => ({
  ok: false,
  reason,
  suggestion,
  asked,
});

export const note = (kind: Note['kind'], text: string): Note => ({ kind, text });
