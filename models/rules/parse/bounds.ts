import { refuse, type Parsed } from './result.ts';

/**
 * How long a text may be, in UTF-16 units, before a pattern or a matcher looks at it: some of them take the square of
 * its length, and a cell of 2 KB packed holds 32,767 signs. What is longer is none of what is looked for.
 */
export const LONGEST = {
  /** A name, a header, the title of a group: no ledger keeps a name of more than 60. */
  name: 200,
  /** What is read as a number, a date, a choice or a list; a sentence that is to be a command. */
  value: 500,
  /** A text as it stands: no column keeps more than 500. */
  text: 10_000,
} as const;

/** Is a cell too long to be read as a value? */
export const isOverlong = (cell: unknown): boolean => typeof cell === 'string' && cell.length > LONGEST.value;

/** The refusal of a cell that is too long to be read. */
export const refuseOverlong = (cell: unknown, most: number = LONGEST.value): Parsed<never> =>
  refuse(`有 ${String(cell).length} 个字，太长，没有读取`, `请控制在 ${most} 个字以内`);
