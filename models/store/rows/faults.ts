import mongoose from 'mongoose';
import type { AnyLedger, Fault, LooseRow } from '../../ledgers/engine/define.ts';
import { AppError } from '../../rules/errors.ts';
import type { Viewer } from '../../rules/permissions.ts';

/** What is told to a person whose change is refused. */

export const outOfScope = (ledger: AnyLedger, viewer: Viewer): AppError =>
  new AppError('FORBIDDEN', `您的岗位（${viewer.name}）不能改这个${ledger.noun}`);

export const invalid = (ledger: AnyLedger, row: LooseRow, faults: readonly Fault[]): AppError =>
  new AppError(
    'INVALID',
    `${ledger.noun}“${String(row[ledger.titleField] ?? '')}”：${faults.map((f) => f.text).join('；')}`,
  );

const DUPLICATE_KEY = 11_000;

/** Did a write fail on a unique index? */
export const isDuplicateKey = (error: unknown): error is mongoose.mongo.MongoServerError =>
  error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY;

/** A write that met a row of the same identity, in the ledger's words; any other error as it is. */
export function duplicate(ledger: AnyLedger, error: unknown): unknown {
  if (!isDuplicateKey(error)) return error;
  // Only the message names the key of a write that was one of many: … dup key: { unit: "YC", nameKey: "…" }
  const key = /dup key: \{ (.*) \}/.exec(error.message)?.[1] ?? '';
  const names = [...key.matchAll(/(?:^|, )(\w+): /g)].map(([, name = '']) => name);
  const labels = names.map((name) => ledger.fields[name]?.label ?? '编号').join('、');
  return new AppError('DUPLICATE', `台账里已有相同的${ledger.noun}（${labels}相同）`, { cause: error });
}
