import { bulletins } from '../models/ledgers/bulletin.ts';
import { addDays, addPeriods, dayOf, periodOf, type Day } from '../models/rules/time/day.ts';
import type { RuleSet } from '../models/rules/ruleset.ts';
import type { Ctx } from '../handlers/services/context.ts';
import { refreshLights } from '../handlers/services/projects/lights.ts';
import { clearFiles } from '../handlers/services/files/awaited.ts';
import { tellGroupCounts } from '../handlers/services/messages/group-counts.ts';
import { reportUndelivered } from '../handlers/services/messages/undelivered.ts';
import type { Job } from './job.ts';
import { stepsOn } from './row-steps.ts';

/** The steps of a month's bulletin fall in the month after the one that it reports (domain.md 5.1 D10, 3.6). */
const monthly = stepsOn(bulletins, (slot) => ({ period: addPeriods(periodOf(dayOf(slot)), -1) }));

/**
 * All periodic duties (domain.md 5.1). Working days of the month come from the rule set. Messages wait for the next
 * push window by themselves, so the times here only say when the work is done.
 */
export const jobTable = ({ monthly: days }: RuleSet): readonly Job[] => [
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
    when: { workdayOfMonth: days.openWd, at: '08:45' },
    missed: 'latest',
    run: monthly({}),
  },
  {
    name: 'monthly-remind',
    title: '月报截止提醒',
    duty: 'D10',
    when: { workdayOfMonth: days.countyDueWd, at: '09:00' },
    missed: 'skip',
    run: monthly({ reminds: { state: 'REPORTING', says: 'lastDay' } }),
  },
  {
    name: 'monthly-review',
    title: '新签约项目审核',
    duty: 'D10',
    when: { workdayOfMonth: days.countyReviewWd, at: '08:45' },
    missed: 'latest',
    run: monthly({ reminds: { state: 'REPORTING', says: 'review' } }),
  },
  {
    name: 'monthly-freeze',
    title: '冻结通报数据',
    duty: 'D10',
    when: { workdayOfMonth: days.freezeWd, at: '08:40' },
    missed: 'all',
    run: monthly({ makes: ['freeze'] }),
  },
  {
    name: 'monthly-verify',
    title: '送县区核对',
    duty: 'D10',
    when: { workdayOfMonth: days.verifyWd, at: '08:40' },
    missed: 'latest',
    run: monthly({ makes: ['freeze', 'verify'] }),
  },
  {
    name: 'monthly-sign',
    title: '通报送签',
    duty: 'D10',
    when: { workdayOfMonth: days.signWd, at: '08:40' },
    missed: 'all',
    run: monthly({ makes: ['freeze', 'submit'] }),
  },
  {
    name: 'monthly-issue',
    title: '印发月通报',
    duty: 'D10',
    when: { workdayOfMonth: days.issueWd, at: '08:40' },
    missed: 'all',
    // What nobody has signed on the day of issue does not go out: the signers are reminded (domain.md 0.1-9).
    run: monthly({ makes: ['issue'], reminds: { state: 'SIGNING' } }),
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
