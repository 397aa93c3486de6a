import { projects } from '../../../models/ledgers/project.ts';
import { redLights, STILL_RED, type RedLight } from '../../../models/ledgers/projects/red-light.ts';
import { RED_LIGHT_READERS } from '../../../models/ledgers/projects/rights.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { may } from '../../../models/rules/rights.ts';
import { and } from '../../../models/rules/where.ts';
import { closing } from '../../../models/ledgers/engine/deadlines.ts';
import { dayOf, instantOf, type Day } from '../../../models/rules/time/day.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { changeOf, postsFor, rowsIn, type Ctx } from '../context.ts';
import { feature } from '../ledgers/feature.ts';
import { addWithin, advance } from '../ledgers/move.ts';
import { messageKey } from '../messages/keys.ts';
import { redLightMessage, refreshListed } from '../messages/listed.ts';
import { renewForEach } from '../messages/refresh-told.ts';

/** A project that is red as of a day, and why. */
export interface Red {
  code: string;
  name: string;
  unit: string;
  texts: readonly string[];
}

/** The demand that stands on a project while it is red, if the viewer may see it. */
export async function demandOn(ctx: Ctx, project: string): Promise<RedLight | undefined> {
  if (!may(ctx.viewer, redLights.rights.read)) return undefined;
  const where = { project, status: { in: STILL_RED } };
  const [row] = await rowsIn(ctx, redLights).find(ctx.viewer, { where, limit: 1 });
  return row;
}

/**
 * Asks the counties for the reasons of what has newly turned red, and drops the demand where the light is out. Gives how
 * many are newly red. Asked again on the same day it does nothing.
 */
export async function demandAnswersFor(ctx: Ctx, reds: readonly Red[], asOf: Day): Promise<number> {
  const standing = await ctx.store.rows(redLights).find(SYSTEM, { where: { status: { in: STILL_RED } } });
  const asked = new Set(standing.map(({ project }) => project));
  const red = new Set(reds.map(({ code }) => code));
  for (const row of standing) if (!red.has(row.project)) await advance(ctx, redLights, row, 'clear');
  const fresh = reds.filter(({ code }) => !asked.has(code));
  for (const { code: unit } of ctx.city.units)
    await demandOf(
      ctx,
      fresh.filter((each) => each.unit === unit),
      asOf,
    );
  return fresh.length;
}

/** One county's newly red projects: a demand for each, and one message to its leads about all. */
async function demandOf(ctx: Ctx, reds: readonly Red[], asOf: Day): Promise<void> {
  const [first] = reds;
  if (!first) return;
  const { calendar, rules, city } = ctx;
  const told = calendar.isWorkday(asOf) ? asOf : calendar.addWorkdays(asOf, 1);
  const askedAt = instantOf(told, rules.office.start).toISOString();
  const due = closing(calendar.addWorkdays(told, rules.lights.answerWd), rules);
  await ctx.store.change({ ...changeOf(ctx), reason: `亮灯 ${asOf}` }, async (change) => {
    const items: (Red & { answer: string })[] = [];
    for (const red of reds) {
      const { code: project, unit, texts } = red;
      // A run that was held up finds what the next one has asked meanwhile.
      const where = and({ project }, { any: [{ litOn: asOf }, { status: { in: STILL_RED } }] });
      if ((await change.rows(redLights).count(SYSTEM, where)) > 0) continue;
      const why = texts.join('；').slice(0, WHY_MOST);
      const { row } = await addWithin(ctx, change, redLights, { project, unit, litOn: asOf, askedAt, why });
      items.push({ ...red, answer: row.code });
    }
    if (items.length === 0) return;
    const unitName = namesOf(city)('unit', first.unit);
    const rows = { ledger: redLights.name, codes: items.map(({ answer }) => answer), where: OWED };
    const message = redLightMessage({ unitName, asOf, due, items }, rows);
    for (const { code: post } of postsFor(city, RED_LIGHT_READERS, { landUnit: first.unit }))
      change.send({ key: messageKey('red', asOf, post), to: { post }, kind: 'push', ...message });
  });
}

/** What holds of a demand as long as the county is asked for it. */
const OWED = { status: 'OPEN' } as const;
const WHY_MOST = redLights.fields.why.max;

/**
 * What was promised lies ahead, and the project's card says it.
 * @throws AppError INVALID for a day that is over
 */
async function promised(ctx: Ctx, change: Change, demand: RedLight): Promise<undefined> {
  const { fixBy } = demand;
  if (fixBy !== undefined && fixBy < dayOf(ctx.clock.now()))
    throw new AppError('INVALID', '整改时限不能早于今天');
  await renewed(ctx, change, demand);
}

/** The project's card says how the demand stands, and the county's list does not ask for what is given. */
async function renewed(ctx: Ctx, change: Change, { code, project }: RedLight): Promise<undefined> {
  await refreshListed(ctx, change, redLights, [code]);
  const row = await change.rows(projects).byCode(SYSTEM, project);
  if (row) await renewForEach(ctx, change, projects, row);
}

/** What a red light's moves do beside moving it. */
export const redLightFeature = feature({
  ledger: redLights,
  effects: {
    explain: { run: promised },
    revise: { run: promised },
    lapse: { run: renewed },
    clear: { run: renewed },
  },
});
