import { addDays, addMonths, daysBetween, type Day } from '../../../models/rules/time/day.ts';
import type { RuleSet } from '../../../models/rules/ruleset.ts';
import type { Random } from '../random.ts';

/** How a project fares after signing. All but `SMOOTH` light a rule of domain.md 4.4 for a time. */
export type Fate =
  | 'SMOOTH'
  | 'LATE_START' // Q01, Q02
  | 'LATE_PRODUCTION' // Q03
  | 'SLOW' // Q04
  | 'IDLE' // Q05
  | 'IDLE_LAND' // Q06
  | 'NEVER_LANDED' // Q12
  | 'SUSPENDED'
  | 'TERMINATED';

/** Of 60 projects in a row; dealt as a deck, so that trouble is spread evenly over the months. */
const DECK: Readonly<Record<Fate, number>> = {
  SMOOTH: 46,
  LATE_START: 3,
  LATE_PRODUCTION: 3,
  SLOW: 1,
  IDLE: 2,
  IDLE_LAND: 1,
  NEVER_LANDED: 1,
  SUSPENDED: 1,
  TERMINATED: 2,
};

/** Gives the next project's fate at each call. */
export function fatesOf(random: Random): () => Fate {
  const whole = Object.entries(DECK).flatMap(([fate, n]) => Array.from({ length: n }, () => fate as Fate));
  let deck: Fate[] = [];
  return () => {
    if (deck.length === 0) deck = random.shuffled(whole);
    return deck.pop() ?? 'SMOOTH';
  };
}

/** A project's whole life, planned and real, as far as it will go; days after today have not happened yet. */
export interface Life {
  fate: Fate;
  firstContact: Day;
  signed: Day;
  agreedStart: Day;
  agreedProduce: Day;
  landSupplied?: Day;
  landed?: Day;
  started?: Day;
  produced?: Day;
  full?: Day;
  closed?: Day;
}

/** Ranges of days that differ between building on land and moving into a factory. */
interface Tempo {
  agreedStart: readonly [number, number];
  agreedProduce: readonly [number, number];
  start: readonly [number, number];
  /** Days a smooth project may start after the agreed day. */
  grace: number;
}
const ON_LAND: Tempo = { agreedStart: [115, 170], agreedProduce: [270, 440], start: [28, 172], grace: 24 };
const IN_FACTORY: Tempo = { agreedStart: [50, 82], agreedProduce: [95, 170], start: [12, 80], grace: 8 };

const within = (random: Random, day: Day, [min, max]: readonly [number, number]): Day =>
  addDays(day, random.int(min, max));
const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
const later = (a: Day, b: Day): Day => (a > b ? a : b);

/** Plans a life from its signing on. `factory` projects have shorter limits (domain.md 3.1 P4, P5). */
export function lifeOf(random: Random, signed: Day, factory: boolean, fate: Fate, rules: RuleSet): Life {
  const tempo = factory ? IN_FACTORY : ON_LAND;
  const agreedStart = within(random, signed, tempo.agreedStart);
  const agreedProduce = within(random, agreedStart, tempo.agreedProduce);
  const firstContact = addDays(signed, -random.int(40, 260));
  const plan = { fate, signed, agreedStart, agreedProduce };
  const limit = addMonths(signed, factory ? rules.stage.startMonthsFactory : rules.lights.Q01Months);
  const opening = openingOf(random, plan, tempo, limit);
  const supply = factory || !opening.landed ? {} : { landSupplied: supplyOf(random, plan, opening) };
  const agreed = isStalled(fate) ? renewed(random, plan, opening) : plan;
  const produced = opening.started && productionOf(random, agreed, opening.started);
  const full = produced && addDays(produced, random.int(150, 520));
  return {
    ...agreed,
    firstContact,
    ...opening,
    ...supply,
    ...(produced ? { produced } : {}),
    ...(full ? { full } : {}),
    ...(fate === 'TERMINATED' ? { closed: addDays(signed, random.int(130, 200)) } : {}),
  };
}

type Plan = Pick<Life, 'fate' | 'signed' | 'agreedStart' | 'agreedProduce'>;

/** When the project lands and starts. */
function openingOf(random: Random, plan: Plan, tempo: Tempo, limit: Day): Pick<Life, 'landed' | 'started'> {
  const { fate, signed, agreedStart } = plan;
  if (fate === 'TERMINATED') return random.chance(0.4) ? { landed: addDays(signed, random.int(30, 90)) } : {};
  if (fate === 'SUSPENDED') return { landed: addDays(signed, random.int(30, 90)) };
  if (fate === 'NEVER_LANDED') {
    const landed = addDays(signed, random.int(430, 540));
    return { landed, started: addDays(landed, random.int(25, 60)) };
  }
  if (fate === 'IDLE_LAND') {
    const landed = addDays(signed, random.int(45, 90));
    return { landed, started: addDays(landed, random.int(420, 520)) };
  }
  const started =
    fate === 'LATE_START'
      ? addDays(later(limit, addDays(agreedStart, 30)), random.int(10, 50))
      : earlier(within(random, signed, tempo.start), addDays(agreedStart, tempo.grace));
  const landed = addDays(started, -random.int(8, 45));
  return { started, landed: later(landed, addDays(signed, Math.min(8, daysBetween(signed, started)))) };
}

const isStalled = (fate: Fate): boolean => fate === 'IDLE_LAND' || fate === 'NEVER_LANDED';

/** The days that a supplementary contract sets for a project that stood for more than a year. */
function renewed(random: Random, plan: Plan, { started }: Pick<Life, 'started'>): Plan {
  const built = daysBetween(plan.agreedStart, plan.agreedProduce);
  const agreedStart = addDays(started ?? plan.agreedStart, random.int(-8, 12));
  return { ...plan, agreedStart, agreedProduce: addDays(agreedStart, built) };
}

const supplyOf = (random: Random, { signed }: Plan, { landed }: Pick<Life, 'landed'>): Day =>
  later(signed, addDays(landed ?? signed, -random.int(0, 15)));

/** When production begins: about the agreed day, unless the project is late. */
function productionOf(random: Random, plan: Plan, started: Day): Day {
  const { fate, agreedStart, agreedProduce } = plan;
  // One that started very late gets the time that was agreed for building.
  const built = daysBetween(agreedStart, agreedProduce);
  if (started > addDays(agreedStart, 60)) return addDays(started, Math.round(built * random.real(0.6, 0.8)));
  if (fate === 'LATE_PRODUCTION') return addDays(agreedProduce, random.int(85, 160));
  if (fate === 'SLOW') return addDays(agreedProduce, random.int(25, 55));
  return addDays(started, Math.round(daysBetween(started, agreedProduce) * random.real(0.84, 1.06)));
}
