import {
  cityBulletinCard,
  countyBulletinCard,
  type BulletinFacts,
} from '../../../cards/bulletins/bulletin.ts';
import { leaderCard } from '../../../cards/bulletins/leader.ts';
import type { Card } from '../../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard } from '../../../cards/bulletins/steps.ts';
import { bulletins, isBeingVerified, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { closing } from '../../../models/ledgers/engine/deadlines.ts';
import { dayOf, lastDayOf, type Day } from '../../../models/rules/time/day.ts';
import { reviewOf, signingFacts } from '../projects/signings.ts';
import type { Ctx, Message } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { bulletinFactsOf, stepDay } from './facts.ts';
import { demandAnswers, objectionsTo, raise } from './objections.ts';
import { selectFacts, settingOf } from './report.ts';
import { writeSnapshot } from './snapshots.ts';

/** The day of issue while it is to come; undefined from that day on, when what is signed goes out at once. */
function issueDayOf(ctx: Ctx, { period }: Bulletin): Day | undefined {
  const day = stepDay(ctx, period, ctx.rules.monthly.issueWd);
  return dayOf(ctx.clock.now()) < day ? day : undefined;
}

/** Keeps the ledgers as they are now for a period, and gives what the bulletin remembers of that. */
async function freezeNow(ctx: Ctx, { period }: Bulletin) {
  const asOf = lastDayOf(period);
  const setting = await settingOf(ctx, period, asOf);
  const { hash, figures } = await writeSnapshot(ctx, setting, selectFacts(ctx, period, asOf));
  return { snapshot: hash, ruleSet: figures.ruleSet };
}

/** To a county's reporter: what is due when, and how many projects there are to look at. */
const fillReminder =
  (last: boolean): Message<Bulletin> =>
  async (ctx, { period, frozenOn }, { unit }) => {
    if (unit === undefined) return undefined;
    const due = closing(stepDay(ctx, period, ctx.rules.monthly.countyDueWd), ctx.rules);
    const open = await ctx.store.rows(projects).count(SYSTEM, { unit, ...projects.updated?.rows });
    const all = await ctx.store.rows(projects).count(SYSTEM, { unit });
    const unitName = namesOf(ctx.city)('unit', unit);
    return { card: fillReminderCard({ period, unitName, due, last, open, all, frozenOn }) };
  };

/** A card of the bulletin's figures for each county of its own, and nothing for who belongs to none. */
const toCounties =
  (
    cardOf: (facts: BulletinFacts, unit: string, row: Bulletin, ctx: Ctx) => Card | Promise<Card>,
  ): Message<Bulletin> =>
  async (ctx, row, { unit }) =>
    unit === undefined ? undefined : { card: await cardOf(await bulletinFactsOf(ctx, row), unit, row, ctx) };

/** The figures to check, for as long as objections are taken. */
async function toVerify(facts: BulletinFacts, unit: string, row: Bulletin, ctx: Ctx): Promise<Card> {
  const due = closing(stepDay(ctx, row.period, ctx.rules.monthly.verifyWd), ctx.rules);
  const isOpen = ctx.clock.now() < due && isBeingVerified(row);
  return verifyCard(facts, unit, { objections: await objectionsTo(ctx, row.period, unit), due, isOpen });
}

/** To a county's reviewer, and to 市商务局 of all counties: the newly signed projects that wait for a second look, if any do. */
const review: Message<Bulletin> = async (ctx, _row, { unit }) => {
  const card = await reviewOf(ctx, unit);
  return card && { card };
};

/** One card of the bulletin's figures for everybody. */
const toAll =
  (cardOf: (facts: BulletinFacts) => Card): Message<Bulletin> =>
  async (ctx, row) => ({ card: cardOf(await bulletinFactsOf(ctx, row)) });

/** What the monthly bulletin's moves do and say beside moving it (domain.md 5.1 D10). */
export const bulletinFeature = feature({
  ledger: bulletins,
  cards: {
    async sign(ctx, row) {
      const facts = await bulletinFactsOf(ctx, row);
      const signedBy = namesOf(ctx.city)('post', row.signedBy ?? '');
      return signCard(facts, {
        ...row,
        signedBy,
        issueDay: issueDayOf(ctx, row),
        nameOf: namesOf(ctx.city),
        objections: await objectionsTo(ctx, row.period),
        signings: await signingFacts(ctx, facts.figures),
      });
    },
  },
  effects: {
    freeze: { fills: freezeNow },
    object: { run: raise },
    sign: {
      fills: async (ctx, row) => {
        await demandAnswers(ctx, row);
        return {};
      },
      follows: (ctx, row) => (issueDayOf(ctx, row) ? [] : ['issue']),
    },
  },
  says: {
    fill: fillReminder(false),
    lastDay: fillReminder(true),
    review,
    verify: toCounties(toVerify),
    city: toAll(cityBulletinCard),
    county: toCounties(countyBulletinCard),
    leader: toAll(leaderCard),
  },
});
