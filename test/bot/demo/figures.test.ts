import { describe, expect, test } from 'vitest';
import { demoCity } from '../../../bot/demo/city.ts';
import { bulletins, setting } from './helpers.ts';

const MONTHS = 12;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each([
  { seed: 1, today: '2026-05-31' },
  { seed: 7, today: '2026-12-31' },
  { seed: 20, today: '2026-02-28' },
])('a year of bulletins of seed $seed up to $today', ({ seed, today }) => {
  const year = bulletins(demoCity(setting({ seed, today })), today, MONTHS);

  test('differs month by month', () => {
    expect(new Set(year.map(({ x }) => x.total.amountYi)).size).toBe(MONTHS);
    expect(new Set(year.map(({ x }) => x.total.countMonth)).size).toBeGreaterThan(4);
    expect(new Set(year.map(({ x }) => x.rows.map(({ u }) => u).join())).size).toBeGreaterThan(6);
    for (const { x } of year) expect(x.total.countMonth).toBeGreaterThan(0);
  });

  test('keeps near the targets', () => {
    for (const { x, period } of year) {
      if (period.endsWith('-01')) continue;
      const done = Number(x.total.targetRate) / Number(x.paceRate);
      expect(done).toBeGreaterThan(0.55);
      expect(done).toBeLessThan(1.4);
    }
  });

  test('has a cohort of the year before that starts and produces more and more', () => {
    for (const { y } of year) expect(y.total.introduced).toBeGreaterThan(70);
    const inYear = year.filter(({ period }) => period.slice(0, 4) === today.slice(0, 4));
    const produced = inYear.map(({ y }) => y.total.produced);
    expect(produced).toEqual([...produced].sort((a, b) => a - b));
  });

  test('has some red projects each month, and not many', () => {
    const red = year.map(({ lights }) => lights.red);
    expect(Math.min(...red)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...red)).toBeLessThanOrEqual(18);
    expect(mean(red)).toBeGreaterThan(5);
    expect(mean(red)).toBeLessThan(13);
  });

  test('lights every rule somewhere, and none everywhere', () => {
    const lit = (rule: string) =>
      year.filter(({ problems }) => problems.some((one) => one.rule === rule)).length;
    for (const rule of ['Q01', 'Q02', 'Q03', 'Q04', 'Q08', 'Q09']) expect(lit(rule)).toBeGreaterThan(8);
    for (const rule of ['Q05', 'Q06', 'Q07', 'Q12']) expect(lit(rule)).toBeGreaterThan(4);
    for (const { problems } of year) expect(problems.length).toBeLessThan(70);
  });
});
