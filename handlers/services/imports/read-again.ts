import { AppError } from '../../../models/rules/errors.ts';
import type { Ctx } from '../context.ts';
import { answerImport, findImport, ledgerOf, openImport } from './answer.ts';
import { prepareImport } from './prepare.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import { EVERY_AMOUNT, type ColumnSaid, type ReadAs, type UnitSaid, type WordSaid } from './plan/types.ts';

export type ImportCorrection = UnitCorrection | SaidCorrection;

interface UnitCorrection {
  /** The field whose column is meant. */
  field: string;
  unit: UnitSaid;
  /** Every column of amounts. */
  all: boolean;
}

/** What was said of words, of columns and of the whole file, all at once: it is read again once. */
interface SaidCorrection {
  words?: readonly WordSaid[];
  columns?: readonly ColumnSaid[];
  whole?: ReadAs['whole'];
}

/** How a file is read after a correction: what is said later of the same word counts. */
function corrected(readAs: ReadAs, correction: ImportCorrection): ReadAs {
  if ('field' in correction) {
    const { field, unit, all } = correction;
    return { ...readAs, units: all ? { [EVERY_AMOUNT]: unit } : { ...readAs.units, [field]: unit } };
  }
  const { words = [], columns = [], whole } = correction;
  return {
    ...readAs,
    words: [...(readAs.words ?? []), ...words],
    columns: later(readAs.columns ?? [], columns),
    whole: { ...readAs.whole, ...whole },
  };
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
  await replace(ctx, record, fresh);
  return 'field' in correction ? fresh : answeredAsBefore(ctx, fresh, record);
}

async function replace(ctx: Ctx, { _id, head }: PreparedImport, fresh: PreparedImport): Promise<void> {
  const over = { status: 'CANCELLED' as const, head: { ...head, next: fresh._id } };
  await importsOf(ctx.store).advance(_id, { status: 'READY' }, { ...over, updatedAt: ctx.clock.now() });
}

/**
 * Reads the file of a prepared import for another ledger that its sheets may be of. What was said of columns, words and
 * units was of the other one's.
 * @param also the import stays as it is: another sheet of its file is meant
 * @throws AppError as `prepareImport`, STALE when the import that is to be replaced is over already
 */
export async function readForLedger(
  ctx: Ctx,
  token: string,
  { ledger: name, also }: { ledger: string; also: boolean },
): Promise<PreparedImport> {
  const record = await (also ? findImport(ctx, token) : openImport(ctx, token));
  const { others = [], sheets, readAs } = record.head;
  const offered = [...others, ...sheets.flatMap(({ other }) => other ?? [])];
  const ledger = ctx.store.ledgers.find((each) => each.name === name);
  if (!ledger || !offered.some((each) => each.ledger === name)) throw new AppError('INVALID', '没有这个选项');
  const sheet = also || readAs.sheet === undefined ? {} : { sheet: readAs.sheet };
  const fresh = await prepareAgain(ctx, record, sheet, ledger);
  if (!also) await replace(ctx, record, fresh);
  return fresh;
}

/** What was answered of the same cells still holds, and so does what was said of likely doubles that are still there. */
async function answeredAsBefore(
  ctx: Ctx,
  fresh: PreparedImport,
  { head: before }: PreparedImport,
): Promise<PreparedImport> {
  const asked = new Map(before.questions.map((question) => [question.id, question]));
  const questions = fresh.head.questions.flatMap(({ id, text, count }) => {
    const known = asked.get(id);
    const same = known?.text === text && known.count === count;
    return same && known.answer !== undefined ? [[id, known.answer] as const] : [];
  });
  const doubles = new Map(before.duplicates.map((double) => [double.id, double]));
  const duplicates = fresh.head.duplicates.flatMap(({ id, name, candidates }) => {
    const known = doubles.get(id);
    const { answer, code } = known ?? {};
    const isThere = code === undefined || candidates.some((each) => each.code === code);
    return known?.name === name && isThere && answer
      ? [[id, { choice: answer, ...(code ? { code } : {}) }] as const]
      : [];
  });
  if (questions.length + duplicates.length === 0) return fresh;
  return answerImport(ctx, fresh._id, {
    questions: Object.fromEntries(questions),
    duplicates: Object.fromEntries(duplicates),
  });
}

/** The same file compared with the ledger as it is now, read as the person asked for. */
export async function prepareAgain(
  ctx: Ctx,
  record: PreparedImport,
  readAs = record.head.readAs,
  ledger = ledgerOf(ctx, record),
): Promise<PreparedImport> {
  const bytes = await ctx.store.files.read(record.file);
  const file = { name: record.fileName, bytes };
  return prepareImport(ctx, { file, ledger, ...readAs });
}

/** An import, or the one that took its place when its file was read again: for the page, whose address stays. */
export async function latestImport(ctx: Ctx, token: string): Promise<PreparedImport> {
  const record = await findImport(ctx, token);
  return record.head.next === undefined ? record : latestImport(ctx, record.head.next);
}
