import { z } from 'zod';
import { addDays, isDay, weekdayOf, yearOf, type Day } from './day.ts';

const day = z.string().refine(isDay, '不是日期，请写成 2026-05-31 这样');

/**
 * The State Council's holiday arrangement by year (domain.md Appendix C): ranges off work, both ends included, with
 * the holiday's name where known, and weekend days that are worked (调休补班). A range may include weekends.
 */
export const holidayPlanSchema = z.record(
  z.string().regex(/^\d{4}$/, '年份请写成四位数字'),
  z.strictObject({
    source: z.string(),
    off: z.array(
      z
        .union([z.tuple([day, day]), z.tuple([day, day, z.string()])])
        .refine(([from, to]) => from <= to, '放假区间的起止颠倒'),
    ),
    work: z.array(day),
  }),
);
export type HolidayPlan = z.infer<typeof holidayPlanSchema>;

/** Fixed statutory days, all that is certain before a year's plan is published (domain.md 4.1). */
const FIXED: Readonly<Record<string, string>> = {
  '01-01': '元旦',
  '05-01': '劳动节',
  '05-02': '劳动节',
  '10-01': '国庆节',
  '10-02': '国庆节',
  '10-03': '国庆节',
};

export interface DayKind {
  workday: boolean;
  /** What a person is told: 工作日, 周六补班, 周末, 春节放假. */
  reason: string;
}

/** Looks a day up in the plans; a year without one falls back to weekends and the fixed statutory days. */
export function createDayKinds(plans: HolidayPlan): (day: Day) => DayKind {
  const makeup = new Set<Day>();
  const off = new Map<Day, string>();
  for (const plan of Object.values(plans)) {
    for (const worked of plan.work) makeup.add(worked);
    for (const [from, to, name = '法定假日'] of plan.off)
      for (let d = from; d <= to; d = addDays(d, 1)) off.set(d, name);
  }
  return (d) => {
    const weekday = weekdayOf(d);
    const weekend = weekday === 0 || weekday === 6;
    if (makeup.has(d)) return { workday: true, reason: weekend ? `${weekendName(weekday)}补班` : '工作日' };
    const holiday = off.get(d) ?? (plans[String(yearOf(d))] ? undefined : FIXED[d.slice(5)]);
    if (holiday) return { workday: false, reason: `${holiday}放假` };
    return weekend ? { workday: false, reason: '周末' } : { workday: true, reason: '工作日' };
  };
}

const weekendName = (weekday: number) => (weekday === 0 ? '周日' : '周六');
