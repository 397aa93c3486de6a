import type { Clock } from '../../models/rules/time/clock.ts';
import { AttemptEnded } from './outcomes.ts';

/** At most `max` in any window of `perMs`: as models/store/messages/quotas.ts takes it. */
export interface SendLimit {
  max: number;
  perMs: number;
}

/** models/store/messages/quotas.ts: windows that all replicas share. */
export interface QuotaPort {
  take(key: string, limits: readonly SendLimit[], now: Date, places?: number): Promise<number>;
  block(key: string, until: Date): Promise<void>;
}

/** What a platform allows: its numbers, written down in the platform's own files. */
export interface PlatformLimits<Tier extends string> {
  /** Each group of calls has these for the whole app. */
  tiers: Readonly<Record<Tier, readonly SendLimit[]>>;
  /** The tier of sends: when it is used up, nothing of the app goes out at all. */
  sends: Tier;
  /** To one person or group, and on one message. */
  perTarget: readonly SendLimit[];
}

export interface RateLimitParts<Tier extends string> {
  channel: string;
  appId: string;
  limits: PlatformLimits<Tier>;
  quotas: QuotaPort;
  clock: Clock;
}

/** Refusals remembered before the oldest are looked through for what has passed. */
const REMEMBERED = 1_000;

/** The places that calls take within a platform's quotas, for all replicas together. */
export class RateLimit<Tier extends string> {
  readonly #parts: RateLimitParts<Tier>;
  /**
   * Until when a key has not even one place, as epoch milliseconds. Others can only make it later, so it need not be
   * asked again before: the many that wait for the same reset cost nothing.
   */
  readonly #shut = new Map<string, number>();

  constructor(parts: RateLimitParts<Tier>) {
    this.#parts = parts;
  }

  /**
   * Takes a place for a call of one kind, or for several. @throws AttemptEnded `wait` when there is none: without one for
   * sends nothing of the app goes out at all
   */
  async enter(tier: Tier, places = 1): Promise<void> {
    const afterMs = await this.#take(this.tierKey(tier), this.#parts.limits.tiers[tier], places);
    if (afterMs > 0) throw this.#waitFor(tier, afterMs);
  }

  /**
   * Takes places for messages to one target, or for changes of one message, and as many sends of the app, and some more
   * of these. @throws AttemptEnded `wait` when there are none; then the app's are untouched
   */
  async pass(key: string, places = 1, more = 0): Promise<void> {
    const { perTarget, sends } = this.#parts.limits;
    this.foresee(key);
    const afterMs = places > 0 ? await this.#take(key, perTarget, places) : 0;
    if (afterMs > 0) throw new AttemptEnded({ kind: 'wait', afterMs });
    if (places + more > 0) await this.enter(sends, places + more);
  }

  /** @throws AttemptEnded if it is known already that `pass` would: before any work is put into it */
  foresee(key: string): void {
    const { sends } = this.#parts.limits;
    const whole = this.#shutFor(this.tierKey(sends));
    if (whole > 0) throw this.#waitFor(sends, whole);
    const afterMs = this.#shutFor(key);
    if (afterMs > 0) throw new AttemptEnded({ kind: 'wait', afterMs });
  }

  /** The same as `pass` for one, told instead of thrown. */
  async admits(key: string): Promise<boolean> {
    try {
      await this.pass(key);
      return true;
    } catch (error) {
      if (error instanceof AttemptEnded) return false;
      throw error;
    }
  }

  /** The platform says that it has had enough for a time. */
  async close(key: string, forMs: number): Promise<void> {
    await this.#parts.quotas.block(key, new Date(this.#now() + forMs));
  }

  tierKey(tier: Tier): string {
    return `${this.#parts.channel}:${this.#parts.appId}:${tier}`;
  }
  /** @param who a group, or a person: messages to somebody's private chat count as messages to the person */
  targetKey(who: string): string {
    return `${this.#parts.channel}:to:${who}`;
  }
  messageKey(messageId: string): string {
    return `${this.#parts.channel}:message:${messageId}`;
  }

  async #take(key: string, limits: readonly SendLimit[], places: number): Promise<number> {
    const known = this.#shutFor(key);
    if (known > 0) return known;
    const wait = await this.#parts.quotas.take(key, limits, this.#parts.clock.now(), places);
    // A refusal of several at once says nothing about one.
    if (wait > 0 && places === 1) this.#remember(key, this.#now() + wait);
    return wait;
  }

  #remember(key: string, until: number): void {
    if (this.#shut.size >= REMEMBERED)
      for (const [old] of this.#shut) if (this.#shutFor(old) === 0) this.#shut.delete(old);
    this.#shut.set(key, until);
  }

  #waitFor(tier: Tier, afterMs: number): AttemptEnded {
    const isWhole = tier === this.#parts.limits.sends;
    return new AttemptEnded({ kind: 'wait', afterMs, ...(isWhole ? { whole: true } : {}) });
  }

  #shutFor(key: string): number {
    return Math.max(0, (this.#shut.get(key) ?? 0) - this.#now());
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
