import { z } from 'zod';
import { cityBulletinCard, countyBulletinCard, definitionsCard, leaderCard } from '../cards/bulletin.ts';
import { bulletins } from '../models/ledgers/bulletin.ts';
import { dayOf, isPeriod } from '../models/rules/time/day.ts';
import { AppError } from '../models/rules/errors.ts';
import { readPeriod } from '../models/rules/parse/period.ts';
import { hasRole } from '../models/rules/permissions.ts';
import {
  bulletinFacts,
  objectTo,
  refreezeBulletin,
  signBulletin,
  signingCard,
} from './services/bulletins/steps.ts';
import type { Ctx } from './services/context.ts';
import { bulletinWorkbook } from './services/bulletins/workbook.ts';
import { lastWholePeriod } from './services/bulletins/report.ts';
import { clickedOn, type Inbound, type Reply } from './inbound.ts';
import { action, type Command } from './action.ts';

const period = z.object({ period: z.string().refine(isPeriod, '月份不对') });
const atVersion = z.object({ code: z.string().max(20), version: z.coerce.number().int() });

/** The bulletin as this viewer is to see it: leaders their eight lines, a county in private its own version. */
async function bulletinFor(ctx: Ctx, inbound: Inbound, wanted: string) {
  const facts = await bulletinFacts(ctx, wanted);
  if (inbound.chat.kind === 'group') return cityBulletinCard(facts);
  return hasRole(ctx.viewer, 'LEADER') ? leaderCard(facts) : cityBulletinCard(facts);
}

export const bulletinCommands: readonly Command[] = [
  {
    words: ['通报', '月通报', 'tb'],
    usage: '通报 2026年5月',
    does: '看月通报；不写月份就是最近一个整月',
    permit: 'bulletins.read',
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
    permit: 'bulletins.read',
    suits: ({ unit }) => unit !== undefined,
    async run(ctx, rest): Promise<Reply> {
      const today = dayOf(ctx.clock.now());
      const wanted = readPeriod(rest, today) ?? lastWholePeriod(today);
      return { say: [{ card: await ownVersion(ctx, wanted) }] };
    },
  },
];

async function ownVersion(ctx: Ctx, wanted: string) {
  if (!ctx.viewer.unit) throw new AppError('INVALID', '您的岗位不属于某个考核单元，请发送“通报”看全市');
  return countyBulletinCard(await bulletinFacts(ctx, wanted), ctx.viewer.unit);
}

const good = (text: string): Reply => ({ toast: { tone: 'good', text } });

export const bulletinActions = [
  action({
    action: 'bulletin.definitions',
    permit: 'bulletins.read',
    input: period,
    run: async (ctx, input): Promise<Reply> => ({
      say: [{ card: definitionsCard(await bulletinFacts(ctx, input.period)) }],
    }),
  }),
  action({
    action: 'bulletin.county',
    permit: 'bulletins.read',
    input: period,
    run: async (ctx, input): Promise<Reply> => ({ say: [{ card: await ownVersion(ctx, input.period) }] }),
  }),
  action({
    action: 'bulletin.excel',
    permit: 'bulletins.read',
    input: period,
    run: async (ctx, input): Promise<Reply> => ({
      say: [{ file: await bulletinWorkbook(ctx, input.period) }],
    }),
  }),
  action({
    action: 'bulletin.object',
    permit: 'bulletins.verify',
    input: period.extend({
      text: z.string().trim().min(5, '异议请至少写 5 个字').max(300, '异议最多 300 个字'),
    }),
    run: (ctx, input): Promise<Reply> =>
      objectTo(ctx, input.period, input.text, good('异议已提交，市府办公室签发前会看到')),
  }),
  action({
    action: 'bulletin.sign',
    permit: 'bulletins.sign',
    input: atVersion,
    run: (ctx, input, inbound) =>
      signBulletin(ctx, { ...input, clicked: clickedOn(inbound) }, (signed, card): Reply => {
        const text = signed.status === 'ISSUED' ? '已签发，正在推送' : '已签发，将按期推送';
        return { ...good(text), card };
      }),
    refresh: (ctx, input) => freshSigningCard(ctx, input.code),
  }),
  action({
    action: 'bulletin.refreeze',
    permit: 'bulletins.sign',
    input: atVersion,
    run: (ctx, input, inbound) =>
      refreezeBulletin(ctx, { ...input, clicked: clickedOn(inbound) }, (_again, card): Reply => ({
        ...good('已按最新台账重新冻结'),
        card,
      })),
    refresh: (ctx, input) => freshSigningCard(ctx, input.code),
  }),
];

async function freshSigningCard(ctx: Ctx, code: string) {
  const bulletin = await ctx.store.rows(bulletins).byCode(ctx.viewer, code);
  return bulletin && signingCard(ctx, bulletin);
}
