import { z } from 'zod';
import { cityBulletinCard, countyBulletinCard, definitionsCard } from '../../cards/bulletins/bulletin.ts';
import { leaderCard } from '../../cards/bulletins/leader.ts';
import { rankCard } from '../../cards/bulletins/rank.ts';
import type { Say } from '../../cards/card.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { isPeriod, type Period } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { may, PERMITS } from '../../models/rules/rights.ts';
import { shownPeriod, type WantedDocument } from '../services/bulletins/audience.ts';
import { bulletinFacts } from '../services/bulletins/facts.ts';
import type { Ctx } from '../services/context.ts';
import { bulletinWorkbook } from '../services/bulletins/workbook.ts';
import type { Inbound, Reply } from '../inbound.ts';
import { action, type Command } from '../action.ts';
import { periodOfCommand, unitAndPeriod } from './period-argument.ts';

/** A part or version of a month's bulletin: what it is of, and how it is said to who asks. */
interface Version {
  asks(ctx: Ctx): WantedDocument;
  say(ctx: Ctx, period: Period, inbound: Inbound): Promise<Say>;
}

/** Leaders their eight lines in private, everybody else the whole city's. */
const cityVersion: Version = {
  asks: () => ({ document: 'city' }),
  async say(ctx, period, { chat }) {
    const summary = chat.kind !== 'group' && may(ctx.viewer, PERMITS.summary);
    return {
      card: (summary ? leaderCard : cityBulletinCard)(await bulletinFacts(ctx, period, this.asks(ctx))),
    };
  },
};

const ownVersion: Version = {
  asks({ viewer: { unit } }) {
    if (!unit) throw new AppError('INVALID', '您的岗位不属于某个考核单元，请发送“通报”看全市');
    return { document: 'county', unit };
  },
  async say(ctx, period) {
    const asked = this.asks(ctx);
    return { card: countyBulletinCard(await bulletinFacts(ctx, period, asked), asked.unit ?? '') };
  },
};

const definitions: Version = {
  asks: () => ({ document: 'definitions' }),
  say: async (ctx, period) => ({
    card: definitionsCard(await bulletinFacts(ctx, period, { document: 'definitions' })),
  }),
};

const annexes: Version = {
  asks: () => ({ document: 'city' }),
  say: async (ctx, period) => ({ file: await bulletinWorkbook(ctx, period) }),
};

/** Without a month it is the last whole one, or the newest that may be shown, and then says so. */
async function answer(
  ctx: Ctx,
  version: Version,
  named: Period | undefined,
  inbound: Inbound,
): Promise<Reply> {
  const shown = named ? { period: named } : await shownPeriod(ctx, version.asks(ctx));
  if ('none' in shown) return { say: [{ text: shown.none }] };
  const said = await version.say(ctx, shown.period, inbound);
  return { say: 'instead' in shown && shown.instead ? [{ text: shown.instead }, said] : [said] };
}

const said = (version: Version, command: Omit<Command, 'permit' | 'run'>): Command => ({
  ...command,
  permit: bulletins.rights.read,
  run(ctx, rest, inbound) {
    const period = periodOfCommand(ctx, rest.replace(AS_FILE, ''), command.words[0]);
    return answer(ctx, AS_FILE.test(rest) ? annexes : version, period, inbound);
  },
});

const AS_FILE = /(?:^|\s+)导出$/;

export const bulletinCommands: readonly Command[] = [
  said(cityVersion, {
    words: ['通报', '月通报', 'tb'],
    usage: '通报 2026年5月',
    does: '看月通报；不写月份就是最近一期',
  }),
  said(ownVersion, {
    words: ['本县通报', '本区通报', '本单元通报', '看本单元数据', '本单元数据'],
    usage: '本县通报',
    does: '看本单元的名次、差距和问题清单',
    suits: ({ unit }) => unit !== undefined,
  }),
];

/** The units in their order, or one with its gaps to those before and behind it. */
const ranks = (unit: string | undefined): Version => ({
  asks: () => (unit === undefined ? { document: 'city' } : { document: 'county', unit }),
  async say(ctx, period) {
    return { card: rankCard(await bulletinFacts(ctx, period, this.asks(ctx)), unit) };
  },
});

/** 排名 and 口径 of a month: parts of its bulletin, asked for by themselves. */
export const standingCommands: readonly Command[] = [
  {
    words: ['排名', '名次'],
    usage: '排名 [单元、月份]',
    does: '看各单元名次和差距；写单元就看它与前后名的差距',
    permit: bulletins.rights.read,
    run(ctx, rest, inbound) {
      const { unit, period } = unitAndPeriod(ctx, rest, '排名');
      return answer(ctx, ranks(unit), period, inbound);
    },
  },
  said(definitions, { words: ['口径'], usage: '口径 [月份]', does: '看通报各项指标怎么算' }),
];

/** What is clicked on a month's bulletin, by all who may read bulletins. */
const CLICKED = {
  'bulletin.definitions': definitions,
  'bulletin.county': ownVersion,
  'bulletin.excel': annexes,
} satisfies Record<string, Version>;

export const bulletinActions = (Object.keys(CLICKED) as (keyof typeof CLICKED)[]).map((name) =>
  action({
    action: name,
    permit: bulletins.rights.read,
    shared: true,
    input: z.object({ period: z.string().refine(isPeriod, '月份不对') }),
    run: (ctx, { period }, inbound) => answer(ctx, CLICKED[name], period, inbound),
  }),
);
