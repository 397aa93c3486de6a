import type { BulletinFacts } from '../../../cards/bulletins/bulletin.ts';
import { bulletins, isIssued, ISSUED_STATES, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { addPeriods, monthOf, yearOf, type Day, type Period } from '../../../models/rules/time/day.ts';
import { demand } from '../../../models/rules/rights.ts';
import type { Ctx, Services } from '../context.ts';
import { monthlyReport } from './report.ts';
import { findBulletin, readSnapshot, type MonthlyFiguresOf } from './snapshots.ts';

/** The working day of the month after the period on which a step is due. */
export const stepDay = ({ calendar }: Services, period: Period, workday: number): Day =>
  calendar.nthWorkdayOf(addPeriods(period, 1), workday);

type Facts = BulletinFacts & { figures: MonthlyFiguresOf };

/**
 * A period's figures with what they are: issued, a draft, or live.
 * @throws AppError FORBIDDEN for one who may not read bulletins, INVALID for a period that has not begun, NOT_FOUND in a
 *   group for one that is not issued: what must not be pushed there yet is not to be pulled there either
 */
export async function bulletinFacts(ctx: Ctx, period: Period): Promise<Facts> {
  demand(ctx.viewer, bulletins.rights.read);
  const row = (await findBulletin(ctx, period)) ?? { period, status: 'REPORTING' as const };
  if (isInGroup(ctx) && !isIssued(row)) throw await notIssued(ctx, period);
  return bulletinFactsOf(ctx, row);
}

/** Others read along. */
const isInGroup = ({ readers }: Ctx): boolean => readers !== undefined;

async function notIssued(ctx: Ctx, period: Period): Promise<AppError> {
  const issued = { status: { in: ISSUED_STATES } };
  const [latest] = await ctx.store
    .rows(bulletins)
    .find(ctx.viewer, { where: issued, sort: { period: -1 }, limit: 1 });
  const words = (of: Period) => `${yearOf(of)}年${monthOf(of)}月`;
  const cure = latest ? `，最近一期是${words(latest.period)}，请发送“通报 ${words(latest.period)}”` : '';
  return new AppError('NOT_FOUND', `${words(period)}通报还没有签发印发，不在群里显示${cure}`);
}

type Frozen = Pick<Bulletin, 'period' | 'status' | 'snapshot'>;
/** A snapshot is long to read: all that one move of a bulletin sends and answers is made of one reading. */
const READ = new WeakMap<Frozen, Promise<Facts>>();

/** The figures of a bulletin as this row has them, for whoever is sent or shown them. */
export function bulletinFactsOf(ctx: Ctx, row: Frozen): Promise<Facts> {
  const known = READ.get(row) ?? readFacts(ctx, row);
  READ.set(row, known);
  return known;
}

async function readFacts(ctx: Ctx, { period, snapshot, status }: Frozen): Promise<Facts> {
  const figures = snapshot ? await readSnapshot(ctx, snapshot) : await monthlyReport(ctx, { period });
  const state = snapshot ? (isIssued({ status }) ? 'issued' : 'draft') : 'live';
  return { figures, rules: ctx.rules, state };
}
