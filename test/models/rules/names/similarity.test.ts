import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimilarityIndex } from '../../../../models/rules/names/similarity-index.ts';
import {
  fuzzyKey,
  jaroWinkler,
  otherActivity,
  similarity,
  verdict,
} from '../../../../models/rules/names/similarity.ts';

const LONG = 'XX电子（河源）有限公司年产500万套手机结构件项目（二期）';

describe('the fuzzy key (domain.md Appendix B)', () => {
  it('keeps the core and the phase of a name', () => {
    expect(fuzzyKey(LONG)).toEqual({ core: 'xx电子手机结构件', phase: 2 });
    expect(fuzzyKey('XX电子手机结构件二期')).toEqual({ core: 'xx电子手机结构件', phase: 2 });
    expect(fuzzyKey('河源市源城区鸿达精密模具生产基地')).toEqual({ core: '鸿达精密模具' });
    expect(fuzzyKey('河源鸿达模具项目', ['河源'])).toEqual({ core: '鸿达模具' });
    expect(fuzzyKey('生产基地项目').core).toBe('生产基地项目');
  });

  it('knows what is not manufacturing by its name', () => {
    expect([otherActivity('AA饮料仓储物流'), otherActivity('AA饮料包装饮用水生产基地')]).toEqual([
      '仓储',
      undefined,
    ]);
  });
});

describe('similarity', () => {
  it('finds the same phase under two spellings, and says that it is one of several phases', () => {
    const found = similarity({ name: LONG }, { name: 'XX电子手机结构件二期' });
    expect(found.score).toBeGreaterThanOrEqual(0.85);
    expect(found.hint).toBe('phase');
  });

  it('never blocks another phase of the same project', () => {
    const found = similarity({ name: LONG }, { name: 'XX电子手机结构件项目' });
    expect(found.score).toBeGreaterThanOrEqual(0.85);
    expect([found.hint, found.verdict]).toEqual(['phase', 'suggest']);
  });

  it('does not take the warehouse for the factory', () => {
    const both = { unit: 'GX', investor: 'AA饮料有限公司', wan: 1_200_000, date: '2026-03-01' };
    const found = similarity(
      { ...both, name: 'AA饮料包装饮用水生产基地' },
      { ...both, name: 'AA饮料仓储物流' },
    );
    expect([found.hint, found.verdict]).toEqual(['other activity', 'none']);
    expect(found.score).toBeLessThan(0.7);
  });

  it('weighs 0.4 name, 0.25 investor, 0.15 unit, 0.1 amount, 0.1 date over what both rows have', () => {
    const a = {
      name: '鸿达模具项目',
      investor: '鸿达精密有限公司',
      unit: 'GX',
      wan: 1_000_000,
      date: '2026-01-01',
    };
    expect(similarity(a, a).score).toBe(1);
    expect(similarity(a, { ...a, unit: 'YC' }).score).toBe(0.85);
    expect(similarity(a, { ...a, wan: 1_111_111 }).parts.amount).toBe(1);
    expect(similarity(a, { ...a, wan: 1_200_000 }).score).toBe(0.9);
    expect(similarity(a, { ...a, date: '2026-03-02' }).parts.date).toBe(1);
    expect(similarity(a, { ...a, date: '2026-03-03' }).score).toBe(0.9);
    expect(similarity(a, { ...a, investor: '华盛科技' }).score).toBe(0.75);
    expect(similarity(a, { name: a.name }).parts).toEqual({ name: 1 });
  });

  it('trusts the credit code over the spelling of the investor', () => {
    const a = { name: '甲项目', investor: '宏盛', uscc: '91350100M000100Y43' };
    expect(similarity(a, { ...a, investor: '完全不同' }).parts.investor).toBe(1);
    expect(similarity(a, { ...a, uscc: '91440300708461136T' }).parts.investor).toBe(0);
  });

  it('has the thresholds 0.85 and 0.7', () => {
    expect([0.85, 0.8499, 0.7, 0.6999].map(verdict)).toEqual(['block', 'suggest', 'suggest', 'none']);
  });

  it('computes Jaro–Winkler as published', () => {
    expect(jaroWinkler('MARTHA', 'MARHTA')).toBeCloseTo(0.9611, 4);
    expect(jaroWinkler('DIXON', 'DICKSONX')).toBeCloseTo(0.8133, 4);
    expect([jaroWinkler('', ''), jaroWinkler('甲', '')]).toEqual([1, 0]);
  });

  it('is symmetric, between 0 and 1, and 1 for a row and itself', () => {
    const rows = fc.record({
      name: fc.string({ unit: 'binary' }),
      unit: fc.constantFrom('GX', 'YC'),
      wan: fc.nat(),
    });
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const { score } = similarity(a, b);
        expect(score).toBeCloseTo(similarity(b, a).score, 3);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(similarity(a, a).score).toBe(1);
      }),
    );
  });
});

describe('the index', () => {
  const first = '宏鸿华恒盛泰瑞金银海天德信诚达通联创新科'.split('');
  const kinds = ['电子连接器', '精密模具', '磁性材料', '包装饮用水', '线路板'];
  const rows = first.flatMap((a) =>
    first.flatMap((b) =>
      kinds.map((kind, i) => ({
        id: `${a}${b}${i}`,
        name: `${a}${b}${kind}生产基地`,
        investor: `${a}${b}有限公司`,
        unit: 'GX',
      })),
    ),
  );
  const index = createSimilarityIndex(rows);

  it('finds the double of any row among thousands, in another spelling', () => {
    for (const row of rows.filter((_, i) => i % 7 === 0)) {
      const spelt = { ...row, id: 'new', name: `河源市${row.name.replace('生产基地', '项目')}` };
      expect(index.candidates(spelt)[0]).toMatchObject({ id: row.id, similarity: { verdict: 'block' } });
    }
  });

  it('leaves the row itself out and sees rows that were added later', () => {
    const own = createSimilarityIndex([]);
    const row = { id: 'r1', name: '鸿达精密模具项目', unit: 'GX' };
    expect(own.candidates(row)).toEqual([]);
    own.add(row);
    expect(own.candidates(row)).toEqual([]);
    expect(own.candidates({ ...row, id: 'r2', name: '鸿达精密模具生产基地' }).map((c) => c.id)).toEqual([
      'r1',
    ]);
  });
});
