/** A seeded source of chance: the same seed gives the same ids and the same misfortunes. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  hex(length: number): string;
}

/** mulberry32: small, fast, good enough to be unfair with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const digit = () => Math.floor(next() * 16).toString(16);
  return { next, hex: (length) => Array.from({ length }, digit).join('') };
}
