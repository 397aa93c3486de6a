import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../../../models/rules/parse/amount.ts';
import { parseDate } from '../../../../models/rules/parse/date.ts';
import { parseInteger, parseYear } from '../../../../models/rules/parse/numbers/integer.ts';
import { parseMeasure } from '../../../../models/rules/parse/numbers/measures.ts';
import { parsePeriodCell } from '../../../../models/rules/parse/period.ts';
import type { Parsed } from '../../../../models/rules/parse/result.ts';
import { addDays } from '../../../../models/rules/time/day.ts';

/** Whatever way it is written: the value that was written, or a question. */
const asks = <T>(parsed: Parsed<T>): boolean =>
  !parsed.ok || parsed.notes.some(({ kind }) => kind === 'confirm' || kind === 'range' || kind === 'unit');
const valueOf = <T>(parsed: Parsed<T>): T | null | string => (parsed.ok ? parsed.value : parsed.reason);
const dayIn = (cell: string) => {
  const parsed = parseDate(cell, { fileYear: 2026 });
  return parsed.ok ? parsed.value?.day : parsed.reason;
};

describe('dates', () => {
  it.each([
    '2024、3、15',
    '2024，3，15',
    '2024·3·15',
    '2024。3。15',
    '２０２４．３．１５',
    '2024 3 15',
    '2024年.3月.15日',
    '24.3.15',
    '24、3、15',
    '20240315',
    '3/15/2024',
    '15-Mar-24',
    '15 March 2024',
    'Mar 15, 2024',
    'Mar. 15, 2024',
    '2024-Mar-15',
    '二〇二四年三月十五',
    '3月15日（2024年）',
    '2024.3.15、2024.6.20',
  ])('reads %s as 2024-03-15', (cell) => {
    expect(dayIn(cell)).toBe('2024-03-15');
  });

  it.each([
    ['2024年3月中旬', '2024-03-20'],
    ['2024年3季度', '2024-09-30'],
    ['2024-3', '2024-03-31'],
    ['Mar 2024', '2024-03-31'],
  ])('tells how it reads %s', (cell, day) => {
    expect(dayIn(cell)).toBe(day);
    const parsed = parseDate(cell);
    expect(parsed.ok && parsed.notes.length > 0).toBe(true);
  });

  it.each(['2024~3~15', '2024#3#15', '2024年前三季度', '2023-2024年', 'Mar-24', 'Mar 24', '15-Mar', '10年'])(
    'asks about %s',
    (cell) => {
      expect(asks(parseDate(cell, { fileYear: 2026 }))).toBe(true);
    },
  );

  it('takes no other day than was written without a question', () => {
    const days = fc.integer({ min: 0, max: 14_000 }).map((n) => addDays('2000-01-01', n));
    const gaps = fc.constantFrom(
      '、',
      '，',
      '·',
      '。',
      '.',
      '/',
      '-',
      ' ',
      '．',
      '；',
      '_',
      '~',
      '#',
      '\\',
      '|',
      ' . ',
    );
    const pads = fc.constantFrom('', '（签约）', '签约', '前', ' ', '完成');
    fc.assert(
      fc.property(days, gaps, gaps, fc.boolean(), pads, (day, first, second, padded, tail) => {
        const [y = '', m = '', d = ''] = day.split('-');
        const part = (text: string) => (padded ? text : String(Number(text)));
        const parsed = parseDate(`${y}${first}${part(m)}${second}${part(d)}${tail}`, { fileYear: 2026 });
        expect(asks(parsed) || (parsed.ok && parsed.value?.day === day)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('months', () => {
  it.each([
    '2026年1-5月',
    '2026年1—5月',
    '1—5月',
    '1至5月',
    '2026.01-2026.05',
    '2026年1月-5月',
    '2026年1月至2026年5月',
    '截至5月底',
    '截止2026年5月31日',
    '前5个月',
  ])('asks whether %s is May', (cell) => {
    const parsed = parsePeriodCell(cell, { today: '2026-06-03' });
    expect(valueOf(parsed)).toBe('2026-05');
    expect(asks(parsed)).toBe(true);
  });

  it('takes a bare month of the file’s year, a day of its month, and no year alone', () => {
    expect(valueOf(parsePeriodCell('5月', { today: '2026-06-03', fileYear: 2025 }))).toBe('2025-05');
    expect(valueOf(parsePeriodCell('2026-05-31', { today: '2026-06-03' }))).toBe('2026-05');
    expect(parsePeriodCell('2026年', { today: '2026-06-03' }).ok).toBe(false);
  });

  it('never takes the first of several months', () => {
    const month = fc.integer({ min: 1, max: 12 });
    const gap = fc.constantFrom('-', '—', '~', '至', '月-', '月至', '月—');
    fc.assert(
      fc.property(month, month, gap, fc.constantFrom('', '2026年', '2026.'), (a, b, to, year) => {
        fc.pre(a < b);
        const parsed = parsePeriodCell(`${year}${a}${to}${b}月`, { today: '2026-12-31' });
        expect(!parsed.ok || (asks(parsed) && parsed.value?.endsWith(String(b).padStart(2, '0')))).toBe(true);
      }),
    );
  });
});

describe('years, counts and measures', () => {
  it.each([2026, '2026', '2026年', '2026年度', '2026 年度', '二〇二六年', '26年', '26年度', '２０２６年度'])(
    'reads %s as 2026',
    (cell) => {
      const parsed = parseYear(cell);
      expect([valueOf(parsed), asks(parsed)]).toEqual([2026, false]);
    },
  );
  it('asks of which year a time within it is, and refuses two', () => {
    expect([valueOf(parseYear('2026年1-5月')), asks(parseYear('2026年1-5月'))]).toEqual([2026, true]);
    expect(parseYear('2026-2027年').ok).toBe(false);
  });

  it.each<[string, number, boolean]>([
    ['1.2万人', 12_000, false],
    ['3百人', 300, false],
    ['一百二十人', 120, false],
    ['100-150人', 100, true],
  ])('reads %s', (cell, value, asked) => {
    const parsed = parseInteger(cell, { unit: '人' });
    expect([valueOf(parsed), asks(parsed)]).toEqual([value, asked]);
  });
  it('takes no machines for staff', () => {
    expect(parseInteger('120台', { unit: '人' }).ok).toBe(false);
  });

  it.each<[string, string, string | undefined, number]>([
    ['125000度', '万度', undefined, 1250],
    ['12.5（万千瓦时）', '万度', undefined, 1250],
    ['125000', '万度', '千瓦时', 1250],
    ['1.2万吨标准煤', '吨标煤', undefined, 1_200_000],
    ['0.5', '吨标煤', '万吨标煤', 500_000],
  ])('reads %s in %s', (cell, own, header, value) => {
    expect(valueOf(parseMeasure(cell, own, header))).toBe(value);
  });
  it('refuses what is measured otherwise', () => {
    expect(parseMeasure('120人', '万度').ok).toBe(false);
  });
});

describe('amounts', () => {
  it.each([
    '12000（万元）',
    '1.2（亿元）',
    '12000(单位：万元)',
    '1.2亿元（分三期）',
    '分3期建设，总投资1.2亿元',
    '1.2亿（其中固投8000万）',
    '12,000.00万元整',
    '￥12000万元',
    '１２０００',
    '壹亿贰仟万元整',
    '1.2e4',
    '1.2E+04',
    '1.2億元',
    '首期3000万，总投1.2亿',
    '12000 万 元',
  ])('reads %s as 12000 万元 without a question', (cell) => {
    const parsed = parseAmount(cell);
    expect([valueOf(parsed), asks(parsed)]).toEqual([1_200_000, false]);
  });

  it.each([
    '>1.2亿',
    '≥1.2亿元',
    '1.2亿元以上',
    '不低于1.2亿元',
    '超过1.2亿',
    '1.2亿元起',
    '1.2亿+',
    '＜1.2亿',
    '不足1.2亿',
    '¥12000',
    '1.2亿元以下',
    '不超过1.2亿',
    '≤1.2亿',
    '总投资1.2亿元，已完成3000万元',
    '12000-15000',
  ])('asks about %s', (cell) => {
    const parsed = parseAmount(cell);
    expect([valueOf(parsed), asks(parsed)]).toEqual([1_200_000, true]);
  });

  it('takes no other amount than was written without a question', () => {
    const units: Readonly<Record<string, number>> = {
      元: 1,
      千元: 1e3,
      万元: 1e4,
      万: 1e4,
      百万元: 1e6,
      千万元: 1e7,
      亿元: 1e8,
      亿: 1e8,
    };
    const before = fc.constantFrom('', '约', '总投资', '计划总投资约', '人民币', '￥', '共', '投资额：');
    const after = fc.constantFrom('', '（分三期）', '左右', '整', '人民币', '（含税）', '，分2期建设', '。');
    const form = fc.constantFrom('plain', 'bracket', 'space');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom(...Object.keys(units)),
        before,
        after,
        form,
        (n, unit, head, tail, how) => {
          const named = how === 'bracket' ? `（${unit}）` : how === 'space' ? ` ${unit}` : unit;
          const parsed = parseAmount(`${head}${n}${named}${tail}`);
          const wanted = Math.round((n * (units[unit] ?? 0)) / 100);
          expect(asks(parsed) || valueOf(parsed) === wanted).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
