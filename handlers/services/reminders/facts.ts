import type { Deadline } from '../../../models/ledgers/engine/deadlines.ts';
import type { Calendar } from '../../../models/rules/time/calendar.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';

/** 6月12日 17:30, and that it may still move where a year's holidays are not published. */
export const dueWords = ({ due, provisional }: Pick<Deadline, 'due' | 'provisional'>): string => {
  const day = dayOf(due);
  const words = `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${timeOf(due)}`;
  return provisional ? `${words}（暂定）` : words;
};

/** What a reminder says at a moment about a row in a state (domain.md 5.3). */
export function reminderFact(
  stateLabel: string,
  deadline: Pick<Deadline, 'due' | 'provisional'>,
  now: Date,
  calendar: Calendar,
  draft?: string,
): string {
  const { due } = deadline;
  const today = dayOf(due) === dayOf(now);
  if (now < due) return `${stateLabel}，${today ? `今天 ${timeOf(due)}` : `将于${dueWords(deadline)}`} 到期`;
  const days = calendar.workdaysBetween(dayOf(due), dayOf(now));
  const overdue = days > 0 ? `已逾期 ${days} 个工作日` : '已到期';
  const said = `${stateLabel}，${overdue}，应于${dueWords(deadline)} 前办理`;
  return draft === undefined ? said : `${draft}待审：${said}`;
}
