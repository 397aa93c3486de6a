import { describe, expect, test } from 'vitest';
import type { ProjectFacts } from '../../../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { competitionRanks, printDelta, rateOf } from '../../../../models/rules/figures/rates.ts';
import { aFact, MAY, RULES } from './worked.ts';

const total = (fields: Partial<ProjectFacts>, rules = RULES) => {
  const { x, y } = monthlyFigures({ ...MAY, rules, facts: [aFact({ id: '1', ...fields })] });
  return [x.total.count, y.total.introduced];
};
const lastYear = { signDate: '2025-06-01', recognizedIn: { SIGNED: '2025-06' } } as const;

describe('cohort X', () => {
  test('takes a formal contract of 1 亿元 and more, new or an expansion', () => {
    expect(total({})).toEqual([1, 0]);
    expect(total({ kind: 'EXPANSION' })).toEqual([1, 0]);
    expect(total({ plannedInvestWan: 1_000_000 })).toEqual([1, 0]);
  });

  test.each<[string, Partial<ProjectFacts>]>([
    ['below 1 亿元', { plannedInvestWan: 999_999 }],
    ['not manufacturing', { isMfg: false }],
    ['a framework agreement', { signType: 'FRAMEWORK' }],
    ['no contract type', { signType: undefined }],
    ['a phase', { kind: 'PHASE' }],
    ['a technical upgrade', { kind: 'TECH' }],
    ['not recognised', { recognizedIn: {} }],
    ['recognised in a later period', { recognizedIn: { SIGNED: '2026-06' } }],
    ['signed after the day looked at', { signDate: '2026-06-01', recognizedIn: { SIGNED: '2026-05' } }],
    ['disputed', { overlays: ['DISPUTED'] }],
    ['merged', { closeType: 'MERGED' }],
    ['unqualified', { closeType: 'UNQUALIFIED' }],
    ['deducted', { deducted: true }],
    ['nowhere landed', { landUnit: undefined }],
    ['landed outside the units', { landUnit: 'XX' }],
    ['signed next year', { signDate: '2027-01-05', recognizedIn: { SIGNED: '2026-05' } }],
  ])('leaves out: %s', (_, fields) => {
    expect(total(fields)).toEqual([0, 0]);
  });

  test('the limit is exclusive where the rule set says so', () => {
    const rules = { ...RULES, money: { ...RULES.money, overYiInclusive: false } };
    expect(total({ plannedInvestWan: 1_000_000 }, rules)).toEqual([0, 0]);
    expect(total({ plannedInvestWan: 1_000_001 }, rules)).toEqual([1, 0]);
  });

  test('a later stage implies the earlier ones; the current stage says nothing', () => {
    const fact = aFact({ id: '1', stage: 'SIGNED', recognizedIn: { PRODUCING: '2026-05' } });
    expect(monthlyFigures({ ...MAY, facts: [fact] }).x.total).toMatchObject({ started: 1, produced: 1 });
    const early = aFact({
      id: '1',
      stage: 'FULL',
      recognizedIn: { SIGNED: '2026-03', PRODUCING: '2026-06' },
    });
    expect(monthlyFigures({ ...MAY, facts: [early] }).x.total).toMatchObject({ started: 0, produced: 0 });
  });
});

describe('cohort Y', () => {
  test('is last year, the same kind of project; terminated and disputed ones stay', () => {
    expect(total(lastYear)).toEqual([0, 1]);
    expect(total({ ...lastYear, closeType: 'TERMINATED' })).toEqual([0, 1]);
    expect(total({ ...lastYear, closeType: 'FULFILLED' })).toEqual([0, 1]);
    expect(total({ ...lastYear, overlays: ['DISPUTED'] })).toEqual([0, 1]);
    expect(total({ ...lastYear, isMfg: false })).toEqual([0, 0]);
    expect(total({ ...lastYear, deducted: true })).toEqual([0, 0]);
    expect(total({ ...lastYear, closeType: 'MERGED' })).toEqual([0, 0]);
    expect(total({ ...lastYear, signDate: '2024-06-01' })).toEqual([0, 0]);
  });

  test('a terminated project that had started still counts as started', () => {
    const fact = aFact({
      id: '1',
      ...lastYear,
      closeType: 'TERMINATED',
      recognizedIn: { STARTED: '2025-09' },
    });
    expect(monthlyFigures({ ...MAY, facts: [fact] }).y.total.startedRate).toBe('100.0');
  });

  test('scope and terminated projects are switches of the rule set (A3)', () => {
    const Y = (change: Partial<typeof RULES.cohorts.Y>) => ({
      ...RULES,
      cohorts: { ...RULES.cohorts, Y: { ...RULES.cohorts.Y, ...change } },
    });
    expect(total({ ...lastYear, isMfg: false, plannedInvestWan: 100 }, Y({ scope: 'all' }))).toEqual([0, 1]);
    expect(total({ ...lastYear, kind: 'TECH' }, Y({ scope: 'all' }))).toEqual([0, 0]);
    const strict = Y({ keepTerminatedInDenominator: false });
    expect(total({ ...lastYear, closeType: 'TERMINATED' }, strict)).toEqual([0, 0]);
  });
});

describe('comparisons', () => {
  const signed = (id: string, month: string) =>
    aFact({ id, signDate: `${month}-05`, recognizedIn: { SIGNED: month } });
  const facts = [
    signed('a', '2025-03'),
    signed('b', '2025-05'),
    signed('c', '2025-12'),
    signed('d', '2026-01'),
    signed('e', '2026-01'),
    signed('f', '2026-05'),
  ];

  test('year on year is against the same months of last year', () => {
    const { x } = monthlyFigures({ ...MAY, facts });
    expect([x.total.count, x.yoyRate, x.momRate]).toEqual([3, '50.0', '—']);
  });

  test('January compares its new projects with December, and its Y cohort with the same projects', () => {
    const started = { ...signed('g', '2025-02'), startedOn: '2026-01-08' };
    const january = [...facts, { ...started, recognizedIn: { SIGNED: '2025-02', STARTED: '2026-01' } }];
    const setting = { ...MAY, facts: january, period: '2026-01', asOf: '2026-01-31' };
    const december = monthlyFigures({ ...setting, period: '2025-12', asOf: '2025-12-31' });
    for (const prior of [undefined, december]) {
      const { x, y, corrections } = monthlyFigures({ ...setting, prior });
      expect([x.total.count, x.total.countMonth, x.momRate]).toEqual([2, 2, '100.0']);
      expect([y.total.introduced, y.total.startedRate, y.total.startedDelta]).toEqual([4, '25.0', '+25.0']);
      expect(corrections).toEqual([]);
    }
  });

  test('without a target there is no rate and no pace to be behind', () => {
    const { x, notes } = monthlyFigures({ ...MAY, facts, targets: [] });
    expect([x.total.target, x.total.targetRate, x.behindPace]).toEqual([0, '—', []]);
    expect(notes.some((note) => note.includes('2026年度目标未录入'))).toBe(true);
  });

  test('a unit without last year’s projects has no rate, no rank and takes no place', () => {
    const { y } = monthlyFigures({ ...MAY, facts });
    expect(y.rows.map((row) => [row.startedRate, row.startedRank])).toEqual([
      ['0.0', 1],
      ...Array.from({ length: 7 }, () => ['—', null]),
    ]);
  });

  test('a project elsewhere is remarked on, not lost in silence', () => {
    const { notes } = monthlyFigures({ ...MAY, facts: [aFact({ id: '1', landUnit: 'XX' })] });
    expect(notes).toContain('1个项目的落地方不是考核单元，未计入。');
  });
});

test('rates are rounded half up from exact integers; ranks are 1-2-2-4', () => {
  expect([rateOf(1, 8, 1), rateOf(1, 16, 1), rateOf(2, 3, 1), rateOf(1, 0, 1)]).toEqual([125, 63, 667, null]);
  expect([
    printDelta(783, 739, 1),
    printDelta(5, 17, 1),
    printDelta(4, 4, 1),
    printDelta(null, 1, 1),
  ]).toEqual(['+4.4', '-1.2', '0.0', '—']);
  expect(competitionRanks([5, 9, 5, 1], (a, b) => b - a)).toEqual([2, 1, 2, 4]);
});
