import { monthOf, yearOf } from '../../models/rules/time/day.ts';
import { printDay, printMonths } from '../../models/rules/figures/notes.ts';
import { STATES, type BulletinFacts } from '../bulletins/bulletin.ts';
import { problemFigures, xFigures, yFigures, type FigureTable } from '../bulletins/tables.ts';
import type { SheetDocument } from './xlsx-sheet.ts';

/**
 * The annexes of a month's bulletin as sheets: both tables and the problem list, with the notes under the first. What is
 * not out yet says so on every sheet.
 */
export function bulletinSheets({ figures, state }: BulletinFacts): SheetDocument[] {
  const { period, asOf } = figures;
  const mark = state === 'issued' ? [] : [STATES[state]];
  const head = [...mark, `单位：个、亿元、%　数据截至${printDay(asOf)}　规则版本 ${figures.ruleSet}`];
  return [
    {
      name: '附件1 当年新签约',
      title: `${yearOf(period)}年${printMonths(period)}当年新签约超亿元制造业项目情况表`,
      lines: head,
      ...sheetOf(xFigures(figures)),
      total: true,
      notes: figures.notes.map((note, i) => `注${i + 1}：${note}`),
    },
    {
      name: '附件2 上年度引进',
      title: `${yearOf(period) - 1}年度引进项目动工投产情况表`,
      lines: head,
      ...sheetOf(yFigures(figures)),
      total: true,
    },
    {
      name: '附件3 亮问题清单',
      title: `${monthOf(period)}月亮问题清单`,
      lines: [...mark, `数据截至${printDay(asOf)}`],
      ...sheetOf(problemFigures(figures)),
    },
  ];
}

const sheetOf = ({ columns, rows }: FigureTable): Pick<SheetDocument, 'columns' | 'rows'> => ({
  columns: columns.map(({ header, kind, width }) => ({ header, kind, width })),
  rows: rows.map(({ cells }) => cells),
});
