import type { Clock } from '../../models/rules/time/clock.ts';
import type { Refusal } from './inbound/envelope.ts';

/** What came in lately, as `doctor` reads it from another process. Instants as ISO text. */
export interface InboundHealth {
  /** When a genuine event came last, and a click. */
  event?: string;
  click?: string;
  /** When something was refused last, and why. */
  refused?: { at: string; why: Refusal };
}

/** Where such facts are kept: models/store/settings.ts. */
export interface Facts {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
}

const KEY = 'feishu:inbound';
/** Health is for people: a fact a minute old is fresh, and the way in must not wait for the database. */
const WRITE_EVERY_MS = 60_000;

export const inboundHealth = async (facts: Facts): Promise<InboundHealth> =>
  (await facts.get<InboundHealth>(KEY)) ?? {};

/** Notes what comes in, in the background and at most once a minute for each kind of thing. */
export class HealthNotes {
  readonly #facts: Facts;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #written = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(facts: Facts, clock: Clock, onFault: (error: unknown) => void) {
    this.#facts = facts;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  genuine(type: string): void {
    const kind = type === 'card.action.trigger' ? 'click' : 'event';
    this.#note(kind, (at) => ({ [kind]: at }));
  }

  refused(why: Refusal): void {
    this.#note(`refused ${why}`, (at) => ({ refused: { at, why } }));
  }

  /** Resolves when all that was noted is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #note(kind: string, change: (at: string) => InboundHealth): void {
    const now = this.#clock.now();
    if (now.getTime() - (this.#written.get(kind) ?? -Infinity) < WRITE_EVERY_MS) return;
    this.#written.set(kind, now.getTime());
    const fact = change(now.toISOString());
    this.#writing = this.#writing.then(() => this.#write(fact)).catch(this.#onFault);
  }

  async #write(fact: InboundHealth): Promise<void> {
    await this.#facts.set(KEY, { ...(await inboundHealth(this.#facts)), ...fact });
  }
}
