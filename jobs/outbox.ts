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

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Sends all that is due now; gives how many were sent. Calls while it runs join the run and one more after it. */
  async drain(): Promise<number> {
    const running = this.#draining;
    if (running) {
      await running;
      return this.drain();
    }
    this.#draining = this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drain(): Promise<number> {
    let sent = 0;
    for (;;) {
      const batch = await this.#claimBatch();
      if (batch.length === 0) return sent;
      const results = await Promise.all(lanesOf(batch).map((lane) => this.#sendLane(lane)));
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

  async #sendLane(lane: readonly OutboxMessage[]): Promise<number> {
    let sent = 0;
    for (const message of lane) if (await this.#send(message)) sent++;
    return sent;
  }

  async #send(message: OutboxMessage): Promise<boolean> {
    const { store, clock } = this.#parts.services;
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
    const { services, channels } = this.#parts;
    const names = channels.map(({ name }) => name);
    const address = await addressesOf(services, names, message.to);
    const channel = channels.find(({ name }) => name === address?.channel);
    if (!address || !channel) return { kind: 'dead', reason: '收件岗位或群没有可用的消息渠道' };
    const content = message.content as Say;
    return channel.send({ id: message.id, chat: address.chat, content }).catch((error: unknown) => ({
      kind: 'retry' as const,
      reason: error instanceof Error ? error.message : String(error),
    }));
  }
}

/** Messages by their target, in order. */
function lanesOf(batch: readonly OutboxMessage[]): OutboxMessage[][] {
  const lanes = new Map<string, OutboxMessage[]>();
  for (const message of batch) {
    const target = JSON.stringify(message.to);
    lanes.set(target, [...(lanes.get(target) ?? []), message]);
  }
  return [...lanes.values()];
}
