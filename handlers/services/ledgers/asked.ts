import type { Typed } from '../../../cards/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { applyPatch, checkRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger, Fault, LooseRow, Patch } from '../../../models/ledgers/engine/define.ts';
import { askOf, type Move } from '../../../models/ledgers/engine/machine.ts';
import type { Ctx } from '../context.ts';
import { chosenFiles } from '../files/chosen.ts';
import { readFields } from './read-form.ts';

/** What was answered to a move's questions. */
export interface Asked {
  patch: Patch;
  /** Everything that is wrong with the answers. */
  faults: Fault[];
  /** The column of evidence that is still to be sent, when all else is there. */
  files?: string;
}

/**
 * Reads the answers to a move's questions as values. Evidence comes by the ids of files that the mover has sent before.
 * @throws AppError INVALID for files that are gone, another's, or there twice
 */
export async function readAsked(
  ctx: Ctx,
  ledger: AnyLedger,
  { row, move, form }: { row: AnyRow; move: Move; form: Typed },
): Promise<Asked> {
  const asks = (move.asks ?? []).map(askOf);
  const evidence = asks.filter(({ field }) => ledger.fields[field]?.type === 'files');
  const keys = asks.map(({ field }) => field);
  const typed = keys.filter((key) => !evidence.some(({ field }) => field === key));
  const { patch, faults, unread } = await readFields(ctx, ledger, { form, keys: typed, row });
  for (const { field } of evidence) {
    const files = await chosenFiles(ctx, form[field], row);
    // What came with an earlier round stays: evidence is added to, never replaced.
    const before = row[field];
    if (files.length > 0) patch[field] = [...(Array.isArray(before) ? before : []), ...files];
  }
  const answered = applyPatch(Object.fromEntries(keys.map((key) => [key, row[key]])), patch);
  // Each round is answered for itself: what an earlier one left in the row is no answer.
  const missing = asks.filter(
    ({ field, required }) => required && isEmpty(patch[field]) && !unread.has(field),
  );
  const wanted = missing.filter((ask) => !evidence.includes(ask));
  const files = missing.find((ask) => evidence.includes(ask))?.field;
  const wrong = [
    ...faults.filter(({ level }) => level === 'error'),
    ...wanted.map(({ field }) => unfilled(ledger, field)),
    ...judge(ctx, ledger, answered, (field) => keys.includes(field) && !unread.has(field)),
  ];
  return { patch, faults: wrong, ...(files !== undefined ? { files } : {}) };
}

/** What is wrong with the values of some fields. */
function judge(ctx: Ctx, ledger: AnyLedger, values: LooseRow, concerns: (field: string) => boolean): Fault[] {
  const faults = checkRow(ledger, values, ctx.store.checkContext(ctx.clock.now()));
  return faults.filter(
    ({ field = '', level }) => level === 'error' && concerns(field) && !isEmpty(values[field]),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const unfilled = ({ fields }: AnyLedger, field: string): Fault => ({
  level: 'error',
  field,
  text: `请填写${fields[field]?.label ?? field}`,
});
