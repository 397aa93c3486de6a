import type { Clock } from '../models/rules/time/clock.ts';

/** Work that falls due by moments. */
export interface DueWork {
  /** Does all that is due now. */
  drain(): Promise<unknown>;
  /** When there is something to do next; undefined when nothing waits. */
  next(): Promise<Date | undefined>;
}

/** What is due may be in another replica's hands: no more often than this is worth looking. */
const LOOK_AT_MOST_MS = 100;

export interface LoopOptions {
  /** How often to look for what other replicas wrote or left. */
  lookEveryMs: number;
  onFault: (error: unknown) => void;
}

/** Keeps work going: at once when woken, again when the next of it falls due. */
export function createLoop(work: DueWork, clock: Clock, { lookEveryMs, onFault }: LoopOptions) {
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  async function round(): Promise<number> {
    await work.drain();
    const next = await work.next();
    return next ? next.getTime() - clock.now().getTime() : lookEveryMs;
  }
  function lookAgainIn(wait: number): void {
    clearTimeout(timer);
    if (running) timer = setTimeout(wake, Math.min(Math.max(wait, LOOK_AT_MOST_MS), lookEveryMs));
  }
  function wake(): void {
    last = round()
      .catch((error: unknown) => {
        onFault(error);
        return lookEveryMs;
      })
      .then(lookAgainIn);
  }

  return {
    wake,
    start(): void {
      running = true;
      wake();
    },
    stop(): void {
      running = false;
      clearTimeout(timer);
    },
    /** When the round under way is over. */
    idle: () => last,
  };
}
