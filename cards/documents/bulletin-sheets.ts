import { LIGHTS } from '../../models/rules/codes.ts';
import { monthOf, yearOf } from '../../models/rules/day.ts';
import { printDay, printMonths } from '../../models/rules/figures/notes.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';
import type { SheetColumn, SheetDocument, XlsxValue } from './xlsx.ts';

const text = (header: string, width: number): SheetColumn => ({ header, kind: 'text', width });
const centre = (header: string, width = 8): SheetColumn => ({ header, kind: 'center', width });
const int = (header: string, width = 9): SheetColumn => ({ header, kind: 'int', width });
const rate = (header: string, width = 10): SheetColumn => ({ header, kind: 'rate', width });
const amount = (header: string, width = 12): SheetColumn => ({ header, kind: 'amount', width });

/** The annexes of a month's bulletin as sheets: both tables and the problem list, with the notes under the first. */
export function bulletinSheets(figures: MonthlyFigures): SheetDocument[] {
  const { period, asOf } = figures;
  const head = [`单位：个、亿元、%　数据截至${printDay(asOf)}　规则版本 ${figures.ruleSet}`];
  return [
    {
      name: '附件1 当年新签约',
      title: `${yearOf(period)}年${printMonths(period)}当年新签约超亿元制造业项目情况表`,
      lines: head,
      columns: [
        centre('名次'),
        text('单位', 14),
        int('个数'),
        int('其中本月新增', 13),
        amount('金额（亿元）', 13),
        amount('本月新增（亿元）', 16),
        int('年度目标', 10),
        rate('完成率%', 10),
        int('当年动工', 10),
        rate('当年动工率%', 13),
        int('当年投产', 10),
        rate('当年投产率%', 13),
      ],
      rows: xRows(figures),
      total: true,
      notes: figures.notes.map((note, i) => `注${i + 1}：${note}`),
    },
    {
      name: '附件2 上年度引进',
      title: `${yearOf(period) - 1}年度引进项目动工投产情况表`,
      lines: head,
      columns: [
        text('单位', 14),
        int('引进'),
        int('动工'),
        rate('动工率%'),
        centre('较上月（百分点）', 16),
        centre('名次'),
        int('投产'),
        rate('投产率%'),
        centre('较上月（百分点）', 16),
        centre('名次'),
      ],
      rows: yRows(figures),
      total: true,
    },
    {
      name: '附件3 亮问题清单',
      title: `${monthOf(period)}月亮问题清单`,
      lines: [`数据截至${printDay(asOf)}`],
      columns: [
        centre('灯'),
        centre('规则'),
        text('单位', 12),
        text('项目编号', 18),
        { header: '情况', kind: 'wrap', width: 70 },
      ],
      rows: problemRows(figures),
    },
  ];
}

const xRows = ({ x }: MonthlyFigures): XlsxValue[][] =>
  [...x.rows.map((row) => ({ ...row, rank: String(row.rank) })), { ...x.total, rank: '', name: '合计' }].map(
    (row) => [
      row.rank,
      row.name,
      row.count,
      row.countMonth,
      row.amountYi,
      row.amountMonthYi,
      row.target,
      row.targetRate,
      row.started,
      row.startedRate,
      row.produced,
      row.producedRate,
    ],
  );

const yRows = ({ y }: MonthlyFigures): XlsxValue[][] =>
  [...y.rows, { ...y.total, name: '合计', startedRank: null, producedRank: null }].map((row) => [
    row.name,
    row.introduced,
    row.started,
    row.startedRate,
    row.startedDelta,
    row.startedRank,
    row.produced,
    row.producedRate,
    row.producedDelta,
    row.producedRank,
  ]);

function problemRows({ problems, x }: MonthlyFigures): XlsxValue[][] {
  const names = new Map(x.rows.map(({ u, name }) => [u, name]));
  const lights = { ...LIGHTS, GAP: '差距' };
  return problems.map(({ light, rule, u, code, text: fact }) => [
    lights[light],
    rule,
    names.get(u) ?? u,
    code ?? '',
    fact,
  ]);
}
