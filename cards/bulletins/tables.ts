import { LIGHTS } from '../../models/rules/codes.ts';
import type { MonthlyFigures, ProblemRule, XRow, YRow } from '../../models/rules/figures/shape.ts';
import { UNDEFINED_RATE } from '../../models/rules/money.ts';

/**
 * The tables of a month's bulletin (domain.md 4.2, 4.3, 4.4), said once: the card, the page behind it and the Excel file
 * print the same columns in the same order.
 */
export interface FigureTable<Key extends string = string> {
  columns: readonly FigureColumn<Key>[];
  rows: readonly FigureRow[];
}

export interface FigureColumn<Key extends string = string> {
  key: Key;
  /** On a card, where a column is as wide as its heading. */
  label: string;
  /** In a file, which is read without the card around it. */
  header: string;
  kind: 'center' | 'rank' | 'text' | 'wrap' | 'int' | 'rate' | 'delta' | 'amount';
  /** In characters, in a file. */
  width: number;
  /** Its numbers open the rows behind them. */
  opens?: true;
}

export interface FigureRow {
  /** Unit code, or total. */
  u: string;
  /** In the order of the columns. */
  cells: readonly (string | number)[];
}

type XKey = Exclude<keyof XRow, 'u' | 'fewBase' | 'amountWan'>;
type YKey = Exclude<keyof YRow, 'u' | 'fewBase'>;

const X_COLUMNS: readonly FigureColumn<XKey>[] = [
  { key: 'rank', label: '名次', header: '名次', kind: 'rank', width: 8 },
  { key: 'name', label: '单位', header: '单位', kind: 'text', width: 14 },
  { key: 'count', label: '个数', header: '个数', kind: 'int', width: 9, opens: true },
  { key: 'countMonth', label: '本月新增', header: '其中本月新增', kind: 'int', width: 13, opens: true },
  { key: 'amountYi', label: '金额', header: '金额（亿元）', kind: 'amount', width: 13, opens: true },
  {
    key: 'amountMonthYi',
    label: '新增金额',
    header: '本月新增（亿元）',
    kind: 'amount',
    width: 16,
    opens: true,
  },
  { key: 'target', label: '目标', header: '年度目标', kind: 'int', width: 10 },
  { key: 'targetRate', label: '完成率%', header: '完成率%', kind: 'rate', width: 10 },
  { key: 'started', label: '当年动工', header: '当年动工', kind: 'int', width: 10, opens: true },
  { key: 'startedRate', label: '动工率%', header: '当年动工率%', kind: 'rate', width: 13 },
  { key: 'produced', label: '当年投产', header: '当年投产', kind: 'int', width: 10, opens: true },
  { key: 'producedRate', label: '投产率%', header: '当年投产率%', kind: 'rate', width: 13 },
];

const Y_COLUMNS: readonly FigureColumn<YKey>[] = [
  { key: 'name', label: '单位', header: '单位', kind: 'text', width: 14 },
  { key: 'introduced', label: '引进', header: '引进', kind: 'int', width: 9, opens: true },
  { key: 'started', label: '动工', header: '动工', kind: 'int', width: 9, opens: true },
  { key: 'startedRate', label: '动工率%', header: '动工率%', kind: 'rate', width: 10 },
  {
    key: 'startedDelta',
    label: '较上月',
    header: '较上月（百分点）',
    kind: 'delta',
    width: 16,
  },
  { key: 'startedRank', label: '名次', header: '名次', kind: 'rank', width: 8 },
  { key: 'produced', label: '投产', header: '投产', kind: 'int', width: 9, opens: true },
  { key: 'producedRate', label: '投产率%', header: '投产率%', kind: 'rate', width: 10 },
  {
    key: 'producedDelta',
    label: '较上月',
    header: '较上月（百分点）',
    kind: 'delta',
    width: 16,
  },
  { key: 'producedRank', label: '名次', header: '名次', kind: 'rank', width: 8 },
];

/** What is the matter stands first: on a phone the rest is a swipe away. */
const PROBLEM_COLUMNS: readonly FigureColumn<'light' | 'rule' | 'unit' | 'code' | 'text'>[] = [
  { key: 'light', label: '灯', header: '灯', kind: 'center', width: 8 },
  { key: 'unit', label: '单位', header: '单位', kind: 'text', width: 12 },
  { key: 'text', label: '情况', header: '情况', kind: 'wrap', width: 70 },
  { key: 'rule', label: '规则', header: '规则', kind: 'text', width: 24 },
  { key: 'code', label: '项目编号', header: '项目编号', kind: 'text', width: 18 },
];

/** Cohort X with its total as the last row. A unit whose base is too small for its rates carries a star (domain.md 4). */
export const xFigures = ({ x }: MonthlyFigures): FigureTable<XKey> => ({
  columns: X_COLUMNS,
  rows: [
    // Where nobody has signed anything nobody is first.
    ...x.rows.map(starred).map((row) => (x.total.count === 0 ? { ...row, rank: UNDEFINED_RATE } : row)),
    { ...x.total, u: 'total', name: '合计', rank: '' },
  ].map((row) => rowOf(row, X_COLUMNS)),
});

/** Cohort Y, likewise. */
export const yFigures = ({ y }: MonthlyFigures): FigureTable<YKey> => ({
  columns: Y_COLUMNS,
  rows: [
    ...y.rows.map(starred),
    { ...y.total, u: 'total', name: '合计', startedRank: '', producedRank: '' },
  ].map((row) => rowOf(row, Y_COLUMNS)),
});

/** Every problem that the month lit, in printed order; `rows[i]` is `problems[i]`. */
export const problemFigures = ({ problems, x }: MonthlyFigures): FigureTable => ({
  columns: PROBLEM_COLUMNS,
  rows: problems.map(({ light, rule, u, code = '', text }) => ({
    u,
    cells: [LIGHT_WORDS[light], unitName(x.rows, u), text, ruleWords(rule), code],
  })),
});

/** An undefined rate has no rank: both print as a dash. */
const rowOf = <Key extends string>(
  row: { u: string } & Record<Key, string | number | null>,
  columns: readonly FigureColumn<Key>[],
): FigureRow => ({ u: row.u, cells: columns.map(({ key }) => row[key] ?? UNDEFINED_RATE) });

const starred = <R extends XRow | YRow>(row: R): R => (row.fewBase ? { ...row, name: `${row.name}*` } : row);

/** A unit as the month's tables call it. */
export const unitName = (rows: readonly { u: string; name: string }[], u: string): string =>
  rows.find((row) => row.u === u)?.name ?? u;

export const LIGHT_WORDS = { ...LIGHTS, GAP: '差距' } as const;

/** What a rule says of a project, short enough for a line among five. */
export const RULE_TITLES: Readonly<Record<ProblemRule, string>> = {
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
export const ruleWords = (rule: ProblemRule): string => `${rule} ${RULE_TITLES[rule]}`;
