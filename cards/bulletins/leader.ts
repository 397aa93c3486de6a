import { changeInBrackets, leaderSummary, paceGap } from '../../models/rules/figures/summary.ts';
import type { MonthlyFigures, YRow } from '../../models/rules/figures/shape.ts';
import { UNDEFINED_RATE } from '../../models/rules/money.ts';
import type { Block, Card, Inline, Rich } from '../card.ts';
import { bulletinPage, figureLink } from './blocks.ts';
import { bulletinButtons, redTop, sourceLine, STATES, type BulletinFacts } from './bulletin.ts';

/**
 * The leader's card (domain.md 5.5): one number at the head, each change as an arrow with who made it, each number with the
 * rows behind it, and the worst red lights by name.
 */
export function leaderCard({ figures, rules, state }: BulletinFacts): Card {
  const [title = '', signed = '', rates = '', ...rest] = leaderSummary({ figures, rules });
  return {
    key: `bulletin-leader:${figures.period}`,
    title,
    subtitle: STATES[state],
    tone: 'info',
    summary: signed + rates,
    blocks: [
      ...signedBlocks(figures, rules.rank.rateDecimals),
      { kind: 'text', text: rateLine(figures, 'started', '动工率') },
      { kind: 'text', text: rateLine(figures, 'produced', '投产率') },
      ...rest.map((text): Block => ({ kind: 'text', text: withReds(figures, text) })),
      ...redTop(figures, 'leader'),
      bulletinButtons(figures),
      { kind: 'note', text: sourceLine(figures) },
    ],
  };
}

function signedBlocks(figures: MonthlyFigures, decimals: number): Block[] {
  const { total, paceRate } = figures.x;
  if (total.count === 0) return [{ kind: 'text', text: '新签约超亿元制造业未有新增', size: 'large' }];
  const gap = paceGap(total.targetRate, paceRate, decimals);
  const pace = gap?.word === '持平' ? '与序时持平' : `${gap?.word}序时 ${gap?.points} 个百分点`;
  const target = gap === undefined ? '' : `，完成年度目标 ${total.targetRate}%，${pace}`;
  const month = arrow(total.countMonth);
  return [
    {
      kind: 'text',
      size: 'large',
      text: [
        '新签约超亿元制造业 ',
        ...pieces(figureLink(figures, 'x.total.count', total.count)),
        ' 个',
        ...(month === ''
          ? []
          : ['（本月 ', ...pieces(figureLink(figures, 'x.total.countMonth', month)), '）']),
      ],
    },
    {
      kind: 'text',
      text: [
        '计划总投资 ',
        ...pieces(figureLink(figures, 'x.total.amountYi', total.amountYi)),
        ` 亿元${target}`,
      ],
    },
  ];
}

/** 上年度引进动工率 74.5%（↑4.2，主要是连平县 ↑8.3、紫金县 ↑5.9） */
function rateLine(figures: MonthlyFigures, part: 'started' | 'produced', label: string): Rich {
  const { rows, total } = figures.y;
  const rate = total[`${part}Rate`];
  const delta = total[`${part}Delta`];
  const head = `上年度引进${label} `;
  if (rate === UNDEFINED_RATE) return head + UNDEFINED_RATE;
  const number = pieces(figureLink(figures, `y.total.${part}`, `${rate}%`));
  const movers = moversOf(rows, part, Number(delta));
  const reason = movers === '' ? '' : `，主要是${movers}`;
  return [head, ...number, changeInBrackets(delta, arrow(Number(delta)) + reason)];
}

const MOVERS = 2;

/** Who moved the total the way it went, the most first; small bases are not named for a rate (domain.md 4). */
const moversOf = (rows: readonly YRow[], part: 'started' | 'produced', change: number): string =>
  rows
    .filter(({ fewBase }) => !fewBase)
    .map((row) => ({ name: row.name, moved: Number(row[`${part}Delta`]) }))
    .filter(({ moved }) => moved * change > 0)
    .sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved))
    .slice(0, MOVERS)
    .map(({ name, moved }) => `${name} ${arrow(moved)}`)
    .join('、');

/** ↑4.2 or ↓1; nothing where nothing changed. */
const arrow = (change: number): string =>
  change === 0 ? '' : `${change > 0 ? '↑' : '↓'}${Math.abs(change)}`;

/** Behind the number of red lights stands their whole list. */
const withReds = ({ period, lights }: MonthlyFigures, text: string): Rich =>
  lights.red > 0 && text.startsWith('红灯') ? [{ text, link: { page: bulletinPage(period) } }] : text;

const pieces = (rich: Rich): readonly Inline[] => (typeof rich === 'string' ? [rich] : rich);
