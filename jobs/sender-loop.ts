import type { Clock } from '../models/rules/time/clock.ts';
import type { Sender } from './sender.ts';

/** How often the outbox is looked at for what other replicas wrote or left; one's own is sent the moment it is due. */
const LOOK_EVERY_MS = 5_000;
/** What is due may be in another replica's hands: no more often than this is worth looking. */
const LOOK_AT_MOST_MS = 100;

/** Keeps the sender going: at once when woken, again when the next message falls due. */
export function createSenderLoop(sender: Sender, clock: Clock, onFault: (error: unknown) => void) {
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<number> {
    await sender.drain();
    const next = await sender.next();
    return next ? next.getTime() - clock.now().getTime() : LOOK_EVERY_MS;
  }
  function lookAgainIn(wait: number): void {
    clearTimeout(timer);
    if (running) timer = setTimeout(wake, Math.min(Math.max(wait, LOOK_AT_MOST_MS), LOOK_EVERY_MS));
  }
  function wake(): void {
    void round()
      .catch((error: unknown) => {
        onFault(error);
        return LOOK_EVERY_MS;
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
  };
}
