import { dayOf, monthOf, timeOf, yearOf, type Day, type Period } from './day.ts';

/** 2026年5月 */
export const longMonth = (period: Period): string => `${yearOf(period)}年${monthOf(period)}月`;

/** 6月12日: a day near enough that its year is plain. What is sent says days, never 今天: it may be read tomorrow. */
export const shortDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** 6月12日 17:30 */
export const shortMoment = (at: Date): string => `${shortDay(dayOf(at))} ${timeOf(at)}`;
