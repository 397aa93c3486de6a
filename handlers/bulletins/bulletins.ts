import { z } from 'zod';
import { cityBulletinCard, countyBulletinCard, definitionsCard } from '../../cards/bulletins/bulletin.ts';
import { leaderCard } from '../../cards/bulletins/leader.ts';
import { rankCard } from '../../cards/bulletins/rank.ts';
import type { Say } from '../../cards/card.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { isPeriod, type Period } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { may, PERMITS } from '../../models/rules/rights.ts';
import { bulletinFacts } from '../services/bulletins/facts.ts';
import type { Ctx } from '../services/context.ts';
import { bulletinWorkbook } from '../services/bulletins/workbook.ts';
import type { Inbound } from '../inbound.ts';
import { action, type Command } from '../action.ts';
import { periodOfCommand, unitAndPeriod } from './period-argument.ts';

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
    const period = periodOfCommand(ctx, rest.replace(AS_FILE, ''), command.words[0]);
    const asked = AS_FILE.test(rest) ? CLICKED['bulletin.excel'] : version;
    return { say: [await asked(ctx, period, inbound)] };
  },
});

const AS_FILE = /(?:^|\s+)导出$/;

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

/** 排名 and 口径 of a month: parts of its bulletin, asked for by themselves. */
export const standingCommands: readonly Command[] = [
  {
    words: ['排名', '名次'],
    usage: '排名 [单元、月份]',
    does: '看各单元名次和差距；写单元就看它与前后名的差距',
    permit: bulletins.rights.read,
    async run(ctx, rest) {
      const { unit, period } = unitAndPeriod(ctx, rest, '排名');
      const facts = await bulletinFacts(ctx, period);
      return { say: [{ card: rankCard(facts, unit) }] };
    },
  },
  {
    words: ['口径'],
    usage: '口径',
    does: '看通报各项指标怎么算',
    permit: bulletins.rights.read,
    async run(ctx, rest) {
      const period = periodOfCommand(ctx, rest, '口径');
      return { say: [await CLICKED['bulletin.definitions'](ctx, period)] };
    },
  },
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
