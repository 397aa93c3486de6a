import { oncePer } from '../../rules/once-per.ts';
import type { AnyLedger, Fault, LooseRow, Patch, RowContext } from './define.ts';
import type { Field } from './fields.ts';
import { kindOf } from './kinds/all.ts';
import type { FieldKind, JudgeContext } from './kinds/kind.ts';

/** What judging a row needs: the day, the rules in force and which codes the city knows. */
export interface CheckContext extends RowContext, JudgeContext {}

/** Lays a change over a row: null takes a value away, undefined leaves it. */
export const applyPatch = (row: LooseRow, patch: Patch): LooseRow => lay({ ...row }, patch);

function lay(row: LooseRow, patch: Patch): LooseRow {
  for (const field of Object.keys(patch)) {
    const value = patch[field];
    if (value === null) {
      if (row[field] !== undefined) delete row[field];
    } else if (value !== undefined) row[field] = value;
  }
  return row;
}

/** The row as it is stored: proposed values filled in for a new one, derived values worked out. */
export function completeRow(ledger: AnyLedger, row: LooseRow, context: RowContext, isNew: boolean): LooseRow {
  if (!ledger.derive && !(isNew && ledger.suggest)) return row;
  const complete = { ...row };
  if (isNew && ledger.suggest) lay(complete, ledger.suggest(row, context));
  return ledger.derive ? lay(complete, ledger.derive(complete, context)) : complete;
}

/**
 * Everything wrong or doubtful about a complete row: field by field, then across fields. `error` faults keep it from
 * being stored; a value that is only due at a later stage is a `note` (待补).
 */
export function checkRow(ledger: AnyLedger, row: LooseRow, context: CheckContext): Fault[] {
  const faults: Fault[] = [];
  for (const part of judged(ledger)) {
    const fault = checkField(part, row, context);
    if (fault) faults.push(fault);
  }
  for (const rule of ledger.rules ?? []) {
    const fault = rule(row, context);
    if (fault) faults.push(fault);
  }
  return faults;
}

interface Judged {
  key: string;
  field: Field;
  kind: FieldKind;
}

/**
 * The fields that are judged: hidden ones follow from others, which are judged themselves. Kept per ledger, because
 * imports ask by the hundred thousand.
 */
const judged = oncePer(({ fields }: AnyLedger): readonly Judged[] =>
  Object.entries(fields).flatMap(([key, field]) =>
    field.hidden ? [] : [{ key, field, kind: kindOf(field) }],
  ),
);

function checkField({ key, field, kind }: Judged, row: LooseRow, context: CheckContext): Fault | undefined {
  const value = row[key];
  if (value === undefined || value === '') return field.required && missing(key, field, row);
  const text = kind.judge(field, value, context);
  return text === undefined ? undefined : { level: 'error', field: key, text: `${field.label}${text}` };
}

function missing(key: string, field: Field, row: LooseRow): Fault | undefined {
  if (field.required === true) {
    return { level: 'error', field: key, text: `${field.label}未填`, suggestion: `请填写${field.label}` };
  }
  if (field.required?.when(row)) {
    return { level: 'note', field: key, text: `${field.label}待补：${field.required.text}` };
  }
  return undefined;
}
