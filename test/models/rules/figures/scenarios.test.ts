import { describe, expect, test } from 'vitest';
import type { PriorFigures, ProjectFacts } from '../../../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { countySummary } from '../../../../models/rules/figures/county.ts';
import { lastThree } from '../../../../models/rules/figures/summary.ts';
import { aFact, MAY, RULES, workedFacts } from './worked.ts';

/** The month after the worked example, with May's bulletin issued. */
const june = (facts: ProjectFacts[], prior: PriorFigures) =>
  monthlyFigures({ ...MAY, period: '2026-06', asOf: '2026-06-30', facts, prior });
const change = (facts: readonly ProjectFacts[], id: string, fields: Partial<ProjectFacts>) =>
  facts.map((fact) => (fact.id === id ? { ...fact, ...fields } : fact));
const row = <R extends { u: string }>(rows: readonly R[], u: string): R => {
  const found = rows.find((item) => item.u === u);
  if (!found) throw new Error(`no row ${u}`);
  return found;
};

describe('scenario 2: a project is deducted after the bulletin is issued', () => {
  const issued = monthlyFigures({ ...MAY, facts: workedFacts() });
  const frozen = JSON.stringify(issued);
  const next = june(change(workedFacts(), 'Y-YC-23', { deducted: true }), issued);

  test('the issued figures stay as they are', () => {
    expect(JSON.stringify(issued)).toBe(frozen);
  });

  test('the next ones have the new base and compare with what was displayed', () => {
    expect(row(next.y.rows, 'YC')).toMatchObject({
      introduced: 22,
      started: 18,
      startedRate: '81.8',
      startedDelta: '+3.5',
      producedRate: '36.4',
      producedDelta: '+1.6',
    });
    expect(next.y.total).toMatchObject({ introduced: 144, startedRate: '75.0', startedDelta: '+0.5' });
    expect(next.notes).toContain('核减项目1个，未计入。');
  });

  test('a 更正 line says what changed and why', () => {
    expect(next.corrections).toEqual([
      {
        period: '2026-05',
        text: '2026年5月通报：源城区2025年度引进项目引进数由23个更正为22个，动工率由78.3%更正为81.8%，投产率由34.8%更正为36.4%（核减1个：XM-Y-YC-23）',
      },
      {
        period: '2026-05',
        text: '2026年5月通报：全市2025年度引进项目引进数由145个更正为144个，动工率由74.5%更正为75.0%，投产率由33.8%更正为34.0%',
      },
    ]);
  });

  test('nothing changed, nothing corrected', () => {
    expect(june(workedFacts(), issued).corrections).toEqual([]);
  });
});

describe('other corrections', () => {
  const issued = monthlyFigures({ ...MAY, facts: workedFacts() });
  const texts = (id: string, fields: Partial<ProjectFacts>) =>
    june(change(workedFacts(), id, fields), issued)
      .corrections.filter((line) => !line.text.includes('全市'))
      .map((line) => line.text);

  test('a revoked start', () => {
    expect(texts('X-HP-01', { recognizedIn: { SIGNED: '2026-02' }, stage: 'SIGNED' })).toEqual([
      '2026年5月通报：和平县2026年新签约超亿元制造业项目当年动工由2个更正为1个（阶段认定调整1个：XM-X-HP-01）',
    ]);
  });

  test('a merged, a disputed, a revoked and a shrunk project name their reason', () => {
    const reason = (fields: Partial<ProjectFacts>) =>
      /（(.+?)\d个：/.exec(texts('X-HP-05', fields)[0] ?? '')?.[1];
    expect(reason({ closeType: 'MERGED' })).toBe('重复合并');
    expect(reason({ overlays: ['DISPUTED'] })).toBe('存疑');
    expect(reason({ recognizedIn: {} })).toBe('撤销认定');
    expect(reason({ plannedInvestWan: 999_999 })).toBe('不再符合口径');
  });

  test('without stored ids the line still says what changed', () => {
    const { trace: _, ...bare } = issued;
    const [line] = june(change(workedFacts(), 'X-HP-05', { closeType: 'MERGED' }), bare).corrections;
    expect(line?.text).toMatch(/^2026年5月通报：和平县.*项目数由6个更正为5个，.*亿元$/);
  });

  test('a new count below the issued one is negative and noted', () => {
    const next = june(change(workedFacts(), 'X-HP-05', { deducted: true }), issued);
    expect(row(next.x.rows, 'HP')).toMatchObject({ count: 5, countMonth: -1, amountMonthYi: '-1.64' });
    expect(next.notes).toContain('本月新增为负的单位系核减等原因净减少：和平县-1个。');
    expect(next.trace['x.HP.countMonth']).toEqual(['X-HP-05']);
    expect(next.x.momRate).toBe('-108.3');
  });

  test('a bulletin of another month is refused', () => {
    expect(() => monthlyFigures({ ...MAY, facts: [], prior: issued })).toThrow(/上期应为2026-04/);
  });
});

describe('scenario 4: a project moved from 和平县 to 市高新区', () => {
  const signed = { id: 'T', landUnit: 'GX', signDate: '2026-05-10', recognizedIn: { SIGNED: '2026-05' } };

  test('counts once, where it landed', () => {
    const { x } = monthlyFigures({ ...MAY, facts: [aFact(signed)] });
    expect([row(x.rows, 'GX').count, row(x.rows, 'HP').count, x.total.count]).toEqual([1, 0, 1]);
  });

  test('also where the giving county keeps a closed row of its own', () => {
    const facts = [aFact(signed), aFact({ ...signed, id: 'old', landUnit: 'HP', closeType: 'TRANSFERRED' })];
    const { x } = monthlyFigures({ ...MAY, facts });
    expect([row(x.rows, 'GX').count, row(x.rows, 'HP').count, x.total.count]).toEqual([1, 0, 1]);
  });
});

test('scenario 14: 33.3 and 33.3 are both 并列第4, the next is 第6', () => {
  const figures = monthlyFigures({ ...MAY, facts: workedFacts() });
  const producing = (u: string) =>
    countySummary({ figures, rules: RULES }, u).lines.find((line) => line.startsWith('投产'));
  expect(producing('LC')).toContain('居全市并列第4，距前一名源城区还差1.5个百分点');
  expect(producing('LP')).toContain('居全市并列第4');
  expect(producing('ZJ')).toContain('居全市第6，距前一名龙川县、连平县还差3.9个百分点');
});

describe('scenario 18: a base below 3', () => {
  const facts = workedFacts().filter((fact) => !/^Y-HP-(0[3-9]|1\d)$/.test(fact.id));
  const figures = monthlyFigures({
    ...MAY,
    facts: change(change(facts, 'Y-HP-01', idle()), 'Y-HP-02', idle()),
  });
  function idle(): Partial<ProjectFacts> {
    return { recognizedIn: { SIGNED: '2025-12' } };
  }

  test('is marked and ranked, but not named among the last', () => {
    expect(row(figures.y.rows, 'HP')).toMatchObject({
      introduced: 2,
      startedRate: '0.0',
      startedRank: 8,
      fewBase: true,
    });
    expect(lastThree({ figures, rules: RULES }, 'startedRate')).toBe(
      '紫金县64.7%、江东新区66.7%、东源县73.7%',
    );
    expect(figures.problems.filter((p) => p.rule === 'Q09').map((p) => p.u)).not.toContain('HP');
    expect(figures.notes).toContain('*上年度引进不足3个，率仅供参考：和平县。');
  });
});
