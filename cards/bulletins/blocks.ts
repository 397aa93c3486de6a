import { yearOf } from '../../models/rules/time/day.ts';
import { printMonths } from '../../models/rules/figures/notes.ts';
import type { MonthlyFigures, Problem } from '../../models/rules/figures/shape.ts';
import { rowsBehind } from '../../models/rules/figures/trace.ts';
import {
  LIGHT_WORDS,
  problemFigures,
  xFigures,
  yFigures,
  type FigureColumn,
  type FigureTable,
} from './tables.ts';
import type { Block, Rich, TableBlock } from '../card.ts';

/** The page with the rows behind a number; `path` as in the figures' trace. */
const rowsPage = (period: string, path: string): string => `/figures/${period}/${path}`;
export const projectPage = (code: string): string => `/projects/${code}`;
export const bulletinPage = (period: string): string => `/figures/${period}`;

/** The two tables (tables.ts) on a card or page: each number with the rows behind it, a rate behind the pace in red. */
export function figureTables(figures: MonthlyFigures): TableBlock[] {
  const { period } = figures;
  return [
    {
      caption: `当年新签约超亿元制造业项目（${printMonths(period)}，金额：亿元）`,
      ...tableOf(figures, 'x', xFigures(figures)),
    },
    {
      caption: `${yearOf(period) - 1}年度引进项目动工投产情况`,
      ...tableOf(figures, 'y', yFigures(figures)),
    },
  ];
}

const ALIGNS = {
  text: 'left',
  wrap: 'left',
  center: 'center',
  rank: 'center',
  int: 'right',
  rate: 'right',
  delta: 'right',
  amount: 'right',
} as const satisfies Record<FigureColumn['kind'], string>;

const headOf = ({ columns }: FigureTable): TableBlock['columns'] =>
  columns.map(({ label, kind }) => ({ label, align: ALIGNS[kind] }));

function tableOf(figures: MonthlyFigures, part: 'x' | 'y', table: FigureTable): Omit<TableBlock, 'caption'> {
  const { columns, rows } = table;
  const isBehind = (u: string, key: string) => key === 'targetRate' && figures.x.behindPace.includes(u);
  return {
    kind: 'table',
    columns: headOf(table),
    rows: rows.map(({ u, cells }) =>
      columns.map(({ key, opens }, i): Rich => {
        const text = String(cells[i]);
        if (opens) return figureLink(figures, `${part}.${u}.${key}`, text);
        return isBehind(u, key) ? [{ text, tone: 'bad' }] : text;
      }),
    ),
    total: true,
  };
}

/** The whole problem list; each line leads to its project or to the rows of the unit's number. */
export function problemTable(figures: MonthlyFigures): Block[] {
  const { problems } = figures;
  const table = problemFigures(figures);
  if (problems.length === 0) return [];
  const cell = (i: number, key: string, text: string): Rich => {
    const problem = problems[i];
    return (problem && PROBLEM_CELLS[key]?.(problem, figures)) ?? text;
  };
  return [
    {
      kind: 'table',
      caption: '亮问题清单',
      columns: headOf(table),
      rows: table.rows.map(({ cells }, i) =>
        table.columns.map(({ key }, column) => cell(i, key, String(cells[column]))),
      ),
    },
  ];
}

/** What of a problem is coloured, or leads on: to its project, or to the rows of the unit's number where it has any. */
const PROBLEM_CELLS: Readonly<
  Record<string, (problem: Problem, figures: MonthlyFigures) => Rich | undefined>
> = {
  light: lightWord,
  code: ({ code }) => code && [{ text: code, link: { page: projectPage(code) } }],
  text({ rule, u, code, text }, { period, trace }) {
    const path = `problems.${rule}.${u}`;
    if (code !== undefined) return [{ text, link: { page: projectPage(code) } }];
    if (rowsBehind(trace, path).length === 0) return undefined;
    return [{ text, link: { page: rowsPage(period, path) } }];
  },
};

/** A problem's light in its colour. */
export function lightWord({ light }: Problem): Rich {
  return [{ text: LIGHT_WORDS[light], tone: light === 'RED' ? 'bad' : 'warn' }];
}

/** A number that opens the rows behind it, by their path in the figures' trace. Nothing stands behind a zero. */
export const figureLink = ({ period }: MonthlyFigures, path: string, text: string | number): Rich =>
  Number.parseFloat(String(text)) === 0
    ? String(text)
    : [{ text: String(text), link: { page: rowsPage(period, path) } }];
