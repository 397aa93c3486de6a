import type { UnreportedFacts } from '../../../cards/bulletins/unreported.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { unitsInOrder } from '../../../models/ledgers/city.ts';
import { monthlyReports } from '../../../models/ledgers/monthly.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { demand } from '../../../models/rules/rights.ts';
import { lastDayOf, type Period } from '../../../models/rules/time/day.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Audience } from '../../../cards/ledger.ts';
import type { Ctx } from '../context.ts';
import { audienceScope } from '../ledgers/access.ts';

/** Of which a month's report is due: signed by its end, not closed, not yet in full production (domain.md 5.1 D10). */
const dueIn = (period: Period): Where => ({
  all: [
    { stage: { not: ['NEGOTIATING', 'FULL'] } },
    { closeType: { exists: false } },
    { signDate: { lte: lastDayOf(period) } },
  ],
});

/**
 * Which projects have no report of a month yet, by unit: those that the viewer sees, of one unit where it is named.
 * @throws AppError FORBIDDEN for one who may not read reports
 */
export async function unreportedIn(
  ctx: Ctx,
  period: Period,
  audience: Audience,
  unit?: string,
): Promise<UnreportedFacts> {
  demand(ctx.viewer, monthlyReports.rights.read);
  const { store, viewer, city } = ctx;
  const scope = audienceScope(ctx, projects, audience);
  const where = and(dueIn(period), scope, unit === undefined ? {} : { landUnit: unit });
  const reported = new Set<string>();
  for await (const row of store
    .rows(monthlyReports)
    .stream(viewer, { where: { period }, fields: ['project'] }))
    reported.add(row.project);
  const byUnit = new Map<string, { due: number; missing: { code: string; name: string }[] }>();
  const fields = ['name', 'landUnit'];
  for await (const { code, name, landUnit } of store.rows(projects).stream(viewer, { where, fields })) {
    const of = byUnit.get(landUnit ?? '') ?? { due: 0, missing: [] };
    byUnit.set(landUnit ?? '', of);
    of.due++;
    if (!reported.has(code)) of.missing.push({ code, name });
  }
  const nameOf = namesOf(city);
  const units = unitsInOrder(city).flatMap(({ code }) => {
    const of = byUnit.get(code);
    return of ? [{ name: nameOf('unit', code), ...of }] : [];
  });
  return { period, units, audience, ...(unit === undefined ? {} : { unit: nameOf('unit', unit) }) };
}
