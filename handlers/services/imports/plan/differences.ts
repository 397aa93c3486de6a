import type { AnyLedger, LooseRow, Patch } from '../../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../../models/ledgers/engine/fields.ts';
import { kindOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import { tidyText } from '../../../../models/rules/parse/text.ts';
import { blankRow } from './compact.ts';

/** The values of a ledger's row, without what the store adds; undefined where there is none. */
export const filledOf = (ledger: AnyLedger, row: object): LooseRow => {
  const values = blankRow(ledger);
  for (const name of Object.keys(ledger.fields)) {
    const value = (row as LooseRow)[name];
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
};

/** What differs in the fields that people fill. */
export function sheetPatch(ledger: AnyLedger, before: LooseRow, after: LooseRow): Patch {
  const patch: Patch = {};
  for (const name of ledger.filled) {
    if (!isSame(before[name], after[name]) && !isAlike(ledger, name, before[name], after[name]))
      patch[name] = after[name] ?? null;
  }
  return patch;
}

/** What a sheet cannot show, such as the seconds of a moment, is no difference. */
function isAlike(ledger: AnyLedger, name: string, a: Value | undefined, b: Value | undefined): boolean {
  const field = ledger.fields[name];
  if (!field || a === undefined || b === undefined) return false;
  return kindOf(field).alike?.(field, a, b) === true;
}

/** Texts that differ in spaces and line ends only are the same: a sheet cannot keep those. */
const isSame = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b ||
  (typeof a === 'string' && typeof b === 'string' && tidyText(a) === tidyText(b)) ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));
