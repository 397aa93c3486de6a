import type { Deadline } from '../../../models/ledgers/engine/deadlines.ts';
import type { Calendar } from '../../../models/rules/time/calendar.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { shortMoment } from '../../../models/rules/time/words.ts';

/** 6月12日 17:30, and that it may still move where a year's holidays are not published. */
export const dueWords = ({ due, provisional }: Pick<Deadline, 'due' | 'provisional'>): string =>
  `${shortMoment(due)}${provisional ? '（暂定）' : ''}`;

/** What a reminder says at a moment about a row in a state (domain.md 5.3). */
export function reminderFact(
  stateLabel: string,
  deadline: Pick<Deadline, 'due' | 'provisional'>,
  now: Date,
  calendar: Calendar,
  draft?: string,
): string {
  const { due } = deadline;
  if (now < due) return `${stateLabel}，将于${dueWords(deadline)} 到期`;
  const days = calendar.workdaysBetween(dayOf(due), dayOf(now));
  const overdue = days > 0 ? `已逾期 ${days} 个工作日` : '已到期';
  const said = `${stateLabel}，${overdue}，应于${dueWords(deadline)} 前办理`;
  return draft === undefined ? said : `${draft}待审：${said}`;
}
