import type { CloseType, Kind, LandMode, Overlay, SignType, Stage } from '../codes.ts';
import type { Day, Period } from '../time/day.ts';
import type { Hundredths } from '../money.ts';
import type { MonthlyFigures } from './shape.ts';

/** One project as the figures need it. Amounts are 万元 in hundredths; an absent field is not known. */
export interface ProjectFacts {
  id: string;
  code: string;
  name: string;
  /** Assessment unit the project counts for (落地方). Without one it counts nowhere. */
  landUnit?: string | undefined;
  kind: Kind;
  isMfg: boolean;
  signType?: SignType | undefined;
  plannedInvestWan: Hundredths;
  fixedInvestWan?: Hundredths | undefined;
  cumInvestWan?: Hundredths | undefined;
  signDate?: Day | undefined;
  agreedStart?: Day | undefined;
  agreedProduce?: Day | undefined;
  landedOn?: Day | undefined;
  startedOn?: Day | undefined;
  producedOn?: Day | undefined;
  fullOn?: Day | undefined;
  /** The day the land was handed over (供地), for the idle-land rule Q06. */
  landSuppliedOn?: Day | undefined;
  landMode?: LandMode | undefined;
  /** The stage today. Figures never use it: they derive the stage of a period from `recognizedIn`. */
  stage: Stage;
  /** The bulletin period each stage was recognised into (认定期). */
  recognizedIn: Partial<Record<Stage, Period>>;
  overlays: readonly Overlay[];
  closeType?: CloseType | undefined;
  /** Taken out of its cohort by an approved document (核减). */
  deducted: boolean;
  /** The last months' reports in any order, for Q04 and Q05. Four of them decide every colour. */
  monthly?: readonly MonthlyFact[] | undefined;
}

/** What one month's report said of a project. */
export interface MonthlyFact {
  period: Period;
  cumInvestWan?: Hundredths | undefined;
  /** The reporter pressed 无变化. */
  noChange: boolean;
}

/** An assessment unit. `name` is the short name of the tables, `order` the fixed order of lists (礼宾顺序). */
export interface UnitFacts {
  code: string;
  name: string;
  order: number;
}

/** The number of new over-亿元 manufacturing contracts a unit is to reach in a year. */
export interface TargetFacts {
  unit: string;
  year: number;
  value: number;
}

/**
 * What the issued bulletin of the previous period displayed: its stored figures, or the part of them named here.
 * With `trace` a correction can name the projects behind it.
 */
export type PriorFigures = Pick<MonthlyFigures, 'period' | 'asOf' | 'ruleSet' | 'x' | 'y'> & {
  [K in 'problems' | 'trace']?: MonthlyFigures[K] | undefined;
};
