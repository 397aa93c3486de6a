import type { BulletinFacts } from '../../../cards/bulletins/bulletin.ts';
import { bulletins, bulletinState, isIssued, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { addPeriods, dayOf, type Day, type Period } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand } from '../../../models/rules/rights.ts';
import { changeOf, type Ctx, type Services } from '../context.ts';
import { addWithin, advance, remindIn } from '../ledgers/move.ts';
import { monthlyReport } from './report.ts';
import { findBulletin, readSnapshot, snapshotSize, type MonthlyFiguresOf } from './snapshots.ts';

/**
 * The monthly bulletin from opening to issue (domain.md 5.1 D10, 3.6), as the jobs of its days. What each move writes
 * and whom it tells stands in the ledger. Steps are repeatable: a step that is already done does nothing.
 */

/** The working day of the month after the period on which a step is due. */
export const stepDay = ({ calendar }: Services, period: Period, workday: number): Day =>
  calendar.nthWorkdayOf(addPeriods(period, 1), workday);

/** Opens the month's reporting and reminds each county's reporter. */
export async function openMonth(ctx: Ctx, period: Period): Promise<string> {
  if (await findBulletin(ctx, period)) return '已发起';
  const { told } = await ctx.store.change(changeOf(ctx), (change) =>
    addWithin(ctx, change, bulletins, { period }),
  );
  return `已发起，提醒 ${told} 个填报岗位`;
}

/** The bulletin of a month; a step makes up for one that was never opened, when there is nobody to remind any more. */
const opened = async (ctx: Ctx, period: Period): Promise<Bulletin> =>
  (await findBulletin(ctx, period)) ??
  ctx.store.change(changeOf(ctx), (change) => change.insert(bulletins, { period }));

/** Reminds on the last day. */
export async function remindReporters(ctx: Ctx, period: Period): Promise<string> {
  const day = stepDay(ctx, period, ctx.rules.monthly.countyDueWd);
  const bulletin = await opened(ctx, period);
  return `提醒 ${await remindIn(ctx, bulletins, bulletin, { state: 'REPORTING', day })} 个填报岗位`;
}

/** Freezes the month's data as a snapshot. */
export async function freezeMonth(ctx: Ctx, period: Period): Promise<string> {
  const frozen = await advance(ctx, bulletins, await opened(ctx, period), 'freeze');
  if (!frozen) return '已冻结';
  const snapshot = String(frozen.row.snapshot);
  return `已冻结 ${await snapshotSize(ctx, snapshot)} 个项目，快照 ${snapshot.slice(0, 8)}`;
}

/** Sends each county's reviewer its own frozen figures to check. */
export async function sendForVerification(ctx: Ctx, period: Period): Promise<string> {
  const sent = await advance(ctx, bulletins, await opened(ctx, period), 'freeze', 'verify');
  return sent ? `已送 ${sent.told} 个岗位核对` : '无需核对';
}

/** Puts the draft before the post that signs. */
export async function submitForSigning(ctx: Ctx, period: Period): Promise<string> {
  const submitted = await advance(ctx, bulletins, await opened(ctx, period), 'freeze', 'submit');
  return submitted ? '已送签' : '无需送签';
}

/**
 * Issues a signed bulletin. One that nobody has signed on the day of issue does not go out: the signer is reminded
 * (domain.md 0.1-9).
 * @throws AppError NOT_FOUND when the month was never opened
 */
export async function issueMonth(ctx: Ctx, period: Period): Promise<string> {
  const bulletin = await findBulletin(ctx, period);
  if (!bulletin) throw new AppError('NOT_FOUND', `${period} 的通报还没有发起`);
  if (isIssued(bulletin)) return '已印发';
  const issued = await advance(ctx, bulletins, bulletin, 'issue');
  if (issued) return `已印发到 ${issued.told} 个群和领导`;
  const day = dayOf(ctx.clock.now());
  const told = await remindIn(ctx, bulletins, bulletin, { state: 'SIGNING', day });
  return told > 0 ? '尚未签发，已提醒市府办公室' : `未印发：当前“${bulletinState(bulletin)}”`;
}

/**
 * A period's figures with what they are: issued, a draft, or live. Of a bulletin that is being moved its row is given.
 * @throws AppError FORBIDDEN for one who may not read bulletins, INVALID for a period that has not begun
 */
export async function bulletinFacts(
  ctx: Ctx,
  period: Period,
  moved?: Bulletin,
): Promise<BulletinFacts & { figures: MonthlyFiguresOf }> {
  demand(ctx.viewer, bulletins.rights.read);
  const bulletin = moved ?? (await findBulletin(ctx, period));
  const { rules } = ctx;
  if (!bulletin?.snapshot) return { figures: await monthlyReport(ctx, { period }), rules, state: 'live' };
  const figures = await readSnapshot(ctx, bulletin.snapshot);
  return { figures, rules, state: isIssued(bulletin) ? 'issued' : 'draft' };
}
