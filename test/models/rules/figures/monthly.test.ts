import { describe, expect, test } from 'vitest';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { rowsBehind } from '../../../../models/rules/figures/trace.ts';
import { MAY, workedFacts } from './worked.ts';

const figures = monthlyFigures({ ...MAY, facts: workedFacts() });

describe('the worked table of domain.md 4.2', () => {
  const columns = ({
    rank,
    name,
    count,
    countMonth,
    amountYi,
    amountMonthYi,
    target,
    targetRate,
    started,
    startedRate,
  }: (typeof figures.x.rows)[number]) => [
    rank,
    name,
    count,
    countMonth,
    amountYi,
    amountMonthYi,
    target,
    targetRate,
    started,
    startedRate,
  ];

  test('every cell, in order of rank', () => {
    expect(figures.x.rows.map(columns)).toEqual([
      [1, '市高新区', 14, 3, '46.53', '8.50', 27, '51.9', 8, '57.1'],
      [2, '源城区', 11, 2, '26.80', '4.65', 22, '50.0', 6, '54.5'],
      [3, '东源县', 9, 1, '31.20', '2.60', 19, '47.4', 4, '44.4'],
      [4, '龙川县', 9, 2, '25.46', '6.40', 19, '47.4', 4, '44.4'],
      [5, '紫金县', 8, 1, '17.60', '1.50', 18, '44.4', 3, '37.5'],
      [6, '江东新区', 7, 1, '14.30', '2.20', 16, '43.8', 3, '42.9'],
      [7, '和平县', 6, 0, '9.85', '0.00', 15, '40.0', 2, '33.3'],
      [8, '连平县', 5, 2, '8.42', '3.20', 14, '35.7', 2, '40.0'],
    ]);
  });

  test('the total, the pace and the change on last month', () => {
    expect(figures.x.total).toMatchObject({
      count: 69,
      countMonth: 12,
      amountYi: '180.16',
      amountMonthYi: '29.05',
      target: 150,
      targetRate: '46.0',
      started: 32,
      startedRate: '46.4',
      produced: 0,
      producedRate: '0.0',
    });
    expect(figures.x.paceRate).toBe('41.7');
    expect(figures.x.behindPace).toEqual(['LP', 'HP']);
    expect(figures.x.momRate).toBe('-20.0');
    expect(figures.x.yoyRate).toBe('—');
  });
});

describe('the worked table of domain.md 4.3', () => {
  test('every cell, in the fixed order of units', () => {
    expect(
      figures.y.rows.map((row) => [
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
      ]),
    ).toEqual([
      ['源城区', 23, 18, '78.3', '+4.4', 3, 8, '34.8', '+4.4', 3],
      ['东源县', 19, 14, '73.7', '+5.3', 5, 7, '36.8', '0.0', 2],
      ['和平县', 14, 9, '64.3', '0.0', 8, 3, '21.4', '0.0', 8],
      ['龙川县', 18, 15, '83.3', '+5.5', 1, 6, '33.3', '+5.5', 4],
      ['紫金县', 17, 11, '64.7', '+5.9', 7, 5, '29.4', '0.0', 6],
      ['连平县', 12, 9, '75.0', '+8.3', 4, 4, '33.3', '0.0', 4],
      ['江东新区', 15, 10, '66.7', '0.0', 6, 4, '26.7', '0.0', 7],
      ['市高新区', 27, 22, '81.5', '+3.7', 2, 12, '44.4', '+3.7', 1],
    ]);
  });

  test('the total is Σ/Σ and not the average of rates', () => {
    expect(figures.y.total).toEqual({
      introduced: 145,
      started: 108,
      startedRate: '74.5',
      startedDelta: '+4.2',
      produced: 49,
      producedRate: '33.8',
      producedDelta: '+2.1',
    });
    const average = figures.y.rows.reduce((sum, row) => sum + row.started / row.introduced, 0) / 8;
    expect((average * 100).toFixed(1)).toBe('73.4');
  });
});

describe('unit problems of the worked example', () => {
  const of = (rule: string) =>
    figures.problems.filter((p) => p.rule === rule).map(({ u, light, text }) => [u, light, text]);

  test('Q07 names the county with nothing new in the month', () => {
    expect(of('Q07')).toEqual([['HP', 'YELLOW', '和平县5月新签约超亿元制造业项目为零']]);
  });

  test('Q08 names who is more than 5 points behind the pace', () => {
    expect(of('Q08')).toEqual([['LP', 'YELLOW', '连平县年度目标完成率35.7%，落后序时进度6.0个百分点']]);
  });

  test('Q09 names the last two of each rate that are below the city', () => {
    expect(of('Q09')).toEqual([
      [
        'HP',
        'GAP',
        '和平县上年度引进项目动工率64.3%，低于全市10.2个百分点；投产率21.4%，低于全市12.4个百分点',
      ],
      ['ZJ', 'GAP', '紫金县上年度引进项目动工率64.7%，低于全市9.8个百分点'],
      ['JD', 'GAP', '江东新区上年度引进项目投产率26.7%，低于全市7.1个百分点'],
    ]);
  });
});

describe('the rows behind a number', () => {
  test('every count has as many ids as it says', () => {
    for (const row of [...figures.x.rows, { ...figures.x.total, u: 'total' }]) {
      const cells = ['count', 'countMonth', 'started', 'produced'] as const;
      for (const cell of cells) expect(figures.trace[`x.${row.u}.${cell}`]).toHaveLength(row[cell]);
    }
    for (const row of [...figures.y.rows, { ...figures.y.total, u: 'total' }]) {
      const cells = ['introduced', 'started', 'produced'] as const;
      for (const cell of cells) expect(figures.trace[`y.${row.u}.${cell}`]).toHaveLength(row[cell]);
    }
  });

  test('rates, changes and amounts stand on the rows of their count', () => {
    expect(rowsBehind(figures.trace, 'x.HP.amountYi')).toEqual(figures.trace['x.HP.count']);
    expect(rowsBehind(figures.trace, 'x.LP.amountMonthYi')).toEqual(['X-LP-04', 'X-LP-05']);
    expect(rowsBehind(figures.trace, 'y.LP.startedDelta')).toEqual(figures.trace['y.LP.started']);
    expect(rowsBehind(figures.trace, 'x.NO.count')).toEqual([]);
  });

  test('problems keep the ids of their projects', () => {
    const late = figures.problems.filter((p) => p.rule === 'Q01' && p.u === 'LC');
    expect(figures.trace['problems.Q01.LC'] ?? []).toHaveLength(late.length);
  });
});

test('the notes say how it was counted', () => {
  const text = figures.notes.join('\n');
  expect(text).toContain('10000万元及以上（含）');
  expect(text).toContain('数据截至2026年5月31日，按落地方统计');
  expect(text).toContain('终止项目仍计入');
  expect(text).toContain('规则版本2026.1');
  expect(text).not.toContain('核减');
});
