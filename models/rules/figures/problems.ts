import { addPeriods, monthOf, type Period } from '../time/day.ts';
import { printScaled } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import type { UnitFacts } from './facts.ts';
import { lowest } from './naming.ts';
import { readRate } from './rates.ts';
import type { Problem, ProblemLight, XTable, YRow, YTable } from './shape.ts';
import type { Signings } from './tally.ts';

/** What the unit rules look at: the finished tables and the months of signing. */
export interface UnitCase {
  period: Period;
  units: readonly UnitFacts[];
  rules: RuleSet;
  x: XTable;
  y: YTable;
  signings: Signings;
  /** Units with a signing of this month that is not accepted yet. */
  waiting: ReadonlySet<string>;
}

const problem = (
  rule: 'Q07' | 'Q08' | 'Q09',
  light: ProblemLight,
  unit: { u: string; name: string },
  text: string,
): Problem => ({ rule, light, level: 'unit', u: unit.u, text: `${unit.name}${text}` });

/** Q07: nothing newly signed this month, nor waiting for a second look; red when it has lasted for the months of the rule set. */
function zeroSignings({ period, units, rules, signings, waiting }: UnitCase): Problem[] {
  // Months before the first signing known of are not known to be empty, so no streak reaches back past it.
  const first = [...signings.values()].flatMap((months) => [...months.keys()]).sort()[0] ?? period;
  return units.flatMap(({ code, name }) => {
    const months = signings.get(code);
    let zero = 0;
    for (let month = period; month >= first && !months?.get(month)?.length; month = addPeriods(month, -1))
      zero += 1;
    if (zero === 0 || waiting.has(code)) return [];
    const what = '新签约超亿元制造业项目为零';
    const text = zero === 1 ? `${monthOf(period)}月${what}` : `连续${zero}个月${what}`;
    return [problem('Q07', zero >= rules.lights.Q07Months ? 'RED' : 'YELLOW', { u: code, name }, text)];
  });
}

/** Q08: the printed 完成率 is behind the printed pace by more than the rule set allows. */
function behindTarget({ rules, x }: UnitCase): Problem[] {
  const decimals = rules.rank.rateDecimals;
  const pace = readRate(x.paceRate, decimals) ?? 0;
  const [yellow = 0, red = 0] = rules.lights.Q08Pts.map((points) => points * 10 ** decimals);
  return x.rows.flatMap((row) => {
    const rate = readRate(row.targetRate, decimals);
    if (rate === null || row.target < rules.cohorts.Y.minDenominatorForNaming || pace - rate <= yellow)
      return [];
    const text = `年度目标完成率${row.targetRate}%，落后序时进度${printScaled(pace - rate, decimals)}个百分点`;
    return [problem('Q08', pace - rate > red ? 'RED' : 'YELLOW', row, text)];
  });
}

const RATES = [
  { key: 'startedRate', label: '动工率' },
  { key: 'producedRate', label: '投产率' },
] as const;

/** Q09: 动工率 or 投产率 below the city's and among the last two. One finding a unit. */
function gaps({ rules, y }: UnitCase): Problem[] {
  const decimals = rules.rank.rateDecimals;
  const texts = new Map<YRow, string[]>();
  for (const { key, label } of RATES) {
    const city = readRate(y.total[key], decimals) ?? 0;
    const last = lowest(
      y.rows.map((row) => ({ ...row, value: readRate(row[key], decimals) })),
      2,
    );
    for (const row of y.rows) {
      const value = last.find((item) => item.u === row.u)?.value;
      if (value === undefined || value >= city) continue;
      const gap = printScaled(city - value, decimals);
      texts.set(row, [...(texts.get(row) ?? []), `${label}${row[key]}%，低于全市${gap}个百分点`]);
    }
  }
  return [...texts].map(([row, parts]) => problem('Q09', 'GAP', row, `上年度引进项目${parts.join('；')}`));
}

/** The unit-level problems of domain.md 4.4 whose facts the ledger holds. */
export const unitProblems = (it: UnitCase): Problem[] => [
  ...zeroSignings(it),
  ...behindTarget(it),
  ...gaps(it),
];

const LIGHT_ORDER: readonly ProblemLight[] = ['RED', 'YELLOW', 'GAP', 'GREY'];

/** In the order they are printed: the worst light, the rule, the fixed order of units, the longest, the code. */
export function sortProblems(problems: Problem[], units: readonly UnitFacts[]): Problem[] {
  const place = new Map(units.map((unit) => [unit.code, unit.order]));
  return problems.sort(
    (a, b) =>
      LIGHT_ORDER.indexOf(a.light) - LIGHT_ORDER.indexOf(b.light) ||
      compareText(a.rule, b.rule) ||
      (place.get(a.u) ?? 0) - (place.get(b.u) ?? 0) ||
      (b.days ?? 0) - (a.days ?? 0) ||
      compareText(a.code ?? '', b.code ?? ''),
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A red project with every problem it has, for 红灯 Top 5. */
export interface RedProject {
  code: string;
  u: string;
  /** The longest of its overruns. */
  days: number;
  problems: Problem[];
}

/** Projects whose light is red, the longest overdue first. */
export function redProjects(problems: readonly Problem[]): RedProject[] {
  const byCode = new Map<string, Problem[]>();
  for (const problem of problems)
    if (problem.code !== undefined) byCode.set(problem.code, [...(byCode.get(problem.code) ?? []), problem]);
  return [...byCode]
    .filter(([, own]) => own.some((problem) => problem.light === 'RED'))
    .map(([code, own]) => ({
      code,
      u: own[0]?.u ?? '',
      days: Math.max(...own.map((problem) => problem.days ?? 0)),
      problems: own,
    }))
    .sort((a, b) => b.days - a.days || compareText(a.code, b.code));
}
