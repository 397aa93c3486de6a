import { spreadOf } from '../models/rules/time/calendar.ts';
import { retryDelay } from '../models/rules/retry.ts';
import type { MessageEnd, OutboxMessage } from '../models/store/messages/outbox-documents.ts';
import type { Channel, Delivery } from '../handlers/services/messages/channel.ts';
import { listNow } from '../handlers/services/messages/listed.ts';
import { whyUntrue } from '../handlers/services/messages/still-true.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import type { Services } from '../handlers/services/context.ts';
import { addressesOf, type Address } from '../handlers/services/people/addresses.ts';
import type { Say } from '../cards/card.ts';

const LEASE_MS = 60_000;
/** How long a channel that can send nothing is left alone. */
const STOPPED_MS = 60_000;
/** Messages in flight at a time. Each chat's own are sent one after another, so they arrive in order. */
const BATCH = 16;

export interface SenderParts {
  services: Services;
  /** In the order of preference; looked at anew for each message. */
  channels: readonly Channel[];
  /** A message that will not be delivered: somebody should know. */
  onDead: (message: OutboxMessage, reason: string) => void;
  /** A channel that can send nothing until it is mended: somebody must act. Told at every attempt that finds it so. */
  onStopped?: (channel: string, reason: string) => void;
}

/**
 * Carries messages from the outbox to their channels: due → sent | dropped | retry at | dead. Pushes keep to the push windows
 * and away from :00 and :30 (domain.md 5); answers and urgent matters go at any hour.
 */
export class Sender {
  readonly #parts: SenderParts;
  /** Channels that take nothing before a moment: their quota is used up, or they are broken. */
  readonly #closed = new Map<string, Date>();
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

  /** When there may be something to send next; undefined when nothing waits. */
  async next(): Promise<Date | undefined> {
    const due = await this.#parts.services.store.outbox.nextDueAt();
    const opens = this.#opensAt();
    return due && opens && opens > due ? opens : due;
  }

  /** When the first channel opens again, while all are closed: until then nothing need be claimed. */
  #opensAt(): Date | undefined {
    const now = this.#now();
    const opens = this.#parts.channels.map(({ name }) => this.#closed.get(name)).map((at) => at ?? now);
    const first = opens.sort((a, b) => a.getTime() - b.getTime())[0];
    return first && first > now ? first : undefined;
  }

  async #drain(): Promise<number> {
    let sent = 0;
    const held: Held = new Map();
    for (;;) {
      const batch = this.#opensAt() ? [] : await this.#claimBatch();
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
    const { outbox } = this.#parts.services.store;
    const quiet = this.#quietUntil(message);
    const until = quiet ?? held.get(laneOf(message)) ?? (await outbox.behind(message, this.#now()));
    if (until) {
      // What waits for its turn keeps its place before those behind it; what waits for the morning does not.
      await outbox.postpone(message, until, { blocks: !quiet });
      return false;
    }
    const overtaken = await this.#whyOvertaken(message);
    if (overtaken !== undefined) {
      await outbox.end(message, 'dropped', overtaken, this.#now());
      return false;
    }
    const current = await this.#asItIsNow(message);
    return current ? this.#settle(current, await this.#deliver(current), held) : false;
  }

  /** A message that lists rows, without those that do not belong there any more; undefined when it does not go. */
  async #asItIsNow(message: OutboxMessage): Promise<OutboxMessage | undefined> {
    const { lists, unsureSince } = message;
    const now = lists && !unsureSince ? await listNow(this.#parts.services, lists) : undefined;
    if (!now) return message;
    const { outbox } = this.#parts.services.store;
    if ('untrue' in now) {
      await outbox.end(message, 'dropped', now.untrue, this.#now());
      return undefined;
    }
    const { content } = now;
    return (await outbox.rewrite(message, content)) ? { ...message, content } : undefined;
  }

  /** Why it is of no use any more; of one that may have arrived already nobody asks. */
  async #whyOvertaken({ about, unsureSince }: OutboxMessage): Promise<string | undefined> {
    if (!about || unsureSince) return undefined;
    const { services } = this.#parts;
    return whyUntrue(services, about, (ledger, code) => services.store.rows(ledger).byCode(SYSTEM, code));
  }

  /** Notes what became of an attempt; true when the message is out. */
  async #settle(message: OutboxMessage, delivery: Delivery, held: Held): Promise<boolean> {
    const { outbox } = this.#parts.services.store;
    switch (delivery.kind) {
      case 'sent':
        return outbox.sent(message, this.#now(), delivery);
      case 'wait':
        await outbox.postpone(message, this.#hold(held, message, delivery.afterMs), { blocks: true });
        return false;
      case 'stopped':
        await outbox.postpone(message, this.#hold(held, message, STOPPED_MS), {
          blocks: true,
          reason: delivery.reason,
        });
        return false;
      case 'retry':
        await this.#retry(message, delivery, held);
        return false;
      case 'dead':
      case 'bad':
        return this.#end(message, 'dead', delivery.reason);
      case 'unknown':
        return this.#end(message, 'unknown', delivery.reason);
    }
  }

  async #retry(message: OutboxMessage, delivery: Delivery & { kind: 'retry' }, held: Held): Promise<void> {
    const { reason, afterMs = 0, unsure = false } = delivery;
    const jitter = (spreadOf(`${message.id}/${message.attempts}`) % 1000) / 1000;
    const wait = retryDelay(message.attempts, jitter);
    if (wait === null) {
      await this.#end(message, unsure || message.unsureSince ? 'unknown' : 'dead', reason);
      return;
    }
    const at = this.#hold(held, message, Math.max(wait, afterMs));
    await this.#parts.services.store.outbox.retry(message, { at, reason, unsure });
  }

  async #end(message: OutboxMessage, how: MessageEnd, reason: string): Promise<false> {
    await this.#parts.services.store.outbox.end(message, how, reason, this.#now());
    this.#parts.onDead(message, reason);
    return false;
  }

  /** What follows a message in its chat waits behind it. */
  #hold(held: Held, message: OutboxMessage, afterMs: number): Date {
    const at = new Date(this.#now().getTime() + afterMs);
    held.set(laneOf(message), at);
    return at;
  }

  #now(): Date {
    return this.#parts.services.clock.now();
  }

  /** When a push that may not go now may go; undefined when it may. */
  #quietUntil({ kind, key }: OutboxMessage): Date | undefined {
    if (kind !== 'push') return undefined;
    const { calendar } = this.#parts.services;
    const now = this.#now();
    if (calendar.nextPushMoment(now).getTime() === now.getTime()) return undefined;
    return calendar.nextPushMoment(now, undefined, spreadOf(key));
  }

  /** Tries the addresses of a message in their order: the next one when this one takes nothing any more. */
  async #deliver(message: OutboxMessage): Promise<Delivery> {
    let delivery: Delivery = { kind: 'dead', reason: '收件岗位或群没有可用的消息渠道' };
    try {
      const names = this.#parts.channels.map(({ name }) => name);
      for (const address of await addressesOf(this.#parts.services, names, message.to)) {
        delivery = await this.#through(address, message);
        if (delivery.kind !== 'dead') return delivery;
      }
      return delivery;
    } catch (error) {
      return { kind: 'retry', reason: error instanceof Error ? error.message : String(error), unsure: true };
    }
  }

  async #through({ channel: name, chat }: Address, message: OutboxMessage): Promise<Delivery> {
    const channel = this.#parts.channels.find((each) => each.name === name);
    if (!channel) return { kind: 'dead', reason: `消息渠道 ${name} 没有启用` };
    const closed = this.#closed.get(name);
    if (closed && closed > this.#now())
      return { kind: 'wait', afterMs: closed.getTime() - this.#now().getTime() };
    const delivery = await this.#attempt(channel, chat, message);
    if (delivery.kind === 'stopped') this.#parts.onStopped?.(name, delivery.reason);
    const afterMs = closesFor(delivery);
    if (afterMs !== undefined) this.#closed.set(name, new Date(this.#now().getTime() + afterMs));
    return delivery;
  }

  async #attempt(channel: Channel, chat: string, message: OutboxMessage): Promise<Delivery> {
    const { id, content, kind, replaces, answers, unsureSince } = message;
    const place = answers ? { answers } : {};
    const say = content as Say;
    const delivery = await channel.send({
      id,
      chat,
      content: say,
      ...(kind === 'urgent' ? { urgent: true } : {}),
      ...(replaces ? { replaces } : {}),
      ...place,
      ...(unsureSince ? { unsureSince } : {}),
    });
    if (delivery.kind !== 'bad' || !('card' in say)) return delivery;
    // A card that the platform will not show still says in a line what it is about.
    const text = `${say.card.title}\n${say.card.summary}`;
    return channel.send({ id: `${id}-text`, chat, content: { text }, ...place });
  }
}

/** Chats with a message that is to be tried again, and when: what follows it waits behind it. */
type Held = Map<string, Date>;

/** How long a whole channel takes nothing after this. */
function closesFor(delivery: Delivery): number | undefined {
  if (delivery.kind === 'stopped') return STOPPED_MS;
  return delivery.kind === 'wait' && delivery.whole ? delivery.afterMs : undefined;
}

const laneOf = ({ to }: OutboxMessage): string => JSON.stringify(to);

/** Messages by their target, in the order they were written: one that was tried before may have been claimed later. */
function lanesOf(batch: readonly OutboxMessage[]): OutboxMessage[][] {
  const lanes = new Map<string, OutboxMessage[]>();
  for (const message of batch) {
    const lane = laneOf(message);
    lanes.set(lane, [...(lanes.get(lane) ?? []), message]);
  }
  return [...lanes.values()].map((lane) => lane.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}
