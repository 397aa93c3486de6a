import { z } from 'zod';
import { AppError } from '../errors.ts';
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

/**
 * A city's holiday plans as they stand in their file. A day that is both off and worked, worked days that are working
 * days anyway, and ranges in a year that is not theirs would silently move every deadline that crosses them.
 * @throws AppError INVALID listing every fault in Chinese (domain.md 4.1)
 */
export function parseHolidayPlan(raw: unknown): HolidayPlan {
  const parsed = holidayPlanSchema.safeParse(raw, { error: () => '缺少内容或格式不对' });
  const faults = parsed.success
    ? contradictionsIn(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}：${message}`);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new AppError(
    'INVALID',
    `放假安排有 ${faults.length} 处错误，服务没有启动，请改正后再启动：\n${faults.join('\n')}`,
  );
}

function contradictionsIn(plans: HolidayPlan): string[] {
  const off = new Map<Day, string>();
  const ranges = Object.entries(plans).flatMap(([year, plan]) =>
    plan.off.map(([from, to]) => ({ year, from, to })),
  );
  const faults = ranges.flatMap(({ year, from, to }) => {
    if (yearsApart(year, from) && yearsApart(year, to))
      return [`${year} 年的放假区间 ${from} 至 ${to} 不在这一年`];
    const twice: string[] = [];
    for (let d = from; d <= to; d = addDays(d, 1)) {
      if (off.has(d)) twice.push(d);
      off.set(d, year);
    }
    return twice.length > 0 ? [`${twice.join('、')} 出现在两段放假里`] : [];
  });
  const worked = Object.entries(plans).flatMap(([year, { work }]) => work.map((d) => ({ year, d })));
  return [
    ...faults,
    ...worked.flatMap(({ year, d }, i) => {
      if (off.has(d)) return [`${d} 既放假又补班`];
      if (worked.findIndex((each) => each.d === d) < i) return [`${d} 补班写了两次`];
      if (Math.abs(yearOf(d) - Number(year)) > 1) return [`${year} 年的补班日 ${d} 不在这一年`];
      return isWeekend(d) ? [] : [`${d} 不是周末，本来就上班，不用补班`];
    }),
  ];
}

const yearsApart = (year: string, d: Day): boolean => yearOf(d) !== Number(year);

const isWeekend = (d: Day): boolean => weekdayOf(d) === 0 || weekdayOf(d) === 6;

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
    const weekend = isWeekend(d);
    if (makeup.has(d)) return { workday: true, reason: weekend ? `${weekendName(weekday)}补班` : '工作日' };
    const holiday = off.get(d) ?? (plans[String(yearOf(d))] ? undefined : FIXED[d.slice(5)]);
    if (holiday) return { workday: false, reason: `${holiday}放假` };
    return weekend ? { workday: false, reason: '周末' } : { workday: true, reason: '工作日' };
  };
}

const weekendName = (weekday: number) => (weekday === 0 ? '周日' : '周六');
