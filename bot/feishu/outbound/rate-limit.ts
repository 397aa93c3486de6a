import type { Delivery } from '../../../handlers/services/messages/channel.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import { PER_TARGET, TIERS, type Tier } from '../api/limits.ts';
import type { QuotaPort } from '../ports.ts';

/** An attempt ends before anything was asked of the platform. */
export class Throttled extends Error {
  override readonly name = 'Held';
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super(delivery.kind);
    this.delivery = delivery;
  }
}

/** Refusals remembered before the oldest are looked through for what has passed. */
const REMEMBERED = 1_000;

/** The places that calls take within the platform's quotas (feishu.md 4.2), for all replicas together. */
export class RateLimit {
  readonly #quotas: QuotaPort;
  readonly #clock: Clock;
  readonly #appId: string;
  /**
   * Until when a key has not even one place, as epoch milliseconds. Others can only make it later, so it need not be
   * asked again before: the many that wait for the same reset cost nothing.
   */
  readonly #shut = new Map<string, number>();

  constructor(parts: { quotas: QuotaPort; clock: Clock; appId: string }) {
    this.#quotas = parts.quotas;
    this.#clock = parts.clock;
    this.#appId = parts.appId;
  }

  /**
   * Takes a place for a call of one kind, or for several. @throws Throttled when there is none: without one for sends nothing
   * of the app goes out at all
   */
  async enter(tier: Tier, places = 1): Promise<void> {
    const afterMs = await this.#take(this.tierKey(tier), TIERS[tier], places);
    if (afterMs > 0) throw heldFor(tier, afterMs);
  }

  /**
   * Takes places for messages to one target, or for changes of one message, and as many sends of the app, and some more
   * of these. @throws Throttled when there are none; then the app's are untouched
   */
  async pass(key: string, places = 1, more = 0): Promise<void> {
    this.foresee(key);
    const afterMs = places > 0 ? await this.#take(key, PER_TARGET, places) : 0;
    if (afterMs > 0) throw new Throttled({ kind: 'wait', afterMs });
    if (places + more > 0) await this.enter('send', places + more);
  }

  /** @throws Throttled if it is known already that `pass` would: before any work is put into it */
  foresee(key: string): void {
    const whole = this.#shutFor(this.tierKey('send'));
    if (whole > 0) throw heldFor('send', whole);
    const afterMs = this.#shutFor(key);
    if (afterMs > 0) throw new Throttled({ kind: 'wait', afterMs });
  }

  /** The same as `pass` for one, told instead of thrown. */
  async admits(key: string): Promise<boolean> {
    try {
      await this.pass(key);
      return true;
    } catch (error) {
      if (error instanceof Throttled) return false;
      throw error;
    }
  }

  /** The platform says that it has had enough for a time. */
  async close(key: string, forMs: number): Promise<void> {
    await this.#quotas.block(key, new Date(this.#now() + forMs));
  }

  tierKey(tier: Tier): string {
    return `feishu:${this.#appId}:${tier}`;
  }
  /** @param who a group, or a person: messages to somebody's private chat count as messages to the person (4.2) */
  targetKey(who: string): string {
    return `feishu:to:${who}`;
  }
  messageKey(messageId: string): string {
    return `feishu:message:${messageId}`;
  }

  async #take(key: string, limits: Parameters<QuotaPort['take']>[1], places: number): Promise<number> {
    const known = this.#shutFor(key);
    if (known > 0) return known;
    const wait = await this.#quotas.take(key, limits, this.#clock.now(), places);
    // A refusal of several at once says nothing about one.
    if (wait > 0 && places === 1) this.#remember(key, this.#now() + wait);
    return wait;
  }

  #remember(key: string, until: number): void {
    if (this.#shut.size >= REMEMBERED)
      for (const [old] of this.#shut) if (this.#shutFor(old) === 0) this.#shut.delete(old);
    this.#shut.set(key, until);
  }

  #shutFor(key: string): number {
    return Math.max(0, (this.#shut.get(key) ?? 0) - this.#now());
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

const heldFor = (tier: Tier, afterMs: number): Throttled =>
  new Throttled({ kind: 'wait', afterMs, ...(tier === 'send' ? { whole: true } : {}) });
