import type { Day } from '../../../models/rules/time/day.ts';
import type { DemoDraft } from './drafts.ts';
import { investmentOf, reportedMonths } from './investment.ts';
import { DEMO } from '../names.ts';
import { present, type Random } from '../random.ts';
import { monthlyProgress, problemOf } from './texts.ts';
import type { DemoProject, NewMonthlyReport } from '../types.ts';

/** Reports go back a year, so that the bulletins of a year can light what stands still or lags behind. */
const MONTHS = 12;
const PROBLEM_SHARE = 0.15;

/** The monthly reports of every project while it was being built, of the last twelve months. */
export function reportsOf(
  random: Random,
  drafts: readonly DemoDraft[],
  projects: readonly DemoProject[],
  today: Day,
): NewMonthlyReport[] {
  const planned = new Map(projects.map(({ code, values }) => [code, values.plannedInvestWan]));
  return drafts.flatMap((draft) => {
    const { code, unit, life } = draft;
    if (!life) return [];
    const investment = investmentOf(life, planned.get(code) ?? 0, draft.idleMonths);
    const first = random.int(0, 3);
    return reportedMonths(life, today, MONTHS).map((period, i) => {
      const idle = investment.idle(period);
      return present<NewMonthlyReport>({
        project: code,
        unit,
        period,
        noChange: idle,
        cumInvestWan: investment.at(period),
        progress: idle ? `${DEMO}：本月无变化。` : monthlyProgress(first + i),
        ...(idle || random.chance(PROBLEM_SHARE) ? { problem: problemOf(random) } : {}),
      });
    });
  });
}
