import { monthOf, yearOf, type Day, type Period } from '../time/day.ts';
import type { RuleSet } from '../ruleset.ts';
import type { UnitFacts } from './facts.ts';
import type { XTable, YTable } from './shape.ts';

/** 2026-05-31 as official papers write it: 2026年5月31日, no leading zeros (domain.md 6.1). */
export const printDay = (day: Day): string =>
  `${yearOf(day)}年${monthOf(day)}月${Number(day.slice(8, 10))}日`;

/** "1—5月" with the long dash; "1月" in January. */
export const printMonths = (period: Period): string =>
  monthOf(period) === 1 ? '1月' : `1—${monthOf(period)}月`;

/** The 口径: how the figures are counted, for 注 and for the button 口径 (domain.md 0.2 A3–A5, 6.2). */
export function scopeNotes(asOf: Day, rules: RuleSet): string[] {
  const { money, cohorts } = rules;
  const yi = `${money.overYiWan}${money.unit}`;
  return [
    `超亿元指计划总投资${money.overYiInclusive ? `${yi}及以上（含）` : `超过${yi}（不含）`}；金额为计划（协议）总投资，分期项目按合同总额计一次，增资扩产只计增资额。`,
    `以${cohorts.X.signType}且经${cohorts.X.acceptedBy ?? '市级认定'}的为准，数据截至${printDay(asOf)}，按落地方统计。`,
    `上年度引进项目${cohorts.Y.scope === 'all' ? '为全部项目' : '同为超亿元制造业项目'}，${cohorts.Y.keepTerminatedInDenominator ? '终止项目仍计入' : '终止项目不计入'}；投产率的分母是全部引进项目。存疑项目不计入当年新签约，仍计入上年度引进。`,
    `率按四舍五入后的数值排名，数值相同的名次并列；合计按总数计算。规则版本${rules.version}。`,
  ];
}

/** What happened while counting that the reader must know. */
export interface Remarks {
  /** Deducted projects that the cohorts of this bulletin would hold otherwise. */
  deducted: number;
  /** Projects of these cohorts whose 落地方 is no assessment unit. */
  homeless: number;
  /** How many projects of these cohorts nobody but their writer has looked at, by unit. */
  unaccepted: ReadonlyMap<string, number>;
}

/** All notes under the tables: the 口径 first, then what is special this time. */
export function notes(
  period: Period,
  asOf: Day,
  rules: RuleSet,
  units: readonly UnitFacts[],
  tables: { x: XTable; y: YTable },
  { deducted, homeless, unaccepted }: Remarks,
): string[] {
  const { x, y } = tables;
  const few = rules.cohorts.Y.minDenominatorForNaming;
  const names = (rows: readonly { name: string }[]) => rows.map((row) => row.name).join('、');
  const fewX = x.rows.filter((row) => row.fewBase && row.count > 0);
  const fewY = y.rows.filter((row) => row.fewBase && row.introduced > 0);
  const shrunk = x.rows.filter((row) => row.countMonth < 0);
  const waiting = units.filter(({ code }) => unaccepted.has(code));
  const noTarget = units.filter((unit) => x.rows.some((row) => row.u === unit.code && row.target === 0));
  const lines: [boolean, string][] = [
    [deducted > 0, `核减项目${deducted}个，未计入。`],
    [
      shrunk.length > 0,
      `本月新增为负的单位系核减等原因净减少：${shrunk.map((row) => `${row.name}${row.countMonth}个`).join('、')}。`,
    ],
    [fewX.length > 0, `*当年新签约不足${few}个，率仅供参考：${names(fewX)}。`],
    [fewY.length > 0, `*上年度引进不足${few}个，率仅供参考：${names(fewY)}。`],
    [noTarget.length > 0, `${names(noTarget)}${yearOf(period)}年度目标未录入，完成率以“—”表示。`],
    [
      waiting.length > 0,
      `新签约待审核、未计入的项目：${waiting.map(({ code, name }) => `${name}${unaccepted.get(code)}个`).join('、')}。`,
    ],
    [homeless > 0, `${homeless}个项目的落地方不是考核单元，未计入。`],
    [monthOf(period) === 1, `${yearOf(period) - 1}年度引进项目与同一批项目上年12月末相比。`],
  ];
  return [...scopeNotes(asOf, rules), ...lines.filter(([applies]) => applies).map(([, text]) => text)];
}
