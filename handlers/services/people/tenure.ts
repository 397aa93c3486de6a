import { postOf } from '../../../models/ledgers/city.ts';
import { tenures, type Tenure } from '../../../models/ledgers/register.ts';
import { addDays, dayOf, type Day } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand } from '../../../models/rules/rights.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { changeOf, type Ctx } from '../context.ts';
import { inOffice, type Platform } from './identify.ts';
import { passOnAwaited } from '../files/awaited.ts';
import { openCardsSince } from '../messages/replace-cards.ts';
import { messageKey } from '../messages/keys.ts';

/** Who is to hold a post, and by which ids platforms know them. */
export interface NewTenure {
  post: string;
  name: string;
  from: Day;
  feishu?: string;
  wecom?: string;
  mobile?: string;
}

/**
 * Registers within a change who holds a post from a day on; the one before ends the day before. Open items and rights
 * stay with the post; what could not be delivered to it, the files not handed in and the cards of its last weeks go to the successor
 * (domain.md 0.1-1).
 * @throws AppError INVALID when the post is registered from that day or a later one already, NOT_FOUND for no such post
 */
export async function succeed(
  ctx: Ctx,
  change: Change,
  holding: NewTenure,
): Promise<{ row: Tenure; before?: Tenure }> {
  const { post, from } = holding;
  postOf(ctx.city, post);
  const before = await holdingBefore(ctx, post, from);
  if (before && (before.to === undefined || before.to >= from))
    await change.update(tenures, before, { to: addDays(from, -1) });
  const row = await change.insert(tenures, holding);
  await passOnCards(ctx, change, row);
  return { row, ...(before ? { before } : {}) };
}

/**
 * The holding that one from a day on follows; undefined for a post that nobody held.
 * @throws AppError INVALID when the post is registered from that day or a later one already
 */
async function holdingBefore(ctx: Ctx, post: string, from: Day): Promise<Tenure | undefined> {
  const [newest] = await ctx.store
    .rows(tenures)
    .find(ctx.viewer, { where: { post }, sort: { from: -1 }, limit: 1 });
  if (!newest || newest.from < from) return newest;
  throw new AppError('INVALID', `${post} 已登记自 ${newest.from} 起的任职，新的任职日期须晚于这一天`);
}

/** What the post was sent and did not get, and the cards that were pushed to it lately, each matter in its newest form. */
async function passOnCards(ctx: Ctx, change: Change, { post, code }: Tenure): Promise<void> {
  const { store, clock } = ctx;
  const now = clock.now();
  for (const card of await passOnAwaited(ctx, change, post))
    change.send({ key: messageKey(card.key ?? '', code), to: { post }, kind: 'push', content: { card } });
  await store.outbox.replay(now, { post }, change.session);
  for (const { key, content } of await store.outbox.pushedTo(post, openCardsSince(now)))
    change.send({ key: messageKey(key, code), to: { post }, kind: 'push', content });
}

/** Somebody has left: their tenures end the day before, their posts are vacant. */
export async function endTenures(change: Change, held: readonly Tenure[], today: Day): Promise<void> {
  const yesterday = addDays(today, -1);
  for (const row of held)
    // One who began today has not held it for a whole day: the row is a mistake of the register.
    if (row.from > yesterday) await change.remove(tenures, row);
    else await change.update(tenures, row, { to: yesterday });
}

/** Finds people of a platform by their mobile numbers, however many: mobile -> id, without those it does not know. */
export type FindByMobiles = (mobiles: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Gives those in office whose mobile is registered but whose account is not their account on a platform. Gives the posts
 * that were linked and those whose holder was not found.
 * @throws AppError FORBIDDEN without the permit to keep the register
 */
export async function linkByMobile(
  ctx: Ctx,
  platform: Platform,
  find: FindByMobiles,
): Promise<{ linked: string[]; missing: string[] }> {
  demand(ctx.viewer, tenures.rights.edit);
  const today = dayOf(ctx.clock.now());
  const where = { all: [inOffice(today), { mobile: { exists: true } }, { [platform]: { exists: false } }] };
  const open = await ctx.store.rows(tenures).find(ctx.viewer, { where });
  const ids = await find(open.flatMap(({ mobile }) => mobile ?? []));
  const known = open.flatMap((row) => {
    const id = row.mobile && ids.get(row.mobile);
    return id ? [{ row, id }] : [];
  });
  if (known.length > 0)
    await ctx.store.change(changeOf(ctx, '通讯录补账号'), async (change) => {
      for (const { row, id } of known) await change.update(tenures, row, { [platform]: id });
    });
  const linked = known.map(({ row }) => row.post);
  return { linked, missing: open.map(({ post }) => post).filter((post) => !linked.includes(post)) };
}
