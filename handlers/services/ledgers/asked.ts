import type { Typed } from '../../../cards/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { applyPatch, checkRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger, Fault, LooseRow, Patch } from '../../../models/ledgers/engine/define.ts';
import { askOf, type Move } from '../../../models/ledgers/engine/machine.ts';
import type { Ctx } from '../context.ts';
import { readFields } from './read-form.ts';

/** What was answered to a move's questions, as values, and everything that is wrong with it. */
export async function readAsked(
  ctx: Ctx,
  ledger: AnyLedger,
  { row, move, form }: { row: AnyRow; move: Move; form: Typed },
): Promise<{ patch: Patch; faults: Fault[] }> {
  const asks = (move.asks ?? []).map(askOf);
  const keys = asks.map(({ field }) => field);
  const { patch, faults, unread } = await readFields(ctx, ledger, { form, keys, row });
  const values: LooseRow = Object.fromEntries(keys.map((key) => [key, row[key]]));
  const answered = applyPatch(values, patch);
  const missing = asks.filter(({ field, required }) => required && isEmpty(answered[field]));
  const judged = checkRow(ledger, answered, ctx.store.checkContext(ctx.clock.now())).filter(
    ({ field = '', level }) =>
      level === 'error' && keys.includes(field) && !unread.has(field) && !isEmpty(answered[field]),
  );
  return {
    patch,
    faults: [
      ...faults.filter(({ level }) => level === 'error'),
      ...missing.filter(({ field }) => !unread.has(field)).map(({ field }) => unfilled(ledger, field)),
      ...judged,
    ],
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const unfilled = ({ fields }: AnyLedger, field: string): Fault => ({
  level: 'error',
  field,
  text: `请填写${fields[field]?.label ?? field}`,
});
