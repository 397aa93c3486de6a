import type { UnreportedFacts } from '../../../cards/bulletins/unreported.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { unitsInOrder } from '../../../models/ledgers/city.ts';
import { monthlyReports } from '../../../models/ledgers/monthly.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { demand, may } from '../../../models/rules/rights.ts';
import { dayOf, instantOf, lastDayOf, type Period } from '../../../models/rules/time/day.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Audience } from '../../../cards/ledger.ts';
import type { Ctx } from '../context.ts';
import { stepDay } from '../bulletins/facts.ts';
import { lastWholePeriod } from '../bulletins/report.ts';
import { abilitiesOf, audienceScope } from '../ledgers/access.ts';

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
  const can = abilitiesOf(ctx, projects, audience);
  // A new report is of the last whole month (its form fills that in).
  const reports =
    unit !== undefined &&
    unit === viewer.unit &&
    period === lastWholePeriod(dayOf(ctx.clock.now())) &&
    may(viewer, monthlyReports.rights.create);
  return {
    period,
    units,
    audience,
    can,
    ...(unit === undefined ? {} : { unit: nameOf('unit', unit) }),
    ...(reports ? { reports } : {}),
  };
}

/** A month's reports that the viewer's own unit still owes. */
export interface ReportsOwed {
  period: Period;
  missing: number;
  due: Date;
  overdue: boolean;
}

/** Offices close then: what is due on a day is due by it (domain.md 4.1). */
const CLOSING = '17:30';

/**
 * What the viewer's unit owes of the last whole month, from the day on which reports are asked for until the figures are
 * frozen; undefined for one who reports nothing, and when all is there.
 */
export async function reportsOwed(ctx: Ctx): Promise<ReportsOwed | undefined> {
  const { viewer, clock, rules } = ctx;
  const now = clock.now();
  const period = lastWholePeriod(dayOf(now));
  const { openWd, countyDueWd, freezeWd } = rules.monthly;
  const [opens, freezes] = [openWd, freezeWd].map((workday) => stepDay(ctx, period, workday));
  const asked = opens && freezes && opens <= dayOf(now) && dayOf(now) < freezes;
  if (!asked || viewer.unit === undefined || !may(viewer, monthlyReports.rights.edit)) return undefined;
  const { units } = await unreportedIn(ctx, period, 'private', viewer.unit);
  const missing = units.reduce((sum, each) => sum + each.missing.length, 0);
  const due = instantOf(stepDay(ctx, period, countyDueWd), CLOSING);
  return missing === 0 ? undefined : { period, missing, due, overdue: due < now };
}
