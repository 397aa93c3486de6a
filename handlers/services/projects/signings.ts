import { reviewCard, type SigningFacts } from '../../../cards/bulletins/signings.ts';
import type { Card } from '../../../cards/card.ts';
import { bulletins } from '../../../models/ledgers/bulletin.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { STAGE_FACTS } from '../../../models/ledgers/projects/rules.ts';
import { SIGNING_REVIEWERS, TO_REVIEW, UNACCEPTED } from '../../../models/ledgers/projects/signing.ts';
import type { Patch } from '../../../models/ledgers/engine/define.ts';
import { rowsBehind } from '../../../models/rules/figures/trace.ts';
import { SYSTEM, type Viewer } from '../../../models/rules/permissions.ts';
import { addPeriods, lastDayOf, periodOf, type Period } from '../../../models/rules/time/day.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { postsFor, rowsIn, type Ctx, type Services } from '../context.ts';
import { moveAll, type MovedAll } from '../ledgers/move.ts';
import { replaceOpenCards } from '../messages/replace-cards.ts';
import type { MonthlyFiguresOf } from '../bulletins/snapshots.ts';

/** The first month whose bulletin is not frozen yet; undefined where none ever was. */
async function firstOpenPeriod({ store }: Services): Promise<Period | undefined> {
  const where = { frozenOn: { exists: true } };
  const [frozen] = await store.rows(bulletins).find(SYSTEM, { where, sort: { period: -1 }, limit: 1 });
  return frozen && addPeriods(frozen.period, 1);
}

/**
 * In which months an accepted project's facts count: in their own, or in the first whose bulletin is still open
 * (domain.md 3.1: accepted before the freeze, it counts for the month before).
 */
export async function recognised(ctx: Ctx, row: Project): Promise<Patch> {
  const open = await firstOpenPeriod(ctx);
  const dated = STAGE_FACTS.flatMap(({ on, recognised: field }) => {
    const day = row[on];
    return day === undefined ? [] : [[field, later(row[field] ?? periodOf(day), open)] as const];
  });
  return Object.fromEntries(dated);
}

const later = (period: Period, open: Period | undefined): Period =>
  open !== undefined && open > period ? open : period;

/** What waits for a second look: of one unit, or of the city. */
const waitingFor = (ctx: Ctx, viewer: Viewer, unit: string | undefined): Promise<Project[]> =>
  rowsIn(ctx, projects).find(viewer, {
    where: { status: TO_REVIEW, ...(unit === undefined ? {} : { unit }) },
    sort: { unit: 1, signDate: 1, code: 1 },
  });

/** The card of what waits for a reviewer, as it is now; undefined when nothing does. */
export async function reviewOf(ctx: Ctx, unit: string | undefined): Promise<Card | undefined> {
  const rows = await waitingFor(ctx, SYSTEM, unit);
  return rows.length === 0 ? undefined : cardOf(ctx, rows, unit);
}

/** The same for one who asks: nothing waiting is an answer as well. */
export async function reviewAsked(ctx: Ctx, unit = ctx.viewer.unit): Promise<Card> {
  return cardOf(ctx, await waitingFor(ctx, ctx.viewer, unit), unit);
}

const cardOf = (ctx: Ctx, rows: readonly Project[], unit: string | undefined): Card => {
  const nameOf = namesOf(ctx.city);
  const seen = ctx.clock.now();
  return reviewCard({
    rows,
    nameOf,
    seen,
    ...(unit === undefined ? {} : { unitName: nameOf('unit', unit) }),
  });
};

/** Makes the reviewers' cards of a unit anew where they stand, once at the end of a change. */
export function renewReviews(
  ctx: Ctx,
  change: Change,
  { unit, clicked }: { unit?: string | undefined; clicked?: string | undefined },
): void {
  change.atEnd(`review:${unit}`, async () => {
    const card = cardOf(ctx, await waitingFor({ ...ctx, within: change }, SYSTEM, unit), unit);
    await replaceOpenCards(ctx, change, card, clicked);
  });
}

/** Accepts those of these projects that are still as the reviewer saw them, and answers with what is left to look at. */
export function acceptAll<R extends object>(
  ctx: Ctx,
  { codes, seen, clicked }: { codes: readonly string[]; seen: Date; clicked?: string | undefined },
  answer: (done: MovedAll, card: Card) => R,
): Promise<R> {
  const { viewer } = ctx;
  const { unit } = viewer;
  const where = { code: { in: codes } };
  return moveAll(ctx, projects, { event: 'accept', where, seen }, async (done, change) => {
    // The clicked card is replaced by the answer.
    renewReviews(ctx, change, { unit, clicked });
    return answer(done, cardOf(ctx, await waitingFor({ ...ctx, within: change }, viewer, unit), unit));
  });
}

/** What the signer is told of a month's new projects. */
export async function signingFacts(ctx: Ctx, figures: MonthlyFiguresOf): Promise<SigningFacts> {
  const reader = ctx.store.rows(projects);
  const { city } = ctx;
  const nameOf = namesOf(city);
  const where = { status: { in: UNACCEPTED }, signDate: { lte: lastDayOf(figures.period) } };
  const [added, waiting] = await Promise.all([
    reader.byIds(SYSTEM, rowsBehind(figures.trace, 'x.total.countMonth')),
    reader.find(SYSTEM, { where, sort: { unit: 1, signDate: 1 } }),
  ]);
  const reviewersOf = (unit: string): string => {
    const posts = postsFor(city, SIGNING_REVIEWERS, { unit });
    return posts.length === 0 ? '没有审核岗位' : `${posts.map(({ name }) => name).join('、')}未审核`;
  };
  return { added, waiting, nameOf, reviewersOf };
}
