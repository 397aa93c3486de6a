import { projects, type Project } from '../../../models/ledgers/project.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import type { Light } from '../../../models/rules/codes.ts';
import { periodOf, type Day } from '../../../models/rules/time/day.ts';
import { lightOf, projectProblems } from '../../../models/rules/figures/project-problems.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { changeOf, type Ctx } from '../context.ts';
import { selectFacts } from '../bulletins/report.ts';
import { demandAnswersFor, type Red } from './red-lights.ts';

interface Turned {
  id: string;
  light: Light;
  reasons: string[];
}
/** What changed, and all that is red. */
interface Judged {
  turned: Turned[];
  reds: Red[];
}

/** Rows written in one transaction. */
const CHUNK = 200;

/**
 * 每日亮灯 (domain.md 4.4): judges every open project as of a day, keeps what changed and asks a county once for the reasons
 * of each project that has newly turned red. A light whose cause is gone goes back to green by itself.
 */
export async function refreshLights(ctx: Ctx, asOf: Day): Promise<string> {
  const { turned, reds } = await judgedOn(ctx, asOf);
  for (let i = 0; i < turned.length; i += CHUNK)
    await ctx.store.change({ ...changeOf(ctx), reason: `亮灯 ${asOf}` }, async (change) => {
      for (const { id, light, reasons } of turned.slice(i, i + CHUNK)) {
        const row = await change.rows(projects).byId(SYSTEM, id);
        if (row) await change.update(projects, row, { light, lightReasons: reasons }, 'light');
      }
    });
  const newlyRed = await demandAnswersFor(ctx, reds, asOf);
  return `${turned.length} 个项目灯情有变，其中转红 ${newlyRed} 个`;
}

async function judgedOn(ctx: Ctx, asOf: Day): Promise<Judged> {
  const nameOf = namesOf(ctx.city);
  const known = new Map<string, Project>();
  const where = { stage: { not: ['NEGOTIATING'] } };
  const fields = ['light', 'lightReasons', 'landUnit'];
  for await (const row of ctx.store.rows(projects).stream(SYSTEM, { where, fields })) known.set(row.id, row);
  const turned: Turned[] = [];
  const reds: Red[] = [];
  const seen = new Set<string>();
  const cut = { period: periodOf(asOf), asOf };
  for await (const fact of selectFacts(ctx, cut.period, asOf)) {
    const { id, code, name, landUnit: unit } = fact;
    const row = known.get(id);
    if (!row || !unit) continue;
    seen.add(id);
    const problems = projectProblems(fact, nameOf('unit', unit), cut, ctx.rules);
    const light = lightOf(problems);
    const reasons = problems.map(({ rule }) => rule);
    if (light === 'RED')
      reds.push({
        code,
        name,
        unit,
        texts: problems.map(({ text }) => factOf(text, `${nameOf('unit', unit)}${name}：`)),
      });
    if (light !== (row.light ?? 'GREEN') || !sameList(reasons, row.lightReasons ?? []))
      turned.push({ id, light, reasons });
  }
  // Closed and producing projects are no longer judged: what was lit goes out.
  for (const { id, light } of known.values())
    if (!seen.has(id) && light && light !== 'GREEN') turned.push({ id, light: 'GREEN', reasons: [] });
  return { turned, reds };
}

/** A problem's fact without the project that it names first: there the card has named it already. */
const factOf = (text: string, called: string): string =>
  text.startsWith(called) ? text.slice(called.length) : text;

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);
