import type { LandMode } from '../../../models/rules/codes.ts';
import type { Hundredths } from '../../../models/rules/money.ts';
import type { DemoDraft } from './drafts.ts';
import type { Random } from '../random.ts';

/** 万元, in hundredths. */
const wan = (whole: number): Hundredths => Math.round(whole) * 100;
const roundTo = (value: number, step: number): number => Math.round(value / step) * step;

/** Most contracts are over 1 to 3 亿元; few are over 10 (domain.md 4.2: 2.6 on the average). */
const MEDIAN_WAN = 17_500;
const SPREAD = 0.65;
const MOST_WAN = 280_000;

/** Log-normal, on amounts that contracts are written over. Never under 1 亿元 unless small. */
function plannedWan(random: Random, small: boolean): number {
  if (small) return roundTo(random.real(1_200, 9_600), 100);
  const drawn = Math.exp(Math.log(MEDIAN_WAN) + SPREAD * random.normal());
  const bounded = Math.min(Math.max(drawn, 10_000), MOST_WAN);
  return roundTo(bounded, bounded > 50_000 ? 5_000 : bounded > 20_000 ? 1_000 : 500);
}

function landModeOf(random: Random, factory: boolean): LandMode {
  if (factory) return random.weighted(['RENT_FACTORY', 'BUY_FACTORY', 'OWN_FACTORY'], [70, 22, 8]);
  return random.weighted(['NEW_LAND', 'STOCK_LAND'], [80, 20]);
}

/** Investment, land and capacity of a project, in proportion to each other. */
export function sizesOf(random: Random, { small, factory, life }: DemoDraft) {
  const planned = plannedWan(random, small);
  const fixed = roundTo(planned * random.real(0.55, 0.85), 10);
  const output = roundTo(planned * random.real(1.1, 2.4), 100);
  const landMode = life?.fate === 'IDLE_LAND' ? ('NEW_LAND' as const) : landModeOf(random, factory);
  return {
    plannedInvestWan: wan(planned),
    fixedInvestWan: wan(fixed),
    phase1InvestWan: planned > 60_000 ? wan(roundTo(planned * 0.4, 1_000)) : undefined,
    landMode,
    ...(factory
      ? { floorSqm: wan(roundTo(planned * random.real(0.35, 0.9), 50)) }
      : { landMu: Math.round((fixed / random.real(260, 430)) * 100) }),
    outputWan: wan(output),
    taxWan: wan(output * random.real(0.025, 0.06)),
    jobs: Math.max(8, Math.round(planned / random.int(70, 160))),
    energyTce: wan(planned * random.real(0.02, 0.12)),
  };
}
