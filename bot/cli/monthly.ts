import type { MonthlyFiguresOf } from '../../handlers/services/bulletins/snapshots.ts';

/** The columns of the two tables, in the order that architecture.md 7 fixes; other parties read them by these names. */
const X_CELLS = [
  'count',
  'countMonth',
  'amountYi',
  'amountMonthYi',
  'target',
  'targetRate',
  'started',
  'startedRate',
  'produced',
  'producedRate',
] as const;
const Y_CELLS = [
  'introduced',
  'started',
  'startedRate',
  'startedDelta',
  'produced',
  'producedRate',
  'producedDelta',
] as const;
const Y_ROW = [
  'u',
  'name',
  'introduced',
  'started',
  'startedRate',
  'startedDelta',
  'startedRank',
  'produced',
  'producedRate',
  'producedDelta',
  'producedRank',
] as const;
const PROBLEM = ['rule', 'light', 'level', 'u', 'code', 'days', 'text'] as const;

/**
 * The document of `report monthly --json`: exactly the fields of architecture.md 7, in its order, so that the same figures
 * are the same bytes. With a unit, its own rows beside the city's totals.
 */
export function monthlyDocument(figures: MonthlyFiguresOf, unit?: string): object {
  const { kind, period, asOf, ruleSet, snapshot, x, y, problems, corrections, notes } = figures;
  const own = ({ u }: { u: string }) => unit === undefined || u === unit;
  return {
    kind,
    period,
    asOf,
    ruleSet,
    snapshot,
    x: {
      rows: x.rows.filter(own).map((row) => pick(row, ['u', 'name', 'rank', ...X_CELLS])),
      total: pick(x.total, X_CELLS),
      momRate: x.momRate,
      yoyRate: x.yoyRate,
      paceRate: x.paceRate,
      behindPace: x.behindPace.filter((u) => own({ u })),
    },
    y: { rows: y.rows.filter(own).map((row) => pick(row, Y_ROW)), total: pick(y.total, Y_CELLS) },
    problems: problems.filter(own).map((problem) => pick(problem, PROBLEM)),
    corrections,
    notes,
  };
}

const pick = <T extends object, K extends keyof T>(row: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]]))) as Pick<T, K>;
