import { monthOf, yearOf } from '../time/day.ts';
import { AppError } from '../errors.ts';
import { printScaled } from '../money.ts';
import { readRate } from './rates.ts';
import type { MonthlyFigures, Problem, XRow, YRow } from './shape.ts';
import {
  changeInBrackets,
  monthWords,
  paceWords,
  rankWords,
  type SummaryInput,
  type YRate,
} from './summary.ts';

/** One unit's own version of the bulletin. */
export interface CountySummary {
  u: string;
  name: string;
  x: XRow;
  y: YRow;
  lines: string[];
  /** Its own problems only, in printed order. */
  problems: Problem[];
}

/**
 * A unit's own version: its rank, the gap to the next rank and to the pace, its own problems (domain.md 5.4).
 * Throws NOT_FOUND for a unit the figures do not hold.
 */
export function countySummary(input: SummaryInput, u: string): CountySummary {
  const { figures } = input;
  const x = figures.x.rows.find((row) => row.u === u);
  const y = figures.y.rows.find((row) => row.u === u);
  if (x === undefined || y === undefined)
    throw new AppError('NOT_FOUND', `通报里没有单位“${u}”，请核对单位代码`);
  const problems = figures.problems.filter((problem) => problem.u === u);
  const lines = [
    signed(figures, x),
    nextByCount(figures, x, input.rules.rank.amountYiDecimals),
    toTarget(input, x),
    y.introduced === 0
      ? `${yearOf(figures.period) - 1}年度未有引进项目`
      : rateLine(input, y, 'startedRate', '动工', `${yearOf(figures.period) - 1}年度引进${y.introduced}个，`),
    y.introduced === 0 ? '' : rateLine(input, y, 'producedRate', '投产', ''),
    lightLine(problems),
    ...problems.filter((problem) => problem.level === 'unit').map((problem) => problem.text),
  ];
  return { u, name: x.name, x, y, lines: lines.filter((line) => line !== ''), problems };
}

function signed({ period, x }: MonthlyFigures, row: XRow): string {
  const month = `${monthOf(period)}月${monthWords(row)}`;
  if (row.count === 0) return `新签约超亿元制造业项目未有新增；${month}`;
  const rank = rankWords(
    row.rank,
    x.rows.map((other) => other.rank),
  );
  return `新签约超亿元制造业项目${row.count}个、${row.amountYi}亿元，居全市${rank}；${month}`;
}

/** The gap to the rank above: in projects, in 亿元 where these are equal. */
function nextByCount({ x }: MonthlyFigures, row: XRow, decimals: number): string {
  const above = x.rows.filter((other) => other.rank < row.rank).at(-1);
  if (above === undefined) return row.count === 0 ? '' : '项目个数居首位';
  if (above.count > row.count) return `距前一名${above.name}还差${above.count - row.count}个`;
  const gap = (readRate(above.amountYi, decimals) ?? 0) - (readRate(row.amountYi, decimals) ?? 0);
  return `与前一名${above.name}个数相同，金额还差${printScaled(gap, decimals)}亿元`;
}

/** 完成率 against the pace; when behind, how many projects the pace asks for. */
function toTarget({ figures, rules }: SummaryInput, row: XRow): string {
  if (row.target === 0) return '年度目标未录入';
  const words = paceWords(row.targetRate, figures.x.paceRate, rules.rank.rateDecimals);
  const line = `完成年度目标${row.target}个的${row.targetRate}%，${words}`;
  const missing = Math.ceil((row.target * monthOf(figures.period)) / 12) - row.count;
  return figures.x.behindPace.includes(row.u) ? `${line}，达到序时还差${missing}个` : line;
}

const CELLS = {
  startedRate: { count: 'started', delta: 'startedDelta', rank: 'startedRank' },
  producedRate: { count: 'produced', delta: 'producedDelta', rank: 'producedRank' },
} as const;

/** Count, rate, change, rank and the gap to the next rank. Without a fair base, no rank is spoken of. */
function rateLine(
  { figures, rules }: SummaryInput,
  row: YRow,
  key: YRate,
  word: string,
  lead: string,
): string {
  const cells = CELLS[key];
  const { rows } = figures.y;
  const decimals = rules.rank.rateDecimals;
  const change = changeInBrackets(row[cells.delta]);
  const base = `${lead}${word}${row[cells.count]}个、${word}率${row[key]}%${change}`;
  const rank = row[cells.rank];
  if (rank === null || row.fewBase) return base;
  const ranks = rows.map((other) => other[cells.rank]);
  const above = nearestAbove(rows, key, row, decimals);
  const gap = above === undefined ? '' : `，距前一名${above.name}还差${above.gap}个百分点`;
  return `${base}，居全市${rankWords(rank, ranks)}${gap}`;
}

/** The unit, or tied units, just above in a rate, and by how much. */
function nearestAbove(rows: readonly YRow[], key: YRate, row: YRow, decimals: number) {
  const own = readRate(row[key], decimals) ?? 0;
  const higher = rows
    .map((other) => ({ name: other.name, value: readRate(other[key], decimals) ?? 0 }))
    .filter((other) => other.value > own);
  if (higher.length === 0) return undefined;
  const next = Math.min(...higher.map((other) => other.value));
  const name = higher
    .filter((other) => other.value === next)
    .map((other) => other.name)
    .join('、');
  return { name, gap: printScaled(next - own, decimals) };
}

function lightLine(problems: readonly Problem[]): string {
  const codes = (light: string) =>
    new Set(problems.flatMap((p) => (p.light === light && p.code !== undefined ? [p.code] : [])));
  const red = codes('RED');
  const yellow = [...codes('YELLOW')].filter((code) => !red.has(code)).length;
  return red.size + yellow === 0 ? '无红灯、黄灯项目' : `红灯项目${red.size}个，黄灯项目${yellow}个`;
}
