import { describe, expect, test } from 'vitest';
import { readPeriod } from '../../../models/rules/parse/period.ts';

const TODAY = '2026-06-12';

describe('the month a person means', () => {
  test.each([
    ['2026-05', '2026-05'],
    ['2026年5月', '2026-05'],
    ['2026年05月份', '2026-05'],
    ['2026.5', '2026-05'],
    ['2026/12', '2026-12'],
    ['26年5月', '2026-05'],
    [' ２０２６ 年 ５ 月 ', '2026-05'],
    ['2026年5月通报', '2026-05'],
    ['5月', '2026-05'],
    ['6月份', '2026-06'],
    ['本月', '2026-06'],
    ['当月', '2026-06'],
    ['上月', '2026-05'],
    ['上个月', '2026-05'],
  ])('%s is %s', (text, period) => expect(readPeriod(text, TODAY)).toBe(period));

  test('a month that has not begun is last year’s', () => {
    expect(readPeriod('7月', TODAY)).toBe('2025-07');
    expect(readPeriod('12月', '2026-01-03')).toBe('2025-12');
    expect(readPeriod('上月', '2026-01-03')).toBe('2025-12');
  });

  test.each(['', '13月', '0月', '2026-13', '2026-00', '五月', '2026', '2026-05-01', '5', '通报', '20261月'])(
    '“%s” names none',
    (text) => expect(readPeriod(text, TODAY)).toBeUndefined(),
  );
});
