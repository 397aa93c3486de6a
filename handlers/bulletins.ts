import { z } from 'zod';
import {
  cityBulletinCard,
  countyBulletinCard,
  definitionsCard,
  leaderCard,
} from '../cards/bulletins/bulletin.ts';
import { bulletins } from '../models/ledgers/bulletin.ts';
import { dayOf, isPeriod } from '../models/rules/time/day.ts';
import { AppError } from '../models/rules/errors.ts';
import { readPeriod } from '../models/rules/parse/period.ts';
import { may, PERMITS } from '../models/rules/rights.ts';
import { bulletinFacts } from './services/bulletins/steps.ts';
import type { Ctx } from './services/context.ts';
import { bulletinWorkbook } from './services/bulletins/workbook.ts';
import { lastWholePeriod } from './services/bulletins/report.ts';
import type { Inbound, Reply } from './inbound.ts';
import { action, type Command } from './action.ts';

/** What is asked about one month's bulletin, by all who may read bulletins. */
const ofMonth = {
  permit: bulletins.rights.read,
  input: z.object({ period: z.string().refine(isPeriod, '月份不对') }),
};

/** The bulletin as this viewer is to see it: leaders their eight lines, a county in private its own version. */
async function bulletinFor(ctx: Ctx, inbound: Inbound, wanted: string) {
  const summary = inbound.chat.kind !== 'group' && may(ctx.viewer, PERMITS.summary);
  return (summary ? leaderCard : cityBulletinCard)(await bulletinFacts(ctx, wanted));
}

export const bulletinCommands: readonly Command[] = [
  {
    words: ['通报', '月通报', 'tb'],
    usage: '通报 2026年5月',
    does: '看月通报；不写月份就是最近一个整月',
    permit: bulletins.rights.read,
    async run(ctx, rest, inbound): Promise<Reply> {
      const today = dayOf(ctx.clock.now());
      const wanted = rest === '' ? lastWholePeriod(today) : readPeriod(rest, today);
      if (!wanted) throw new AppError('INVALID', `没看懂“${rest}”是哪个月，请写成“通报 2026年5月”`);
      return { say: [{ card: await bulletinFor(ctx, inbound, wanted) }] };
    },
  },
  {
    words: ['本县通报', '本区通报', '本单元通报'],
    usage: '本县通报',
    does: '看本单元的名次、差距和问题清单',
    permit: bulletins.rights.read,
    suits: ({ unit }) => unit !== undefined,
    async run(ctx, rest): Promise<Reply> {
      const today = dayOf(ctx.clock.now());
      const wanted = rest === '' ? lastWholePeriod(today) : readPeriod(rest, today);
      if (!wanted) throw new AppError('INVALID', `没看懂“${rest}”是哪个月，请写成“本县通报 2026年5月”`);
      return { say: [{ card: await ownVersion(ctx, wanted) }] };
    },
  },
];

async function ownVersion(ctx: Ctx, wanted: string) {
  if (!ctx.viewer.unit) throw new AppError('INVALID', '您的岗位不属于某个考核单元，请发送“通报”看全市');
  return countyBulletinCard(await bulletinFacts(ctx, wanted), ctx.viewer.unit);
}

export const bulletinActions = [
  action({
    action: 'bulletin.definitions',
    ...ofMonth,
    run: async (ctx, { period }): Promise<Reply> => ({
      say: [{ card: definitionsCard(await bulletinFacts(ctx, period)) }],
    }),
  }),
  action({
    action: 'bulletin.county',
    ...ofMonth,
    run: async (ctx, { period }): Promise<Reply> => ({ say: [{ card: await ownVersion(ctx, period) }] }),
  }),
  action({
    action: 'bulletin.excel',
    ...ofMonth,
    run: async (ctx, { period }): Promise<Reply> => ({
      say: [{ file: await bulletinWorkbook(ctx, period) }],
    }),
  }),
];
