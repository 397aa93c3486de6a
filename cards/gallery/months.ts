import type { City } from '../../models/ledgers/city.ts';
import type { ProjectFacts, UnitFacts } from '../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';

/** Two invented months of a city: figures as they really come out of the rules, from facts made up here. */

const PERIOD = '2026-05';
const AS_OF = '2026-05-31';

/** How many projects a unit has signed this year and last year, by its place in the order of units. */
const SIGNED = [23, 19, 14, 18, 17, 12, 15, 27] as const;
const at = (numbers: readonly number[], i: number): number => numbers[i % numbers.length] ?? 0;

/** A month of everyday: most things run, two units have something to explain. */
export const usualMonth = (city: City): MonthlyFigures =>
  monthOf(city, (i) => TROUBLES.slice(0, i < 2 ? 2 : 0));

/** Everything that the rules know of happens in every unit, and the last bulletin had to be corrected. */
export function worstMonth(city: City): MonthlyFigures {
  const figures = monthOf(city, () => TROUBLES);
  const corrections = Array.from({ length: 6 }, (_, i) => ({
    period: '2026-04',
    text: `4月通报源城区动工率应为 ${60 + i}.0%，系 XM-2026-YC-00${10 + i} 动工认定日期登记有误，现予更正。`,
  }));
  return { ...figures, corrections };
}

function monthOf(city: City, troubles: (unit: number) => readonly Trouble[]): MonthlyFigures {
  const units = city.units.map(({ code, short, order }) => ({ code, name: short, order }));
  return monthlyFigures({
    period: PERIOD,
    asOf: AS_OF,
    units,
    targets: units.map(({ code }, i) => ({ unit: code, year: 2026, value: at(SIGNED, i) + 4 })),
    rules: city.ruleSet,
    facts: units.flatMap((unit, i) => [
      ...thisYears(unit, Math.ceil(at(SIGNED, i) / 2)),
      ...lastYears(unit, at(SIGNED, i)),
      ...troubles(i).map((trouble, n) => ({ ...fact(unit, 'trouble', n), ...trouble })),
    ]),
  });
}

const NAMES = [
  '岚汀诺声学电声器件智能工厂项目',
  '琅禾特热控科技（河源）有限公司散热模组生产线建设项目',
  '屿楠维光电车载显示模组研发生产基地项目',
  '钦垚森饮品植物茶饮生产线技术改造项目',
  '广东示范新材料科技有限公司年产十二万吨电子铜箔及配套产业园项目',
] as const;

const FIRST = { new: 1, old: 101, trouble: 201 } as const;

/** @param kind one of those below: each kind numbers its projects from its own hundred */
const fact = ({ code }: UnitFacts, kind: keyof typeof FIRST, n: number): ProjectFacts => ({
  id: `${code}-${FIRST[kind] + n}`,
  code: `XM-2026-${code}-${String(FIRST[kind] + n).padStart(4, '0')}`,
  name: NAMES[n % NAMES.length] ?? '',
  landUnit: code,
  kind: 'NEW',
  isMfg: true,
  signType: 'FORMAL',
  plannedInvestWan: 1_200_000 + n * 137_500,
  signDate: '2026-03-10',
  landMode: 'NEW_LAND',
  stage: 'SIGNED',
  recognizedIn: { SIGNED: '2026-03' },
  overlays: [],
  deducted: false,
});

/** Every third was signed in the last month, every second is under construction. */
const thisYears = (unit: UnitFacts, count: number): ProjectFacts[] =>
  Array.from({ length: count }, (_, n) => ({
    ...fact(unit, 'new', n),
    ...(n % 3 === 0 ? { signDate: '2026-05-20', recognizedIn: { SIGNED: PERIOD } } : {}),
    ...(n % 3 !== 0 && n % 2 === 0 ? started('2026-03') : {}),
  }));

/** Every fourth waits, all others are under construction, two in five of them produce; a few only since this month. */
function lastYears(unit: UnitFacts, count: number): ProjectFacts[] {
  return Array.from({ length: count }, (_, n) => {
    const signed = n % 2 === 0 ? '2025-04' : '2025-12';
    const base = { ...fact(unit, 'old', n), signDate: `${signed}-08` };
    if (n % 4 === 3) return { ...base, recognizedIn: { SIGNED: signed } };
    const startedIn = n === 1 ? PERIOD : '2026-01';
    if (n % 5 > 1) return { ...base, ...started(signed, startedIn) };
    const producedIn = n === 0 ? PERIOD : '2026-04';
    return {
      ...base,
      stage: 'PRODUCING' as const,
      startedOn: `${startedIn}-12`,
      producedOn: `${producedIn}-15`,
      recognizedIn: { SIGNED: signed, STARTED: startedIn, PRODUCING: producedIn },
    };
  });
}

const started = (signed: string, from = PERIOD) => ({
  stage: 'STARTED' as const,
  startedOn: `${from}-12`,
  recognizedIn: { SIGNED: signed, STARTED: from },
});

type Trouble = Partial<ProjectFacts>;

/** A project for each project rule of domain.md 4.4. */
const TROUBLES: readonly Trouble[] = [
  // Q01, Q12: signed more than a year ago, and nothing happened.
  { signDate: '2025-03-04', recognizedIn: { SIGNED: '2025-03' } },
  // Q02
  { agreedStart: '2026-02-28' },
  // Q03
  { ...started('2025-03', '2025-06'), signDate: '2025-03-21', agreedProduce: '2026-01-04' },
  // Q04
  {
    ...started('2025-07', '2025-09'),
    signDate: '2025-07-28',
    agreedStart: '2025-09-01',
    agreedProduce: '2026-10-31',
    cumInvestWan: 60_000,
  },
  // Q05
  {
    ...started('2025-10', '2025-12'),
    signDate: '2025-10-12',
    monthly: ['2026-02', '2026-03', '2026-04', PERIOD].map((period) => ({
      period,
      cumInvestWan: 300_000,
      noChange: true,
    })),
  },
  // Q06: land was handed over more than a year ago.
  {
    stage: 'LANDED',
    landSuppliedOn: '2025-04-09',
    landedOn: '2025-04-09',
    recognizedIn: { SIGNED: '2025-02', LANDED: '2025-04' },
    signDate: '2025-02-18',
  },
  // Waiting by approval: grey.
  { agreedStart: '2026-01-15', overlays: ['SUSPENDED'] },
];
