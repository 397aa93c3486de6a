import { addDays, addPeriods, dayOf, periodOf, type Day, type Period } from '../models/rules/time/day.ts';
import type { RuleSet } from '../models/rules/ruleset.ts';
import {
  freezeMonth,
  issueMonth,
  openMonth,
  remindReporters,
  sendForVerification,
  submitForSigning,
} from '../handlers/services/bulletins/steps.ts';
import type { Ctx } from '../handlers/services/context.ts';
import { refreshLights } from '../handlers/services/projects/lights.ts';
import { clearFiles } from '../handlers/services/files/awaited.ts';
import { tellGroupCounts } from '../handlers/services/messages/group-counts.ts';
import { reportUndelivered } from '../handlers/services/messages/undelivered.ts';
import type { Job } from './job.ts';

/** The steps of a month fall in the month after the one they report. */
const reported = (slot: Date): Period => addPeriods(periodOf(dayOf(slot)), -1);

const step =
  (run: (ctx: Ctx, period: Period) => Promise<string>) =>
  (ctx: Ctx, slot: Date): Promise<string> =>
    run(ctx, reported(slot));

/**
 * All periodic duties (domain.md 5.1). Working days of the month come from the rule set. Messages wait for the next
 * push window by themselves, so the times here only say when the work is done.
 */
export const jobTable = ({ monthly }: RuleSet): readonly Job[] => [
  {
    name: 'audit-seal',
    title: '留痕日封印',
    when: { daily: '00:20' },
    missed: 'latest',
    run: async (ctx, slot) => sealUpTo(ctx, addDays(dayOf(slot), -1)),
  },
  {
    name: 'files-clear',
    title: '清理没有提交的附件',
    when: { daily: '03:10' },
    missed: 'latest',
    run: clearFiles,
  },
  {
    name: 'lights',
    title: '每日亮灯',
    duty: 'D12',
    when: { daily: '06:30' },
    missed: 'latest',
    run: (ctx, slot) => refreshLights(ctx, dayOf(slot)),
  },
  {
    name: 'undelivered',
    title: '未送达提醒',
    when: { daily: '08:50' },
    missed: 'latest',
    run: reportUndelivered,
  },
  {
    name: 'weekly-counts',
    title: '成员单位群周清单',
    duty: 'D16',
    when: { fromWeekday: 1, at: '08:45' },
    missed: 'latest',
    run: tellGroupCounts,
  },
  {
    name: 'monthly-open',
    title: '发起月报',
    duty: 'D10',
    when: { workdayOfMonth: monthly.openWd, at: '08:45' },
    missed: 'latest',
    run: step(openMonth),
  },
  {
    name: 'monthly-remind',
    title: '月报截止提醒',
    duty: 'D10',
    when: { workdayOfMonth: monthly.countyDueWd, at: '09:00' },
    missed: 'skip',
    run: step(remindReporters),
  },
  {
    name: 'monthly-freeze',
    title: '冻结通报数据',
    duty: 'D10',
    when: { workdayOfMonth: monthly.freezeWd, at: '08:40' },
    missed: 'all',
    run: step(freezeMonth),
  },
  {
    name: 'monthly-verify',
    title: '送县区核对',
    duty: 'D10',
    when: { workdayOfMonth: monthly.verifyWd, at: '08:40' },
    missed: 'latest',
    run: step(sendForVerification),
  },
  {
    name: 'monthly-sign',
    title: '通报送签',
    duty: 'D10',
    when: { workdayOfMonth: monthly.signWd, at: '08:40' },
    missed: 'all',
    run: step(submitForSigning),
  },
  {
    name: 'monthly-issue',
    title: '印发月通报',
    duty: 'D10',
    when: { workdayOfMonth: monthly.issueWd, at: '08:40' },
    missed: 'all',
    run: step(issueMonth),
  },
];

/** Seals every day not sealed yet, up to one. */
async function sealUpTo({ store }: Ctx, last: Day): Promise<string> {
  const first = await store.audit.firstDay();
  if (!first || first > last) return '没有要封印的留痕';
  const sealed = await store.audit.lastSealedDay();
  let chains = 0;
  for (let day = sealed ? addDays(sealed, 1) : first; day <= last; day = addDays(day, 1)) {
    chains = (await store.audit.seal(day)).chains;
  }
  return `已封印到 ${last}，共 ${chains} 条链`;
}
