import { describe, expect, test } from 'vitest';
import { countySummary } from '../../../../models/rules/figures/county.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { highest, lowest, type Named } from '../../../../models/rules/figures/naming.ts';
import {
  citySummary,
  deltaWords,
  firstThree,
  firstThreeByCount,
  growthWords,
  lastThree,
  leaderSummary,
  monthWords,
  paceWords,
  rankWords,
} from '../../../../models/rules/figures/summary.ts';
import { MAY, RULES, workedFacts } from './worked.ts';

const figures = monthlyFigures({ ...MAY, facts: workedFacts() });
const input = { figures, rules: RULES };
const nothing = { figures: monthlyFigures({ ...MAY, facts: [], targets: [] }), rules: RULES };

describe('the leader reads', () => {
  test('the wording of domain.md 5.5', () => {
    const lights = { red: 9, redAdded: 3, yellow: 1, grey: 0 };
    const lines = leaderSummary({ ...input, figures: { ...figures, lights }, onTimeRate: '77.8' });
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.join('')).toBe(
      '【5月招商通报摘要】新签约超亿元制造业 69 个、180.16 亿元（完成年度目标 46.0%，快于序时 4.3 个百分点）；上年度引进动工率 74.5%（+4.2）、投产率 33.8%（+2.1）。落后：连平县、和平县未达序时；和平县当月零签约。红灯项目 9 个（新增 3）。诉求按期办结率 77.8%。',
    );
  });

  test('an empty city without dashes in sentences about changes', () => {
    expect(leaderSummary(nothing)).toEqual([
      '【5月招商通报摘要】',
      '新签约超亿元制造业未有新增；',
      '上年度引进动工率 —、投产率 —。',
      '无红灯项目。',
    ]);
  });
});

describe('the city reads', () => {
  test('eight lines', () => {
    const lights = { red: 9, redAdded: 3, yellow: 4, grey: 0 };
    expect(citySummary({ ...input, figures: { ...figures, lights } })).toEqual([
      '1—5月，全市新签约超亿元制造业项目69个、计划总投资180.16亿元',
      '完成年度目标的46.0%，快于序时进度4.3个百分点',
      '5月新增12个、29.05亿元，新增个数环比下降20.0%',
      '当年已动工32个、当年动工率46.4%，项目个数居前三位的是市高新区（14个）、源城区（11个）、东源县（9个）',
      '2025年度引进145个，动工108个、动工率74.5%，较上月提高4.2个百分点；投产49个、投产率33.8%，较上月提高2.1个百分点',
      '动工率居前三位的是龙川县83.3%、市高新区81.5%、源城区78.3%，居后三位的是和平县64.3%、紫金县64.7%、江东新区66.7%',
      '连平县、和平县未达序时；和平县当月零签约',
      '红灯项目9个（新增3个），黄灯项目4个',
    ]);
  });

  test('growth says what grows: the number of projects, not the money before it', () => {
    const grown = { ...figures, x: { ...figures.x, yoyRate: '5.0', momRate: '-20.0' } };
    const [year, , month] = citySummary({ ...input, figures: grown });
    expect(year).toMatch(/69个、计划总投资180\.16亿元，项目个数同比增长5\.0%$/);
    expect(month).toMatch(/12个、29\.05亿元，新增个数环比下降20\.0%$/);
  });

  test('an empty month as well', () => {
    const lines = citySummary(nothing);
    expect(lines).toHaveLength(8);
    expect(lines.slice(0, 3)).toEqual([
      '1—5月，全市新签约超亿元制造业项目未有新增',
      '年度目标未录入',
      '5月未有新增',
    ]);
    expect(lines[7]).toBe('无红灯、黄灯项目');
  });

  test('the ends of the other rate, with a tie', () => {
    expect(firstThree(input, 'producedRate')).toBe('市高新区44.4%、东源县36.8%、源城区34.8%');
    expect(lastThree(input, 'producedRate')).toBe('和平县21.4%、江东新区26.7%、紫金县29.4%');
    expect(firstThreeByCount(nothing.figures)).toBe('');
  });
});

describe('a county reads', () => {
  test('its rank, its gaps and its own problems', () => {
    const { lines, problems, name } = countySummary(input, 'LC');
    expect(name).toBe('龙川县');
    expect(lines.slice(0, 5)).toEqual([
      '新签约超亿元制造业项目9个、25.46亿元，居全市第4；5月新增2个、6.40亿元',
      '与前一名东源县个数相同，金额还差5.74亿元',
      '完成年度目标19个的47.4%，快于序时进度5.7个百分点',
      '2025年度引进18个，动工15个、动工率83.3%（+5.5），居全市第1',
      '投产6个、投产率33.3%（+5.5），居全市并列第4，距前一名源城区还差1.5个百分点',
    ]);
    expect(problems.every((problem) => problem.u === 'LC')).toBe(true);
  });

  test('a rate that has not changed as such, and nothing where there is no month to compare with', () => {
    const changed = (startedDelta: string) => {
      const rows = figures.y.rows.map((row) => ({ ...row, startedDelta }));
      return countySummary({ ...input, figures: { ...figures, y: { ...figures.y, rows } } }, 'LC').lines[3];
    };
    expect(changed('0.0')).toContain('动工率83.3%（较上月持平），居全市第1');
    expect(changed('—')).toContain('动工率83.3%，居全市第1');
  });

  test('what it lacks to the pace and the unit problems', () => {
    const { lines } = countySummary(input, 'HP');
    expect(lines).toContain('完成年度目标15个的40.0%，落后序时进度1.7个百分点，达到序时还差1个');
    expect(lines).toContain('距前一名江东新区还差1个');
    expect(lines).toContain('和平县5月新签约超亿元制造业项目为零');
    expect(lines[0]).toContain('5月未有新增');
  });

  test('nothing yet', () => {
    expect(countySummary(nothing, 'HP').lines.slice(0, 3)).toEqual([
      '新签约超亿元制造业项目未有新增；5月未有新增',
      '年度目标未录入',
      '2025年度未有引进项目',
    ]);
    expect(() => countySummary(input, 'XX')).toThrow(/没有单位“XX”/);
  });
});

test('words follow the sign', () => {
  expect(paceWords('46.0', '41.7', 1)).toBe('快于序时进度4.3个百分点');
  expect(paceWords('40.0', '41.7', 1)).toBe('落后序时进度1.7个百分点');
  expect(paceWords('41.7', '41.7', 1)).toBe('与序时进度持平');
  expect(paceWords('—', '41.7', 1)).toBe('');
  expect(['-20.0', '5.0', '0.0', '—'].map(growthWords)).toEqual(['下降20.0%', '增长5.0%', '持平', '']);
  expect(['+4.2', '-1.2', '0.0', '—'].map(deltaWords)).toEqual([
    '提高4.2个百分点',
    '下降1.2个百分点',
    '持平',
    '',
  ]);
  expect(monthWords({ countMonth: 0, amountMonthYi: '0.00' })).toBe('未有新增');
  expect(monthWords({ countMonth: -1, amountMonthYi: '-1.00' })).toBe('净减少1个');
  expect(rankWords(4, [1, 2, 3, 4, 4, 6, null])).toBe('并列第4');
  expect(rankWords(6, [1, 2, 3, 4, 4, 6, null])).toBe('第6');
});

describe('who is named', () => {
  const items = (...values: (number | null)[]): Named[] =>
    values.map((value, i) => ({ u: `U${i}`, name: `U${i}`, value, fewBase: false }));
  const names = (named: readonly Named[]) => named.map((item) => item.u).join(' ');

  test('all that tie at the line', () => {
    expect(names(highest(items(50, 40, 30, 30, 20), 3))).toBe('U0 U1 U2 U3');
    expect(names(lowest(items(50, 20, 30, 30, 40), 2))).toBe('U1 U2 U3');
  });

  test('not zero as best, not anybody where all are equal, not the undefined, not a small base', () => {
    expect(names(highest(items(0, 0, 0), 3))).toBe('');
    expect(names(lowest(items(10, 10, 10), 3))).toBe('');
    expect(names(lowest(items(null, 10, 20), 1))).toBe('U1');
    expect(names(lowest([...items(30, 20), { u: 'S', name: 'S', value: 0, fewBase: true }], 1))).toBe('U1');
    expect(names(highest([], 3))).toBe('');
  });
});
