import { isFactoryMode, LIGHTS, stageAtLeast, type Light, type Stage } from '../codes.ts';
import { addMonths, addPeriods, daysBetween, periodOf, type Day, type Period } from '../time/day.ts';
import { printScaled } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { CLOSED, stageAt, type Cut } from './cohorts.ts';
import type { MonthlyFact, ProjectFacts } from './facts.ts';
import { rateOf } from './rates.ts';
import type { Problem, ProblemRule } from './shape.ts';

/** One project's facts as a rule looks at them. */
interface Case {
  fact: ProjectFacts;
  signDate: Day;
  stage: Stage;
  cut: Cut;
  rules: RuleSet;
}

/** What a rule found: the colour before overlays, the days over the limit, the fact in words. */
interface Finding {
  light: 'RED' | 'YELLOW';
  days?: number;
  text: string;
}

type Rule = (it: Case) => Finding | undefined;

/**
 * Days by which `limit` is exceeded at the cut, or undefined. "超" does not include the day itself: a limit of
 * 2026-02-28 is exceeded from 03-01 on, by one day (domain.md 4.1). 满 is read the same way there.
 */
const daysOver = (limit: Day, { cut }: Case): number | undefined =>
  cut.asOf > limit ? daysBetween(limit, cut.asOf) : undefined;

const before = (it: Case, stage: Stage): boolean => !stageAtLeast(it.stage, stage);
const isBuilding = (it: Case): boolean => it.stage === 'STARTED';
const isFactory = (it: Case): boolean => isFactoryMode(it.fact.landMode);

const notStartedAfterSigning: Rule = (it) => {
  if (!before(it, 'STARTED')) return undefined;
  const months = isFactory(it) ? it.rules.stage.startMonthsFactory : it.rules.lights.Q01Months;
  const limit = addMonths(it.signDate, months);
  const days = daysOver(limit, it);
  if (days === undefined) return undefined;
  return { light: 'RED', days, text: `${it.signDate}签约，满${months}个月（${limit}）未动工，已超${days}天` };
};

const lateStart: Rule = (it) => {
  const limit = it.fact.agreedStart;
  if (limit === undefined || !before(it, 'STARTED')) return undefined;
  const days = daysOver(limit, it);
  if (days === undefined) return undefined;
  const light = days > it.rules.lights.Q02RedDays ? 'RED' : 'YELLOW';
  return { light, days, text: `约定${limit}动工，至今未动工，已超${days}天` };
};

const produceMonths = (it: Case): number =>
  isFactory(it) ? it.rules.stage.produceMonthsFactory : it.rules.stage.produceMonths;

const lateProduction: Rule = (it) => {
  const { agreedProduce, startedOn } = it.fact;
  if (!isBuilding(it)) return undefined;
  const fallback = startedOn === undefined ? undefined : addMonths(startedOn, produceMonths(it));
  const limit = agreedProduce ?? fallback;
  if (limit === undefined) return undefined;
  const days = daysOver(limit, it);
  if (days === undefined) return undefined;
  const light = days > it.rules.lights.Q03RedDays ? 'RED' : 'YELLOW';
  const due = agreedProduce ? `约定${limit}投产` : `动工满${produceMonths(it)}个月（${limit}）应投产`;
  return { light, days, text: `${due}，至今未投产，已超${days}天` };
};

/** The cumulative investment last reported up to the cut; the project's own value where no month says. */
function investedAt({ fact, cut }: Case): number | undefined {
  let last: MonthlyFact | undefined;
  for (const month of fact.monthly ?? [])
    if (
      month.period <= cut.period &&
      month.cumInvestWan !== undefined &&
      !(last && last.period > month.period)
    )
      last = month;
  return last?.cumInvestWan ?? fact.cumInvestWan;
}

/** Needs an agreed end and a reported investment: without them there is no pace to be behind of. */
const behindPlan: Rule = (it) => {
  const start = it.fact.agreedStart ?? it.fact.startedOn;
  const end = it.fact.agreedProduce;
  const invested = investedAt(it);
  if (start === undefined || end === undefined || invested === undefined) return undefined;
  const span = daysBetween(start, end);
  const elapsed = Math.min(Math.max(daysBetween(start, it.cut.asOf), 0), span);
  const decimals = it.rules.rank.rateDecimals;
  const pace = rateOf(elapsed, span, decimals);
  const done = rateOf(invested, it.fact.plannedInvestWan, decimals);
  if (span <= 0 || pace === null || done === null) return undefined;
  const [yellow = 0, red = 0] = it.rules.lights.Q04.map((points) => points * 10 ** decimals);
  const gap = pace - done;
  if (gap < yellow) return undefined;
  const print = (value: number) => printScaled(value, decimals);
  return {
    light: gap > red ? 'RED' : 'YELLOW',
    text: `工期已过${print(pace)}%，投资完成${print(done)}%，落后${print(gap)}个百分点`,
  };
};

/** Was nothing done in the month? undefined when its report, or the one to compare it with, is missing. */
function isIdle(months: ReadonlyMap<Period, MonthlyFact>, period: Period): boolean | undefined {
  const month = months.get(period);
  if (month === undefined) return undefined;
  if (month.noChange) return true;
  const last = months.get(addPeriods(period, -1))?.cumInvestWan;
  return month.cumInvestWan === undefined || last === undefined ? undefined : month.cumInvestWan === last;
}

const standingStill: Rule = (it) => {
  if (!isBuilding(it) || !it.fact.monthly?.length) return undefined;
  const months = new Map(it.fact.monthly.map((month) => [month.period, month]));
  const from = it.fact.startedOn === undefined ? '' : periodOf(it.fact.startedOn);
  let idle = 0;
  for (let period = it.cut.period; period >= from && isIdle(months, period); period = addPeriods(period, -1))
    idle += 1;
  const [yellow, red] = it.rules.lights.Q05Months;
  if (idle < yellow) return undefined;
  return { light: idle >= red ? 'RED' : 'YELLOW', text: `连续${idle}个月无实质进展` };
};

const idleLand: Rule = (it) => {
  const supplied = it.fact.landSuppliedOn;
  if (supplied === undefined || !before(it, 'STARTED')) return undefined;
  const days = daysOver(addMonths(supplied, it.rules.lights.Q06Months), it);
  if (days === undefined) return undefined;
  const months = it.rules.lights.Q06Months;
  return { light: 'RED', days, text: `${supplied}供地，满${months}个月未动工，已超${days}天，有闲置风险` };
};

const notLanded: Rule = (it) => {
  if (!before(it, 'LANDED')) return undefined;
  const months = it.rules.lights.Q12Months;
  const days = daysOver(addMonths(it.signDate, months), it);
  if (days === undefined) return undefined;
  return { light: 'RED', days, text: `${it.signDate}签约，满${months}个月未落地，已超${days}天，须研判` };
};

/** The project rules of domain.md 4.4 whose facts the ledger holds. */
const RULES: readonly [ProblemRule, Rule][] = [
  ['Q01', notStartedAfterSigning],
  ['Q02', lateStart],
  ['Q03', lateProduction],
  ['Q04', behindPlan],
  ['Q05', standingStill],
  ['Q06', idleLand],
  ['Q12', notLanded],
];

/** A project that waits by approval keeps its findings, but grey (domain.md 3.1 P9). */
const isWaiting = (fact: ProjectFacts): boolean =>
  fact.overlays.includes('SUSPENDED') || fact.overlays.includes('TRANSFERRING');

/**
 * The problems of one signed, open project at a cut (domain.md 4.4). Each text states the unit, the project, the fact
 * and the days, never a motive. A project in 存疑 is listed like any other: only cohort X leaves it out.
 */
export function projectProblems(fact: ProjectFacts, unitName: string, cut: Cut, rules: RuleSet): Problem[] {
  const { landUnit, signDate } = fact;
  if (landUnit === undefined || signDate === undefined) return [];
  if (fact.closeType !== undefined && CLOSED.includes(fact.closeType)) return [];
  const it: Case = { fact, signDate, stage: stageAt(fact, cut), cut, rules };
  if (before(it, 'SIGNED') || !before(it, 'PRODUCING')) return [];
  const found: Problem[] = [];
  for (const [rule, look] of RULES) {
    const finding = look(it);
    if (finding === undefined) continue;
    found.push({
      rule,
      light: isWaiting(fact) ? 'GREY' : finding.light,
      level: 'project',
      u: landUnit,
      code: fact.code,
      ...(finding.days === undefined ? {} : { days: finding.days }),
      text: `${unitName}${fact.name}：${finding.text}`,
    });
  }
  return found;
}

const SEVERITY = Object.keys(LIGHTS);

/** The light of a project: its worst problem's (domain.md 4.4); green without one. */
export function lightOf(problems: readonly Problem[]): Light {
  let worst: Light = 'GREEN';
  for (const { light } of problems)
    if (light !== 'GAP' && SEVERITY.indexOf(light) < SEVERITY.indexOf(worst)) worst = light;
  return worst;
}
