import { monthlyReports } from '../../../models/ledgers/monthly.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { isAccepted } from '../../../models/ledgers/projects/signing.ts';
import { targets } from '../../../models/ledgers/target.ts';
import type { Stage } from '../../../models/rules/codes.ts';
import {
  addPeriods,
  dayOf,
  lastDayOf,
  periodOf,
  yearOf,
  type Day,
  type Period,
} from '../../../models/rules/time/day.ts';
import { longMonth } from '../../../models/rules/time/words.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { factScope, type FactScope } from '../../../models/rules/figures/cohorts.ts';
import type {
  MonthlyFact,
  PriorFigures,
  ProjectFacts,
  TargetFacts,
  UnitFacts,
} from '../../../models/rules/figures/facts.ts';
import { monthlyTally, type MonthlySetting } from '../../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../../models/rules/figures/shape.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Where } from '../../../models/rules/where.ts';
import { issuedFigures, type MonthlyFiguresOf } from './snapshots.ts';
import type { Services } from '../context.ts';

export interface ReportRequest {
  period: Period;
  /** Facts after this day are not seen. Absent: the period's end, or today. */
  asOf?: Day;
}

/** The columns of the project ledger that figures read. */
const FACT_FIELDS = [
  'name',
  'landUnit',
  'kind',
  'isMfg',
  'signType',
  'plannedInvestWan',
  'fixedInvestWan',
  'cumInvestWan',
  'signDate',
  'agreedStart',
  'agreedProduce',
  'landedOn',
  'startedOn',
  'producedOn',
  'fullOn',
  'landSuppliedOn',
  'landMode',
  'stage',
  'signedIn',
  'landedIn',
  'startedIn',
  'producedIn',
  'fullIn',
  'overlays',
  'closeType',
  'deducted',
  'status',
] as const satisfies readonly (keyof Project)[];

/** Q05 looks three months back and compares each with the one before (domain.md 4.4). */
const MONTHS_LOOKED_AT = 4;

/**
 * The month's figures (domain.md 4.2–4.4), computed now from the ledgers. The aggregate covers all units, so who may be
 * shown it is asked beforehand (audience.ts), and not the row scope: signed projects are city-wide (0.1-11).
 * @throws AppError INVALID for a period that has not begun, NOT_FOUND for one before the ledger begins
 */
export async function liveReport(ctx: Services, { period, asOf }: ReportRequest): Promise<MonthlyFiguresOf> {
  const today = dayOf(ctx.clock.now());
  if (period > periodOf(today)) throw new AppError('INVALID', `${period} 还没有开始，没有数据`);
  const until = asOf ?? endOf(period, today);
  await demandBegun(ctx, period, until);
  return { ...(await computeMonthly(ctx, period, until)), snapshot: null };
}

/**
 * Before the first signature of the ledger nothing was recorded: that is unknown, and no zero.
 * @throws AppError NOT_FOUND, with the month in which the ledger begins
 */
async function demandBegun({ store }: Services, period: Period, until: Day): Promise<void> {
  const where = { signDate: { exists: true } };
  const fields = ['signDate'];
  const [first] = await store.rows(projects).find(SYSTEM, { where, sort: { signDate: 1 }, limit: 1, fields });
  if (first?.signDate === undefined || first.signDate <= until) return;
  const begins = longMonth(periodOf(first.signDate));
  throw new AppError('NOT_FOUND', `${longMonth(period)}没有数据：项目台账的签约从${begins}开始`);
}

/** The last day of a period, or today while it is running. */
export const endOf = (period: Period, today: Day): Day =>
  lastDayOf(period) < today ? lastDayOf(period) : today;

/** The last whole month before a day: what is reported when nothing is named. */
export const lastWholePeriod = (day: Day): Period => addPeriods(periodOf(day), -1);

/** Computes the figures from the ledgers as they stand, streaming the rows that matter. */
export async function computeMonthly(services: Services, period: Period, asOf: Day): Promise<MonthlyFigures> {
  const setting = await settingOf(services, period, asOf);
  const tally = monthlyTally(setting);
  for await (const fact of selectFacts(services, period, asOf)) tally.add(fact);
  return tally.figures();
}

/** Everything but the facts that a month's figures depend on. */
export async function settingOf(services: Services, period: Period, asOf: Day): Promise<MonthlySetting> {
  const prior = await issuedFigures(services, addPeriods(period, -1));
  return {
    period,
    asOf,
    units: unitFacts(services),
    targets: await targetFacts(services, yearOf(period)),
    rules: services.rules,
    prior: prior as PriorFigures | undefined,
  };
}

const unitFacts = ({ city }: Services): UnitFacts[] =>
  city.units.map(({ code, short, order }) => ({ code, name: short, order }));

async function targetFacts({ store }: Services, year: number): Promise<TargetFacts[]> {
  const where: Where = { year, indicator: 'NEW_OVER_YI_MFG' };
  const rows = await store.rows(targets).find(SYSTEM, { where });
  return rows.map(({ unit, year: of, value }) => ({ unit, year: of, value }));
}

/** The projects that can matter for a period, by index, with their last monthly reports. */
export async function* selectFacts(
  services: Services,
  period: Period,
  asOf: Day,
): AsyncIterable<ProjectFacts> {
  const { store, rules } = services;
  const monthly = await monthlyFacts(services, period);
  const where = selection(factScope(period, asOf, rules));
  for await (const row of store.rows(projects).stream(SYSTEM, { where, fields: FACT_FIELDS })) {
    yield factsOf(row, monthly.get(row.code));
  }
}

/** The selection of figures/cohorts.ts as a query; each branch stands on one index of the ledger. */
function selection(scope: FactScope): Where {
  const { signedFrom, signedTo, mfgOnly, minPlannedWan, closed, producingBy } = scope;
  const inCohort: Where = {
    signDate: { gte: signedFrom, lte: signedTo },
    plannedInvestWan: { gte: minPlannedWan },
    ...(mfgOnly ? { isMfg: true } : {}),
  };
  const open = { signDate: { lte: signedTo }, closeType: { not: closed } } as const;
  return {
    any: [
      inCohort,
      { ...open, producedIn: { exists: false } },
      { ...open, producedIn: { gt: producingBy.period } },
      { ...open, producedOn: { gt: producingBy.asOf } },
    ],
  };
}

async function monthlyFacts({ store }: Services, period: Period): Promise<Map<string, MonthlyFact[]>> {
  const where: Where = { period: { gte: addPeriods(period, 1 - MONTHS_LOOKED_AT), lte: period } };
  const fields = ['project', 'period', 'cumInvestWan', 'noChange'];
  const facts = new Map<string, MonthlyFact[]>();
  for await (const row of store.rows(monthlyReports).stream(SYSTEM, { where, fields })) {
    const fact = { period: row.period, cumInvestWan: row.cumInvestWan, noChange: row.noChange === true };
    const known = facts.get(row.project);
    if (known) known.push(fact);
    else facts.set(row.project, [fact]);
  }
  return facts;
}

/**
 * A ledger row as the figures see it. Written out field by field: all facts have one shape whatever a row lacks, which
 * the engine runs through faster, and nothing else of the row is held or frozen.
 */
export function factsOf(row: Project, monthly?: readonly MonthlyFact[]): ProjectFacts {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    landUnit: row.landUnit,
    kind: row.kind,
    isMfg: row.isMfg === true,
    signType: row.signType,
    plannedInvestWan: row.plannedInvestWan,
    fixedInvestWan: row.fixedInvestWan,
    cumInvestWan: row.cumInvestWan,
    signDate: row.signDate,
    agreedStart: row.agreedStart,
    agreedProduce: row.agreedProduce,
    landedOn: row.landedOn,
    startedOn: row.startedOn,
    producedOn: row.producedOn,
    fullOn: row.fullOn,
    landSuppliedOn: row.landSuppliedOn,
    landMode: row.landMode,
    stage: row.stage,
    recognizedIn: recognised(row),
    overlays: row.overlays ?? [],
    closeType: row.closeType,
    deducted: row.deducted === true,
    monthly,
  };
}

function recognised(row: Project): Partial<Record<Stage, Period>> {
  // What nobody but its writer has looked at is recognised as nothing yet (domain.md 0.1-5).
  if (!isAccepted(row)) return {};
  const { signedIn, landedIn, startedIn, producedIn, fullIn } = row;
  return {
    ...(signedIn ? { SIGNED: signedIn } : {}),
    ...(landedIn ? { LANDED: landedIn } : {}),
    ...(startedIn ? { STARTED: startedIn } : {}),
    ...(producedIn ? { PRODUCING: producedIn } : {}),
    ...(fullIn ? { FULL: fullIn } : {}),
  };
}
