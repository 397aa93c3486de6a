import type { AnyLedger, LooseRow } from '../../ledgers/engine/define.ts';
import { oncePer } from '../../rules/once-per.ts';
import type { Value } from '../../ledgers/engine/fields.ts';
import { canonicalJson } from '../../rules/canonical.ts';

/** What a change makes different. */

/** The ledger's own values of a row: no envelope, nothing unknown, nothing undefined. */
export function fieldsOf(ledger: AnyLedger, row: LooseRow): LooseRow {
  const values: LooseRow = {};
  for (const key of keysOf(ledger)) if (row[key] !== undefined) values[key] = row[key];
  return values;
}

const keysOf = oncePer(({ fields }: AnyLedger) => Object.keys(fields));

export interface Difference {
  field: string;
  before: Value | undefined;
  after: Value | undefined;
}

/** The values that differ, in order of their names. */
export function differences(before: LooseRow, after: LooseRow): Difference[] {
  const changed = Object.keys(after).filter((field) => !same(before[field], after[field]));
  const gone = Object.keys(before).filter((field) => !(field in after));
  return [...changed, ...gone].sort().map((field) => ({ field, before: before[field], after: after[field] }));
}

const same = (a: unknown, b: unknown): boolean =>
  a === b ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => sameItem(v, b[i])));

/** Records of a list or of files are the same when their members are. */
const sameItem = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));
