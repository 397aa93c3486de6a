import type { Services } from '../handlers/services/context.ts';
import { actOnRow, type MoveRow, type TimerTally } from '../handlers/services/reminders/act.ts';
import { AppError } from '../models/rules/errors.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import type { Timer, TimerOutcome } from '../models/store/timers.ts';

/** Timers in one's hands at a time, and rows worked on side by side. */
const BATCH = 64;
const LANES = 8;

export interface TimerParts {
  services: Services;
  /** How an automatic move is made. */
  moveRow: MoveRow;
  onFault: (error: AppError, about: { ledger: string; code: string }) => void;
}

/**
 * Does what falls due on rows by itself: reminders, automatic moves. Any number of replicas share the work; what was
 * missed while the service was down is done when it is back.
 */
export class TimerRunner {
  readonly #parts: TimerParts;
  #draining: Promise<unknown> = Promise.resolve();

  constructor(parts: TimerParts) {
    this.#parts = parts;
  }

  /** Does all that is due now; gives what became of it. Calls follow one another. */
  async drain(): Promise<TimerTally> {
    const turn = this.#draining.then(() => this.#drain());
    this.#draining = turn.catch(() => undefined);
    return turn;
  }

  /** When there is something to do next; undefined when nothing waits. */
  async next(): Promise<Date | undefined> {
    return this.#parts.services.store.timers.nextDueAt();
  }

  async #drain(): Promise<TimerTally> {
    const { store, clock } = this.#parts.services;
    const total: TimerTally = {};
    for (;;) {
      const batch = await store.timers.claim(clock.now(), BATCH);
      if (batch.length === 0) return total;
      const rows = byRow(batch);
      const tally: TimerTally = {};
      await Promise.all(
        Array.from({ length: LANES }, async () => {
          for (let timers = rows.pop(); timers; timers = rows.pop()) sum(tally, await this.#act(timers));
        }),
      );
      await store.timers.count(tally);
      sum(total, tally);
    }
  }

  async #act(timers: readonly Timer[]): Promise<TimerTally> {
    const { services, moveRow, onFault } = this.#parts;
    const [first] = timers;
    if (!first) return {};
    const { ledger, rowId, code } = first;
    try {
      return await actOnRow({ ...services, viewer: SYSTEM, channel: 'timer' }, ledger, rowId, moveRow);
    } catch (error) {
      const fault = AppError.from(error);
      onFault(fault, { ledger, code });
      return this.#retry(timers, fault.message);
    }
  }

  async #retry(timers: readonly Timer[], reason: string): Promise<TimerTally> {
    const { store, clock } = this.#parts.services;
    const tally: TimerTally = {};
    for (const timer of timers) {
      const outcome = await store.timers.retry(timer, clock.now(), reason);
      if (outcome !== 'lost') sum(tally, { [outcome]: 1 });
    }
    return tally;
  }
}

/** The timers of a batch by their rows, those due first at the end. */
function byRow(batch: readonly Timer[]): Timer[][] {
  const rows = new Map<string, Timer[]>();
  for (const timer of batch) rows.set(timer.rowId, [...(rows.get(timer.rowId) ?? []), timer]);
  return [...rows.values()].toReversed();
}

function sum(total: TimerTally, more: TimerTally): void {
  for (const [outcome, n] of Object.entries(more) as [TimerOutcome, number][])
    total[outcome] = (total[outcome] ?? 0) + n;
}
