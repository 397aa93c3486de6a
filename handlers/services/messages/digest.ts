import { digestCard } from '../../../cards/digest.ts';
import { postOf } from '../../../models/ledgers/city.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { dayOf, instantOf, timeOf } from '../../../models/rules/time/day.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Notice } from '../../../models/store/messages/notices.ts';
import { titleOf } from '../../../cards/ledger.ts';
import { may } from '../../../models/rules/rights.ts';
import { changeOf, viewerOf, type Ctx } from '../context.ts';
import { namesFor } from '../ledgers/titles.ts';
import { addressesOf } from '../people/addresses.ts';
import { whyUntrue } from './still-true.ts';
import { planDigest } from './digest-plan.ts';

/**
 * Decides what a post hears now, and puts it into the outbox: one message however many notices, on whichever of these
 * channels the post is reached first. Replicas that decide for one post at a time meet in the notices they write, so
 * each notice is decided once. Gives true when something went out.
 */
export async function digestFor(ctx: Ctx, channels: readonly string[], post: string): Promise<boolean> {
  const reachable = (await addressesOf(ctx, channels, { post })).length > 0;
  return ctx.store.change(changeOf(ctx), async (change) => {
    const { at: now } = change.context;
    const notices = await ctx.store.notices.waitingFor(post, change.session);
    const waiting = await Promise.all(
      notices.map(async (notice) => ({
        notice,
        untrue: await whyUntrue(ctx, notice, (ledger, code) => change.rows(ledger).byCode(SYSTEM, code)),
      })),
    );
    const pushed = await ctx.store.outbox.pushesTo(post, instantOf(dayOf(now)), change.session);
    const { calendar, rules } = ctx;
    const max = rules.office.maxCardsPerPostPerDay;
    const plan = planDigest({ post, now, waiting, pushed, max, reachable, calendar });
    for (const { notice, reason } of plan.drop)
      await ctx.store.notices.decide([notice], { state: 'dropped', reason }, now, change.session);
    if (plan.wait) await ctx.store.notices.putOff(plan.wait.notices, plan.wait, change.session);
    if (plan.push.length > 0) await push(ctx, change, post, plan.push);
    return plan.push.length > 0;
  });
}

async function push(ctx: Ctx, change: Change, post: string, notices: readonly Notice[]): Promise<void> {
  const { at } = change.context;
  const message = digestKey(post, at);
  const titles = await titlesFor(ctx, change, post, notices);
  const items = notices.map((notice, i) => {
    const title = titles[i];
    return { ...notice, ...(title === undefined ? {} : { title }) };
  });
  const card = digestCard({ post, postName: postOf(ctx.city, post).name, at, items });
  change.send({ key: message, to: { post }, kind: 'push', content: { card } });
  const several = `并入 ${dayOf(at)} ${timeOf(at)} 的摘要（共 ${notices.length} 项）`;
  const decided =
    notices.length === 1
      ? ({ state: 'sent', reason: '单独发出', message } as const)
      : ({ state: 'merged', reason: several, message } as const);
  await ctx.store.notices.decide(notices, decided, at, change.session);
}

/** What the rows are called, as the post itself may see them; undefined where it may not. */
async function titlesFor(
  ctx: Ctx,
  change: Change,
  post: string,
  notices: readonly Notice[],
): Promise<(string | undefined)[]> {
  const viewer = viewerOf(ctx.city, post);
  const titles: (string | undefined)[] = [];
  for (const { ledger: name, code } of notices) {
    const ledger = ctx.store.ledgers.find((each) => each.name === name);
    const row =
      ledger && may(viewer, ledger.rights.read) ? await change.rows(ledger).byCode(viewer, code) : undefined;
    titles.push(ledger && row && titleOf(ledger, row, await namesFor({ ...ctx, viewer }, ledger, [row])));
  }
  return titles;
}

const digestKey = (post: string, at: Date): string => `digest:${post}:${at.toISOString()}`;

/**
 * What a digest told the viewer's post, as it told it then.
 * @throws AppError NOT_FOUND when none went out to the post at that moment
 */
export async function digestItems({ store, viewer }: Ctx, at: Date): Promise<Notice[]> {
  const told = await store.notices.toldIn(digestKey(viewer.post, at), viewer.post);
  if (told.length > 0) return told;
  throw new AppError('NOT_FOUND', '这份提醒不在了，请发送“我的待办”');
}
