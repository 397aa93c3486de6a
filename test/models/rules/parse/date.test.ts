import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isDay, periodOf, lastDayOf } from '../../../../models/rules/time/day.ts';
import { parseDate, type DateOptions } from '../../../../models/rules/parse/date.ts';

const shown = (cell: unknown, options?: DateOptions) => {
  const parsed = parseDate(cell, options);
  if (!parsed.ok) return [parsed.reason, parsed.suggestion];
  return [
    parsed.value ? `${parsed.value.day} ${parsed.value.precision}` : null,
    ...new Set(parsed.notes.map((n) => n.kind)),
  ];
};

describe('date cells (domain.md Appendix B)', () => {
  it.each([
    ['2025.3', '2025-03-31 month', 'converted'],
    ['2025年3月', '2025-03-31 month', 'converted'],
    ['25年3月底', '2025-03-31 day', 'approx'],
    ['2025/3/8', '2025-03-08 day'],
    ['45724', '2025-03-08 day', 'confirm'],
    [45724, '2025-03-08 day', 'confirm'],
    [45724.75, '2025-03-08 day', 'confirm'],
    ['2025.3.8-2025.3.10', '2025-03-08 day', 'confirm'],
    ['2025年3月8日', '2025-03-08 day'],
    ['2025年 3月 8号', '2025-03-08 day'],
    ['２０２５－０３－０８', '2025-03-08 day'],
    ['25.3.8', '2025-03-08 day'],
    ['20250308', '2025-03-08 day'],
    [202503, '2025-03-31 month', 'converted'],
    ['2025-03-08 10:30:00', '2025-03-08 day'],
    ['2025-03-07T16:00:00.000Z', '2025-03-08 day'],
    ['2025年3月8日（周六）', '2025-03-08 day'],
    ['二〇二五年十二月二十一日', '2025-12-21 day'],
    [2025.3, '2025-03-31 month', 'converted'],
    [2025.1, '2025-01-31 month', 'converted', 'confirm'],
    ['2025.10', '2025-10-31 month', 'converted'],
    ['2025年', '2025-12-31 year', 'converted'],
    ['2025年3-5月', '2025-03-31 month', 'converted', 'confirm'],
    ['2025年第三季度', '2025-09-30 month', 'converted', 'approx'],
    ['2025Q2', '2025-06-30 month', 'converted', 'approx'],
    ['2025年上半年', '2025-06-30 month', 'converted', 'approx'],
    ['2025年底', '2025-12-31 month', 'converted', 'approx'],
    ['2025年3月上旬', '2025-03-10 day', 'approx'],
    ['预计2025年6月投产', '2025-06-30 month', 'converted', 'approx'],
    ['3/8/2025', '2025-03-08 day', 'confirm'],
    ['13/8/2025', '2025-08-13 day', 'confirm'],
    ['8-Mar-2025', '2025-03-08 day'],
  ])('reads %s as %s', (cell, ...expected) => {
    expect(shown(cell)).toEqual(expected);
  });

  it('takes a JS Date by its Shanghai day, whichever midnight the reader of the file meant', () => {
    expect(shown(new Date('2025-03-08T00:00:00Z'))).toEqual(['2025-03-08 day']);
    expect(shown(new Date('2025-03-07T16:00:00Z'))).toEqual(['2025-03-08 day']);
    expect(shown(new Date(Number.NaN))[0]).toContain('无效');
  });

  it('needs the file year where the cell names none', () => {
    expect(shown('今年5月')).toEqual(['“今年5月”没有年份', '请写上年份，例如 2026年5月']);
    expect(shown('今年5月', { fileYear: 2026 })[0]).toBe('2026-05-31 month');
    expect(shown('去年12月', { fileYear: 2026 })[0]).toBe('2025-12-31 month');
    expect(shown('3月8日', { fileYear: 2026 })).toEqual(['2026-03-08 day', 'converted']);
    expect(shown('年底', { fileYear: 2026 })[0]).toBe('2026-12-31 month');
  });

  it('takes stage words as a hint, not as a date', () => {
    expect(parseDate('已动工')).toMatchObject({
      ok: true,
      value: null,
      also: { stage: 'STARTED' },
      notes: [{ kind: 'confirm' }],
    });
    expect(parseDate('2025年3月8日已动工')).toMatchObject({
      value: { day: '2025-03-08' },
      also: { stage: 'STARTED' },
    });
    expect(parseDate('未动工')).toMatchObject({ ok: true, value: null, also: {} });
    expect(parseDate('待定')).toMatchObject({ ok: true, value: null, also: {} });
  });

  it('leaves blank marks and 0 empty', () => {
    for (const cell of ['—', '/', '无', '暂无', '0', 0, '', null, undefined])
      expect(shown(cell)).toEqual([null]);
  });

  it.each([
    ['2026-02-31', '2026-02-31 这一天不存在', '2 月最后一天是 2026-02-28'],
    ['2026.6.31', '2026-06-31 这一天不存在', '6 月最后一天是 2026-06-30'],
    ['2025-13-01', '“2025-13-01”没有 13 月', '请写成 2026-05-31 或 2026年5月'],
    ['1905-3-4', '“1905-3-4”的年份 1905 不合理', '请写成 2026-05-31 或 2026年5月'],
    ['abc', '“abc”看不出日期', '请写成 2026-05-31 或 2026年5月'],
    ['#VALUE!', '单元格是公式错误 #VALUE!', '请改成日期后再导入'],
    [-1, '单元格里不是日期', '请写成 2026-05-31 或 2026年5月'],
    [true, '单元格里不是日期', '请写成 2026-05-31 或 2026年5月'],
  ])('refuses %s with the reason and the cure', (cell, reason, suggestion) => {
    expect(shown(cell)).toEqual([reason, suggestion]);
  });

  it('reads any day in any of its written forms', () => {
    const days = fc.integer({ min: 0, max: 30_000 }).map((n) => addDays('2000-01-01', n));
    fc.assert(
      fc.property(days, (day) => {
        const [y = '', m = '', d = ''] = day.split('-');
        const forms = [
          day,
          `${y}.${Number(m)}.${Number(d)}`,
          `${y}/${m}/${d}`,
          `${y}年${Number(m)}月${Number(d)}日`,
          y + m + d,
        ];
        for (const form of forms) expect(shown(form)).toEqual([`${day} day`]);
        expect(shown(`${y}年${Number(m)}月`)[0]).toBe(`${lastDayOf(periodOf(day))} month`);
      }),
    );
  });

  it('never throws, and gives only real days', () => {
    const pieces = fc.constantFrom(
      '2025',
      '年',
      '3',
      '月',
      '31',
      '日',
      '.',
      '-',
      '/',
      '底',
      'T',
      ':',
      '已动工',
      '今年',
      '季度',
      '十',
      '二',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string({ unit: 'binary' }),
          fc.double(),
          fc.date(),
          fc.array(pieces).map((p) => p.join('')),
        ),
        (cell) => {
          const parsed = parseDate(cell, { fileYear: 2026 });
          expect(!parsed.ok || parsed.value === null || isDay(parsed.value.day)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
