import { stageAtLeast } from '../codes.ts';
import { addPeriods, periodOf, yearOf, type Day, type Period } from '../time/day.ts';
import { AppError } from '../errors.ts';
import type { RuleSet } from '../ruleset.ts';
import { cutOf, stageAt, type Cut } from './cohorts.ts';
import { corrections } from './corrections.ts';
import type { PriorFigures, ProjectFacts, TargetFacts, UnitFacts } from './facts.ts';
import { notes } from './notes.ts';
import { lightOf, projectProblems } from './project-problems.ts';
import { sortProblems, unitProblems } from './problems.ts';
import type { MonthlyFigures, Problem } from './shape.ts';
import { newIn, xTable, yTable, type TableInput } from './tables.ts';
import { addSigning, addToCohorts, openCohorts, standingOf, type Signings, type Standing } from './tally.ts';
import { cohortTrace, problemTrace } from './trace.ts';

/** What a month's figures are computed for. */
export interface MonthlySetting {
  period: Period;
  /** Facts after this day are not seen; normally the last day of the period. */
  asOf: Day;
  units: readonly UnitFacts[];
  targets: readonly TargetFacts[];
  rules: RuleSet;
  /** The issued bulletin of the period before. Without one that period is recomputed from today's facts. */
  prior?: PriorFigures | undefined;
}

/** Takes facts one by one, in any order, then gives the figures. For cursors that must not be held in memory. */
export interface MonthlyTally {
  add(fact: ProjectFacts): void;
  figures(): MonthlyFigures;
}

/** The monthly figures over rows in memory (domain.md 4.2–4.4). Pure: the same facts in any order give the same. */
export function monthlyFigures(setting: MonthlySetting & { facts: Iterable<ProjectFacts> }): MonthlyFigures {
  const tally = monthlyTally(setting);
  for (const fact of setting.facts) tally.add(fact);
  return tally.figures();
}

/**
 * Opens the count of one month. Each fact is looked at once.
 * Throws INTERNAL when `prior` is not the bulletin of the period before.
 */
export function monthlyTally(setting: MonthlySetting): MonthlyTally {
  const { period, asOf, rules, prior } = setting;
  const lastPeriod = addPeriods(period, -1);
  if (prior && prior.period !== lastPeriod)
    throw new AppError('INTERNAL', `${period}的上期应为${lastPeriod}，不是${prior.period}`);
  const units = [...setting.units].sort((a, b) => a.order - b.order);
  const names = new Map(units.map((unit) => [unit.code, unit.name]));
  const codes = [...names.keys()];
  const cut: Cut = { period, asOf };
  const lastCut = cutOf(lastPeriod, asOf);
  const year = yearOf(period);
  const now = openCohorts(cut, codes);
  const before = openCohorts(lastCut, codes, year);
  const again = prior && openCohorts({ period: prior.period, asOf: prior.asOf }, codes);
  const signings: Signings = new Map(codes.map((u) => [u, new Map()]));
  const found: Problem[] = [];
  const known = new Map<string, ProjectFacts>();
  const idOfCode = new Map<string, string>();
  const lights = { red: 0, redAdded: 0, yellow: 0, grey: 0 };
  const remarks = { deducted: 0, homeless: 0, unaccepted: new Map<string, number>() };
  // Units whose signings of this very month wait for a second look: no verdict of 零签约 on them.
  const waiting = new Set<string>();
  const shown = new Set(Object.values(prior?.trace ?? {}).flat());
  const wasRed = prior?.problems && new Set(redCodes(prior.problems));

  const isOfYear = ({ signYear, x, y }: Standing) => (x && signYear === year) || (y && signYear === year - 1);
  const isThisYears = (fact: ProjectFacts, standing: Standing) =>
    isOfYear(standing) && stageAtLeast(stageAt(fact, cut), 'SIGNED');
  const isUnaccepted = ({ recognizedIn, signDate }: ProjectFacts) =>
    Object.keys(recognizedIn).length === 0 && signDate !== undefined && signDate <= asOf;

  function count(fact: ProjectFacts): void {
    if (shown.has(fact.id)) known.set(fact.id, fact);
    const standing = standingOf(fact, rules);
    if (standing === undefined) return;
    if (again && standing.signYear >= again.year - 1) known.set(fact.id, fact);
    if (!names.has(standing.unit)) remarks.homeless += isThisYears(fact, standing) ? 1 : 0;
    else if (fact.deducted) remarks.deducted += isThisYears(fact, standing) ? 1 : 0;
    else if (isOfYear(standing) && isUnaccepted(fact)) {
      remarks.unaccepted.set(standing.unit, (remarks.unaccepted.get(standing.unit) ?? 0) + 1);
      if (standing.x && fact.signDate !== undefined && periodOf(fact.signDate) === period)
        waiting.add(standing.unit);
    } else {
      addToCohorts(now, fact, standing);
      addToCohorts(before, fact, standing);
      if (again) addToCohorts(again, fact, standing);
      // Streaks and comparisons look back to last January, which is as far as factScope selects for.
      if (standing.signYear >= year - 1) addSigning(signings, fact, standing, cut);
    }
  }

  function light(fact: ProjectFacts): void {
    const name = fact.landUnit === undefined ? undefined : names.get(fact.landUnit);
    if (name === undefined) return;
    const problems = projectProblems(fact, name, cut, rules);
    if (problems.length === 0) return;
    found.push(...problems);
    idOfCode.set(fact.code, fact.id);
    const colour = lightOf(problems);
    if (colour === 'YELLOW') lights.yellow += 1;
    if (colour === 'GREY') lights.grey += 1;
    if (colour !== 'RED') return;
    lights.red += 1;
    const was = wasRed
      ? wasRed.has(fact.code)
      : lightOf(projectProblems(fact, name, lastCut, rules)) === 'RED';
    if (!was) lights.redAdded += 1;
  }

  return {
    add(fact) {
      count(fact);
      light(fact);
    },
    figures() {
      const input: TableInput = {
        units,
        rules,
        now,
        before,
        targets: new Map(setting.targets.filter((t) => t.year === year).map((t) => [t.unit, t.value])),
        // In January the previous bulletin shows last year's cohorts: nothing of it can be subtracted.
        prior: prior && yearOf(prior.period) === year ? prior : undefined,
        lastMonthNew: prior ? prior.x.total.countMonth : newIn(signings, (month) => month === lastPeriod),
        lastYearCount: newIn(signings, isUpTo(addPeriods(period, -12))),
      };
      const x = xTable(input);
      const y = yTable(input);
      const problems = sortProblems(
        [...found, ...unitProblems({ period, units, rules, x, y, signings, waiting })],
        units,
      );
      const trace = cohortTrace(now, input.prior?.trace, (u) => signings.get(u)?.get(period) ?? []);
      return {
        kind: 'monthly',
        period,
        asOf,
        ruleSet: rules.version,
        x,
        y,
        problems,
        corrections: prior && again ? corrections(prior, again, units, rules, (id) => known.get(id)) : [],
        notes: notes(period, asOf, rules, units, { x, y }, remarks),
        lights: { ...lights },
        trace: { ...trace, ...problemTrace(problems, trace, (code) => idOfCode.get(code)) },
      };
    },
  };
}

/** The months of a year up to and with `last`. */
const isUpTo = (last: Period) => (month: Period) => month.slice(0, 4) === last.slice(0, 4) && month <= last;

const redCodes = (problems: readonly Problem[]): string[] =>
  problems.flatMap(({ light, code }) => (light === 'RED' && code !== undefined ? [code] : []));
