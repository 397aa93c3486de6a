import type { Ctx } from '../context.ts';
import { findImport, ledgerOf, openImport } from './answer.ts';
import { prepareImport } from './prepare.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import { EVERY_AMOUNT, type UnitSaid } from './plan/types.ts';

export interface ImportCorrection {
  /** The field whose column is meant. */
  field: string;
  unit: UnitSaid;
  /** Every column of amounts. */
  all: boolean;
}

/**
 * Reads the file of a prepared import again with a column in another unit, and gives the preview as it then is. The one
 * before is over: its answers were to amounts that nobody meant.
 * @throws AppError as `prepareImport`, STALE when the import is over already
 */
export async function rereadImport(
  ctx: Ctx,
  token: string,
  { field, unit, all }: ImportCorrection,
): Promise<PreparedImport> {
  const record = await openImport(ctx, token);
  const { readAs } = record.head;
  const units = all ? { [EVERY_AMOUNT]: unit } : { ...readAs.units, [field]: unit };
  const fresh = await prepareAgain(ctx, record, { ...readAs, units });
  const over = { status: 'CANCELLED' as const, head: { ...record.head, next: fresh._id } };
  await importsOf(ctx.store).advance(token, { status: 'READY' }, { ...over, updatedAt: ctx.clock.now() });
  return fresh;
}

/** The same file compared with the ledger as it is now, read as the person asked for. */
export async function prepareAgain(
  ctx: Ctx,
  record: PreparedImport,
  readAs = record.head.readAs,
): Promise<PreparedImport> {
  const bytes = await ctx.store.files.read(record.file);
  const file = { name: record.fileName, bytes };
  return prepareImport(ctx, { file, ledger: ledgerOf(ctx, record), ...readAs });
}

/** An import, or the one that took its place when its file was read again: for the page, whose address stays. */
export async function latestImport(ctx: Ctx, token: string): Promise<PreparedImport> {
  const record = await findImport(ctx, token);
  return record.head.next === undefined ? record : latestImport(ctx, record.head.next);
}
