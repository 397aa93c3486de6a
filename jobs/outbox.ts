import { spreadOf } from '../models/rules/calendar.ts';
import { retryDelay } from '../models/rules/retry.ts';
import type { OutboxMessage } from '../models/store/outbox.ts';
import type { Channel, Delivery } from '../handlers/services/channel.ts';
import type { Services } from '../handlers/services/context.ts';
import { addressesOf } from '../handlers/services/addresses.ts';
import type { Say } from '../cards/card.ts';

const LEASE_MS = 60_000;
/** Messages in flight at a time. Each chat's own are sent one after another, so they arrive in order. */
const BATCH = 16;

export interface SenderParts {
  services: Services;
  /** In the order of preference; looked at anew for each message. */
  channels: readonly Channel[];
  /** A message that will not be delivered: somebody should know. */
  onDead: (message: OutboxMessage, reason: string) => void;
}

/**
 * Carries messages from the outbox to their channels: due → sent | retry at | dead. Pushes keep to the push windows
 * and away from :00 and :30 (domain.md 5); answers and urgent matters go at any hour.
 */
export class Sender {
  readonly #parts: SenderParts;
  #draining: Promise<number> | undefined;
  #next: Promise<number> | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Sends all that is due now; gives how many were sent. All calls made while it runs share one run after it. */
  async drain(): Promise<number> {
    if (!this.#draining) {
      this.#draining = this.#drain().finally(() => {
        this.#draining = undefined;
      });
      return this.#draining;
    }
    this.#next ??= this.#draining
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.drain();
      });
    return this.#next;
  }

  async #drain(): Promise<number> {
    let sent = 0;
    const held: Held = new Map();
    for (;;) {
      const batch = await this.#claimBatch();
      if (batch.length === 0) return sent;
      const results = await Promise.all(lanesOf(batch).map((lane) => this.#sendLane(lane, held)));
      sent += results.reduce((sum, n) => sum + n, 0);
    }
  }

  async #claimBatch(): Promise<OutboxMessage[]> {
    const { store, clock } = this.#parts.services;
    const batch: OutboxMessage[] = [];
    while (batch.length < BATCH) {
      const message = await store.outbox.claim(clock.now(), LEASE_MS);
      if (!message) break;
      batch.push(message);
    }
    return batch;
  }

  async #sendLane(lane: readonly OutboxMessage[], held: Held): Promise<number> {
    let sent = 0;
    for (const message of lane) if (await this.#send(message, held)) sent++;
    return sent;
  }

  async #send(message: OutboxMessage, held: Held): Promise<boolean> {
    const { store, clock } = this.#parts.services;
    const behind = held.get(laneOf(message));
    if (behind) {
      await store.outbox.postpone(message, behind);
      return false;
    }
    const quietUntil = this.#quietUntil(message);
    if (quietUntil) {
      await store.outbox.postpone(message, quietUntil);
      return false;
    }
    const delivery = await this.#deliver(message);
    if (delivery.kind === 'sent') return store.outbox.sent(message, clock.now(), delivery.messageId);
    if (delivery.kind === 'retry') {
      const wait = retryDelay(
        message.attempts,
        (spreadOf(`${message.id}/${message.attempts}`) % 1000) / 1000,
      );
      if (wait !== null) {
        const at = new Date(clock.now().getTime() + Math.max(wait, delivery.afterMs ?? 0));
        await store.outbox.retry(message, at, delivery.reason);
        held.set(laneOf(message), at);
        return false;
      }
    }
    await store.outbox.dead(message, delivery.reason);
    this.#parts.onDead(message, delivery.reason);
    return false;
  }

  /** When a push that may not go now may go; undefined when it may. */
  #quietUntil({ kind, key }: OutboxMessage): Date | undefined {
    if (kind !== 'push') return undefined;
    const { calendar, clock } = this.#parts.services;
    const now = clock.now();
    if (calendar.nextPushMoment(now).getTime() === now.getTime()) return undefined;
    return calendar.nextPushMoment(now, undefined, spreadOf(key));
  }

  async #deliver(message: OutboxMessage): Promise<Delivery> {
    try {
      return await this.#attempt(message);
    } catch (error) {
      return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #attempt({ id, to, content }: OutboxMessage): Promise<Delivery> {
    const { services, channels } = this.#parts;
    const names = channels.map(({ name }) => name);
    const address = await addressesOf(services, names, to);
    const channel = channels.find(({ name }) => name === address?.channel);
    if (!address || !channel) return { kind: 'dead', reason: '收件岗位或群没有可用的消息渠道' };
    const say = content as Say;
    const delivery = await channel.send({ id, chat: address.chat, content: say });
    if (delivery.kind !== 'bad' || !('card' in say)) return delivery;
    // A card that the platform will not show still says in a line what it is about.
    return channel.send({
      id,
      chat: address.chat,
      content: { text: `${say.card.title}\n${say.card.summary}` },
    });
  }
}

/** Chats with a message that is to be tried again, and when: what follows it waits behind it. */
type Held = Map<string, Date>;

const laneOf = ({ to }: OutboxMessage): string => JSON.stringify(to);

/** Messages by their target, in order. */
function lanesOf(batch: readonly OutboxMessage[]): OutboxMessage[][] {
  const lanes = new Map<string, OutboxMessage[]>();
  for (const message of batch) {
    const lane = laneOf(message);
    lanes.set(lane, [...(lanes.get(lane) ?? []), message]);
  }
  return [...lanes.values()];
}
