import { objectionCard } from '../../../cards/bulletins/objections.ts';
import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { isUnanswered, objections, type Objection } from '../../../models/ledgers/objection.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Period } from '../../../models/rules/time/day.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { rowsIn, type Ctx } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { addWithin } from '../ledgers/move.ts';
import { renewCards } from '../messages/refresh-told.ts';

/** What counties say against a month's figures, in the order in which it came; of one unit where it is named. */
export const objectionsTo = (ctx: Ctx, period: Period, unit?: string): Promise<Objection[]> =>
  rowsIn(ctx, objections).find(SYSTEM, {
    where: { period, ...(unit === undefined ? {} : { unit }) },
    sort: { code: 1 },
  });

/** Takes down what a reviewer objects to, in the name of its unit. */
export async function raise(
  ctx: Ctx,
  change: Change,
  { period }: Bulletin,
  written: { objection?: unknown },
): Promise<undefined> {
  const { unit, post } = ctx.viewer;
  if (unit === undefined) throw new AppError('FORBIDDEN', '只能对本单元的数据提出异议');
  await addWithin(ctx, change, objections, {
    period,
    unit,
    claim: String(written.objection),
    raisedBy: post,
  });
}

/**
 * Nothing is signed over an objection that nobody has answered.
 * @throws AppError ILLEGAL_MOVE
 */
export async function demandAnswers(ctx: Ctx, { period }: Bulletin): Promise<void> {
  const open = (await objectionsTo(ctx, period)).filter(isUnanswered).length;
  if (open > 0) throw new AppError('ILLEGAL_MOVE', `还有 ${open} 条县区异议没有答复，请先答复再签发`);
}

/** The county's card and the signer's say what became of it. */
async function answered(ctx: Ctx, change: Change, { period }: Objection): Promise<undefined> {
  const row = await change.rows(bulletins).byCode(SYSTEM, `TB-${period}`);
  if (!row) return;
  // At the end, when the answer is written.
  change.atEnd(`objections:${period}`, () => renewCards(ctx, change, bulletins, { row, says: 'verify' }));
}

export const objectionFeature = feature({
  ledger: objections,
  card: async (ctx, row) => objectionCard({ row, nameOf: namesOf(ctx.city), answers: false }),
  effects: { settle: { run: answered } },
  says: {
    ask: async (ctx, row) => ({ card: objectionCard({ row, nameOf: namesOf(ctx.city), answers: true }) }),
  },
});
