import { SIGN_TYPES, type CloseType, type Stage } from '../codes.ts';
import { addPeriods, firstDayOf, lastDayOf, periodOf, yearOf, type Day, type Period } from '../time/day.ts';
import type { RuleSet } from '../ruleset.ts';
import type { ProjectFacts } from './facts.ts';

/** A moment figures are taken at: what is recognised up to `period` and happened up to `asOf`. */
export interface Cut {
  period: Period;
  asOf: Day;
}

const earlier = (a: string, b: string): string => (b < a ? b : a);
const later = (a: string, b: string): string => (b > a ? b : a);

/** The cut of an earlier period: its last day, unless `asOf` is still before that. */
export const cutOf = (period: Period, asOf: Day): Cut => ({
  period,
  asOf: earlier(asOf, lastDayOf(period)),
});

const PROGRESS = [
  { stage: 'FULL', on: 'fullOn' },
  { stage: 'PRODUCING', on: 'producedOn' },
  { stage: 'STARTED', on: 'startedOn' },
  { stage: 'LANDED', on: 'landedOn' },
  { stage: 'SIGNED', on: 'signDate' },
] as const satisfies readonly { stage: Stage; on: keyof ProjectFacts }[];

/**
 * The stage a project had reached at a cut: the last one recognised by then (a later stage implies the earlier ones)
 * whose fact had happened by then. A recognised stage without a date counts as happened. What is signed after the cut
 * is still 在谈 there, whatever other dates say.
 */
export function stageAt(fact: ProjectFacts, cut: Cut): Stage {
  if (fact.signDate !== undefined && fact.signDate > cut.asOf) return 'NEGOTIATING';
  for (const { stage, on } of PROGRESS) {
    const recognised = fact.recognizedIn[stage];
    if (recognised === undefined || recognised > cut.period) continue;
    const day = fact[on];
    if (day === undefined || day <= cut.asOf) return stage;
  }
  return 'NEGOTIATING';
}

/** The period whose bulletin first counted the project as signed, seen from `cut`; undefined if none has yet. */
export function signedIn(fact: ProjectFacts, cut: Cut): Period | undefined {
  if (fact.signDate !== undefined && fact.signDate > cut.asOf) return undefined;
  const signed = fact.signDate === undefined ? '' : periodOf(fact.signDate);
  let first: Period | undefined;
  for (const { stage, on } of PROGRESS) {
    const recognised = fact.recognizedIn[stage];
    if (recognised === undefined || recognised > cut.period) continue;
    const day = fact[on];
    if (day !== undefined && day > cut.asOf) continue;
    // Recognised into a period that ended before the fact happened: that period's bulletin did not see it yet.
    const month = later(signed, day === undefined ? '' : periodOf(day));
    const seen = earlier(cut.period, later(month, recognised));
    if (first === undefined || seen < first) first = seen;
  }
  return first;
}

/**
 * Closed rows that count for no cohort. TRANSFERRED closes the row in the ledger of the county that gave the project
 * away; the county it landed in carries it (App. G scenario 4: the city counts it once).
 */
const NOT_COUNTED: readonly CloseType[] = ['MERGED', 'UNQUALIFIED', 'TRANSFERRED'];

/** What of a project decides whether a cohort holds it. */
type CohortFacts = Pick<
  ProjectFacts,
  'kind' | 'isMfg' | 'signType' | 'plannedInvestWan' | 'overlays' | 'closeType'
>;

const isOverYi = (fact: CohortFacts, { money }: RuleSet): boolean => {
  const limit = money.overYiWan * 100;
  return money.overYiInclusive ? fact.plannedInvestWan >= limit : fact.plannedInvestWan > limit;
};

/** A formal contract of a kind that counts as a project of its own (A5: 分期 and 技改 do not). */
const isCounted = (fact: CohortFacts, { cohorts }: RuleSet): boolean =>
  fact.signType !== undefined &&
  SIGN_TYPES[fact.signType] === cohorts.X.signType &&
  cohorts.X.kinds.includes(fact.kind) &&
  !(fact.closeType !== undefined && NOT_COUNTED.includes(fact.closeType));

const isOverYiMfg = (fact: CohortFacts, rules: RuleSet): boolean =>
  (fact.isMfg || !rules.cohorts.X.mfgOnly) && isOverYi(fact, rules);

/** Does the project belong to cohort X of its signing year, 核减 aside (domain.md 4.2)? */
export const fitsX = (fact: CohortFacts, rules: RuleSet): boolean =>
  isOverYiMfg(fact, rules) && isCounted(fact, rules) && !fact.overlays.includes('DISPUTED');

/**
 * Does the project belong to cohort Y of the year after its signing, 核减 aside (domain.md 4.3, 0.2 A3)? A terminated
 * project stays in unless the rule set says otherwise; a disputed one stays in.
 */
export const fitsY = (fact: CohortFacts, rules: RuleSet): boolean =>
  (rules.cohorts.Y.scope === 'all' || isOverYiMfg(fact, rules)) &&
  isCounted(fact, rules) &&
  (rules.cohorts.Y.keepTerminatedInDenominator || fact.closeType !== 'TERMINATED');

/** Closed projects that no problem rule looks at any more. */
export const CLOSED: readonly CloseType[] = [
  'FULFILLED',
  'TERMINATED',
  'TRANSFERRED',
  'MERGED',
  'UNQUALIFIED',
];

/** Which projects can matter for a period's figures, as ranges a database can select by. */
export interface FactScope {
  /** Cohorts: signed in this range of days; manufacturing of this size only, unless absent. */
  signedFrom: Day;
  signedTo: Day;
  mfgOnly: boolean;
  minPlannedWan: number;
  /** Problem rules: not closed by one of these, and not yet producing at the end of the previous period. */
  closed: readonly CloseType[];
  producingBy: Cut;
}

/**
 * The selection for a period. The cohorts of this year and of last year matter; in January those of the year before,
 * too, because December's bulletin is compared with what is known now. `minPlannedWan` is in hundredths.
 */
export function factScope(period: Period, asOf: Day, rules: RuleSet): FactScope {
  const before = addPeriods(period, -1);
  const year = yearOf(period);
  const narrow = rules.cohorts.Y.scope !== 'all';
  return {
    signedFrom: firstDayOf(`${yearOf(before) - 1}-01`),
    signedTo: `${year}-12-31`,
    mfgOnly: narrow && rules.cohorts.X.mfgOnly,
    minPlannedWan: narrow ? rules.money.overYiWan * 100 : 0,
    closed: CLOSED,
    producingBy: cutOf(before, asOf),
  };
}

/** The same selection as a predicate: what it drops changes no figure of the period. */
export function needsFact(fact: ProjectFacts, scope: FactScope): boolean {
  if (fact.landUnit === undefined || fact.signDate === undefined || fact.signDate > scope.signedTo)
    return false;
  const inCohort =
    fact.signDate >= scope.signedFrom &&
    (fact.isMfg || !scope.mfgOnly) &&
    fact.plannedInvestWan >= scope.minPlannedWan;
  return inCohort || isOpen(fact, scope);
}

function isOpen(fact: ProjectFacts, { closed, producingBy }: FactScope): boolean {
  if (fact.closeType !== undefined && closed.includes(fact.closeType)) return false;
  const recognised = fact.recognizedIn.PRODUCING;
  if (recognised === undefined || recognised > producingBy.period) return true;
  return fact.producedOn !== undefined && fact.producedOn > producingBy.asOf;
}
