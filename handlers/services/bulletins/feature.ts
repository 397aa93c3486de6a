import {
  cityBulletinCard,
  countyBulletinCard,
  leaderCard,
  type BulletinFacts,
} from '../../../cards/bulletins/bulletin.ts';
import type { Card } from '../../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard } from '../../../cards/bulletins/steps.ts';
import { bulletins, type Bulletin } from '../../../models/ledgers/bulletin.ts';
import { machineOf } from '../../../models/ledgers/engine/define.ts';
import { hasMove } from '../../../models/ledgers/engine/machine.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { dayOf, lastDayOf, type Day } from '../../../models/rules/time/day.ts';
import type { Ctx, Message } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { selectFacts, settingOf } from './report.ts';
import { writeSnapshot } from './snapshots.ts';
import { bulletinFacts, stepDay } from './steps.ts';

const MACHINE = machineOf(bulletins);

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
  (last: boolean): Message<Bulletin> =>
  async (ctx, { period }) => {
    const { city, store, rules } = ctx;
    const due = stepDay(ctx, period, rules.monthly.countyDueWd);
    const open = new Map<string | undefined, number>();
    for (const { code } of city.units)
      open.set(code, await store.rows(projects).count(SYSTEM, { unit: code, ...TO_REPORT }));
    return ({ unit }) => {
      const unitName = namesOf(city)('unit', unit ?? '');
      const facts = { period, unitName, due, last, open: open.get(unit) ?? 0 };
      return open.has(unit) ? { card: fillReminderCard(facts) } : undefined;
    };
  };

/** Projects that a county reports on: signed, and not producing yet. */
const TO_REPORT = { stage: { in: ['SIGNED', 'LANDED', 'STARTED'] }, closeType: { exists: false } };

/** A card of the bulletin's figures for each county of its own, and nothing for who belongs to none. */
const toCounties =
  (cardOf: (facts: BulletinFacts, unit: string) => Card): Message<Bulletin> =>
  async (ctx, row) => {
    const facts = await bulletinFacts(ctx, row.period, row);
    return ({ unit }) => (unit ? { card: cardOf(facts, unit) } : undefined);
  };

/** One card of the bulletin's figures for everybody. */
const toAll =
  (cardOf: (facts: BulletinFacts) => Card): Message<Bulletin> =>
  async (ctx, row) => {
    const card = cardOf(await bulletinFacts(ctx, row.period, row));
    return () => ({ card });
  };

/** What the monthly bulletin's moves do and say beside moving it (domain.md 5.1 D10). */
export const bulletinFeature = feature({
  ledger: bulletins,
  // Whoever may sign bulletins sees one as what is to be signed.
  card: async (ctx, row, audience) =>
    audience === 'private' && hasMove(MACHINE, row, 'sign', ctx.viewer) ? signingCard(ctx, row) : undefined,
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
    verify: toCounties((facts, unit) => verifyCard(countyBulletinCard(facts, unit), facts.figures.period)),
    city: toAll(cityBulletinCard),
    county: toCounties(countyBulletinCard),
    leader: toAll(leaderCard),
  },
});
