import type { Calendar } from '../../models/rules/time/calendar.ts';
import { dayOf, monthOf, timeOf, weekdayOf, type Day } from '../../models/rules/time/day.ts';

const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'] as const;

/** 5月31日 星期日 */
export const dayWords = (day: Day): string =>
  `${monthOf(day)}月${Number(day.slice(8))}日 ${WEEKDAYS[weekdayOf(day)] ?? ''}`;

/** What the clock in the head of the page shows. */
export interface ClockView {
  day: Day;
  time: string;
  /** 2026年5月31日 星期日 */
  words: string;
  workday: boolean;
  /** The clock is on its way to this moment, and what is due happens. */
  movingTo?: string;
}

export function clockView(now: Date, calendar: Pick<Calendar, 'isWorkday'>, movingTo?: Date): ClockView {
  const day = dayOf(now);
  const view = {
    day,
    time: timeOf(now),
    words: `${day.slice(0, 4)}年${dayWords(day)}`,
    workday: calendar.isWorkday(day),
  };
  return movingTo ? { ...view, movingTo: momentWords(movingTo) } : view;
}

/** 6月12日 星期五 08:47 */
export const momentWords = (instant: Date): string => `${dayWords(dayOf(instant))} ${timeOf(instant)}`;
