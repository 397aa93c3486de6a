import { STATES } from '../../../cards/bulletins/bulletin.ts';
import { historyLines, type HistoryLine } from '../../../cards/history.ts';
import type { Abilities } from '../../../cards/ledger.ts';
import type { ProjectListFacts, RowsBehindFacts } from '../../../cards/project.ts';
import { byProtocol } from '../../../models/ledgers/city.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { STAGE_ORDER, type Stage } from '../../../models/rules/codes.ts';
import type { Period } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { rowsBehind } from '../../../models/rules/figures/trace.ts';
import { passes, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf, audienceScope } from '../ledgers/access.ts';
import { bulletinFacts } from '../bulletins/facts.ts';
import { rowsNamed } from '../ledgers/search.ts';

type Audience = ProjectListFacts['audience'];
const LISTED = 10;

/** What a list card needs of some projects. */
const listFacts = (
  ctx: Ctx,
  rows: readonly Project[],
  total: number,
  audience: Audience,
): ProjectListFacts => ({
  rows,
  total,
  nameOf: namesOf(ctx.city),
  audience,
});

/** The projects that are a viewer's own: of a county those on its land and those it brought in, of the city all. */
export function ownProjects({ viewer: { unit }, city }: Ctx): { where: Where; which: string } {
  return unit === undefined
    ? { where: {}, which: '' }
    : { where: { any: [{ unit }, { introUnit: unit }] }, which: `${namesOf(city)('unit', unit)}落地、引入` };
}

/** The newest projects the viewer may see, and how many stand in each stage. In a group only signed ones. */
export async function projectLedger(ctx: Ctx, audience: Audience, limit = LISTED) {
  const reader = ctx.store.rows(projects);
  const where: Where = {
    all: [ownProjects(ctx).where, audience === 'group' ? { stage: { not: ['NEGOTIATING'] } } : {}],
  };
  const [rows, total, ...counts] = await Promise.all([
    reader.find(ctx.viewer, { where, sort: { signDate: -1, code: 1 }, limit }),
    reader.count(ctx.viewer, where),
    ...STAGE_ORDER.map((stage) => reader.count(ctx.viewer, { all: [where, { stage }] })),
  ]);
  const byStage = Object.fromEntries(STAGE_ORDER.map((stage, i) => [stage, counts[i] ?? 0]));
  return { ...listFacts(ctx, rows, total, audience), byStage, can: abilitiesOf(ctx, projects, audience) };
}

/** A project by its code. Throws NOT_FOUND also when it is there but not for this viewer, or not in a group. */
export async function projectByCode(ctx: Ctx, code: string, audience: Audience): Promise<Project> {
  const row = await ctx.store.rows(projects).byCode(ctx.viewer, code.toUpperCase());
  if (!row || !passes(audienceScope(ctx, projects, audience), row))
    throw new AppError('NOT_FOUND', `没有编号为 ${code} 的项目，或您的岗位看不到它`);
  return row;
}

/** Projects that a person may mean: by code, by parts of the name, by pinyin. Throws NOT_FOUND when there is none. */
export async function searchProjects(
  ctx: Ctx,
  query: string,
  audience: Audience,
  limit = LISTED,
): Promise<ProjectListFacts & { alike: boolean; can: Abilities }> {
  const can = abilitiesOf(ctx, projects, audience);
  if (/^XM-/i.test(query)) {
    const row = await projectByCode(ctx, query, audience);
    return { ...listFacts(ctx, [row], 1, audience), alike: false, can };
  }
  const where = audienceScope(ctx, projects, audience);
  const { rows, total, alike } = await rowsNamed(ctx, projects, query, { where, limit });
  if (total === 0) throw new AppError('NOT_FOUND', `没有找到与“${query}”相近的项目，可换个说法或用编号查`);
  return { ...listFacts(ctx, rows, total, audience), alike, can };
}

/** A project's change history as lines to read, newest first. */
export async function projectHistory(ctx: Ctx, code: string): Promise<HistoryLine[]> {
  return historyLines(projects, await ctx.store.audit.history(code), namesOf(ctx.city));
}

/** The stage that a cell of the figures counts projects in. */
const COUNTED: Readonly<Record<string, Stage>> = { started: 'STARTED', produced: 'PRODUCING' };

/** What a path of the figures counts, for the heading of its rows. */
const CELL_TITLES: Readonly<Record<string, string>> = {
  'x.count': '当年新签约超亿元制造业项目',
  'x.countMonth': '本月新增签约项目',
  'x.amountYi': '当年新签约超亿元制造业项目（金额）',
  'x.amountMonthYi': '本月新增签约项目（金额）',
  'x.started': '当年新签约、已动工项目',
  'x.produced': '当年新签约、已投产项目',
  'y.introduced': '上年度引进项目',
  'y.started': '上年度引进、已动工项目',
  'y.produced': '上年度引进、已投产项目',
};

/** The rows behind a number of a period's figures (architecture.md 6). Throws NOT_FOUND for a path that counts nothing. */
export async function rowsOfFigure(ctx: Ctx, period: Period, path: string): Promise<RowsBehindFacts> {
  const [part = '', unit = '', cell = ''] = path.split('.');
  const of = part === 'problems' ? cell : unit;
  const { figures, state } = await bulletinFacts(ctx, period, { document: 'county', unit: of });
  const ids = rowsBehind(figures.trace, path);
  if (ids.length === 0) throw new AppError('NOT_FOUND', '这个数字后面没有项目明细');
  const rows = await ctx.store.rows(projects).byIds(ctx.viewer, ids);
  const byUnit = byProtocol(ctx.city);
  rows.sort((a, b) => byUnit(a.unit, b.unit));
  const where = of === 'total' ? '全市' : namesOf(ctx.city)('unit', of);
  const what = part === 'problems' ? `问题规则 ${unit}` : (CELL_TITLES[`${part}.${cell}`] ?? path);
  return {
    ...listFacts(ctx, rows, rows.length, 'private'),
    title: `${where} · ${what}（${period}）`,
    state: STATES[state],
    definition: figures.notes.slice(0, 3).join(' '),
    counted: COUNTED[cell] ?? 'SIGNED',
    figure: { period, path },
    can: abilitiesOf(ctx, projects, 'private'),
  };
}
