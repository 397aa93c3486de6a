import { stageAtLeast, type Stage } from '../codes.ts';
import { yearOf, type Period } from '../time/day.ts';
import type { Hundredths } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { fitsX, fitsY, signedIn, stageAt, type Cut } from './cohorts.ts';
import type { ProjectFacts } from './facts.ts';

/** The ids of one unit's cohort that were introduced, had started and were producing, and what they are worth. */
export interface Members {
  ids: string[];
  started: string[];
  produced: string[];
  wan: Hundredths;
}

/** Both cohorts of one bulletin year at one cut, by unit. */
export interface CohortTally {
  year: number;
  cut: Cut;
  x: Map<string, Members>;
  y: Map<string, Members>;
}

export const noMembers = (): Members => ({ ids: [], started: [], produced: [], wan: 0 });

/** Empty cohorts of the year the cut lies in, or of `year` when an earlier cut is taken of this year's cohorts. */
export const openCohorts = (
  cut: Cut,
  units: readonly string[],
  year: number = yearOf(cut.period),
): CohortTally => ({
  year,
  cut,
  x: new Map(units.map((u) => [u, noMembers()])),
  y: new Map(units.map((u) => [u, noMembers()])),
});

function enter(members: Members, fact: ProjectFacts, stage: Stage): void {
  members.ids.push(fact.id);
  members.wan += fact.plannedInvestWan;
  if (stageAtLeast(stage, 'STARTED')) members.started.push(fact.id);
  if (stageAtLeast(stage, 'PRODUCING')) members.produced.push(fact.id);
}

/** Where one project stands as to the cohorts: the same for every cut. */
export interface Standing {
  unit: string;
  signYear: number;
  x: boolean;
  y: boolean;
}

/** undefined when the project counts in no cohort of any year, 核减 aside. */
export function standingOf(fact: ProjectFacts, rules: RuleSet): Standing | undefined {
  if (fact.landUnit === undefined || fact.signDate === undefined) return undefined;
  const standing = {
    unit: fact.landUnit,
    signYear: yearOf(fact.signDate),
    x: fitsX(fact, rules),
    y: fitsY(fact, rules),
  };
  return standing.x || standing.y ? standing : undefined;
}

/** Puts a project into the cohorts it belongs to at the tally's cut. */
export function addToCohorts(
  tally: CohortTally,
  fact: ProjectFacts,
  { unit, signYear, x, y }: Standing,
): void {
  const members =
    x && signYear === tally.year
      ? tally.x.get(unit)
      : y && signYear === tally.year - 1
        ? tally.y.get(unit)
        : undefined;
  if (members === undefined) return;
  const stage = stageAt(fact, tally.cut);
  if (stageAtLeast(stage, 'SIGNED')) enter(members, fact, stage);
}

/** All units' members as one. */
export function sumMembers(parts: Iterable<Members>): Members {
  const all = noMembers();
  for (const part of parts) {
    all.ids = all.ids.concat(part.ids);
    all.started = all.started.concat(part.started);
    all.produced = all.produced.concat(part.produced);
    all.wan += part.wan;
  }
  return all;
}

/** Cohort X entries by unit and by the period whose bulletin counted them first, as ids. */
export type Signings = Map<string, Map<Period, string[]>>;

/** Notes a project in the month it was first counted as signed. Signed in one year and recognised in the next: never. */
export function addSigning(signings: Signings, fact: ProjectFacts, standing: Standing, cut: Cut): void {
  const months = standing.x ? signings.get(standing.unit) : undefined;
  const period = months && signedIn(fact, cut);
  if (!months || period === undefined || yearOf(period) !== standing.signYear) return;
  const ids = months.get(period);
  if (ids) ids.push(fact.id);
  else months.set(period, [fact.id]);
}
