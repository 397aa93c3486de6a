import { LONGEST } from './bounds.ts';
import { nfkc } from './text.ts';
import { addPeriods, isPeriod, periodOf, yearOf, type Day, type Period } from '../time/day.ts';

/**
 * The month a person means: 2026-05, 2026年5月, 2026.5, 5月, 本月, 上月. A bare month is the newest such month that has
 * begun. Undefined when the text names none.
 */
export function readPeriod(text: string, today: Day): Period | undefined {
  if (text.length > LONGEST.value) return undefined;
  const said = nfkc(text).replace(/\s/g, '');
  if (/^(本月|这个月|当月)$/.test(said)) return periodOf(today);
  if (/^(上月|上个月)$/.test(said)) return addPeriods(periodOf(today), -1);
  const full = /^(\d{4}|\d{2})[-年./](\d{1,2})月?(?:份)?(?:通报)?$/.exec(said);
  if (full) return periodFrom(Number(full[1]) + (full[1]?.length === 2 ? 2000 : 0), Number(full[2]));
  const bare = /^(\d{1,2})月(?:份)?(?:通报)?$/.exec(said);
  if (!bare) return undefined;
  const period = periodFrom(yearOf(today), Number(bare[1]));
  return period && period > periodOf(today) ? addPeriods(period, -12) : period;
}

function periodFrom(year: number, month: number): Period | undefined {
  const period = `${year}-${String(month).padStart(2, '0')}`;
  return isPeriod(period) ? period : undefined;
}
