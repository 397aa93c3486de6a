import type { Delivery } from '../../handlers/services/channel.ts';
import type { Clock } from '../../models/rules/clock.ts';
import { PER_TARGET, TIERS, type Tier } from './limits.ts';
import type { Quotas } from './ports.ts';

/** An attempt ends before anything was asked of the platform. */
export class Held extends Error {
  override readonly name = 'Held';
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super(delivery.kind);
    this.delivery = delivery;
  }
}

/** The places that calls take within the platform's quotas (feishu.md 4.2), for all replicas together. */
export class Gate {
  readonly #quotas: Quotas;
  readonly #clock: Clock;
  readonly #appId: string;

  constructor(parts: { quotas: Quotas; clock: Clock; appId: string }) {
    this.#quotas = parts.quotas;
    this.#clock = parts.clock;
    this.#appId = parts.appId;
  }

  /**
   * Takes places for calls of one kind. @throws Held when there is none: without places for sends nothing of the app
   * goes out at all
   */
  async enter(tier: Tier, places = 1): Promise<void> {
    const afterMs = await this.#take(this.tierKey(tier), TIERS[tier], places);
    if (afterMs > 0) throw new Held({ kind: 'wait', afterMs, ...(tier === 'send' ? { whole: true } : {}) });
  }

  /** Takes places for messages to one target, or for changes of one message. @throws Held when there is none */
  async approach(key: string, places = 1): Promise<void> {
    const afterMs = await this.#take(key, PER_TARGET, places);
    if (afterMs > 0) throw new Held({ kind: 'wait', afterMs });
  }

  /** The platform says that it has had enough for a time. */
  async close(key: string, forMs: number): Promise<void> {
    await this.#quotas.block(key, new Date(this.#clock.now().getTime() + forMs));
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

  #take(key: string, limits: Parameters<Quotas['take']>[1], places: number): Promise<number> {
    return this.#quotas.take(key, limits, this.#clock.now(), places);
  }
}
