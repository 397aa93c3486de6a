import { z } from 'zod';
import { learnedCard, learnedPageCard, pickOf } from '../../cards/imports/learned.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { AppError } from '../../models/rules/errors.ts';
import { action, type ActionRow, type Command } from '../action.ts';
import { mayImport } from '../commands.ts';
import type { Ctx } from '../services/context.ts';
import { forget, learnedBy } from '../services/imports/learned.ts';

const shown = async (ctx: Ctx) => ({ card: learnedCard(await learnedBy(ctx)) });

/** @throws AppError FORBIDDEN for one who imports nothing */
function demandImport(ctx: Ctx): void {
  if (!mayImport(ctx))
    throw new AppError('FORBIDDEN', '您的岗位没有可以导入的台账', {
      detail: `${ctx.viewer.post} imports nothing`,
    });
}

/** What imports have been taught: seen and taken back by those who import, each for the own unit. */
export const learnedCommands: readonly Command[] = [
  {
    words: ['导入对应'],
    usage: '导入对应',
    does: '看导入时记住的列和词，不对的忘掉',
    privateOnly: true,
    suits: (viewer) => viewer.enterprise === undefined && mayImport({ viewer, store: { ledgers: LEDGERS } }),
    run: async (ctx) => {
      demandImport(ctx);
      return { say: [await shown(ctx)] };
    },
  },
];

export const learnedActions: readonly ActionRow[] = [
  action({
    action: 'learned.open',
    input: z.object({}),
    run: async (ctx) => {
      demandImport(ctx);
      return { say: [await shown(ctx)] };
    },
  }),
  action({
    action: 'learned.forget',
    input: z.object({ entry: z.string().default('') }),
    run: async (ctx, { entry: pick }) => {
      if (pick === '') throw new AppError('INVALID', '请先选要忘掉的一条');
      for (const view of await learnedBy(ctx)) {
        const entry = view.entries.find((each) => pickOf(view, each) === pick);
        const ledger = ctx.store.ledgers.find(({ name }) => name === view.ledger);
        if (!entry || !ledger) continue;
        await forget(ctx, ledger, entry);
        return { toast: { tone: 'good', text: `已忘掉${entry.said}` }, ...(await shown(ctx)) };
      }
      throw new AppError('NOT_FOUND', '没有记住这一条，可能已经忘掉了');
    },
  }),
];

export const learnedPages = [
  { path: '/learned', show: async (ctx: Ctx) => learnedPageCard(await learnedBy(ctx)) },
];
