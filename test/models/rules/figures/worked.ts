import { ruleSetSchema, type RuleSet } from '../../../../models/rules/ruleset.ts';
import city from '../../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import type { ProjectFacts, TargetFacts, UnitFacts } from '../../../../models/rules/figures/facts.ts';

/** Facts that reproduce the worked tables of domain.md 4.2 and 4.3, last month's values included. */
export const RULES: RuleSet = ruleSetSchema.parse(city.ruleSet);

export const UNITS: readonly UnitFacts[] = city.units.map((unit) => ({
  code: unit.code,
  name: unit.short,
  order: unit.order,
}));

/** [unit, count, new this month, new last month, 万元, of it new, target, started] */
const X = [
  ['GX', 14, 3, 2, 465_300, 85_000, 27, 8],
  ['YC', 11, 2, 2, 268_000, 46_500, 22, 6],
  ['DY', 9, 1, 2, 312_000, 26_000, 19, 4],
  ['LC', 9, 2, 2, 254_600, 64_000, 19, 4],
  ['ZJ', 8, 1, 2, 176_000, 15_000, 18, 3],
  ['JD', 7, 1, 2, 143_000, 22_000, 16, 3],
  ['HP', 6, 0, 2, 98_500, 0, 15, 2],
  ['LP', 5, 2, 1, 84_200, 32_000, 14, 2],
] as const;

/** [unit, introduced, started, started by last month, producing, producing by last month] */
const Y = [
  ['YC', 23, 18, 17, 8, 7],
  ['DY', 19, 14, 13, 7, 7],
  ['HP', 14, 9, 9, 3, 3],
  ['LC', 18, 15, 14, 6, 5],
  ['ZJ', 17, 11, 10, 5, 5],
  ['LP', 12, 9, 8, 4, 4],
  ['JD', 15, 10, 10, 4, 4],
  ['GX', 27, 22, 21, 12, 11],
] as const;

export const TARGETS: readonly TargetFacts[] = X.map(([unit, , , , , , value]) => ({
  unit,
  year: 2026,
  value,
}));

/** A formal over-亿元 manufacturing contract of 源城区, signed and recognised in 2026-03, with overrides. */
export const aFact = (fields: Partial<ProjectFacts> & { id: string }): ProjectFacts => ({
  code: `XM-${fields.id}`,
  name: `示例项目${fields.id}`,
  landUnit: 'YC',
  kind: 'NEW',
  isMfg: true,
  signType: 'FORMAL',
  plannedInvestWan: 1_200_000,
  signDate: '2026-03-10',
  landMode: 'NEW_LAND',
  stage: 'SIGNED',
  recognizedIn: { SIGNED: '2026-03' },
  overlays: [],
  deducted: false,
  ...fields,
});

/** `sum` 万元 over `n` projects of whole hundredths, the last one taking what is left. */
const share = (sum: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => {
    const each = Math.floor((sum * 100) / n);
    return i === n - 1 ? sum * 100 - each * (n - 1) : each;
  });

function xFacts(): ProjectFacts[] {
  return X.flatMap(([unit, count, isNew, lastNew, wan, newWan, , started]) => {
    const old = count - isNew;
    const amounts = [...share(wan - newWan, old), ...share(newWan, isNew)];
    return amounts.map((plannedInvestWan, i): ProjectFacts => {
      const month = i >= old ? '2026-05' : i >= old - lastNew ? '2026-04' : '2026-02';
      const runs = i < started;
      return aFact({
        id: `X-${unit}-${String(i + 1).padStart(2, '0')}`,
        landUnit: unit,
        plannedInvestWan,
        signDate: `${month}-20`,
        stage: runs ? 'STARTED' : 'SIGNED',
        recognizedIn: { SIGNED: month, ...(runs ? { STARTED: '2026-05' } : {}) },
        ...(runs ? { startedOn: '2026-05-25' } : {}),
      });
    });
  });
}

function yFacts(): ProjectFacts[] {
  return Y.flatMap(([unit, introduced, started, startedBefore, produced, producedBefore]) =>
    Array.from({ length: introduced }, (_, i): ProjectFacts => {
      const startedIn = i < startedBefore ? '2026-01' : '2026-05';
      const producedIn = i < producedBefore ? '2026-04' : '2026-05';
      return aFact({
        id: `Y-${unit}-${String(i + 1).padStart(2, '0')}`,
        landUnit: unit,
        signDate: '2025-12-08',
        stage: i < produced ? 'PRODUCING' : i < started ? 'STARTED' : 'SIGNED',
        recognizedIn: {
          SIGNED: '2025-12',
          ...(i < started ? { STARTED: startedIn } : {}),
          ...(i < produced ? { PRODUCING: producedIn } : {}),
        },
        ...(i < started ? { startedOn: `${startedIn}-12` } : {}),
        ...(i < produced ? { producedOn: `${producedIn}-15` } : {}),
      });
    }),
  );
}

export const workedFacts = (): ProjectFacts[] => [...xFacts(), ...yFacts()];

/** The setting of the worked example: the May 2026 bulletin. */
export const MAY = { period: '2026-05', asOf: '2026-05-31', units: UNITS, targets: TARGETS, rules: RULES };
