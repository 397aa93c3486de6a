import { groupCountsCard } from '../../../cards/digest.ts';
import { hasLimits } from '../../../models/ledgers/engine/deadlines.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { and } from '../../../models/rules/where.ts';
import { changeOf, type Ctx } from '../context.ts';
import { audienceScope } from '../ledgers/access.ts';
import { membersOf } from '../people/readers.ts';
import { messageKey } from './keys.ts';

/** 成员单位群 gets the weekly lists (domain.md 5.4). */
const TOLD = 'G1';

/** How many rows of a ledger are under way with a limit, and how they stand to it. */
interface LimitedCount {
  noun: string;
  open: number;
  dueToday: number;
  overdue: number;
}

/**
 * Sends each group that gets the weekly list how much is under way, due and overdue, and of nobody in particular
 * (domain.md 5, 5.1 D16, 5.4). Only rows that every member may see are counted; a group with nothing to count gets
 * nothing. May be repeated: the message of a slot goes once.
 */
export async function tellGroupCounts(ctx: Ctx, slot: Date): Promise<string> {
  // As it stands now: a slot that is made up for late tells nothing that is over.
  const at = ctx.clock.now();
  const told: string[] = [];
  for (const group of ctx.city.groups.filter(({ kind }) => kind === TOLD)) {
    const counts = await countsBefore({ ...ctx, readers: membersOf(ctx.city, group) }, at);
    if (counts.length === 0) continue;
    const card = groupCountsCard({ groupName: group.name, at, counts });
    await ctx.store.change(changeOf(ctx, '周清单'), async (change) => {
      const key = messageKey('counts', dayOf(slot), group.code);
      change.send({ key, to: { group: group.code }, kind: 'push', content: { card } });
    });
    told.push(group.name);
  }
  return told.length > 0 ? `已发：${told.join('、')}` : '没有在办事项，不发';
}

/**
 * The counts of every ledger that has something under way which all who read along may see. What the service keeps by
 * itself (通报) is assigned to nobody.
 */
async function countsBefore(ctx: Ctx, at: Date): Promise<LimitedCount[]> {
  const counts = await Promise.all(
    ctx.store.ledgers
      .filter((ledger) => hasLimits(ledger) && ledger.doors.keptBy === undefined)
      .map((ledger) => countOf(ctx, ledger, at)),
  );
  return counts.filter(({ open }) => open > 0);
}

async function countOf(ctx: Ctx, ledger: AnyLedger, at: Date): Promise<LimitedCount> {
  const limited = Object.entries(ledger.machine?.states ?? {}).flatMap(([status, { limit, assent }]) =>
    limit && !assent ? [status] : [],
  );
  const where = and({ status: { in: limited } }, audienceScope(ctx, ledger, 'group'));
  const rows = await ctx.store.rows(ledger).find(SYSTEM, { where, fields: ['status'] });
  const dues = [...(await ctx.store.timers.standing(rows.map(({ id }) => id))).values()];
  return {
    noun: ledger.noun,
    open: rows.length,
    dueToday: dues.filter((due) => due.at >= at && dayOf(due.at) === dayOf(at)).length,
    overdue: dues.filter((due) => due.at < at).length,
  };
}
