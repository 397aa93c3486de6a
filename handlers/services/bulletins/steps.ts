import {
  cityBulletinCard,
  countyBulletinCard,
  leaderCard,
  type BulletinFacts,
} from '../../../cards/bulletin.ts';
import type { Card } from '../../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard, type SignFacts } from '../../../cards/bulletin-steps.ts';
import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { postsWith, unitsInOrder } from '../../../models/ledgers/city.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { addPeriods, dayOf, lastDayOf, type Day, type Period } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand, SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { NewMessage } from '../../../models/store/messages/outbox.ts';
import { changeOf, type Ctx, type Services } from '../context.ts';
import { monthlyReport, selectFacts, settingOf } from './report.ts';
import { findBulletin, readSnapshot, writeSnapshot, type MonthlyFiguresOf } from './snapshots.ts';
import { replaceOpenCards } from '../messages/replace-cards.ts';
import { messageKey } from '../messages/keys.ts';

/**
 * The monthly bulletin from opening to issue (domain.md 5.1 D10, 3.6). Each step is one change: the move, what it
 * writes and the messages it causes. Steps are repeatable: a step that is already done does nothing.
 */

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
  if (bulletin.status !== 'REPORTING') return '已冻结';
  const { count, frozen } = await snapshotNow(ctx, period);
  await ctx.store.change(changeOf(ctx), (change) => change.move(bulletins, bulletin, 'freeze', frozen));
  return `已冻结 ${count} 个项目，快照 ${frozen.snapshot.slice(0, 8)}`;
}

/** Keeps the ledgers as they are now for a period, and what the bulletin remembers of that. */
async function snapshotNow(ctx: Ctx, period: Period) {
  const asOf = lastDayOf(period);
  const facts = [];
  for await (const fact of selectFacts(ctx, period, asOf)) facts.push(fact);
  const { hash, figures } = await writeSnapshot(ctx, await settingOf(ctx, period, asOf), facts);
  const frozenOn = dayOf(ctx.clock.now());
  return { count: facts.length, frozen: { snapshot: hash, ruleSet: figures.ruleSet, frozenOn } };
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
  if (bulletin.status !== 'FROZEN') return '无需核对';
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

/** Keeps a county's objection, and with it what the county is answered; the bulletin's owner sees it before signing. */
export async function objectTo<R extends object>(
  ctx: Ctx,
  period: Period,
  text: string,
  reply: R,
): Promise<R> {
  const { code } = await bulletinOf(ctx, period);
  const unit = ctx.viewer.unit;
  if (!unit) throw new AppError('FORBIDDEN', '只能对本单元的数据提异议');
  const line = `${namesOf(ctx.city)('unit', unit)}（${ctx.viewer.name}）：${text}`;
  return ctx.store.change(changeOf(ctx, '核对异议'), async (change) => {
    // Read within the change: when two counties object at once, both are heard.
    const bulletin = await change.rows(bulletins).byCode(SYSTEM, code);
    if (bulletin?.status !== 'VERIFYING')
      throw new AppError('ILLEGAL_MOVE', '核对时间已过，请直接联系市府办公室');
    await change.update(
      bulletins,
      bulletin,
      { objections: [...(bulletin.objections ?? []), line] },
      'object',
    );
    return change.answer(reply);
  });
}

/** Puts the draft before the post that signs. */
export async function submitForSigning(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await frozenBulletin(ctx, period);
  if (bulletin.status !== 'FROZEN' && bulletin.status !== 'VERIFYING') return '无需送签';
  await ctx.store.change(changeOf(ctx), (change) => submit(ctx, change, bulletin));
  return '已送签';
}

async function submit(ctx: Ctx, change: Change, bulletin: Bulletin): Promise<Bulletin> {
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

/** Which bulletin a card shows, and as which version. */
export interface BulletinAt {
  code: string;
  version: number;
  /** The message whose card was clicked. */
  clicked: string | undefined;
}

/** What the one who acted is answered, made from the bulletin and its card as the change leaves them. */
export type AnswerOf<R extends object> = (bulletin: Bulletin, card: Card) => R;

/** Shows the bulletin as it is now on every card that asks for a signature, and keeps the answer with the change. */
async function answerSigners<R extends object>(
  ctx: Ctx,
  change: Change,
  bulletin: Bulletin,
  { clicked, answer }: { clicked: string | undefined; answer: AnswerOf<R> },
): Promise<R> {
  const card = await signingCard(ctx, bulletin);
  await replaceOpenCards(ctx, change, card, clicked);
  return change.answer(answer(bulletin, card));
}

/** Signs; on or after the day of issue it is issued by the same change. */
export async function signBulletin<R extends object>(
  ctx: Ctx,
  at: BulletinAt,
  answer: AnswerOf<R>,
): Promise<R> {
  const bulletin = await atVersion(ctx, at);
  const today = dayOf(ctx.clock.now());
  const due = today >= stepDay(ctx, bulletin.period, ctx.rules.monthly.issueWd);
  return ctx.store.change(changeOf(ctx), async (change) => {
    const signed = await change.move(bulletins, bulletin, 'sign', {
      signedBy: ctx.viewer.post,
      signedOn: today,
    });
    const now = due ? await issue(ctx, change, signed, await issueMessages(ctx, signed)) : signed;
    return answerSigners(ctx, change, now, { clicked: at.clicked, answer });
  });
}

/** Sends the bulletin back, freezes the ledgers as they are now and puts it before the signers again: one change. */
export async function refreezeBulletin<R extends object>(
  ctx: Ctx,
  at: BulletinAt,
  answer: AnswerOf<R>,
): Promise<R> {
  const bulletin = await atVersion(ctx, at);
  demand(ctx.viewer, 'bulletins.sign');
  const { frozen } = await snapshotNow(ctx, bulletin.period);
  return ctx.store.change(changeOf(ctx), async (change) => {
    const back = await change.move(bulletins, bulletin, 'refreeze', { objections: null });
    const again = await submit(ctx, change, await change.move(bulletins, back, 'freeze', frozen));
    return answerSigners(ctx, change, again, { clicked: at.clicked, answer });
  });
}

async function atVersion(
  ctx: Ctx,
  { code, version }: Pick<BulletinAt, 'code' | 'version'>,
): Promise<Bulletin> {
  const bulletin = await ctx.store.rows(bulletins).byCode(ctx.viewer, code);
  if (!bulletin) throw new AppError('NOT_FOUND', '这期通报已不在台账中');
  if (bulletin.version !== version) {
    const by = namesOf(ctx.city)('post', bulletin.updatedBy);
    throw new AppError('STALE', `这期通报已由${by}处理，请看最新内容`);
  }
  return bulletin;
}

/** Issues a signed bulletin to leaders, the city's groups and each county's own group (domain.md 5.4). */
export async function issueMonth(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await bulletinOf(ctx, period);
  if (bulletin.status === 'ISSUED') return '已印发';
  if (bulletin.status !== 'SIGNED') return remindSigner(ctx, bulletin);
  const messages = await issueMessages(ctx, bulletin);
  await ctx.store.change(changeOf(ctx), (change) => issue(ctx, change, bulletin, messages));
  return `已印发到 ${messages.length} 个群和领导`;
}

async function issue(
  ctx: Ctx,
  change: Change,
  bulletin: Bulletin,
  messages: readonly NewMessage[],
): Promise<Bulletin> {
  sendAll(change, messages);
  return change.move(bulletins, bulletin, 'issue', { issuedOn: dayOf(ctx.clock.now()) });
}

/** What everybody gets: the groups the city's version, each county its own, leaders eight lines (domain.md 5.4). */
async function issueMessages(ctx: Ctx, bulletin: Bulletin): Promise<NewMessage[]> {
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
  if (bulletin.status !== 'SIGNING') return `未印发：当前${bulletin.status ?? ''}`;
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
  return { figures, rules: ctx.rules, state: bulletin.status === 'ISSUED' ? 'issued' : 'draft' };
}

/** A period's figures with what they are: issued, a draft, or live. For answering 通报. */
export async function bulletinFacts(
  ctx: Ctx,
  period: Period,
): Promise<BulletinFacts & { figures: MonthlyFiguresOf }> {
  const figures = await monthlyReport(ctx, { period });
  const bulletin = figures.snapshot ? await findBulletin(ctx, period) : undefined;
  const state = bulletin ? (bulletin.status === 'ISSUED' ? 'issued' : 'draft') : 'live';
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
