import { describe, expect, test } from 'vitest';
import type { ProjectFacts } from '../../../../models/rules/figures/facts.ts';
import { cutOf } from '../../../../models/rules/figures/cohorts.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { redProjects } from '../../../../models/rules/figures/problems.ts';
import { lightOf, projectProblems } from '../../../../models/rules/figures/project-problems.ts';
import { aFact, MAY, RULES } from './worked.ts';

/** The findings of one project as `rule light days`, its period being the month of `asOf`. */
const lit = (fields: Partial<ProjectFacts>, asOf = '2026-05-31') =>
  projectProblems(aFact({ id: '1', ...fields }), '源城区', { period: asOf.slice(0, 7), asOf }, RULES).map(
    ({ rule, light, days }) => [rule, light, days].filter((part) => part !== undefined).join(' '),
  );

const old = { signDate: '2025-11-18', recognizedIn: { SIGNED: '2025-11' } } as const;
const started = {
  stage: 'STARTED',
  startedOn: '2026-01-10',
  recognizedIn: { SIGNED: '2025-11', STARTED: '2026-01' },
  signDate: '2025-11-18',
} as const;

describe('Q01 and Q02', () => {
  test('project A of domain.md 4.4: 13 days over six months, 61 days over the agreed day, red', () => {
    const fact = aFact({ id: 'A', ...old, name: 'A项目', agreedStart: '2026-03-31' });
    const problems = projectProblems(fact, '源城区', cutOf('2026-05', '2026-05-31'), RULES);
    expect(problems).toEqual([
      {
        rule: 'Q01',
        light: 'RED',
        level: 'project',
        u: 'YC',
        code: 'XM-A',
        days: 13,
        text: '源城区A项目：2025-11-18签约，满6个月（2026-05-18）未动工，已超13天',
      },
      {
        rule: 'Q02',
        light: 'RED',
        level: 'project',
        u: 'YC',
        code: 'XM-A',
        days: 61,
        text: '源城区A项目：约定2026-03-31动工，至今未动工，已超61天',
      },
    ]);
    expect(lightOf(problems)).toBe('RED');
  });

  test('scenario 1: six months to the day is not over; the next day is', () => {
    expect(lit(old, '2026-05-18')).toEqual([]);
    expect(lit(old, '2026-05-19')).toEqual(['Q01 RED 1']);
  });

  test('the month end is clamped: signed 08-31, over from 03-01', () => {
    const august = { signDate: '2025-08-31', recognizedIn: { SIGNED: '2025-08' } };
    expect(lit(august, '2026-02-28')).toEqual([]);
    expect(lit(august, '2026-03-01')).toEqual(['Q01 RED 1']);
  });

  test('a ready factory has three months', () => {
    for (const landMode of ['RENT_FACTORY', 'BUY_FACTORY', 'OWN_FACTORY'] as const)
      expect(lit({ ...old, landMode }, '2026-02-19')).toEqual(['Q01 RED 1']);
    expect(lit({ ...old, landMode: 'STOCK_LAND' }, '2026-02-19')).toEqual([]);
  });

  test('the agreed day: yellow up to 30 days, red after', () => {
    const agreedStart = '2026-05-01';
    expect(lit({ agreedStart }, '2026-05-01')).toEqual([]);
    expect(lit({ agreedStart }, '2026-05-31')).toEqual(['Q02 YELLOW 30']);
    expect(lit({ agreedStart }, '2026-06-01')).toEqual(['Q02 RED 31']);
  });

  test('a start that is not recognised yet, or happened after the day looked at, is none', () => {
    const late = { ...old, startedOn: '2026-05-20', stage: 'STARTED' } as const;
    expect(lit(late)).toEqual(['Q01 RED 13']);
    expect(lit({ ...late, recognizedIn: { SIGNED: '2025-11', STARTED: '2026-06' } })).toEqual(['Q01 RED 13']);
    expect(lit({ ...late, recognizedIn: { SIGNED: '2025-11', STARTED: '2026-05' } })).toEqual([]);
    expect(lit({ ...late, recognizedIn: { SIGNED: '2025-11', STARTED: '2026-05' } }, '2026-05-19')).toEqual([
      'Q01 RED 1',
    ]);
  });
});

describe('Q03 to Q06 and Q12', () => {
  test('Q03 by the agreed day: yellow up to 60 days, red after', () => {
    const it = { ...started, agreedStart: '2026-01-01', agreedProduce: '2026-04-01' };
    expect(lit(it, '2026-04-01')).toEqual([]);
    expect(lit(it, '2026-05-31')).toEqual(['Q03 YELLOW 60']);
    expect(lit(it, '2026-06-01')).toEqual(['Q03 RED 61']);
  });

  test('Q03 without one: 18 months after the start, 6 in a factory', () => {
    expect(lit(started, '2027-07-10')).toEqual([]);
    expect(lit(started, '2027-07-11')).toEqual(['Q03 YELLOW 1']);
    expect(lit({ ...started, landMode: 'RENT_FACTORY' }, '2026-07-11')).toEqual(['Q03 YELLOW 1']);
  });

  test('Q04: project B of domain.md 4.4 is 26.5 points behind, yellow', () => {
    const fact = aFact({
      id: 'B',
      ...started,
      name: 'B项目',
      agreedStart: '2025-10-01',
      agreedProduce: '2026-09-30',
      plannedInvestWan: 2_000_000,
      cumInvestWan: 800_000,
    });
    const [problem, ...others] = projectProblems(fact, '源城区', cutOf('2026-05', '2026-05-31'), RULES);
    expect(problem).toMatchObject({ rule: 'Q04', light: 'YELLOW' });
    expect(problem?.text).toBe('源城区B项目：工期已过66.5%，投资完成40.0%，落后26.5个百分点');
    expect(others).toEqual([]);
  });

  test('Q04: 10 and 30 points are yellow, more is red, less nothing', () => {
    const half = {
      ...started,
      agreedStart: '2026-01-01',
      agreedProduce: '2026-10-28',
      plannedInvestWan: 1000,
    };
    expect(lit({ ...half, cumInvestWan: 401 })).toEqual([]);
    expect(lit({ ...half, cumInvestWan: 400 })).toEqual(['Q04 YELLOW']);
    expect(lit({ ...half, cumInvestWan: 200 })).toEqual(['Q04 YELLOW']);
    expect(lit({ ...half, cumInvestWan: 199 })).toEqual(['Q04 RED']);
    expect(lit(half)).toEqual([]);
    expect(lit({ ...half, cumInvestWan: 199, agreedProduce: undefined })).toEqual([]);
    const monthly = [
      { period: '2026-06', cumInvestWan: 900, noChange: false },
      { period: '2026-05', cumInvestWan: 199, noChange: false },
    ];
    expect(lit({ ...half, cumInvestWan: 900, monthly })).toEqual(['Q04 RED']);
  });

  test('Q05: two idle months yellow, three red; a missing report breaks the row', () => {
    const idle = (...periods: string[]) => ({
      ...started,
      monthly: periods.map((period) => ({ period, noChange: true })),
    });
    expect(lit(idle('2026-05'))).toEqual([]);
    expect(lit(idle('2026-05', '2026-04'))).toEqual(['Q05 YELLOW']);
    expect(lit(idle('2026-03', '2026-05', '2026-04'))).toEqual(['Q05 RED']);
    expect(lit(idle('2026-05', '2026-03', '2026-02'))).toEqual([]);
    expect(
      lit({ ...idle('2026-05', '2026-04'), stage: 'SIGNED', recognizedIn: { SIGNED: '2026-05' } }),
    ).toEqual(['Q01 RED 13']);
  });

  test('Q05: no increase is idle, too; months before the start are not', () => {
    const sums = (...values: number[]) => ({
      ...started,
      plannedInvestWan: 1000,
      monthly: values.map((cumInvestWan, i) => ({ period: `2026-0${i + 2}`, cumInvestWan, noChange: false })),
    });
    expect(lit(sums(100, 500, 500, 500))).toEqual(['Q05 YELLOW']);
    expect(lit(sums(500, 500, 500, 500))).toEqual(['Q05 RED']);
    expect(lit(sums(100, 500, 500, 600))).toEqual([]);
    expect(lit({ ...sums(500, 500, 500, 500), startedOn: '2026-04-15' })).toEqual(['Q05 YELLOW']);
  });

  test('Q06: land handed over more than a year ago and no start', () => {
    const it = { landSuppliedOn: '2025-05-20', signDate: '2026-03-10' };
    expect(lit(it, '2026-05-20')).toEqual([]);
    expect(lit(it, '2026-05-31')).toEqual(['Q06 RED 11']);
  });

  test('Q12: signed more than twelve months ago and not landed', () => {
    const it = { signDate: '2025-05-01', recognizedIn: { SIGNED: '2025-05' } };
    expect(lit(it)).toEqual(['Q01 RED 211', 'Q12 RED 30']);
    expect(lit({ ...it, recognizedIn: { ...it.recognizedIn, LANDED: '2025-09' } })).toEqual(['Q01 RED 211']);
    expect(lit({ ...it, recognizedIn: { STARTED: '2026-02' } })).toEqual([]);
  });
});

describe('who is looked at', () => {
  test('not the closed, the unsigned, the producing, the landless', () => {
    for (const closeType of ['FULFILLED', 'MERGED', 'UNQUALIFIED', 'TERMINATED', 'TRANSFERRED'] as const)
      expect(lit({ ...old, closeType })).toEqual([]);
    expect(lit({ ...old, recognizedIn: {} })).toEqual([]);
    expect(lit({ ...old, landUnit: undefined })).toEqual([]);
    expect(lit({ ...old, recognizedIn: { SIGNED: '2025-11', PRODUCING: '2026-04' } })).toEqual([]);
  });

  test('waiting by approval is grey; disputed keeps its colour', () => {
    expect(lit({ ...old, overlays: ['SUSPENDED'] })).toEqual(['Q01 GREY 13']);
    expect(lit({ ...old, overlays: ['TRANSFERRING'] })).toEqual(['Q01 GREY 13']);
    expect(lit({ ...old, overlays: ['DISPUTED'] })).toEqual(['Q01 RED 13']);
  });

  test('any size and trade, but only in an assessment unit', () => {
    const facts = [
      aFact({ id: '1', ...old, isMfg: false, plannedInvestWan: 100 }),
      aFact({ id: '2', ...old, landUnit: 'XX' }),
    ];
    const { problems, lights } = monthlyFigures({ ...MAY, facts });
    expect(problems.filter((p) => p.level === 'project').map((p) => p.code)).toEqual(['XM-1']);
    expect(lights).toEqual({ red: 1, redAdded: 1, yellow: 0, grey: 0 });
  });
});

test('lights count projects, and the newly red among them', () => {
  const facts = [
    aFact({ id: 'new', ...old, agreedStart: '2026-03-31' }),
    aFact({ id: 'same', signDate: '2025-09-01', recognizedIn: { SIGNED: '2025-09' } }),
    aFact({ id: 'yellow', agreedStart: '2026-05-20' }),
    aFact({ id: 'grey', ...old, overlays: ['SUSPENDED'] }),
  ];
  const figures = monthlyFigures({ ...MAY, facts });
  // On 04-30 `new` was 30 days over its agreed day: yellow then.
  expect(figures.lights).toEqual({ red: 2, redAdded: 1, yellow: 1, grey: 1 });
  expect(redProjects(figures.problems).map(({ code, days }) => [code, days])).toEqual([
    ['XM-same', 91],
    ['XM-new', 61],
  ]);
  expect(figures.trace['problems.Q01.YC']).toEqual(['grey', 'new', 'same']);
});

describe('Q07', () => {
  const q07 = (facts: ProjectFacts[], period: string) =>
    monthlyFigures({ ...MAY, period, asOf: `${period}-28`, facts })
      .problems.filter((p) => p.rule === 'Q07' && p.u === 'HP')
      .map((p) => [p.light, p.text]);
  const signed = (id: string, landUnit: string, month: string) =>
    aFact({ id, landUnit, signDate: `${month}-05`, recognizedIn: { SIGNED: month } });
  const facts = [signed('a', 'YC', '2025-10'), signed('b', 'HP', '2025-11'), signed('c', 'HP', '2026-03')];

  test('one month yellow, three months red, over the turn of the year', () => {
    expect(q07(facts, '2025-11')).toEqual([]);
    expect(q07(facts, '2025-12')).toEqual([['YELLOW', '和平县12月新签约超亿元制造业项目为零']]);
    expect(q07(facts, '2026-01')).toEqual([['YELLOW', '和平县连续2个月新签约超亿元制造业项目为零']]);
    expect(q07(facts, '2026-02')).toEqual([['RED', '和平县连续3个月新签约超亿元制造业项目为零']]);
    expect(q07(facts, '2026-03')).toEqual([]);
  });

  test('a ledger that begins in the month knows of no longer row', () => {
    expect(q07([signed('a', 'YC', '2026-01')], '2026-01')).toEqual([
      ['YELLOW', '和平县1月新签约超亿元制造业项目为零'],
    ]);
  });
});
