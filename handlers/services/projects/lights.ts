import { projects, type Project } from '../../../models/ledgers/project.ts';
import { RED_LIGHT_READERS } from '../../../models/ledgers/project-rights.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import type { Light } from '../../../models/rules/codes.ts';
import { periodOf, type Day } from '../../../models/rules/time/day.ts';
import { lightOf, projectProblems } from '../../../models/rules/figures/project-problems.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { changeOf, postsFor, type Ctx } from '../context.ts';
import { selectFacts } from '../bulletins/report.ts';
import { messageKey } from '../messages/keys.ts';
import { redLightMessage, refreshListed } from '../messages/listed.ts';

interface Turned {
  id: string;
  code: string;
  unit: string;
  light: Light;
  /** Was not red before: its county is told. */
  newlyRed: boolean;
  reasons: string[];
  texts: string[];
}

/** What holds of a project as long as its county is asked for the reasons. */
const RED = { light: 'RED' } as const;

const codesOf = (turned: readonly Turned[]): string[] =>
  turned.filter(({ light }) => light !== 'RED').map(({ code }) => code);

/** Rows written in one transaction. */
const CHUNK = 200;

/**
 * 每日亮灯 (domain.md 4.4): judges every open project as of a day, keeps what changed and tells a county once of each
 * project that has newly turned red. A light whose cause is gone goes back to green by itself.
 */
export async function refreshLights(ctx: Ctx, asOf: Day): Promise<string> {
  const turned = await changedLights(ctx, asOf);
  const newlyRed = turned.filter((one) => one.newlyRed);
  for (let i = 0; i < turned.length; i += CHUNK) {
    const chunk = turned.slice(i, i + CHUNK);
    await ctx.store.change({ ...changeOf(ctx), reason: `亮灯 ${asOf}` }, async (change) => {
      for (const { id, light, reasons } of chunk) {
        const row = await change.rows(projects).byId(SYSTEM, id);
        if (row) await change.update(projects, row, { light, lightReasons: reasons }, 'light');
      }
      await refreshListed(ctx, change, projects, codesOf(chunk));
      if (i === 0) for (const message of redNotices(ctx, newlyRed, asOf)) change.send(message);
    });
  }
  return `${turned.length} 个项目灯情有变，其中转红 ${newlyRed.length} 个`;
}

async function changedLights(ctx: Ctx, asOf: Day): Promise<Turned[]> {
  const nameOf = namesOf(ctx.city);
  const known = new Map<string, Project>();
  const where = { stage: { not: ['NEGOTIATING'] } };
  const fields = ['light', 'lightReasons', 'landUnit'];
  for await (const row of ctx.store.rows(projects).stream(SYSTEM, { where, fields })) known.set(row.id, row);
  const turned: Turned[] = [];
  const seen = new Set<string>();
  for await (const fact of selectFacts(ctx, periodOf(asOf), asOf)) {
    const row = known.get(fact.id);
    if (!row || !fact.landUnit) continue;
    seen.add(fact.id);
    const problems = projectProblems(
      fact,
      nameOf('unit', fact.landUnit),
      { period: periodOf(asOf), asOf },
      ctx.rules,
    );
    const light = lightOf(problems);
    const reasons = problems.map(({ rule }) => rule);
    if (light === (row.light ?? 'GREEN') && sameList(reasons, row.lightReasons ?? [])) continue;
    turned.push({
      id: row.id,
      code: row.code,
      unit: fact.landUnit,
      light,
      newlyRed: light === 'RED' && row.light !== 'RED',
      reasons,
      texts: problems.map(({ text }) => text),
    });
  }
  // Closed and producing projects are no longer judged: what was lit goes out.
  for (const row of known.values()) {
    if (seen.has(row.id) || !row.light || row.light === 'GREEN') continue;
    turned.push({
      id: row.id,
      code: row.code,
      unit: row.landUnit ?? '',
      light: 'GREEN',
      newlyRed: false,
      reasons: [],
      texts: [],
    });
  }
  return turned;
}

function redNotices(ctx: Ctx, reds: readonly Turned[], asOf: Day) {
  return ctx.city.units.flatMap((unit) => {
    const own = reds.filter((red) => red.unit === unit.code);
    if (own.length === 0) return [];
    const items = own.map(({ code, texts }) => ({ code, texts }));
    const rows = { ledger: projects.name, codes: items.map(({ code }) => code), where: RED };
    const message = redLightMessage({ unitName: unit.short, asOf, items }, rows);
    return postsFor(ctx.city, RED_LIGHT_READERS, { landUnit: unit.code }).map(({ code }) => ({
      key: messageKey('red', asOf, code),
      to: { post: code },
      kind: 'push' as const,
      ...message,
    }));
  });
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);
