import { cityBulletinCard, countyBulletinCard, leaderCard } from '../../../cards/bulletins/bulletin.ts';
import type { Card, Say } from '../../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard } from '../../../cards/bulletins/steps.ts';
import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { machineOf } from '../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { mayOn } from '../../../models/rules/rights.ts';
import { dayOf, lastDayOf, type Day } from '../../../models/rules/time/day.ts';
import type { Ctx, Receiver } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { selectFacts, settingOf } from './report.ts';
import { writeSnapshot } from './snapshots.ts';
import { bulletinFacts, stepDay } from './steps.ts';

const SIGN = machineOf(bulletins).moves.find(({ event }) => event === 'sign');

/** May the viewer sign bulletins? Whoever may sees a bulletin as what is to be signed. */
const signs = ({ viewer }: Ctx, row: Bulletin): boolean => SIGN !== undefined && mayOn(SIGN.by, viewer, row);

/** The day of issue while it is to come; undefined from that day on, when what is signed goes out at once. */
function issueDayOf(ctx: Ctx, { period }: Bulletin): Day | undefined {
  const day = stepDay(ctx, period, ctx.rules.monthly.issueWd);
  return dayOf(ctx.clock.now()) < day ? day : undefined;
}

/** The signer's card as the bulletin stands now. */
async function signingCard(ctx: Ctx, row: Bulletin): Promise<Card> {
  const signedBy = row.signedBy ? namesOf(ctx.city)('post', row.signedBy) : '';
  const issueDay = issueDayOf(ctx, row);
  const draft = cityBulletinCard(await bulletinFacts(ctx, row.period, row));
  return signCard(draft, { ...row, signedBy, issueDay });
}

/** Keeps the ledgers as they are now for a period, and gives what the bulletin remembers of that. */
async function freezeNow(ctx: Ctx, { period }: Bulletin) {
  const asOf = lastDayOf(period);
  const facts = [];
  for await (const fact of selectFacts(ctx, period, asOf)) facts.push(fact);
  const { hash, figures } = await writeSnapshot(ctx, await settingOf(ctx, period, asOf), facts);
  return { snapshot: hash, ruleSet: figures.ruleSet };
}

/** To each county's reporters: what is due when, and how many projects there are to look at. */
const fillReminders =
  (last: boolean) =>
  async (ctx: Ctx, { period }: Bulletin) => {
    const due = stepDay(ctx, period, ctx.rules.monthly.countyDueWd);
    const open = new Map<string, number>();
    for (const { code } of ctx.city.units) open.set(code, await openProjects(ctx, code));
    return ({ unit }: Receiver): Say | undefined => {
      if (!unit) return undefined;
      const unitName = namesOf(ctx.city)('unit', unit);
      return { card: fillReminderCard({ period, unitName, due, last, open: open.get(unit) ?? 0 }) };
    };
  };

const openProjects = ({ store }: Ctx, unit: string): Promise<number> =>
  store
    .rows(projects)
    .count(SYSTEM, { unit, stage: { in: ['SIGNED', 'LANDED', 'STARTED'] }, closeType: { exists: false } });

/** What the monthly bulletin's moves do and say beside moving it (domain.md 5.1 D10). */
export const bulletinFeature = feature({
  ledger: bulletins,
  card: async (ctx, row, audience) =>
    audience === 'private' && signs(ctx, row) ? signingCard(ctx, row) : undefined,
  effects: {
    freeze: { fills: freezeNow },
    // The ledgers as they are now are frozen and put before the signers again.
    refreeze: { follows: () => ['freeze', 'submit'] },
    sign: { follows: (ctx, row) => (issueDayOf(ctx, row) ? [] : ['issue']) },
    object: {
      async run({ city, viewer }, change, bulletin, { objection }) {
        if (!viewer.unit) throw new AppError('FORBIDDEN', '只能对本单元的数据提异议');
        const line = `${namesOf(city)('unit', viewer.unit)}（${viewer.name}）：${String(objection)}`;
        const objections = [...(bulletin.objections ?? []), line];
        return change.update(bulletins, bulletin, { objections }, 'object');
      },
    },
  },
  says: {
    fill: fillReminders(false),
    lastDay: fillReminders(true),
    async verify(ctx, row) {
      const facts = await bulletinFacts(ctx, row.period, row);
      return ({ unit }) =>
        unit ? { card: verifyCard(countyBulletinCard(facts, unit), row.period) } : undefined;
    },
    async city(ctx, row) {
      const card = cityBulletinCard(await bulletinFacts(ctx, row.period, row));
      return () => ({ card });
    },
    async county(ctx, row) {
      const facts = await bulletinFacts(ctx, row.period, row);
      return ({ unit }) => (unit ? { card: countyBulletinCard(facts, unit) } : undefined);
    },
    async leader(ctx, row) {
      const card = leaderCard(await bulletinFacts(ctx, row.period, row));
      return () => ({ card });
    },
  },
});
