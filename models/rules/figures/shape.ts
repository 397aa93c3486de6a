import type { Light } from '../codes.ts';
import type { Day, Period } from '../time/day.ts';
import type { Hundredths } from '../money.ts';

/**
 * The monthly figures as `report monthly --json` prints them (architecture.md 7). Rates are percentages without the sign,
 * "51.9", or "—" when undefined; deltas are percentage points with a sign, "+4.4"; amounts are 亿元, "46.53".
 */
export interface MonthlyFigures {
  kind: 'monthly';
  period: Period;
  asOf: Day;
  /** Version of the rule set all of this was computed with. */
  ruleSet: string;
  x: XTable;
  y: YTable;
  problems: Problem[];
  corrections: Correction[];
  notes: string[];
  lights: LightCount;
  trace: Trace;
}

/** Cohort X: this year's newly signed over-亿元 manufacturing projects (domain.md 4.2). */
export interface XTable {
  /** In order of rank. */
  rows: XRow[];
  total: XCells;
  momRate: string;
  yoyRate: string;
  paceRate: string;
  /** Units whose printed 完成率 is below the printed pace, the farthest behind first. */
  behindPace: string[];
}

export interface XCells {
  count: number;
  /** May be negative when projects were deducted since the previous bulletin. */
  countMonth: number;
  amountYi: string;
  amountMonthYi: string;
  target: number;
  targetRate: string;
  started: number;
  startedRate: string;
  produced: number;
  producedRate: string;
  /** The exact sum behind `amountYi`, so that the next period's increase is exact too. */
  amountWan: Hundredths;
}

export interface XRow extends XCells {
  u: string;
  name: string;
  rank: number;
  /** The base of the rates is too small for the unit to be named for them (domain.md 4). */
  fewBase: boolean;
}

/** Cohort Y: last year's introduced projects (domain.md 4.3). */
export interface YTable {
  /** In the fixed order of units. */
  rows: YRow[];
  total: YCells;
}

export interface YCells {
  introduced: number;
  started: number;
  startedRate: string;
  startedDelta: string;
  produced: number;
  producedRate: string;
  producedDelta: string;
}

export interface YRow extends YCells {
  u: string;
  name: string;
  /** null where the rate is undefined. */
  startedRank: number | null;
  producedRank: number | null;
  fewBase: boolean;
}

export type ProblemRule = 'Q01' | 'Q02' | 'Q03' | 'Q04' | 'Q05' | 'Q06' | 'Q07' | 'Q08' | 'Q09' | 'Q12';

/** GAP is 亮差距: a unit behind the others, shown without a colour. */
export type ProblemLight = Exclude<Light, 'GREEN'> | 'GAP';

/** One problem lit by a rule of domain.md 4.4. `days` is how long the limit is exceeded, where days are the measure. */
export interface Problem {
  rule: ProblemRule;
  light: ProblemLight;
  level: 'project' | 'unit';
  u: string;
  code?: string;
  days?: number;
  text: string;
}

/** A figure of an issued bulletin that later facts changed (更正). */
export interface Correction {
  period: Period;
  text: string;
}

/** Projects by their light. `redAdded` are those that were not red in the previous period. */
export interface LightCount {
  red: number;
  redAdded: number;
  yellow: number;
  grey: number;
}

/**
 * The ids behind each number: `x.YC.count`, `x.total.started`, `y.LC.produced`, `problems.Q01.LC`. Numbers that
 * stand on the same rows share one entry; `rowsBehind` finds it.
 */
export type Trace = Record<string, string[]>;
