import { unreportedCard } from '../../cards/bulletins/unreported.ts';
import { unitNamed } from '../../models/ledgers/city.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { AppError } from '../../models/rules/errors.ts';
import { readPeriod } from '../../models/rules/parse/period.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import type { Command } from '../action.ts';
import { lastWholePeriod } from '../services/bulletins/report.ts';
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
      const words = rest.split(/\s+/).filter((word) => word !== '');
      const named = words.map((word) => unitNamed(ctx.city, word)?.code).find((code) => code !== undefined);
      const month = words.filter((word) => unitNamed(ctx.city, word) === undefined).join(' ');
      const today = dayOf(ctx.clock.now());
      const period = month === '' ? lastWholePeriod(today) : readPeriod(month, today);
      if (!period) throw new AppError('INVALID', `没看懂“${month}”是哪个月，请写成“谁没报 2026年5月”`);
      const unit = named ?? ctx.viewer.unit;
      return { say: [{ card: unreportedCard(await unreportedIn(ctx, period, chat.kind, unit)) }] };
    },
  },
];
