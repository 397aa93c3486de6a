import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confirmAmount,
  parseAmount,
  suspectUnit,
  type AmountOptions,
} from '../../../../models/rules/parse/amount.ts';

const kinds = (cell: unknown, options?: AmountOptions) => {
  const parsed = parseAmount(cell, options);
  return parsed.ok ? parsed.notes.map((n) => n.kind) : [parsed.reason];
};
const wan = (cell: unknown, options?: AmountOptions) => {
  const parsed = parseAmount(cell, options);
  return parsed.ok && parsed.value !== null ? parsed.value / 100 : parsed.ok ? null : parsed.reason;
};

describe('amount cells (domain.md Appendix B)', () => {
  it.each([
    ['1.2亿', 12000],
    ['1.2 亿元', 12000],
    ['12000万', 12000],
    ['１２０００万元', 12000],
    ['12,000', 12000],
    [12000, 12000],
    ['三百二十万', 320],
    ['一亿二千万元', 12000],
    ['人民币壹仟贰佰万元', 1200],
    ['3千万', 3000],
    ['1亿2000万', 12000],
    ['1.2个亿', 12000],
    ['500w', 500],
    ['120000000元', 12000],
    [' 1.2\n亿元 ', 12000],
    ['总投资10亿元', 100000],
    [0.1 + 0.2, 0.3],
  ])('reads %s as %d 万元 without a question', (cell, expected) => {
    expect(wan(cell)).toBe(expected);
    expect(kinds(cell).filter((kind) => kind !== 'converted')).toEqual([]);
  });

  it.each(['约1.2亿元', '1.2亿元左右', '近1.2亿', '~1.2亿', '≈1.2亿'])('takes %s as approximate', (cell) => {
    expect([wan(cell), kinds(cell)]).toEqual([12000, ['approx']]);
  });

  it.each(['1.2-1.5亿', '1.2亿~1.5亿元', '1.2—1.5亿', '1.2至1.5亿', '12000-15000', '1.5-1.2亿'])(
    'takes the low end of %s and asks',
    (cell) => {
      const parsed = parseAmount(cell);
      expect(parsed).toMatchObject({ ok: true, value: 1_200_000, also: { range: [1_200_000, 1_500_000] } });
      expect(kinds(cell)).toEqual(['range']);
    },
  );

  it('takes a bare number in the header unit and doubts an absurd one', () => {
    expect(wan(1.2, { headerUnit: '亿元' })).toBe(12000);
    expect(kinds(1.2, { headerUnit: '亿元' })).toEqual([]);
    expect(wan('12000', { headerUnit: '亿元' })).toBe(120_000_000);
    expect(parseAmount('12000', { headerUnit: '亿元' })).toMatchObject({
      notes: [{ kind: 'unit', text: '12000 亿元？表头单位是亿元，若本格按万元填写，应为 1.20 亿元' }],
    });
    expect(wan('1.2亿', { headerUnit: '万元' })).toBe(12000);
  });

  it('keeps dollars apart and converts them only with a rate', () => {
    expect(parseAmount('2000万美元', { fx: 7.1 })).toMatchObject({
      value: 1_420_000,
      also: { foreignUsdWan: 200_000 },
    });
    expect(parseAmount('2000万美元')).toMatchObject({ value: null, also: { foreignUsdWan: 200_000 } });
    expect(parseAmount('US$500万', { fx: 7 })).toMatchObject({
      value: 350_000,
      also: { foreignUsdWan: 50_000 },
    });
    expect(parseAmount('2000万美元（约1.4亿元人民币）')).toMatchObject({ value: 1_400_000 });
    expect(kinds('2000万美元', { fx: 7.1 })).toEqual(['confirm']);
    expect(wan('3亿港元')).toContain('不是人民币或美元');
  });

  it('puts phases and fixed investment where they belong', () => {
    expect(parseAmount('一期3亿，总投资10亿')).toMatchObject({
      value: 10_000_000,
      also: { phase1: 3_000_000 },
      notes: [],
    });
    expect(parseAmount('首期0.8亿元')).toMatchObject({ value: null, also: { phase1: 800_000 } });
    expect(parseAmount('3亿元（一期）')).toMatchObject({ value: null, also: { phase1: 3_000_000 } });
    expect(parseAmount('总投资10亿元（其中一期3亿元，固定资产投资6亿元）')).toMatchObject({
      value: 10_000_000,
      also: { phase1: 3_000_000, fixedInvest: 6_000_000 },
    });
    expect(kinds('一期3亿，二期5亿')).toEqual(['confirm']);
  });

  it('leaves blank marks empty and asks about zero', () => {
    for (const cell of ['—', '/', '无', '暂无', '-', '', ' ', null, undefined]) expect(wan(cell)).toBeNull();
    expect([wan('0'), kinds('0')]).toEqual([0, ['confirm']]);
    expect([wan(0), kinds(0)]).toEqual([0, ['confirm']]);
  });

  it('asks when other words or goods stand beside the amount', () => {
    expect([wan('投资1.5亿元，年产2亿只电容'), kinds('投资1.5亿元，年产2亿只电容')]).toEqual([
      15000,
      ['confirm'],
    ]);
    expect(wan('年产500万套')).toContain('看不出金额');
  });

  it.each([
    [-5, '不能是负数'],
    ['-1.2亿', '不能是负数'],
    ['(500)', '不能是负数'],
    ['2025-03-08', '看不出金额'],
    ['2025.3.8', '看不出金额'],
    ['甲3亿、乙2亿', '多个金额'],
    ['①3亿②5亿', '多个金额'],
    ['1,23亿', '逗号的位置'],
    ['10⁴万元', '看不出金额'],
    ['½亿', '看不出金额'],
    [13_812_345_678, '金额过大'],
    ['#REF!', '公式错误'],
    ['待定', '看不出金额'],
    [Number.NaN, '不是金额'],
    [{}, '不是金额'],
  ])('refuses %s', (cell, reason) => {
    expect(wan(cell)).toContain(reason);
  });

  it('never throws and never gives a fraction of a hundredth', () => {
    const pieces = fc.constantFrom(
      '1.2',
      '亿',
      '万',
      '元',
      '-',
      '~',
      '约',
      '一期',
      '美元',
      '(',
      ')',
      ',',
      '３',
      '十',
      '百',
      '.',
      ' ',
      '余',
    );
    const cells = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.array(pieces).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(cells, fc.constantFrom('万元', '亿元', '元', '万美元'), (cell, headerUnit) => {
        const parsed = parseAmount(cell, { headerUnit, fx: 7.1 });
        const sound = parsed.ok
          ? parsed.value === null || (Number.isSafeInteger(parsed.value) && parsed.value >= 0)
          : /[一-龥]/.test(parsed.reason);
        expect(sound).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back every amount it could print, in each unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e10 }), (hundredths) => {
        expect(wan(`${hundredths / 100}万元`)).toBe(hundredths / 100);
        expect(wan(hundredths / 100)).toBe(hundredths / 100);
        expect(wan(`${hundredths / 1e6}亿`)).toBe(hundredths / 100);
      }),
    );
  });
});

describe('the unit check (domain.md 2.15 V01)', () => {
  it('suspects an amount 10⁴ away from the one in the name', () => {
    expect(suspectUnit('投资1.2亿元电子项目', 120_000_000 * 100)).toEqual({
      written: '1.2亿元',
      wan: 1_200_000,
    });
    expect(suspectUnit('总投资12000万元的项目', 120)).toEqual({ written: '12000万元', wan: 1_200_000 });
  });

  it('is quiet when the name agrees, says nothing, or speaks of goods', () => {
    expect(suspectUnit('投资1.2亿元电子项目', 1_200_000)).toBeUndefined();
    expect(suspectUnit('电子项目', 1_200_000)).toBeUndefined();
    expect(suspectUnit('年产2亿只电容项目', 200)).toBeUndefined();
    expect(suspectUnit('投资1.2亿元', 0)).toBeUndefined();
  });

  it('asks 单位是万元吗 outside the usual size', () => {
    const money = {
      unit: '万元' as const,
      overYiWan: 10_000,
      overYiInclusive: true,
      majorWan: 100_000,
      confirmIfAboveWan: 1_000_000,
      confirmIfBelowWan: 100,
      farFromColumns: 1000,
      farFromLedger: 300,
    };
    expect(confirmAmount(1_200_000, money)).toBeUndefined();
    expect(confirmAmount(120_000_000 * 100, money)?.text).toBe(
      '单位是万元吗？填写 120000000 万元＝12000.00 亿元',
    );
    expect(confirmAmount(120, money)?.kind).toBe('confirm');
  });
});
