import { createHash } from 'node:crypto';
import type { Typed } from '../../../cards/forms/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { postName } from '../../../cards/history.ts';
import { applyPatch, checkRow, completeRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger, Fault, LooseRow, Patch } from '../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Where } from '../../../models/rules/where.ts';
import { changeOf, type Ctx } from '../context.ts';
import { demandAbility } from './access.ts';
import { readFields, type ReadForm } from './read-form.ts';
import { rowByCode } from './list.ts';
import { addWithin } from './move.ts';

export interface SaveInput {
  /** Of the row that is changed; absent for a new one. */
  code?: string;
  /** The version that the person had before them. */
  version?: number;
  /** What stands in the form, by field; fields that the form does not have stay as they are. */
  form: Typed;
  /** Marks the questions that were answered with yes. */
  asked?: string;
  reason?: string;
}

export type SaveOutcome =
  | { kind: 'saved'; row: AnyRow; created: boolean; notes: Fault[] }
  | { kind: 'same'; row: AnyRow }
  /** Nothing was stored. With `asked`, saying yes to the questions stores it. */
  | { kind: 'faults'; row?: AnyRow; faults: Fault[]; asked?: string }
  /** Somebody was faster: the row as it is now, and who it was. */
  | { kind: 'stale'; row: AnyRow; text: string };

/**
 * Stores what a person filled in: reads each text as import does, judges the whole row, and writes by compare-and-set.
 * What is wrong comes back by field and nothing is stored.
 * @throws AppError FORBIDDEN without the permit or outside the write scope, NOT_FOUND when the row is gone
 */
export async function saveRow(ctx: Ctx, ledger: AnyLedger, input: SaveInput): Promise<SaveOutcome> {
  const row = input.code === undefined ? undefined : await rowByCode(ctx, ledger, input.code);
  demandAbility(ctx, ledger, row ? 'edit' : 'create', 'private', row);
  if (row && row.version !== input.version) return stale(ctx, ledger, row);
  const read = await readFields(ctx, ledger, { form: input.form, row });
  if (row && read.faults.length === 0 && isSame(row, read.patch)) return { kind: 'same', row };
  const faults = judge(ctx, ledger, row, read);
  const errors = faults.filter(({ level }) => level === 'error');
  const questions = faults.filter(({ level }) => level === 'ask');
  const base = row ? { row } : {};
  if (errors.length > 0) return { kind: 'faults', ...base, faults: errors };
  const marks = questions.map(markOf);
  if (!marks.every((mark) => input.asked?.split(' ').includes(mark)))
    return { kind: 'faults', ...base, faults: questions, asked: marks.join(' ') };
  const notes = faults.filter(({ level }) => level === 'note');
  try {
    const saved = await write(ctx, ledger, row, read.patch, input.reason);
    return { kind: 'saved', row: saved, created: row === undefined, notes };
  } catch (error) {
    return lost(ctx, ledger, row, read.patch, AppError.from(error));
  }
}

const write = (ctx: Ctx, ledger: AnyLedger, row: AnyRow | undefined, patch: Patch, reason?: string) =>
  ctx.store.change(changeOf(ctx, reason), async (change): Promise<AnyRow> =>
    row
      ? change.update(ledger, row, patch)
      : (await addWithin(ctx, change, ledger, applyPatch({}, patch))).row,
  );

/** Everything wrong, doubtful or still missing about the row as it would be stored. */
function judge(ctx: Ctx, ledger: AnyLedger, row: AnyRow | undefined, read: ReadForm): Fault[] {
  const context = ctx.store.checkContext(ctx.clock.now());
  const before = row ? valuesOf(ledger, row) : {};
  const after = completeRow(ledger, applyPatch(before, read.patch), context, row === undefined);
  const judged = checkRow(ledger, after, context).filter(({ field }) => !field || !read.unread.has(field));
  return [...read.faults, ...judged, ...renamed(ledger, row, after)];
}

const valuesOf = (ledger: AnyLedger, row: AnyRow): LooseRow =>
  Object.fromEntries(Object.keys(ledger.fields).map((key) => [key, row[key]]));

/** A code that is made of the row's values stays, so those values must. */
function renamed(ledger: AnyLedger, row: AnyRow | undefined, after: LooseRow): Fault[] {
  if (!row || !('of' in ledger.code)) return [];
  if (ledger.code.of(valuesOf(ledger, row)) !== row.code || ledger.code.of(after) === row.code) return [];
  const code = ledger.code.of(after);
  const text = `改后的编号应为 ${code}，与现在的 ${row.code} 不是同一个${ledger.noun}`;
  return [{ level: 'error', text, suggestion: `请另行登记新的${ledger.noun}` }];
}

const isSame = (row: AnyRow, patch: Patch): boolean =>
  Object.entries(patch).every(
    ([key, value]) => JSON.stringify(value ?? null) === JSON.stringify(row[key] ?? null),
  );

/** A question's mark covers its words, and those name the value: yes to one value is no yes to another. */
const markOf = ({ field = '', text }: Fault): string =>
  createHash('sha256').update(`${field}:${text}`).digest('hex').slice(0, 12);

/** What became of a write that lost: somebody was faster, or the same row is there already. */
async function lost(
  ctx: Ctx,
  ledger: AnyLedger,
  row: AnyRow | undefined,
  patch: Patch,
  fault: AppError,
): Promise<SaveOutcome> {
  if (fault.code === 'STALE' && row) return stale(ctx, ledger, await rowByCode(ctx, ledger, row.code));
  if (fault.code !== 'DUPLICATE') throw fault;
  await refuseRepeat(ctx);
  const values = applyPatch(row ? valuesOf(ledger, row) : {}, patch);
  const twin = await twinOf(ctx, ledger, values, row);
  const text = twin
    ? `台账里已有这个${ledger.noun}：${twin.row.code}（${twin.labels}相同）`
    : `台账里已有相同的${ledger.noun}，您的岗位看不到它`;
  return {
    kind: 'faults',
    ...(row ? { row } : {}),
    faults: [{ level: 'error', field: ledger.titleField, text }],
  };
}

/** The row that has the same identity, when the viewer may see it, and in what it is the same. */
async function twinOf(
  ctx: Ctx,
  ledger: AnyLedger,
  values: LooseRow,
  row: AnyRow | undefined,
): Promise<{ row: AnyRow; labels: string } | undefined> {
  const context = ctx.store.checkContext(ctx.clock.now());
  const whole = completeRow(ledger, values, context, row === undefined);
  for (const keys of ledger.identity) {
    const where: Where = {
      all: keys.map((key) => {
        const value = whole[key];
        return value === undefined || typeof value === 'object' ? { any: [] } : { [key]: value };
      }),
    };
    const found = await ctx.store.rows(ledger).find(ctx.viewer, { where, limit: 2 });
    const twin = found.find(({ id }) => id !== row?.id);
    if (twin) return { row: twin, labels: labelsOf(ledger, keys) };
  }
  return undefined;
}

/** What an identity is called; one of hidden keys goes by the row's title. */
function labelsOf(ledger: AnyLedger, keys: readonly string[]): string {
  const visible = keys.filter((key) => !ledger.fields[key]?.hidden);
  const shown = visible.length > 0 ? visible : [ledger.titleField];
  return shown.map((key) => ledger.fields[key]?.label ?? key).join('、');
}

async function stale(ctx: Ctx, ledger: AnyLedger, row: AnyRow): Promise<SaveOutcome> {
  await refuseRepeat(ctx);
  const who = postName(row.updatedBy, namesOf(ctx.city));
  const when = `${dayOf(row.updatedAt)} ${timeOf(row.updatedAt)}`;
  return { kind: 'stale', row, text: `这个${ledger.noun}已由${who}于 ${when} 更新，您的修改没有保存` };
}

/**
 * A repeat of an event finds its own change: that is no other person's, and no other row of the same name.
 * @throws AppError DUPLICATE, on which the dispatcher gives the first answer again
 */
async function refuseRepeat({ eventId, store }: Ctx): Promise<void> {
  if (eventId && (await store.handled.find(eventId))) throw new AppError('DUPLICATE', '这次操作已经处理过');
}
