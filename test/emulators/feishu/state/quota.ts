import type { Quota } from '../numbers.ts';

/**
 * Counts what was let through in every window of the given lengths that could be laid over the time line, which is
 * the strictest reading of "5 QPS": no burst at the edge of two seconds slips by. Refused requests do not count.
 */
export class Quotas {
  readonly #passed = new Map<string, number[]>();

  /** Takes one place for `key`, or gives the milliseconds until one is free. */
  take(key: string, quotas: readonly Quota[], now: number): number {
    const wait = this.wait(key, quotas, now);
    if (wait === 0) this.#passed.get(key)?.push(now);
    return wait;
  }

  /** Milliseconds until `key` has a place; 0 = now. */
  wait(key: string, quotas: readonly Quota[], now: number): number {
    const longest = Math.max(...quotas.map(({ per }) => per));
    const passed = (this.#passed.get(key) ?? []).filter((at) => at > now - longest);
    this.#passed.set(key, passed);
    const waits = quotas.map(({ per, max }) => {
      const inside = passed.filter((at) => at > now - per);
      const oldest = inside[inside.length - max];
      return oldest === undefined ? 0 : oldest + per - now;
    });
    return Math.max(...waits);
  }
}
