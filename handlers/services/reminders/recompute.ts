import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { deadlinesOf, hasLimits } from '../../../models/ledgers/engine/deadlines.ts';
import type { LooseRow } from '../../../models/ledgers/engine/fields.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { changeOf, type Ctx } from '../context.ts';
import { titlesOf } from '../ledgers/titles.ts';

/** A due moment that a new holiday plan touches. */
export interface MovedDeadline {
  ledger: string;
  code: string;
  /** As the asker may see it; the noun of the ledger for those who may not. */
  title: string;
  /** 已交办 */
  state: string;
  /** The due moment so far. */
  from: Date;
  /** The due moment by the new plan: later, and in force; or earlier, and only shown. */
  to: Date;
  provisional: boolean;
}

export interface Recomputed {
  /** Rows with a deadline that were looked at. */
  rows: number;
  /** Put off by the new plan, or changed by new rules. */
  moved: readonly MovedDeadline[];
  /** Would be due earlier by the new plan, and stay as they are (domain.md 4.1). */
  kept: readonly MovedDeadline[];
  /** Deadlines that run into a year without a published plan: 暂定. */
  provisional: number;
}

const CHUNK = 200;

/**
 * Works all open deadlines out anew, after a holiday plan or the rules have changed, and lists what moved. What a new
 * plan would shorten keeps its date. Repeating it changes nothing more; a dry run changes nothing and lists the same.
 */
export async function recomputeDeadlines(
  ctx: Ctx,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Recomputed> {
  const total = { rows: 0, moved: [] as MovedDeadline[], kept: [] as MovedDeadline[], provisional: 0 };
  for (const ledger of ctx.store.ledgers.filter(hasLimits)) {
    let chunk: string[] = [];
    const work = async () => {
      await recomputeRows(ctx, ledger, { ids: chunk, dryRun }, total);
      chunk = [];
    };
    const limited = Object.entries(ledger.machine?.states ?? {}).flatMap(([status, state]) =>
      'limit' in state && state.limit ? [status] : [],
    );
    const where = { status: { in: limited } };
    for await (const { id } of ctx.store.rows(ledger).stream(SYSTEM, { where, fields: ['status'] })) {
      chunk.push(id);
      if (chunk.length === CHUNK) await work();
    }
    await work();
  }
  return total;
}

type Total = { rows: number; moved: MovedDeadline[]; kept: MovedDeadline[]; provisional: number };

async function recomputeRows(
  ctx: Ctx,
  ledger: AnyLedger,
  { ids, dryRun }: { ids: readonly string[]; dryRun: boolean },
  total: Total,
): Promise<void> {
  if (ids.length === 0) return;
  const { calendar, rules } = ctx;
  const standing = await ctx.store.timers.standing(ids);
  const rows = dryRun
    ? await ctx.store.rows(ledger).byIds(SYSTEM, ids)
    : await ctx.store.change(changeOf(ctx), async (change) => {
        const found = await change.rows(ledger).byIds(SYSTEM, ids);
        change.retime(ledger, found);
        return found;
      });
  const titles = await titlesOf(
    ctx,
    ledger,
    rows.map(({ code }) => code),
    'private',
  );
  for (const row of rows) {
    const before = standing.get(row.id);
    const loose: LooseRow = Object.fromEntries(Object.entries(row));
    const deadline = deadlinesOf(ledger, loose, { calendar, rules, standing: before });
    if (!deadline) continue;
    total.rows++;
    if (deadline.provisional) total.provisional++;
    if (!before) continue;
    const { due, earlier, provisional } = deadline;
    const about = {
      ledger: ledger.name,
      code: row.code,
      title: titles.get(row.code) ?? ledger.noun,
      state: ledger.machine?.states[String(loose.status)]?.label ?? '',
      provisional,
      from: before.at,
    };
    if (earlier) total.kept.push({ ...about, to: earlier });
    else if (due.getTime() !== before.at.getTime()) total.moved.push({ ...about, to: due });
  }
}
