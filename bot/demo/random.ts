/**
 * Seeded randomness for the demo city: the same seed and label give the same numbers on every machine. Each part of
 * the city draws from its own stream, so that more enterprises do not change the projects.
 */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both possible. */
  int(min: number, max: number): number;
  /** A number in [min, max). */
  real(min: number, max: number): number;
  chance(probability: number): boolean;
  /** Throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T;
  /** Picks by weight; `weights` runs along `items`. */
  weighted<T>(items: readonly T[], weights: readonly number[]): T;
  shuffled<T>(items: readonly T[]): T[];
  /** About normal, mean 0, deviation 1. */
  normal(): number;
}

/** FNV-1a over the label, so that streams of one seed differ. */
function mixed(seed: number, label: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of label) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** A mulberry32 stream. */
export function randomOf(seed: number, label: string): Random {
  let state = mixed(seed, label);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const at = <T>(items: readonly T[], index: number): T => {
    const item = items[index];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  return {
    next,
    int,
    real: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (items) => at(items, int(0, items.length - 1)),
    weighted(items, weights) {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return at(items, index < 0 ? items.length - 1 : index);
    },
    shuffled(items) {
      const deck = [...items];
      for (let i = deck.length - 1; i > 0; i--) {
        const j = int(0, i);
        [deck[i], deck[j]] = [at(deck, j), at(deck, i)];
      }
      return deck;
    },
    // The sum of 12 uniforms: bounded at ±6, and free of functions whose last bit differs between engines.
    normal: () => Array.from({ length: 12 }, next).reduce((sum, x) => sum + x, 0) - 6,
  };
}

/** The row without the keys that have no value: an absent field is not stored as null. */
export const present = <T extends object>(row: T): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T;
