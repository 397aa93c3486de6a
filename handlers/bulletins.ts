import { z } from 'zod';
import {
  cityBulletinCard,
  countyBulletinCard,
  definitionsCard,
  leaderCard,
} from '../cards/bulletins/bulletin.ts';
import type { Say } from '../cards/card.ts';
import { bulletins } from '../models/ledgers/bulletin.ts';
import { dayOf, isPeriod, type Period } from '../models/rules/time/day.ts';
import { AppError } from '../models/rules/errors.ts';
import { readPeriod } from '../models/rules/parse/period.ts';
import { may, PERMITS } from '../models/rules/rights.ts';
import { bulletinFacts } from './services/bulletins/facts.ts';
import type { Ctx } from './services/context.ts';
import { bulletinWorkbook } from './services/bulletins/workbook.ts';
import { lastWholePeriod } from './services/bulletins/report.ts';
import type { Inbound } from './inbound.ts';
import { action, type Command } from './action.ts';

/** A month's bulletin in one of its versions, for who asks. */
type Version = (ctx: Ctx, period: Period, inbound: Inbound) => Promise<Say>;

/** Leaders their eight lines in private, everybody else the whole city's. */
const cityVersion: Version = async (ctx, period, { chat }) => {
  const summary = chat.kind !== 'group' && may(ctx.viewer, PERMITS.summary);
  return { card: (summary ? leaderCard : cityBulletinCard)(await bulletinFacts(ctx, period)) };
};

const ownVersion: Version = async (ctx, period) => {
  if (!ctx.viewer.unit) throw new AppError('INVALID', '您的岗位不属于某个考核单元，请发送“通报”看全市');
  return { card: countyBulletinCard(await bulletinFacts(ctx, period), ctx.viewer.unit) };
};

/** Said without a month it is the last whole one. */
const said = (version: Version, command: Omit<Command, 'permit' | 'run'>): Command => ({
  ...command,
  permit: bulletins.rights.read,
  async run(ctx, rest, inbound) {
    const today = dayOf(ctx.clock.now());
    const wanted = rest === '' ? lastWholePeriod(today) : readPeriod(rest, today);
    const example = `${command.words[0]} 2026年5月`;
    if (!wanted) throw new AppError('INVALID', `没看懂“${rest}”是哪个月，请写成“${example}”`);
    return { say: [await version(ctx, wanted, inbound)] };
  },
});

export const bulletinCommands: readonly Command[] = [
  said(cityVersion, {
    words: ['通报', '月通报', 'tb'],
    usage: '通报 2026年5月',
    does: '看月通报；不写月份就是最近一个整月',
  }),
  said(ownVersion, {
    words: ['本县通报', '本区通报', '本单元通报'],
    usage: '本县通报',
    does: '看本单元的名次、差距和问题清单',
    suits: ({ unit }) => unit !== undefined,
  }),
];

/** What is clicked on a month's bulletin, by all who may read bulletins. */
const CLICKED = {
  'bulletin.definitions': async (ctx, period) => ({
    card: definitionsCard(await bulletinFacts(ctx, period)),
  }),
  'bulletin.county': ownVersion,
  'bulletin.excel': async (ctx, period) => ({ file: await bulletinWorkbook(ctx, period) }),
} satisfies Record<string, Version>;

export const bulletinActions = (Object.keys(CLICKED) as (keyof typeof CLICKED)[]).map((name) =>
  action({
    action: name,
    permit: bulletins.rights.read,
    input: z.object({ period: z.string().refine(isPeriod, '月份不对') }),
    run: async (ctx, { period }, inbound) => ({ say: [await CLICKED[name](ctx, period, inbound)] }),
  }),
);
