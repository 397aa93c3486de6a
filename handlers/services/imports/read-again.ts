import type { Ctx } from '../context.ts';
import { answerImport, findImport, ledgerOf, openImport } from './answer.ts';
import { prepareImport } from './prepare.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import { EVERY_AMOUNT, type ColumnSaid, type ReadAs, type UnitSaid, type WordSaid } from './plan/types.ts';

export type ImportCorrection =
  | UnitCorrection
  | { words: readonly WordSaid[] }
  | { columns: readonly ColumnSaid[] };

interface UnitCorrection {
  /** The field whose column is meant. */
  field: string;
  unit: UnitSaid;
  /** Every column of amounts. */
  all: boolean;
}

/** How a file is read after a correction: what is said later of the same word counts. */
function corrected(readAs: ReadAs, correction: ImportCorrection): ReadAs {
  if ('words' in correction) return { ...readAs, words: [...(readAs.words ?? []), ...correction.words] };
  if ('columns' in correction) return { ...readAs, columns: later(readAs.columns ?? [], correction.columns) };
  const { field, unit, all } = correction;
  return { ...readAs, units: all ? { [EVERY_AMOUNT]: unit } : { ...readAs.units, [field]: unit } };
}

/** What is said later of a column counts, and a field that is said to be another column is the earlier one no more. */
function later(before: readonly ColumnSaid[], now: readonly ColumnSaid[]): ColumnSaid[] {
  const keys = new Set(now.map(([key]) => key));
  const fields = new Set(now.flatMap(([, field]) => field ?? []));
  const kept = before.filter(([key, field]) => !keys.has(key) && (field === null || !fields.has(field)));
  return [...kept, ...now];
}

/**
 * Reads the file of a prepared import again, with what was said of its units, its words or its columns, and gives the
 * preview as it then is. The one before is over: its answers were to values that nobody meant.
 * @throws AppError as `prepareImport`, STALE when the import is over already
 */
export async function rereadImport(
  ctx: Ctx,
  token: string,
  correction: ImportCorrection,
): Promise<PreparedImport> {
  const record = await openImport(ctx, token);
  const fresh = await prepareAgain(ctx, record, corrected(record.head.readAs, correction));
  const over = { status: 'CANCELLED' as const, head: { ...record.head, next: fresh._id } };
  await importsOf(ctx.store).advance(token, { status: 'READY' }, { ...over, updatedAt: ctx.clock.now() });
  return 'words' in correction ? answeredAsBefore(ctx, fresh, record) : fresh;
}

/** What was answered of the same cells still holds when only words were explained. */
async function answeredAsBefore(
  ctx: Ctx,
  fresh: PreparedImport,
  before: PreparedImport,
): Promise<PreparedImport> {
  const known = new Map(before.head.questions.map(({ id, count, answer }) => [id, { count, answer }]));
  const questions = fresh.head.questions.flatMap(({ id, count }) => {
    const { count: then, answer } = known.get(id) ?? {};
    return answer !== undefined && then === count ? [[id, answer] as const] : [];
  });
  return questions.length === 0
    ? fresh
    : answerImport(ctx, fresh._id, { questions: Object.fromEntries(questions) });
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
