import type { City } from '../../models/ledgers/city.ts';
import { addPeriods, periodOf, yearOf, type Day } from '../../models/rules/time/day.ts';
import { COUNTED_SHARE, TALK_SHARE } from './projects/drafts.ts';
import { monthsOf, strengthsOf, weightOf } from './projects/signings.ts';
import type { NewTarget } from './types.ts';

const YEARS = 3;
/** Targets ask for a little less than what a good year brings. */
const AMBITION = 0.97;

/** Annual targets of the last three years: what each unit's strength lets expect of its share in `count` projects. */
export function targetsOf(city: City, today: Day, count: number): NewTarget[] {
  const months = monthsOf(today);
  const sum = (of: readonly string[]) => of.reduce((total, month) => total + weightOf(month, today), 0);
  const perWeight = (count * (1 - TALK_SHARE) * COUNTED_SHARE * AMBITION) / sum(months);
  const strengths = strengthsOf(city);
  const all = strengths.reduce((total, { strength }) => total + strength, 0);
  const year = yearOf(periodOf(today));
  return Array.from({ length: YEARS }, (_, i) => year + i + 1 - YEARS).flatMap((of) => {
    const whole = Array.from({ length: 12 }, (_month, i) => addPeriods(`${of}-01`, i));
    const city = perWeight * sum(whole);
    return strengths.map(({ unit, strength }) => ({
      unit,
      year: of,
      indicator: 'NEW_OVER_YI_MFG' as const,
      value: Math.max(1, Math.round((city * strength) / all)),
    }));
  });
}
