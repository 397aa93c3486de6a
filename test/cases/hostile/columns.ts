import fc from 'fast-check';
import { amounts, days, mu, people, squareMetres, words, type HeaderUnit, type Written } from './writings.ts';

/** A column of a sheet: what stands over it, and what may stand in it. */
export interface ColumnOf {
  field: string;
  headers: readonly string[];
  cells: (unit: HeaderUnit) => fc.Arbitrary<Written>;
  isMoney?: true;
}

const column = (field: string, headers: string, cells: ColumnOf['cells'], isMoney?: true): ColumnOf => ({
  field,
  headers: headers.split(' '),
  cells,
  ...(isMoney ? { isMoney } : {}),
});
const wordColumn = (field: string, headers: string) => column(field, headers, () => words(field));

/** Columns of projects, and one of which nothing is known. */
export const COLUMNS: readonly ColumnOf[] = [
  column('plannedInvestWan', '总投资 计划总投资额 项目总投资 协议投资额', amounts, true),
  column('cumInvestWan', '累计完成投资 累计完成投资额', amounts, true),
  column('outputWan', '预计达产年产值 达产产值', amounts, true),
  column('signDate', '签约日期 签约时间 签订日期', () => days),
  column('startedOn', '实际动工时间 动工日期', () => days),
  column('landMu', '用地面积（亩） 用地规模（亩）', () => mu),
  column('floorSqm', '租赁厂房面积（平方米） 厂房面积（平方米）', () => squareMetres),
  column('jobs', '就业人数 预计用工人数', () => people),
  wordColumn('stage', '当前阶段 项目阶段 所处阶段'),
  wordColumn('kind', '项目性质 项目类型'),
  wordColumn('signType', '协议类型 签约类型'),
  wordColumn('landMode', '用地方式 供地方式'),
  wordColumn('originRegion', '来源地 资金来源地'),
  wordColumn('leadSource', '线索来源 招商方式'),
  wordColumn('fairReview', '公平竞争审查情况'),
  wordColumn('chain', '产业归属 产业类别 所属行业'),
  wordColumn('isMfg', '是否制造业 是否为制造业'),
  wordColumn('landUnit', '县区 落地县区 所属县（区）'),
  wordColumn('park', '园区 所在园区'),
  column('', '其他说明 包保情况 流水标识', () =>
    fc.constantFrom('若干', 3, '2026年', '甲乙丙', '12亿元', '').map((cell) => ({ cell, meant: null })),
  ),
];
