import { loadCity } from '../../../bot/city.ts';
import { checkContextOf } from '../../../handlers/services/context.ts';
import type { DemoCity, DemoSetting } from '../../../bot/demo/types.ts';
import { factsOf } from '../../../handlers/services/bulletins/report.ts';
import { checkRow, completeRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger, Fault, LooseRow } from '../../../models/ledgers/engine/define.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import {
  addPeriods,
  instantOf,
  lastDayOf,
  periodOf,
  type Day,
  type Period,
} from '../../../models/rules/time/day.ts';
import type { MonthlyFact, ProjectFacts } from '../../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../../models/rules/figures/shape.ts';

export const { city } = await loadCity();
export const TODAY = '2026-05-31';
export const setting = (overrides: Partial<DemoSetting> = {}): DemoSetting => ({
  city,
  today: TODAY,
  seed: 1,
  ...overrides,
});

const contextOn = (today: Day) => checkContextOf(city)(instantOf(today, '09:00'));

/** What the ledger would say of a new row beyond a note, with the row's title. */
export function refusals(ledger: AnyLedger, values: object, today: Day): (Fault & { title: unknown })[] {
  const row = completeRow(ledger, values as LooseRow, contextOn(today), true);
  return checkRow(ledger, row, contextOn(today))
    .filter(({ level }) => level !== 'note')
    .map((fault) => ({ ...fault, title: row[ledger.titleField] }));
}

function facts({ projects: rows, monthlyReports }: DemoCity, today: Day): ProjectFacts[] {
  const months = new Map<string, MonthlyFact[]>();
  for (const { project, period, cumInvestWan, noChange } of monthlyReports) {
    const known = months.get(project) ?? [];
    months.set(project, [...known, { period, cumInvestWan, noChange: noChange === true }]);
  }
  return rows.map(({ code, values }) => {
    const row = completeRow(projects, { ...values }, contextOn(today), true);
    return factsOf({ ...row, id: code, code } as Project, months.get(code));
  });
}

/** The last `count` whole or running months up to today. */
export const monthsUpTo = (today: Day, count: number): Period[] =>
  Array.from({ length: count }, (_, i) => addPeriods(periodOf(today), i + 1 - count));

/** The figures of each of the last `count` months, as their bulletins would have them. */
export function bulletins(demo: DemoCity, today: Day, count: number): MonthlyFigures[] {
  const all = facts(demo, today);
  const units = city.units.map(({ code, short, order }) => ({ code, name: short, order }));
  return monthsUpTo(today, count).map((period) => {
    const asOf = lastDayOf(period) < today ? lastDayOf(period) : today;
    return monthlyFigures({ period, asOf, units, targets: demo.targets, rules: city.ruleSet, facts: all });
  });
}
