import { monthOf } from '../time/day.ts';
import { printScaled, scaledQuotient } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import type { PriorFigures, UnitFacts } from './facts.ts';
import {
  competitionRanks,
  printAmountYi,
  printDelta,
  printRate,
  rateOf,
  readRate,
  type Rate,
} from './rates.ts';
import type { XCells, XRow, XTable, YCells, YRow, YTable } from './shape.ts';
import { noMembers, sumMembers, type CohortTally, type Members, type Signings } from './tally.ts';

/** The cells of a table that stand on one cut alone: what an issued bulletin can be compared by. */
export type XBase = Pick<
  XCells,
  'count' | 'amountYi' | 'amountWan' | 'started' | 'startedRate' | 'produced' | 'producedRate'
>;
export type YBase = Pick<YCells, 'introduced' | 'started' | 'startedRate' | 'produced' | 'producedRate'>;

export const xBase = (members: Members, { rank }: RuleSet): XBase => ({
  count: members.ids.length,
  amountYi: printAmountYi(members.wan, rank.amountYiDecimals),
  amountWan: members.wan,
  ...progressOf(members, rank),
});

export const yBase = (members: Members, { rank }: RuleSet): YBase => ({
  introduced: members.ids.length,
  ...progressOf(members, rank),
});

/** How far a cohort has come: the same of both tables. */
function progressOf({ ids, started, produced }: Members, { rateDecimals }: RuleSet['rank']) {
  const rate = (part: number) => printRate(rateOf(part, ids.length, rateDecimals), rateDecimals);
  return {
    started: started.length,
    startedRate: rate(started.length),
    produced: produced.length,
    producedRate: rate(produced.length),
  };
}

/** The same unit's or the total's cells of a table. */
export const rowOf = <R extends { u: string }, T>(table: { rows: R[]; total: T }, u: string | null) =>
  u === null ? table.total : table.rows.find((row) => row.u === u);

/** What the previous bulletin displayed for a unit: nothing for a unit it did not have; without one, `recomputed`. */
const previous = <R extends { u: string }, T, B>(
  issued: { rows: R[]; total: T } | undefined,
  u: string | null,
  recomputed: B,
  nothing: B,
): R | T | B => (issued === undefined ? recomputed : (rowOf(issued, u) ?? nothing));

/** What the tables are made from. `prior` only when its bulletin is of the same year, else it shows other cohorts. */
export interface TableInput {
  units: readonly UnitFacts[];
  /** Target by unit. */
  targets: ReadonlyMap<string, number>;
  rules: RuleSet;
  now: CohortTally;
  before: CohortTally;
  prior: PriorFigures | undefined;
  /** New projects of the previous period and of the same period last year, city-wide. */
  lastMonthNew: number;
  lastYearCount: number;
}

/** Elapsed months of the year in percent (序时进度): May is 41.7. */
export const paceOf = (input: Pick<TableInput, 'now' | 'rules'>): number =>
  scaledQuotient(monthOf(input.now.cut.period) * 100, 12, input.rules.rank.rateDecimals);

/** Cohort X's table (domain.md 4.2). Ranked by printed count, then printed amount. */
export function xTable(input: TableInput): XTable {
  const { units, rules, now, before, targets } = input;
  const decimals = rules.rank.rateDecimals;
  const cells = (u: string | null, members: Members, earlier: Members, target: number): XCells => {
    const base = xBase(members, rules);
    const shown = previous(input.prior?.x, u, xBase(earlier, rules), xBase(noMembers(), rules));
    return {
      ...base,
      countMonth: base.count - shown.count,
      amountMonthYi: printAmountYi(base.amountWan - shown.amountWan, rules.rank.amountYiDecimals),
      target,
      targetRate: printRate(rateOf(base.count, target, decimals), decimals),
    };
  };
  const rows = units.map((unit) => {
    const members = now.x.get(unit.code) ?? noMembers();
    const row = cells(
      unit.code,
      members,
      before.x.get(unit.code) ?? noMembers(),
      targets.get(unit.code) ?? 0,
    );
    return { u: unit.code, name: unit.name, ...row, fewBase: isFew(row.count, rules) };
  });
  const targetSum = units.reduce((sum, unit) => sum + (targets.get(unit.code) ?? 0), 0);
  const total = cells(null, sumMembers(now.x.values()), sumMembers(before.x.values()), targetSum);
  const growth = (to: number, from: number) =>
    printRate(from > 0 ? rateOf(to - from, from, decimals) : null, decimals);
  return {
    rows: ranked(rows, rules),
    total,
    momRate: growth(total.countMonth, input.lastMonthNew),
    yoyRate: growth(total.count, input.lastYearCount),
    paceRate: printScaled(paceOf(input), decimals),
    behindPace: behindPace(rows, paceOf(input), decimals),
  };
}

const isFew = (base: number, { cohorts }: RuleSet): boolean => base < cohorts.Y.minDenominatorForNaming;

function ranked(rows: readonly Omit<XRow, 'rank'>[], { rank }: RuleSet): XRow[] {
  const amount = (row: XCells) => readRate(row.amountYi, rank.amountYiDecimals) ?? 0;
  const ranks = competitionRanks(rows, (a, b) => b.count - a.count || amount(b) - amount(a));
  return rows
    .map(({ u, name, ...cells }, i) => ({ u, name, rank: ranks[i] ?? 0, ...cells }))
    .sort((a, b) => a.rank - b.rank);
}

function behindPace(rows: readonly Omit<XRow, 'rank'>[], pace: number, decimals: number): string[] {
  return rows
    .map(({ u, targetRate }) => ({ u, rate: readRate(targetRate, decimals) }))
    .filter((row): row is { u: string; rate: number } => row.rate !== null && row.rate < pace)
    .sort((a, b) => a.rate - b.rate)
    .map((row) => row.u);
}

/** Cohort Y's table (domain.md 4.3). The rates' base is every introduced project, for 投产率 too. */
export function yTable({ units, rules, now, before, prior }: TableInput): YTable {
  const decimals = rules.rank.rateDecimals;
  const cells = (u: string | null, members: Members, earlier: Members): YCells => {
    const base = yBase(members, rules);
    const shown = previous(prior?.y, u, yBase(earlier, rules), yBase(noMembers(), rules));
    const delta = (now: string, before: string) =>
      printDelta(readRate(now, decimals), readRate(before, decimals), decimals);
    return {
      introduced: base.introduced,
      started: base.started,
      startedRate: base.startedRate,
      startedDelta: delta(base.startedRate, shown.startedRate),
      produced: base.produced,
      producedRate: base.producedRate,
      producedDelta: delta(base.producedRate, shown.producedRate),
    };
  };
  const rows = units.map((unit) => ({
    u: unit.code,
    name: unit.name,
    ...cells(unit.code, now.y.get(unit.code) ?? noMembers(), before.y.get(unit.code) ?? noMembers()),
  }));
  const startedRanks = rateRanks(rows.map((row) => readRate(row.startedRate, decimals)));
  const producedRanks = rateRanks(rows.map((row) => readRate(row.producedRate, decimals)));
  return {
    rows: rows.map((row, i): YRow => ({
      ...row,
      startedRank: startedRanks[i] ?? null,
      producedRank: producedRanks[i] ?? null,
      fewBase: isFew(row.introduced, rules),
    })),
    total: cells(null, sumMembers(now.y.values()), sumMembers(before.y.values())),
  };
}

/** Ranks of printed rates, the highest first; an undefined rate has none and takes no place. */
function rateRanks(rates: readonly Rate[]): Rate[] {
  const defined = rates.filter((rate) => rate !== null);
  const ranks = competitionRanks(defined, (a, b) => b - a);
  return rates.map((rate) => (rate === null ? null : (ranks[defined.indexOf(rate)] ?? null)));
}

/** New projects of a month over all units, from the months they were first counted in. */
export const newIn = (signings: Signings, counts: (period: string) => boolean): number => {
  let sum = 0;
  for (const months of signings.values())
    for (const [period, ids] of months) if (counts(period)) sum += ids.length;
  return sum;
};
