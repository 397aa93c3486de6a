import { LIGHTS } from '../models/rules/codes.ts';
import { monthOf, yearOf, type Period } from '../models/rules/day.ts';
import { countySummary } from '../models/rules/figures/county.ts';
import { printMonths } from '../models/rules/figures/notes.ts';
import { readRate } from '../models/rules/figures/rates.ts';
import { redProjects } from '../models/rules/figures/problems.ts';
import { rowsBehind } from '../models/rules/figures/trace.ts';
import type { MonthlyFigures, Problem, ProblemRule, Trace } from '../models/rules/figures/shape.ts';
import { citySummary, leaderSummary } from '../models/rules/figures/summary.ts';
import type { RuleSet } from '../models/rules/ruleset.ts';
import type { ActionsBlock, Block, Card, ChartBlock, Rich, TableBlock, TextBlock } from './card.ts';

/** What the bulletin's cards are made from. */
export interface BulletinFacts {
  figures: MonthlyFigures;
  rules: RuleSet;
  /** Whether it is issued, or a look at figures that may still change. */
  state: 'issued' | 'draft' | 'live';
}

const STATES: Record<BulletinFacts['state'], string> = {
  issued: '已印发',
  draft: '送审稿，以正式印发为准',
  live: '实时测算，未印发',
};

const TOP_REDS = 5;

const LIGHT_WORDS = { ...LIGHTS, GAP: '差距' } as const;

/** The page with the rows behind a number; `path` as in the figures' trace. */
export const rowsPage = (period: string, path: string): string => `/figures/${period}/${path}`;
export const projectPage = (code: string): string => `/projects/${code}`;
export const bulletinPage = (period: string): string => `/figures/${period}`;

/** The whole city's bulletin for groups: summary, both tables, chart, the worst red lights (issue 3, point 7). */
export function cityBulletinCard(facts: BulletinFacts): Card {
  const { figures, rules, state } = facts;
  const lines = citySummary({ figures, rules });
  return {
    key: `bulletin:${figures.period}`,
    title: `${yearOf(figures.period)}年${monthOf(figures.period)}月全市招商引资通报`,
    subtitle: STATES[state],
    tone: 'info',
    summary: lines[0] ?? '',
    blocks: [
      ...lines.map((text): Block => ({ kind: 'text', text })),
      ...corrections(figures),
      xTable(figures),
      yTable(figures),
      chart(figures),
      ...redTop(figures, 'group'),
      buttons(figures),
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

/** The leader's card: at most eight lines and the worst red lights (domain.md 5.5). */
export function leaderCard(facts: BulletinFacts): Card {
  const { figures, rules, state } = facts;
  const [title = '', ...lines] = leaderSummary({ figures, rules });
  return {
    key: `bulletin-leader:${figures.period}`,
    title,
    subtitle: STATES[state],
    tone: 'info',
    summary: lines[0] ?? title,
    blocks: [
      ...lines.map((text): Block => ({ kind: 'text', text, size: 'large' })),
      ...redTop(figures, 'leader'),
      buttons(figures),
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
    title: `${county.name} ${monthOf(figures.period)}月通报（本单元版）`,
    subtitle: STATES[state],
    tone: reds > 0 ? 'warn' : 'good',
    summary: county.lines[0] ?? '',
    blocks: [
      ...county.lines.map((text): Block => ({ kind: 'text', text })),
      ...problemList(county.problems),
      buttons(figures),
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

/** 附表: both tables, the whole problem list and the 口径, as the page behind 看附表. */
export function annexCard(facts: BulletinFacts): Card {
  const { figures, state } = facts;
  return {
    title: `${yearOf(figures.period)}年${monthOf(figures.period)}月通报附表`,
    subtitle: STATES[state],
    tone: 'info',
    summary: '通报附表',
    blocks: [
      xTable(figures),
      yTable(figures),
      chart(figures),
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

function problemTable({ problems, x, period, trace }: MonthlyFigures): Block[] {
  if (problems.length === 0) return [];
  const names = new Map(x.rows.map(({ u, name }) => [u, name]));
  return [
    {
      kind: 'table',
      caption: '亮问题清单',
      columns: [{ label: '灯' }, { label: '规则' }, { label: '单位' }, { label: '情况' }],
      rows: problems.map((problem): Rich[] => [
        [{ text: LIGHT_WORDS[problem.light], tone: problem.light === 'RED' ? 'bad' : 'warn' }],
        ruleWords(problem.rule),
        names.get(problem.u) ?? problem.u,
        problemWords(problem, period, trace),
      ]),
    },
  ];
}

/** A problem in words; behind it its project, or the rows of the unit's number where it has any. */
function problemWords(problem: Problem, period: Period, trace: Trace): Rich {
  const path = `problems.${problem.rule}.${problem.u}`;
  if (problem.code) return [{ text: problem.text, link: { page: projectPage(problem.code) } }];
  if (rowsBehind(trace, path).length === 0) return problem.text;
  return [{ text: problem.text, link: { page: rowsPage(period, path) } }];
}

/** How the figures are counted: the card behind 口径. */
export function definitionsCard({ figures }: BulletinFacts): Card {
  return {
    title: `${monthOf(figures.period)}月通报口径`,
    tone: 'quiet',
    summary: '统计口径说明',
    blocks: [
      ...figures.notes.map((note, i): Block => ({ kind: 'text', text: `${i + 1}. ${note}` })),
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

export function xTable(figures: MonthlyFigures): TableBlock {
  const { x, period } = figures;
  const cell = (u: string, name: string, text: string | number) => tap(figures, `x.${u}.${name}`, text);
  return {
    kind: 'table',
    caption: `当年新签约超亿元制造业项目（${printMonths(period)}，金额：亿元）`,
    columns: [
      { label: '名次', align: 'center' },
      { label: '单位' },
      { label: '个数', align: 'right' },
      { label: '本月新增', align: 'right' },
      { label: '金额', align: 'right' },
      { label: '目标', align: 'right' },
      { label: '完成率%', align: 'right' },
      { label: '当年动工', align: 'right' },
      { label: '动工率%', align: 'right' },
    ],
    rows: [
      ...x.rows.map((row): Rich[] => [
        String(row.rank),
        row.fewBase ? `${row.name}*` : row.name,
        cell(row.u, 'count', row.count),
        cell(row.u, 'countMonth', row.countMonth),
        cell(row.u, 'amountYi', row.amountYi),
        String(row.target),
        x.behindPace.includes(row.u) ? [{ text: row.targetRate, tone: 'bad' }] : row.targetRate,
        cell(row.u, 'started', row.started),
        row.startedRate,
      ]),
      [
        '',
        '合计',
        cell('total', 'count', x.total.count),
        cell('total', 'countMonth', x.total.countMonth),
        cell('total', 'amountYi', x.total.amountYi),
        String(x.total.target),
        x.total.targetRate,
        cell('total', 'started', x.total.started),
        x.total.startedRate,
      ],
    ],
    total: true,
  };
}

export function yTable(figures: MonthlyFigures): TableBlock {
  const { y, period } = figures;
  const cell = (u: string, name: string, text: string | number) => tap(figures, `y.${u}.${name}`, text);
  const rank = (value: number | null) => (value === null ? '—' : String(value));
  return {
    kind: 'table',
    caption: `${yearOf(period) - 1}年度引进项目动工投产情况`,
    columns: [
      { label: '单位' },
      { label: '引进', align: 'right' },
      { label: '动工', align: 'right' },
      { label: '动工率%', align: 'right' },
      { label: '较上月', align: 'right' },
      { label: '名次', align: 'center' },
      { label: '投产', align: 'right' },
      { label: '投产率%', align: 'right' },
      { label: '较上月', align: 'right' },
      { label: '名次', align: 'center' },
    ],
    rows: [
      ...y.rows.map((row): Rich[] => [
        row.fewBase ? `${row.name}*` : row.name,
        cell(row.u, 'introduced', row.introduced),
        cell(row.u, 'started', row.started),
        row.startedRate,
        row.startedDelta,
        rank(row.startedRank),
        cell(row.u, 'produced', row.produced),
        row.producedRate,
        row.producedDelta,
        rank(row.producedRank),
      ]),
      [
        '合计',
        cell('total', 'introduced', y.total.introduced),
        cell('total', 'started', y.total.started),
        y.total.startedRate,
        y.total.startedDelta,
        '',
        cell('total', 'produced', y.total.produced),
        y.total.producedRate,
        y.total.producedDelta,
        '',
      ],
    ],
    total: true,
  };
}

function chart({ y, period }: MonthlyFigures): ChartBlock {
  const value = (text: string) => {
    const tenths = readRate(text, 1);
    return tenths === null ? null : tenths / 10;
  };
  return {
    kind: 'chart',
    title: `${yearOf(period) - 1}年度引进项目动工率、投产率`,
    shape: 'bar',
    unit: '%',
    categories: y.rows.map((row) => row.name),
    series: [
      { name: '动工率', values: y.rows.map((row) => value(row.startedRate)) },
      { name: '投产率', values: y.rows.map((row) => value(row.producedRate)) },
    ],
  };
}

/** A number that opens the rows behind it. Nothing stands behind a zero. */
const tap = ({ period }: MonthlyFigures, path: string, text: string | number): Rich =>
  Number(text) === 0 ? String(text) : [{ text: String(text), link: { page: rowsPage(period, path) } }];

/** What a rule says of a project, short enough for a line among five. */
const RULE_TITLES: Readonly<Record<ProblemRule, string>> = {
  Q01: '签约后逾期未动工',
  Q02: '逾约定动工日未动工',
  Q03: '逾约定投产日未投产',
  Q04: '投资进度落后',
  Q05: '连续无实质进展',
  Q06: '供地满一年未动工',
  Q07: '当月零签约',
  Q08: '目标落后序时',
  Q09: '率低于全市',
  Q12: '签约满一年未落地',
};

/** Q01 签约后逾期未动工: the number for those who quote it, the words for those who read it. */
const ruleWords = (rule: ProblemRule): string => `${rule} ${RULE_TITLES[rule]}`;

/**
 * The red projects that are overdue longest. Leaders read names; before a group a project goes by its code, and the
 * name stands behind the link (domain.md 4.4, last line).
 */
function redTop({ problems, x }: MonthlyFigures, audience: 'group' | 'leader'): Block[] {
  const worst = redProjects(problems).slice(0, TOP_REDS);
  if (worst.length === 0) return [];
  const names = new Map(x.rows.map(({ u, name }) => [u, name]));
  const words = ({ u, days, problems: own }: (typeof worst)[number]) =>
    audience === 'leader'
      ? (own.find((problem) => problem.days === days)?.text ?? own[0]?.text ?? '')
      : `${names.get(u) ?? u} ${[...new Set(own.map(({ rule }) => RULE_TITLES[rule]))].join('、')}，已超 ${days} 天`;
  return [
    { kind: 'rule' },
    { kind: 'text', text: [{ text: `红灯 Top ${worst.length}`, bold: true, tone: 'bad' }] },
    ...worst.map((red, i): Block => ({
      kind: 'text',
      text: [`${i + 1}. `, { text: red.code, link: { page: projectPage(red.code) } }, ` ${words(red)}`],
    })),
  ];
}

function problemList(problems: readonly Problem[]): Block[] {
  const ofProjects = problems.filter((problem) => problem.level === 'project');
  if (ofProjects.length === 0) return [];
  return [
    { kind: 'rule' },
    { kind: 'text', text: [{ text: `本单元问题清单（${ofProjects.length} 条）`, bold: true }] },
    {
      kind: 'table',
      columns: [{ label: '灯' }, { label: '规则' }, { label: '情况' }],
      rows: ofProjects
        .slice(0, 10)
        .map((problem): Rich[] => [
          [{ text: LIGHT_WORDS[problem.light], tone: problem.light === 'RED' ? 'bad' : 'warn' }],
          ruleWords(problem.rule),
          problem.text,
        ]),
    },
  ];
}

function corrections({ corrections: lines }: MonthlyFigures): Block[] {
  return lines.map(({ text }): Block => ({ kind: 'text', text: [{ text: '更正：', bold: true }, text] }));
}

const buttons = ({ period }: MonthlyFigures): ActionsBlock => ({
  kind: 'actions',
  buttons: [
    { label: '看附表', page: bulletinPage(period), style: 'primary' },
    { label: '口径', action: 'bulletin.definitions', params: { period } },
    { label: '下载 Excel', action: 'bulletin.excel', params: { period } },
  ],
});

const sourceLine = ({ asOf, ruleSet }: MonthlyFigures): string =>
  `数据截至 ${asOf} · 规则版本 ${ruleSet} · 点数字可看明细`;
