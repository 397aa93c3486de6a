import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factScope, needsFact, signedIn, stageAt, cutOf } from '../../../../models/rules/figures/cohorts.ts';
import type { ProjectFacts } from '../../../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { stageAtLeast, STAGE_ORDER, type Stage } from '../../../../models/rules/codes.ts';
import { addPeriods, lastDayOf } from '../../../../models/rules/time/day.ts';
import { RULES, UNITS } from './worked.ts';

const START = '2024-01';
const period = fc.integer({ min: 0, max: 30 }).map((n) => addPeriods(START, n));
const aDay = fc
  .tuple(period, fc.integer({ min: 1, max: 28 }))
  .map(([month, day]) => `${month}-${String(day).padStart(2, '0')}`);
const REACHED: readonly Stage[] = STAGE_ORDER.slice(1);
const DATES = ['signDate', 'landedOn', 'startedOn', 'producedOn', 'fullOn'] as const;

/** Any row a ledger could hold, consistent or not: stages in any order, days before or after their recognition. */
const fact = fc
  .record({
    landUnit: fc.constantFrom(undefined, 'XX', ...UNITS.map((unit) => unit.code)),
    kind: fc.constantFrom('NEW', 'EXPANSION', 'PHASE', 'TECH'),
    isMfg: fc.boolean(),
    signType: fc.constantFrom(undefined, 'FORMAL', 'FRAMEWORK'),
    plannedInvestWan: fc.integer({ min: 1, max: 30_000_000 }),
    cumInvestWan: fc.option(fc.integer({ min: 0, max: 5_000_000 }), { nil: undefined }),
    days: fc.array(aDay, { minLength: 1, maxLength: 5 }),
    recognised: fc.dictionary(fc.constantFrom(...REACHED), period),
    agreedStart: fc.option(aDay, { nil: undefined }),
    agreedProduce: fc.option(aDay, { nil: undefined }),
    landSuppliedOn: fc.option(aDay, { nil: undefined }),
    landMode: fc.constantFrom(undefined, 'NEW_LAND', 'RENT_FACTORY'),
    overlays: fc.subarray(['TRANSFERRING', 'SUSPENDED', 'DISPUTED'] as const),
    closeType: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      'FULFILLED',
      'TERMINATED',
      'MERGED',
      'TRANSFERRED',
    ),
    deducted: fc.boolean(),
    monthly: fc.array(fc.record({ period, noChange: fc.boolean() }), { maxLength: 4 }),
  })
  .map(({ days, recognised, ...rest }) => ({
    ...rest,
    ...Object.fromEntries(days.map((day, i) => [DATES[i], day])),
    recognizedIn: recognised,
  }));

const ledger = fc.array(fact, { maxLength: 60 }).map((rows) =>
  rows.map((row, i): ProjectFacts => ({
    ...(row as Omit<ProjectFacts, 'id' | 'code' | 'name' | 'stage'>),
    id: `P${i}`,
    code: `XM-${i}`,
    name: `项目${i}`,
    stage: 'SIGNED',
  })),
);
const when = fc.tuple(
  fc.integer({ min: 12, max: 30 }).map((n) => addPeriods(START, n)),
  fc.boolean(),
);
const settingOf = (month: string, early: boolean) => ({
  period: month,
  asOf: early ? `${addPeriods(month, -1)}-15` : lastDayOf(month),
  units: UNITS,
  targets: UNITS.map((unit, i) => ({ unit: unit.code, year: Number(month.slice(0, 4)), value: i * 3 })),
  rules: RULES,
});
describe('for any ledger', () => {
  test('the order of rows does not matter, and computing twice gives the same', () => {
    fc.assert(
      fc.property(ledger, when, fc.infiniteStream(fc.nat()), (facts, [month, early], dice) => {
        const setting = settingOf(month, early);
        const shuffled = facts
          .map((item) => ({ item, key: dice.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
        const figures = monthlyFigures({ ...setting, facts });
        expect(monthlyFigures({ ...setting, facts: shuffled })).toEqual(figures);
        expect(JSON.stringify(monthlyFigures({ ...setting, facts }))).toBe(JSON.stringify(figures));
      }),
    );
  });

  test('selecting by the scope loses nothing, with an issued bulletin or without', () => {
    fc.assert(
      fc.property(ledger, ledger, when, fc.boolean(), (facts, was, [month, early], issued) => {
        const setting = settingOf(month, early);
        const scope = factScope(month, setting.asOf, RULES);
        const selected = facts.filter((item) => needsFact(item, scope));
        const prior = issued
          ? // Without ids: why a project left is told only while it is among the facts.
            {
              ...monthlyFigures({ ...settingOf(addPeriods(month, -1), early), facts: was }),
              trace: undefined,
            }
          : undefined;
        const all = monthlyFigures({ ...setting, facts, prior });
        const some = monthlyFigures({ ...setting, facts: selected, prior });
        expect(some).toEqual(all);
      }),
    );
  });

  test('totals are the sums, trace lengths the counts', () => {
    fc.assert(
      fc.property(ledger, when, (facts, [month, early]) => {
        const { x, y, trace } = monthlyFigures({ ...settingOf(month, early), facts });
        for (const key of ['count', 'countMonth', 'target', 'started', 'produced', 'amountWan'] as const)
          expect(x.total[key]).toBe(x.rows.reduce((sum, row) => sum + row[key], 0));
        for (const key of ['introduced', 'started', 'produced'] as const)
          expect(y.total[key]).toBe(y.rows.reduce((sum, row) => sum + row[key], 0));
        for (const key of ['count', 'countMonth', 'started', 'produced'] as const)
          expect(trace[`x.total.${key}`]).toHaveLength(x.total[key]);
      }),
    );
  });

  test('ranks agree with the printed values: better is before, equal is equal, gaps count the tied', () => {
    fc.assert(
      fc.property(ledger, when, (facts, [month, early]) => {
        const { x, y } = monthlyFigures({ ...settingOf(month, early), facts });
        const places = [
          x.rows.map((row) => [row.rank, row.count * 1e6 + Number(row.amountYi)] as const),
          y.rows.map((row) => [row.startedRank, Number(row.startedRate)] as const),
          y.rows.map((row) => [row.producedRank, Number(row.producedRate)] as const),
        ];
        for (const all of places)
          for (const [rank, value] of all) {
            const better = all.filter(([, other]) => other > value).length;
            expect(rank).toBe(Number.isNaN(value) ? null : better + 1);
          }
      }),
    );
  });

  test('the month first counted in agrees with the stage at every cut', () => {
    fc.assert(
      fc.property(ledger, when, (facts, [month, early]) => {
        const { asOf } = settingOf(month, early);
        for (const item of facts) {
          const seen = signedIn(item, { period: month, asOf });
          const before = addPeriods(month, -1);
          const isSigned = (cut: { period: string; asOf: string }) =>
            stageAtLeast(stageAt(item, cut), 'SIGNED');
          expect(seen !== undefined).toBe(isSigned({ period: month, asOf }));
          expect(seen !== undefined && seen <= before).toBe(isSigned(cutOf(before, asOf)));
        }
      }),
    );
  });
});
