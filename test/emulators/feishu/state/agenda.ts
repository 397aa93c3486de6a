import type { Clock } from '../../../../models/rules/time/clock.ts';

interface Entry {
  due: number;
  order: number;
  run: () => void;
}

/**
 * What is to happen later, by the emulator's clock. Nothing fires by itself: `runDue` does what is due at the clock's
 * now, so a test that sets the clock decides when six hours have passed.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #entries = new Set<Entry>();
  #order = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now().getTime();
  }

  /** Runs once `delay` milliseconds have passed; gives the way to call it off. */
  after(delay: number, run: () => void): () => void {
    const entry = { due: this.now() + delay, order: this.#order++, run };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** When the next thing is due, as epoch milliseconds. */
  nextDue(): number | undefined {
    return this.#sorted()[0]?.due;
  }

  runDue(): void {
    for (let entry = this.#sorted()[0]; entry && entry.due <= this.now(); entry = this.#sorted()[0]) {
      this.#entries.delete(entry);
      entry.run();
    }
  }

  #sorted(): Entry[] {
    return [...this.#entries].sort((a, b) => a.due - b.due || a.order - b.order);
  }
}
