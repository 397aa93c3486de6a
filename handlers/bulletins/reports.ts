import { unreportedCard } from '../../cards/bulletins/unreported.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import type { Command } from '../action.ts';
import { lastWholePeriod } from '../services/bulletins/report.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import { unitAndPeriod } from './period-argument.ts';
import { unreportedIn } from '../services/reports/unreported.ts';

/** What is asked about the months' reports as a whole. */
export const reportCommands: readonly Command[] = [
  {
    words: ['谁没报', '谁没交'],
    usage: '谁没报 [单元、月份]',
    does: '看月报还差哪些单元、哪些项目；不写月份就是最近一个整月',
    permit: monthlyReports.rights.read,
    suits: ({ enterprise }) => enterprise === undefined,
    async run(ctx, rest, { chat }) {
      const last = lastWholePeriod(dayOf(ctx.clock.now()));
      const { unit = ctx.viewer.unit, period = last } = unitAndPeriod(ctx, rest, '谁没报');
      return { say: [{ card: unreportedCard(await unreportedIn(ctx, period, chat.kind, unit)) }] };
    },
  },
];
