import type { BulletinFacts } from '../../../cards/bulletins/bulletin.ts';
import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { addPeriods, type Day, type Period } from '../../../models/rules/time/day.ts';
import { demand } from '../../../models/rules/rights.ts';
import type { Ctx, Services } from '../context.ts';
import { mayBeShown, notShown, stateOf, type WantedDocument } from './audience.ts';
import { liveReport } from './report.ts';
import { findBulletin, readSnapshot, type MonthlyFiguresOf } from './snapshots.ts';

/** The working day of the month after the period on which a step is due. */
export const stepDay = ({ calendar }: Services, period: Period, workday: number): Day =>
  calendar.nthWorkdayOf(addPeriods(period, 1), workday);

type Facts = BulletinFacts & { figures: MonthlyFiguresOf };

/**
 * A period's figures with what they are: issued, a draft, or live.
 * @throws AppError FORBIDDEN for one who may not read bulletins, INVALID for a period that has not begun, NOT_FOUND where
 *   and to whom it may not be shown yet (audience.ts)
 */
export async function bulletinFacts(ctx: Ctx, period: Period, asked: WantedDocument): Promise<Facts> {
  demand(ctx.viewer, bulletins.rights.read);
  const row = (await findBulletin(ctx, period)) ?? { period, status: 'REPORTING' as const };
  if (!mayBeShown(ctx, asked, stateOf(row))) throw await notShown(ctx, period);
  return bulletinFactsOf(ctx, row);
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

async function readFacts(ctx: Ctx, row: Frozen): Promise<Facts> {
  const { period, snapshot } = row;
  const figures = snapshot ? await readSnapshot(ctx, snapshot) : await liveReport(ctx, { period });
  return { figures, rules: ctx.rules, state: stateOf(row) };
}
