import type { AnyLedger, LooseRow } from '../ledgers/define.ts';

/** What a change makes different. */

/** The ledger's own values of a row: no envelope, nothing unknown, nothing undefined. */
export function fieldsOf(ledger: AnyLedger, row: LooseRow): LooseRow {
  const values: LooseRow = {};
  for (const key of Object.keys(ledger.fields)) if (row[key] !== undefined) values[key] = row[key];
  return values;
}

/** The names of the values that differ, in order. */
export const differing = (before: LooseRow, after: LooseRow): string[] =>
  Object.keys({ ...before, ...after })
    .filter((key) => !same(before[key], after[key]))
    .sort();

const same = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => v === b[i]));
