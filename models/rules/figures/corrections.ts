import { CLOSE_TYPES, stageAtLeast } from '../codes.ts';
import { monthOf, yearOf } from '../time/day.ts';
import type { RuleSet } from '../ruleset.ts';
import { stageAt } from './cohorts.ts';
import type { PriorFigures, ProjectFacts, UnitFacts } from './facts.ts';
import type { Correction, Trace } from './shape.ts';
import { rowOf, xBase, yBase, type XBase, type YBase } from './tables.ts';
import { noMembers, sumMembers, type CohortTally, type Members } from './tally.ts';

/** The cells a correction speaks of, with their words. Ranks and changes follow from them. */
const X_CELLS = [
  { key: 'count', label: '项目数', unit: '个' },
  { key: 'amountYi', label: '计划总投资', unit: '亿元' },
  { key: 'started', label: '当年动工', unit: '个' },
  { key: 'produced', label: '当年投产', unit: '个' },
] as const satisfies readonly { key: keyof XBase; label: string; unit: string }[];

const Y_CELLS = [
  { key: 'introduced', label: '引进数', unit: '个' },
  { key: 'started', label: '动工', unit: '个' },
  { key: 'startedRate', label: '动工率', unit: '%' },
  { key: 'produced', label: '投产', unit: '个' },
  { key: 'producedRate', label: '投产率', unit: '%' },
] as const satisfies readonly { key: keyof YBase; label: string; unit: string }[];

const show = (value: string | number, unit: string): string => (value === '—' ? '“—”' : `${value}${unit}`);

function changes<K extends string>(
  cells: readonly { key: K; label: string; unit: string }[],
  issued: Record<K, string | number>,
  now: Record<K, string | number>,
): string[] {
  return cells
    .filter(({ key }) => issued[key] !== now[key])
    .map(({ key, label, unit }) => `${label}由${show(issued[key], unit)}更正为${show(now[key], unit)}`);
}

/** Looks up a project by id among today's facts; undefined when it is no longer among them. */
export type FindFact = (id: string) => ProjectFacts | undefined;

/**
 * What an issued bulletin displayed and today's facts contradict, one line a unit and table, the total last. `again` is
 * the same period recomputed at the same cut. The issued rows are only read (domain.md 0.1-5, App. G scenario 2).
 */
export function corrections(
  issued: PriorFigures,
  again: CohortTally,
  units: readonly UnitFacts[],
  rules: RuleSet,
  find: FindFact,
): Correction[] {
  const { period } = issued;
  const lines: string[] = [];
  const places: { u: string | null; name: string }[] = units.map(({ code, name }) => ({ u: code, name }));
  const tables = [
    {
      what: `${yearOf(period)}年新签约超亿元制造业项目`,
      part: 'x',
      differ: (u: string | null, now: Members) =>
        changes(X_CELLS, rowOf(issued.x, u) ?? xBase(noMembers(), rules), xBase(now, rules)),
    },
    {
      what: `${yearOf(period) - 1}年度引进项目`,
      part: 'y',
      differ: (u: string | null, now: Members) =>
        changes(Y_CELLS, rowOf(issued.y, u) ?? yBase(noMembers(), rules), yBase(now, rules)),
    },
  ] as const;
  for (const { what, part, differ } of tables) {
    for (const { u, name } of [...places, { u: null, name: '全市' }]) {
      const now = u === null ? sumMembers(again[part].values()) : (again[part].get(u) ?? noMembers());
      const found = differ(u, now);
      if (found.length === 0) continue;
      const why = u === null ? '' : reasons(issued.trace, `${part}.${u}`, now, again, find);
      lines.push(`${name}${what}${found.join('，')}${why}`);
    }
  }
  return lines.map((text) => ({ period, text: `${yearOf(period)}年${monthOf(period)}月通报：${text}` }));
}

/** Why a unit's cohort changed, with the projects' codes; empty when the issued bulletin kept no ids. */
function reasons(
  trace: Trace | undefined,
  path: string,
  now: Members,
  again: CohortTally,
  find: FindFact,
): string {
  if (trace === undefined) return '';
  const [part, u] = path.split('.');
  const was = new Set(trace[`${path}.${part === 'x' ? 'count' : 'introduced'}`]);
  const is = new Set(now.ids);
  const gone = [...was].filter((id) => !is.has(id));
  const come = [...is].filter((id) => !was.has(id));
  const parts = [
    ...group(gone, (fact) => whyGone(fact, u, again), find),
    ...group(come, () => '补计', find),
    ...group(moved(trace, path, now, is), () => '阶段认定调整', find),
  ];
  return parts.length === 0 ? '' : `（${parts.join('；')}）`;
}

/** Projects in the cohort before and now whose 动工 or 投产 is seen otherwise. */
function moved(trace: Trace, path: string, now: Members, is: ReadonlySet<string>): string[] {
  const ids = new Set<string>();
  for (const step of ['started', 'produced'] as const) {
    const was = new Set(trace[`${path}.${step}`]);
    const has = new Set(now[step]);
    for (const id of was) if (is.has(id) && !has.has(id)) ids.add(id);
    for (const id of has) if (!was.has(id)) ids.add(id);
  }
  return [...ids];
}

function whyGone(fact: ProjectFacts | undefined, u: string | undefined, { cut }: CohortTally): string {
  if (fact === undefined) return '不再计入';
  if (fact.deducted) return '核减';
  if (fact.closeType !== undefined) return CLOSE_TYPES[fact.closeType];
  if (fact.landUnit !== u) return '落地方变更';
  if (fact.overlays.includes('DISPUTED')) return '存疑';
  return stageAtLeast(stageAt(fact, cut), 'SIGNED') ? '不再符合口径' : '撤销认定';
}

/** "核减1个：XM-2025-YC-0003", one part a reason. */
function group(ids: string[], reason: (fact: ProjectFacts | undefined) => string, find: FindFact): string[] {
  const byReason = new Map<string, string[]>();
  for (const id of ids) {
    const fact = find(id);
    const word = reason(fact);
    byReason.set(word, [...(byReason.get(word) ?? []), fact?.code ?? id]);
  }
  return [...byReason].map(([word, codes]) => `${word}${codes.length}个：${codes.sort().join('、')}`);
}
