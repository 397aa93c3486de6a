import { expect, test } from 'vitest';
import holidays from '../../../../models/ledgers/city/holidays.json' with { type: 'json' };
import { AppError } from '../../../../models/rules/errors.ts';
import { parseHolidayPlan } from '../../../../models/rules/time/holidays.ts';

const faultsOf = (plans: unknown): string[] => {
  try {
    parseHolidayPlan(plans);
    return [];
  } catch (error) {
    return AppError.from(error).userText.split('\n').slice(1);
  }
};
const year = (off: string[][], work: string[]) => ({ '2027': { source: '试验', off, work } });

test('the city’s own plan is in order', () => {
  expect(faultsOf(holidays)).toEqual([]);
});

test.each([
  [year([['2027-02-05', '2027-02-12', '春节']], ['2027-02-06']), ['2027-02-06 既放假又补班']],
  [year([], ['2027-02-04']), ['2027-02-04 不是周末，本来就上班，不用补班']],
  [year([], ['2027-02-06', '2027-02-06']), ['2027-02-06 补班写了两次']],
  [
    year(
      [
        ['2027-10-01', '2027-10-07'],
        ['2027-10-07', '2027-10-08'],
      ],
      [],
    ),
    ['2027-10-07 出现在两段放假里'],
  ],
  [year([['2026-10-01', '2026-10-07']], []), ['2027 年的放假区间 2026-10-01 至 2026-10-07 不在这一年']],
  [year([['2027-10-07', '2027-10-01']], []), ['2027.off.0：放假区间的起止颠倒']],
  [year([['2027-02-31', '2027-03-01']], []), ['2027.off.0.0：不是日期，请写成 2026-05-31 这样']],
  [{ '2027': { source: '试验', off: [] } }, ['2027.work：缺少内容或格式不对']],
])('a plan that contradicts itself is refused with every fault in words: %j', (plans, faults) => {
  expect(faultsOf(plans)).toEqual(faults);
});

test('a range may cross the turn of the year', () => {
  expect(faultsOf(year([['2026-12-31', '2027-01-02', '元旦']], ['2026-12-27']))).toEqual([]);
});
