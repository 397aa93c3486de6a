import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { mayOn } from '../../../models/rules/rights.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Ctx } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { issue, issueMessages, signingCard, snapshotNow, stepDay, submit } from './steps.ts';

const SIGN = bulletins.machine?.moves.find(({ event }) => event === 'sign');

/** May the viewer sign bulletins? Whoever may sees a bulletin as what is to be signed. */
const signs = ({ viewer }: Ctx, row: Bulletin): boolean => SIGN !== undefined && mayOn(SIGN.by, viewer, row);

/** What signing, sending back and objecting do beside moving the bulletin (domain.md 5.1 D10). */
export const bulletinFeature = feature({
  ledger: bulletins,
  card: async (ctx, row, audience) =>
    audience === 'private' && signs(ctx, row) ? signingCard(ctx, row) : undefined,
  effects: {
    // On or after the day of issue it goes out by the same change.
    sign: {
      async prepare(ctx, { period, ...row }) {
        const due = dayOf(ctx.clock.now()) >= stepDay(ctx, period, ctx.rules.monthly.issueWd);
        return due ? issueMessages(ctx, { ...row, period }) : undefined;
      },
      run: async (_ctx, change, signed, { prepared }) =>
        prepared ? issue(change, signed, prepared as Awaited<ReturnType<typeof issueMessages>>) : undefined,
    },
    // The ledgers as they are now are frozen and put before the signers again.
    refreeze: {
      prepare: async (ctx, { period }) => (await snapshotNow(ctx, period)).frozen,
      run: async (ctx, change, back, { prepared }) =>
        submit(ctx, change, await change.move(bulletins, back, 'freeze', prepared as object)),
    },
    object: {
      async run({ city, viewer }, change, bulletin, { asked }) {
        if (!viewer.unit) throw new AppError('FORBIDDEN', '只能对本单元的数据提异议');
        const line = `${namesOf(city)('unit', viewer.unit)}（${viewer.name}）：${String(asked.objection)}`;
        const objections = [...(bulletin.objections ?? []), line];
        return change.update(bulletins, bulletin, { objections }, 'object');
      },
    },
  },
});
