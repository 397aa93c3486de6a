import { monthOf, yearOf, type Period } from '../../models/rules/time/day.ts';
import { longMonth } from '../../models/rules/time/words.ts';
import { countySummary } from '../../models/rules/figures/county.ts';
import { readRate } from '../../models/rules/figures/rates.ts';
import { redProjects } from '../../models/rules/figures/problems.ts';
import type { MonthlyFigures, Problem } from '../../models/rules/figures/shape.ts';
import { citySummary } from '../../models/rules/figures/summary.ts';
import type { RuleSet } from '../../models/rules/ruleset.ts';
import { bulletinPage, figureTables, lightWord, problemTable, projectPage } from './blocks.ts';
import { RULE_TITLES, ruleWords, unitName } from './tables.ts';
import type { ActionsBlock, Block, Button, Card, ChartBlock, Rich, TextBlock } from '../card.ts';

/** What the bulletin's cards are made from. */
export interface BulletinFacts {
  figures: MonthlyFigures;
  rules: RuleSet;
  /** Whether it is issued, or a look at figures that may still change. */
  state: 'issued' | 'draft' | 'live';
}

/** How a bulletin stands, under the title of whatever shows its figures. */
export const STATES: Record<BulletinFacts['state'], string> = {
  issued: '已印发',
  draft: '送审稿，以正式印发为准',
  live: '实时测算，未印发',
};

const TOP_REDS = 5;
const TOP_PROBLEMS = 10;

/** The whole city's bulletin for groups: summary, both tables, chart, the worst red lights (domain.md 5.4). */
export function cityBulletinCard(facts: BulletinFacts): Card {
  const { figures, rules, state } = facts;
  const lines = citySummary({ figures, rules });
  return {
    key: `bulletin:${figures.period}`,
    title: `${longMonth(figures.period)}全市招商引资通报`,
    subtitle: STATES[state],
    tone: 'info',
    summary: lines[0] ?? '',
    blocks: [
      ...lines.map((text): Block => ({ kind: 'text', text })),
      ...corrections(figures),
      ...figureTables(figures),
      ...chart(figures),
      ...redTop(figures, 'group'),
      bulletinButtons(figures),
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

/** A county's own version: its rank, its gap, its problem list. */
export function countyBulletinCard(facts: BulletinFacts, unit: string): Card {
  const { figures, rules, state } = facts;
  const county = countySummary({ figures, rules }, unit);
  const reds = county.problems.filter((problem) => problem.light === 'RED').length;
  return {
    key: `bulletin:${figures.period}:${unit}`,
    title: `${county.name} ${monthOf(figures.period)}月${state === 'live' ? '数据' : '通报'}（本单元版）`,
    subtitle: STATES[state],
    tone: reds > 0 ? 'warn' : 'good',
    summary: county.lines[0] ?? '',
    blocks: [
      ...county.lines.map((text): Block => ({ kind: 'text', text })),
      ...problemList(county.problems, figures.period),
      // The whole city's is not to be had before it is frozen; its own rows are.
      bulletinButtons(figures, state === 'live' ? ['口径'] : undefined),
      { kind: 'note', text: sourceLine(figures, county.problems.length > 0 ? '点问题可看项目' : '') },
    ],
  };
}

/** 附表: both tables, the whole problem list and the 口径, as the page behind 看附表. */
export function annexCard(facts: BulletinFacts): Card {
  const { figures, state } = facts;
  return {
    title: `${longMonth(figures.period)}通报附表`,
    subtitle: STATES[state],
    tone: 'info',
    summary: '通报附表',
    blocks: [
      ...figureTables(figures),
      ...chart(figures),
      ...problemTable(figures),
      {
        kind: 'fold',
        title: '口径',
        blocks: figures.notes.map((text): TextBlock => ({ kind: 'text', text })),
      },
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

/** How the figures are counted: the card behind 口径. */
export function definitionsCard({ figures, state }: BulletinFacts): Card {
  return {
    title: `${monthOf(figures.period)}月通报口径`,
    subtitle: STATES[state],
    tone: 'quiet',
    summary: '统计口径说明',
    blocks: [
      ...figures.notes.map((note, i): Block => ({ kind: 'text', text: `${i + 1}. ${note}` })),
      { kind: 'note', text: sourceLine(figures, '') },
    ],
  };
}

/** Both rates of every unit; no chart of nothing. */
function chart({ y, period }: MonthlyFigures): ChartBlock[] {
  const value = (text: string) => {
    const tenths = readRate(text, 1);
    return tenths === null ? null : tenths / 10;
  };
  const series = [
    { name: '动工率', values: y.rows.map((row) => value(row.startedRate)) },
    { name: '投产率', values: y.rows.map((row) => value(row.producedRate)) },
  ];
  if (series.every(({ values }) => values.every((each) => each === null))) return [];
  const title = `${yearOf(period) - 1}年度引进项目动工率、投产率`;
  const categories = y.rows.map((row) => row.name);
  return [{ kind: 'chart', title, shape: 'bar', unit: '%', categories, series }];
}

/**
 * The red projects that are overdue longest. Leaders read names; before a group a project goes by its code, and the
 * name stands behind the link (domain.md 4.4, last line).
 */
export function redTop({ problems, x }: MonthlyFigures, audience: 'group' | 'leader'): Block[] {
  const worst = redProjects(problems).slice(0, TOP_REDS);
  if (worst.length === 0) return [];
  const words = ({ u, days, problems: own }: (typeof worst)[number]) =>
    audience === 'leader'
      ? (own.find((problem) => problem.days === days)?.text ?? own[0]?.text ?? '')
      : `${unitName(x.rows, u)} ${[...new Set(own.map(({ rule }) => RULE_TITLES[rule]))].join('、')}，已超 ${days} 天`;
  return [
    { kind: 'rule' },
    { kind: 'text', text: [{ text: `红灯 Top ${worst.length}`, bold: true, tone: 'bad' }] },
    ...worst.map((red, i): Block => ({
      kind: 'text',
      text: [
        `${i + 1}. `,
        { text: words(red), link: { page: projectPage(red.code) } },
        { text: ` ${red.code}`, tone: 'quiet' },
      ],
    })),
  ];
}

const problemText = ({ code, text }: Problem): Rich =>
  code === undefined ? text : [{ text, link: { page: projectPage(code) } }];

/** A unit's problems, each opening its project; those that do not fit stand in the annex. */
function problemList(problems: readonly Problem[], period: Period): Block[] {
  const ofProjects = problems.filter((problem) => problem.level === 'project');
  if (ofProjects.length === 0) return [];
  return [
    { kind: 'rule' },
    { kind: 'text', text: [{ text: `本单元问题清单（${ofProjects.length} 条）`, bold: true }] },
    {
      kind: 'table',
      columns: [{ label: '灯' }, { label: '规则' }, { label: '情况' }],
      rows: ofProjects
        .slice(0, TOP_PROBLEMS)
        .map((problem): Rich[] => [lightWord(problem), ruleWords(problem.rule), problemText(problem)]),
      ...(ofProjects.length > TOP_PROBLEMS
        ? { more: { count: ofProjects.length - TOP_PROBLEMS, page: bulletinPage(period) } }
        : {}),
    },
  ];
}

function corrections({ corrections: lines }: MonthlyFigures): Block[] {
  return lines.map(({ text }): Block => ({ kind: 'text', text: [{ text: '更正：', bold: true }, text] }));
}

export function bulletinButtons({ period }: MonthlyFigures, only?: readonly string[]): ActionsBlock {
  const all: Button[] = [
    { label: '看附表', page: bulletinPage(period), style: 'primary' },
    { label: '口径', action: 'bulletin.definitions', params: { period } },
    { label: '下载 Excel', action: 'bulletin.excel', params: { period } },
  ];
  return { kind: 'actions', buttons: only ? all.filter(({ label }) => only.includes(label)) : all };
}

/** As of when, by which rules, and what of the card can be opened. */
export const sourceLine = ({ asOf, ruleSet }: MonthlyFigures, opens = '点数字可看明细'): string =>
  [`数据截至 ${asOf}`, `规则版本 ${ruleSet}`, ...(opens === '' ? [] : [opens])].join(' · ');
