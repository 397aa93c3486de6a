import { monthOf, yearOf } from '../time/day.ts';
import { printScaled, UNDEFINED_RATE } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { highest, lowest, type Named } from './naming.ts';
import { printMonths } from './notes.ts';
import { readRate } from './rates.ts';
import type { MonthlyFigures, XRow, YRow } from './shape.ts';

/** What a summary is written from. `onTimeRate` is 诉求按期办结率, where that ledger is kept. */
export interface SummaryInput {
  figures: MonthlyFigures;
  rules: RuleSet;
  onTimeRate?: string | undefined;
}

/** How far a printed rate is from the printed pace; undefined without a target. */
export function paceGap(rate: string, pace: string, decimals: number) {
  const done = readRate(rate, decimals);
  const due = readRate(pace, decimals);
  if (done === null || due === null) return undefined;
  const points = printScaled(Math.abs(done - due), decimals);
  return { word: done > due ? '快于' : done < due ? '落后' : '持平', points } as const;
}

/** "快于序时进度4.3个百分点", "落后…", "与序时进度持平"; empty without a target (domain.md 6.2). */
export function paceWords(rate: string, pace: string, decimals: number): string {
  const gap = paceGap(rate, pace, decimals);
  if (gap === undefined) return '';
  return gap.word === '持平' ? '与序时进度持平' : `${gap.word}序时进度${gap.points}个百分点`;
}

/** A growth rate in words: "增长5.0%", "下降20.0%", "持平"; empty when undefined. */
export function growthWords(rate: string): string {
  if (rate === UNDEFINED_RATE) return '';
  if (Number(rate) === 0) return '持平';
  return rate.startsWith('-') ? `下降${rate.slice(1)}%` : `增长${rate}%`;
}

/** A change of a rate in words: "提高4.2个百分点", "下降1.2个百分点", "持平"; empty when undefined. */
export function deltaWords(delta: string): string {
  if (delta === UNDEFINED_RATE) return '';
  if (Number(delta) === 0) return '持平';
  return `${delta.startsWith('-') ? '下降' : '提高'}${delta.slice(1)}个百分点`;
}

/** "第4", or "并列第4" when others share the rank. */
export const rankWords = (rank: number, all: readonly (number | null)[]): string =>
  `${all.filter((other) => other === rank).length > 1 ? '并列' : ''}第${rank}`;

/** "12个、29.05亿元", or "未有新增", or "净减少1个" after deductions. */
export function monthWords({
  countMonth,
  amountMonthYi,
}: Pick<XRow, 'countMonth' | 'amountMonthYi'>): string {
  if (countMonth === 0) return '未有新增';
  return countMonth > 0 ? `新增${countMonth}个、${amountMonthYi}亿元` : `净减少${-countMonth}个`;
}

export type YRate = 'startedRate' | 'producedRate';
const RANK_OF = { startedRate: 'startedRank', producedRate: 'producedRank' } as const;

const rateNames = (rows: readonly YRow[], key: YRate, decimals: number): Named[] =>
  rows.map((row) => ({
    u: row.u,
    name: row.name,
    fewBase: row.fewBase,
    value: readRate(row[key], decimals),
  }));

function listRates(
  figures: MonthlyFigures,
  named: readonly { u: string; name: string }[],
  key: YRate,
): string {
  const ranks = figures.y.rows.map((row) => row[RANK_OF[key]]);
  return named
    .map(({ u, name }) => {
      const row = figures.y.rows.find((other) => other.u === u);
      const rank = row?.[RANK_OF[key]] ?? null;
      const tied = rank !== null && ranks.filter((other) => other === rank).length > 1;
      return `${name}${row?.[key]}%${tied ? `（并列第${rank}）` : ''}`;
    })
    .join('、');
}

/** "龙川县83.3%、市高新区81.5%、源城区78.3%": 居前三位, ties all named, small bases skipped (domain.md 6.2). */
export const firstThree = ({ figures, rules }: SummaryInput, key: YRate): string =>
  listRates(figures, highest(rateNames(figures.y.rows, key, rules.rank.rateDecimals), 3), key);

/** 居后三位, the lowest first. Never a unit that 居前三位 names. Empty when all are equal. */
export function lastThree({ figures, rules }: SummaryInput, key: YRate): string {
  const all = rateNames(figures.y.rows, key, rules.rank.rateDecimals);
  const first = new Set(highest(all, 3).map((item) => item.u));
  return listRates(
    figures,
    lowest(all, 3).filter((item) => !first.has(item.u)),
    key,
  );
}

/** "市高新区（14个）、源城区（11个）、东源县（9个）": the first three by rank; nobody without a project. */
export function firstThreeByCount({ x }: MonthlyFigures): string {
  const ranks = x.rows.map((row) => row.rank);
  return x.rows
    .filter((row) => row.rank <= 3 && row.count > 0)
    .map((row) => {
      const tied = ranks.filter((rank) => rank === row.rank).length > 1;
      return `${row.name}（${row.count}个${tied ? `，并列第${row.rank}` : ''}）`;
    })
    .join('、');
}

const nameOf = ({ x }: MonthlyFigures, u: string): string => x.rows.find((row) => row.u === u)?.name ?? u;

/** Units behind the pace that may be named, the farthest behind first: a target below the naming limit does not count. */
export const namedBehindPace = ({ figures, rules }: SummaryInput): XRow[] =>
  figures.x.behindPace.flatMap((u) =>
    figures.x.rows.filter((row) => row.u === u && row.target >= rules.cohorts.Y.minDenominatorForNaming),
  );

const zeroUnits = (figures: MonthlyFigures): string[] =>
  figures.problems.filter((p) => p.rule === 'Q07').map((p) => nameOf(figures, p.u));

/**
 * "连平县、和平县未达序时；和平县当月零签约", empty when nobody is. A month in which nobody has signed is no verdict on
 * each of them.
 */
function laggards(input: SummaryInput): string {
  const behind = namedBehindPace(input).map((row) => row.name);
  const zero = input.figures.x.total.countMonth === 0 ? [] : zeroUnits(input.figures);
  return [
    ...(behind.length > 0 ? [`${behind.join('、')}未达序时`] : []),
    ...(zero.length > 0 ? [`${zero.join('、')}当月零签约`] : []),
  ].join('；');
}

const sentence = (text: string, parts: readonly string[]): string =>
  [text, ...parts.filter((part) => part !== '')].join('，');

/**
 * The change of a rate behind it: "（+4.2）", "（较上月持平）" where nothing changed, nothing when it is undefined.
 * @param said the change in other words, where a reader gets more than the number
 */
export function changeInBrackets(delta: string, said = delta): string {
  if (delta === UNDEFINED_RATE) return '';
  return Number(delta) === 0 ? '（较上月持平）' : `（${said}）`;
}

const redWords = ({ red, redAdded }: MonthlyFigures['lights']): string =>
  red === 0 ? '无红灯项目' : `红灯项目 ${red} 个（新增 ${redAdded}）`;

/**
 * The leader's summary (domain.md 5.5), at most eight lines, each a whole sentence. Units are named, projects counted.
 */
export function leaderSummary(input: SummaryInput): string[] {
  const { figures, rules } = input;
  const { x, y } = figures;
  const gap = paceGap(x.total.targetRate, x.paceRate, rules.rank.rateDecimals);
  const pace = gap?.word === '持平' ? '与序时持平' : `${gap?.word}序时 ${gap?.points} 个百分点`;
  const target = gap === undefined ? '' : `（完成年度目标 ${x.total.targetRate}%，${pace}）`;
  const rate = (text: string, delta: string) =>
    text === UNDEFINED_RATE ? ' —' : ` ${text}%${changeInBrackets(delta)}`;
  const behind = laggards(input);
  return [
    `【${monthOf(figures.period)}月招商通报摘要】`,
    x.total.count === 0
      ? '新签约超亿元制造业未有新增；'
      : `新签约超亿元制造业 ${x.total.count} 个、${x.total.amountYi} 亿元${target}；`,
    `上年度引进动工率${rate(y.total.startedRate, y.total.startedDelta)}、投产率${rate(y.total.producedRate, y.total.producedDelta)}。`,
    ...(behind === '' ? [] : [`落后：${behind}。`]),
    `${redWords(figures.lights)}。`,
    ...(input.onTimeRate === undefined || input.onTimeRate === UNDEFINED_RATE
      ? []
      : [`诉求按期办结率 ${input.onTimeRate}%。`]),
  ];
}

/**
 * The whole city's summary, eight lines (domain.md 6.2 一、二; 5.4: projects by count only). 同比 and 环比 are growths of
 * the number of projects (4.2); behind an amount they would read as the money's, so they say what grows.
 */
export function citySummary(input: SummaryInput): string[] {
  const { figures, rules } = input;
  const { x, y, period, lights } = figures;
  const decimals = rules.rank.rateDecimals;
  const mom = growthWords(x.momRate);
  const yoy = growthWords(x.yoyRate);
  const first = firstThreeByCount(figures);
  const behind = laggards(input);
  const changed = (delta: string) => {
    const words = deltaWords(delta);
    return words === '' ? '' : `较上月${words}`;
  };
  const rates = (key: YRate, label: string) => {
    const [top, last] = [firstThree(input, key), lastThree(input, key)];
    const parts = [...(top ? [`居前三位的是${top}`] : []), ...(last ? [`居后三位的是${last}`] : [])];
    return `${label}${parts.length > 0 ? parts.join('，') : '暂无可比'}`;
  };
  return [
    x.total.count === 0
      ? `${printMonths(period)}，全市新签约超亿元制造业项目未有新增`
      : sentence(
          `${printMonths(period)}，全市新签约超亿元制造业项目${x.total.count}个、计划总投资${x.total.amountYi}亿元`,
          [yoy && `项目个数同比${yoy}`],
        ),
    x.total.target === 0
      ? '年度目标未录入'
      : sentence(`完成年度目标的${x.total.targetRate}%`, [
          paceWords(x.total.targetRate, x.paceRate, decimals),
        ]),
    sentence(`${monthOf(period)}月${monthWords(x.total)}`, [mom && `新增个数环比${mom}`]),
    sentence(
      x.total.started === 0
        ? '当年未有动工'
        : `当年已动工${x.total.started}个、当年动工率${x.total.startedRate}%`,
      [first && `项目个数居前三位的是${first}`],
    ),
    y.total.introduced === 0
      ? `${yearOf(period) - 1}年度未有引进项目`
      : `${yearOf(period) - 1}年度引进${y.total.introduced}个，动工${y.total.started}个、${sentence(`动工率${y.total.startedRate}%`, [changed(y.total.startedDelta)])}；投产${y.total.produced}个、${sentence(`投产率${y.total.producedRate}%`, [changed(y.total.producedDelta)])}`,
    rates('startedRate', '动工率'),
    behind === '' ? '各单位均达序时，当月均有新签约' : behind,
    lights.red + lights.yellow === 0
      ? '无红灯、黄灯项目'
      : `红灯项目${lights.red}个（新增${lights.redAdded}个），黄灯项目${lights.yellow}个`,
  ];
}
