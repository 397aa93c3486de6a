import {
  cityBulletinCard,
  countyBulletinCard,
  leaderCard,
  type BulletinFacts,
} from '../../../cards/bulletins/bulletin.ts';
import type { Card } from '../../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard, type SignFacts } from '../../../cards/bulletins/steps.ts';
import {
  bulletinCan,
  bulletins,
  bulletinState,
  isIssued,
  type Bulletin,
} from '../../../models/ledgers/bulletin.ts';
import { postsWith, unitsInOrder } from '../../../models/ledgers/city.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { addPeriods, dayOf, lastDayOf, type Day, type Period } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { NewMessage } from '../../../models/store/messages/outbox.ts';
import { changeOf, type Ctx, type Services } from '../context.ts';
import { monthlyReport, selectFacts, settingOf } from './report.ts';
import { findBulletin, readSnapshot, writeSnapshot, type MonthlyFiguresOf } from './snapshots.ts';
import { messageKey } from '../messages/keys.ts';

/**
 * The monthly bulletin from opening to issue (domain.md 5.1 D10, 3.6). Each step is one change: the move, what it
 * writes and the messages it causes. Steps are repeatable: a step that is already done does nothing.
 */

const can = ({ viewer, clock }: Ctx, bulletin: Bulletin, event: string): boolean =>
  bulletinCan(bulletin, event, { viewer, now: clock.now() });

/** The bulletin and its place in the month; throws NOT_FOUND when it was never opened. */
async function bulletinOf(ctx: Ctx, period: Period): Promise<Bulletin> {
  const bulletin = await findBulletin(ctx, period);
  if (!bulletin) throw new AppError('NOT_FOUND', `${period} 的通报还没有发起`);
  return bulletin;
}

/** The working day of the month after the period on which a step is due. */
export const stepDay = ({ calendar }: Services, period: Period, workday: number): Day =>
  calendar.nthWorkdayOf(addPeriods(period, 1), workday);

/** Opens the month's reporting and reminds each county's reporter. */
export async function openMonth(ctx: Ctx, period: Period): Promise<string> {
  if (await findBulletin(ctx, period)) return '已发起';
  const messages = await fillReminders(ctx, period, false);
  await ctx.store.change(changeOf(ctx), async (change) => {
    await change.insert(bulletins, { period });
    sendAll(change, messages);
  });
  return `已发起，提醒 ${messages.length} 个填报岗位`;
}

/** Reminds on the last day. */
export async function remindReporters(ctx: Ctx, period: Period): Promise<string> {
  const messages = await fillReminders(ctx, period, true);
  await ctx.store.change(changeOf(ctx), async (change) => sendAll(change, messages));
  return `提醒 ${messages.length} 个填报岗位`;
}

async function fillReminders(ctx: Ctx, period: Period, last: boolean): Promise<NewMessage[]> {
  const due = stepDay(ctx, period, ctx.rules.monthly.countyDueWd);
  const rows = unitsInOrder(ctx.city).map(async (unit) => {
    const where = {
      unit: unit.code,
      stage: { in: ['SIGNED', 'LANDED', 'STARTED'] },
      closeType: { exists: false },
    };
    const open = await ctx.store.rows(projects).count(SYSTEM, where);
    const card = fillReminderCard({ period, unitName: unit.short, due, last, open });
    return postsWith(ctx.city, 'COUNTY_FILL', { unit: unit.code }).map(({ code }) =>
      pushTo({ post: code }, messageKey('fill', period, last ? 'last' : 'open', code), card),
    );
  });
  return (await Promise.all(rows)).flat();
}

/** Freezes the month's data as a snapshot. */
export async function freezeMonth(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = (await findBulletin(ctx, period)) ?? (await openQuietly(ctx, period));
  if (!can(ctx, bulletin, 'freeze')) return '已冻结';
  const { count, frozen } = await snapshotNow(ctx, period);
  await ctx.store.change(changeOf(ctx), (change) => change.move(bulletins, bulletin, 'freeze', frozen));
  return `已冻结 ${count} 个项目，快照 ${frozen.snapshot.slice(0, 8)}`;
}

/** Keeps the ledgers as they are now for a period, and what the bulletin remembers of that. */
export async function snapshotNow(ctx: Ctx, period: Period) {
  const asOf = lastDayOf(period);
  const facts = [];
  for await (const fact of selectFacts(ctx, period, asOf)) facts.push(fact);
  const { hash, figures } = await writeSnapshot(ctx, await settingOf(ctx, period, asOf), facts);
  return { count: facts.length, frozen: { snapshot: hash, ruleSet: figures.ruleSet } };
}

/** The bulletin with its data frozen: a step makes up for a freeze whose runner died and whose lease still runs. */
async function frozenBulletin(ctx: Ctx, period: Period): Promise<Bulletin> {
  await freezeMonth(ctx, period);
  return bulletinOf(ctx, period);
}

const openQuietly = (ctx: Ctx, period: Period): Promise<Bulletin> =>
  ctx.store.change(changeOf(ctx), (change) => change.insert(bulletins, { period }));

/** Sends each county's reviewer its own frozen figures to check. */
export async function sendForVerification(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await frozenBulletin(ctx, period);
  if (!can(ctx, bulletin, 'verify')) return '无需核对';
  const facts = await draftFacts(ctx, bulletin);
  const messages = ctx.city.units.flatMap((unit) => {
    const card = verifyCard(countyBulletinCard(facts, unit.code), period);
    return postsWith(ctx.city, 'COUNTY_REVIEW', { unit: unit.code }).map(({ code }) =>
      pushTo({ post: code }, messageKey('verify', bulletin.snapshot ?? bulletin.code, code), card),
    );
  });
  await ctx.store.change(changeOf(ctx), async (change) => {
    await change.move(bulletins, bulletin, 'verify');
    sendAll(change, messages);
  });
  return `已送 ${messages.length} 个岗位核对`;
}

/** Puts the draft before the post that signs. */
export async function submitForSigning(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await frozenBulletin(ctx, period);
  if (!can(ctx, bulletin, 'submit')) return '无需送签';
  await ctx.store.change(changeOf(ctx), (change) => submit(ctx, change, bulletin));
  return '已送签';
}

/** The draft before the post that signs: the move, and its cards. */
export async function submit(ctx: Ctx, change: Change, bulletin: Bulletin): Promise<Bulletin> {
  const moved = await change.move(bulletins, bulletin, 'submit');
  const card = await signingCard(ctx, moved);
  for (const { code } of postsWith(ctx.city, 'BULLETIN_OWNER')) {
    change.send(
      pushTo({ post: code }, messageKey('sign', moved.snapshot ?? moved.code, moved.version, code), card),
    );
  }
  return moved;
}

/** The signer's card as the bulletin stands now. */
export async function signingCard(ctx: Ctx, bulletin: Bulletin): Promise<Card> {
  const issueDay = stepDay(ctx, bulletin.period, ctx.rules.monthly.issueWd);
  const facts: SignFacts = {
    period: bulletin.period,
    code: bulletin.code,
    version: bulletin.version,
    state: (bulletin.status ?? 'SIGNING') as SignFacts['state'],
    objections: bulletin.objections ?? [],
    issueDay: dayOf(ctx.clock.now()) < issueDay ? issueDay : undefined,
    ...(bulletin.signedBy ? { signedBy: namesOf(ctx.city)('post', bulletin.signedBy) } : {}),
  };
  return signCard(cityBulletinCard(await draftFacts(ctx, bulletin)), facts);
}

/** Issues a signed bulletin to leaders, the city's groups and each county's own group (domain.md 5.4). */
export async function issueMonth(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await bulletinOf(ctx, period);
  if (isIssued(bulletin)) return '已印发';
  if (!can(ctx, bulletin, 'issue')) return remindSigner(ctx, bulletin);
  const messages = await issueMessages(ctx, bulletin);
  await ctx.store.change(changeOf(ctx), (change) => issue(change, bulletin, messages));
  return `已印发到 ${messages.length} 个群和领导`;
}

/** The bulletin is out: the move, and what everybody gets. */
export async function issue(
  change: Change,
  bulletin: Bulletin,
  messages: readonly NewMessage[],
): Promise<Bulletin> {
  sendAll(change, messages);
  return change.move(bulletins, bulletin, 'issue');
}

/** What everybody gets: the groups the city's version, each county its own, leaders eight lines (domain.md 5.4). */
export async function issueMessages(ctx: Ctx, bulletin: Bulletin): Promise<NewMessage[]> {
  const { period } = bulletin;
  const facts: BulletinFacts = { ...(await draftFacts(ctx, bulletin)), state: 'issued' };
  return [
    ...ctx.city.groups
      .filter(({ kind }) => kind === 'G1' || kind === 'G2')
      .map(({ code }) => pushTo({ group: code }, messageKey('issue', period, code), cityBulletinCard(facts))),
    ...ctx.city.groups.flatMap(({ code, kind, unit }) =>
      kind === 'G3' && unit
        ? [pushTo({ group: code }, messageKey('issue', period, code), countyBulletinCard(facts, unit))]
        : [],
    ),
    ...postsWith(ctx.city, 'LEADER').map(({ code }) =>
      pushTo({ post: code }, messageKey('issue', period, code), leaderCard(facts)),
    ),
  ];
}

/** Nobody has signed on the day of issue: the signer is reminded, nothing goes out (domain.md 0.1-9). */
async function remindSigner(ctx: Ctx, bulletin: Bulletin): Promise<string> {
  if (!can(ctx, bulletin, 'sign')) return `未印发：当前“${bulletinState(bulletin)}”`;
  const card = await signingCard(ctx, bulletin);
  const today = dayOf(ctx.clock.now());
  await ctx.store.change(changeOf(ctx), async (change) => {
    for (const { code } of postsWith(ctx.city, 'BULLETIN_OWNER')) {
      change.send(pushTo({ post: code }, messageKey('sign-remind', bulletin.code, today, code), card));
    }
  });
  return '尚未签发，已提醒市府办公室';
}

/** The facts of the cards of a bulletin: the frozen snapshot. */
async function draftFacts(ctx: Ctx, bulletin: Bulletin): Promise<BulletinFacts> {
  const figures = bulletin.snapshot
    ? await readSnapshot(ctx, bulletin.snapshot)
    : await monthlyReport(ctx, { period: bulletin.period });
  return { figures, rules: ctx.rules, state: isIssued(bulletin) ? 'issued' : 'draft' };
}

/** A period's figures with what they are: issued, a draft, or live. For answering 通报. */
export async function bulletinFacts(
  ctx: Ctx,
  period: Period,
): Promise<BulletinFacts & { figures: MonthlyFiguresOf }> {
  const figures = await monthlyReport(ctx, { period });
  const bulletin = figures.snapshot ? await findBulletin(ctx, period) : undefined;
  const state = bulletin ? (isIssued(bulletin) ? 'issued' : 'draft') : 'live';
  return { figures, rules: ctx.rules, state };
}

const pushTo = (to: NewMessage['to'], key: string, card: Card): NewMessage => ({
  key,
  to,
  kind: 'push',
  content: { card },
});

function sendAll(change: Change, messages: readonly NewMessage[]): void {
  for (const message of messages) change.send(message);
}
