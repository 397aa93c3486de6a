/** For how long what was read is taken for what is. Real time: the Clock may stand still or jump. */
const FRESH_MS = 1_000;
/** Before more than these are kept, all are dropped: strangers' ids must not fill the memory. */
const KEPT = 5_000;

interface Reading {
  value: Promise<unknown>;
  at: number;
  /** How often the ledger had been changed here when it was read. */
  changes: number;
}

/**
 * What every click asks of a ledger that seldom changes, as who holds which post. A reading serves for a second, and
 * ends at once when this process changes the ledger: here a revoked post is refused with the very next click, in
 * another replica a second later.
 */
export class ShortCache {
  readonly #readings = new Map<string, Reading>();
  readonly #changes = new Map<string, number>();

  /** What `read` gave last, if that still serves; askers at the same time share one reading. */
  recall<T>(ledger: string, question: string, read: () => Promise<T>): Promise<T> {
    const key = `${ledger}:${question}`;
    const now = performance.now();
    const changes = this.#changes.get(ledger) ?? 0;
    const known = this.#readings.get(key);
    if (known && known.changes === changes && now - known.at < FRESH_MS) return known.value as Promise<T>;
    const value = read();
    if (this.#readings.size >= KEPT) this.#readings.clear();
    this.#readings.set(key, { value, at: now, changes });
    value.catch(() => this.#readings.delete(key));
    return value;
  }

  /** A ledger was changed, or may have been: what was read before, or is being read now, serves no more. */
  forget(ledger: string): void {
    this.#changes.set(ledger, (this.#changes.get(ledger) ?? 0) + 1);
  }
}
