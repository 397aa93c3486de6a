import type { Inbound, Reply } from '../../handlers/inbound.ts';
import type { Random } from '../../bot/demo/random.ts';
import type { Worker } from './fleet.ts';

export type LoadAction =
  | { action: 'test.put'; params: { code: string } }
  | { action: 'test.shift'; params: { from: string; to: string } }
  | { action: 'test.new'; params: { mark: string } };

export type Click = Pick<Inbound & { kind: 'action' }, 'from' | 'action' | 'params'>;

/** One thing somebody did, and what the platform knows of it. */
export interface LoadEvent {
  inbound: Inbound & { kind: 'action' };
  /** Of the counters; other clicks have none. */
  deed?: LoadAction;
  replies: Reply[];
  /** The platform gave up repeating: it may have been done or not, but not by half. */
  abandoned: boolean;
}

const IN_FLIGHT = 6;

/**
 * People who click, and the platform between them and the service: an event that was not answered is repeated with the
 * same id, now and then one is delivered twice at once or again after its answer.
 */
export class Load {
  readonly events = new Map<string, LoadEvent>();
  readonly #random: Random;
  readonly #codes: readonly string[];
  readonly #waiting: LoadEvent[] = [];
  readonly #flying = new Map<Worker, Set<string>>();
  #open = true;

  constructor(random: Random, codes: readonly string[]) {
    this.#random = random;
    this.#codes = codes;
  }

  /** No more clicks; what is not answered yet is still repeated. */
  close(): void {
    this.#open = false;
  }

  get unanswered(): number {
    return this.#waiting.length + [...this.#flying.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Gives a worker as much as it may have under way. */
  feed(worker: Worker): void {
    const flying = this.#flying.get(worker) ?? new Set();
    this.#flying.set(worker, flying);
    while (flying.size < IN_FLIGHT) {
      const next = this.#waiting.shift() ?? (this.#open ? this.#happen() : undefined);
      if (!next) return;
      this.#deliver(worker, next);
    }
  }

  answered(worker: Worker, eventId: string, reply: Reply): void {
    const event = this.events.get(eventId);
    event?.replies.push(reply);
    this.#flying.get(worker)?.delete(eventId);
    if (event && this.#open && this.#random.chance(0.1)) this.#waiting.push(event);
    // Refused for a fault of the service: the person tries again, on the same card.
    else if (event && reply.toast?.tone === 'bad') this.#waiting.push(event);
  }

  /** The worker died or failed: what it had under way is repeated, or given up. */
  lost(worker: Worker, eventIds: Iterable<string> = this.#flying.get(worker) ?? []): void {
    for (const id of Array.from(eventIds)) {
      this.#flying.get(worker)?.delete(id);
      const event = this.events.get(id);
      if (!event) continue;
      if (this.#open && event.replies.length === 0 && this.#random.chance(0.1)) event.abandoned = true;
      else this.#waiting.push(event);
    }
  }

  #deliver(worker: Worker, event: LoadEvent): void {
    const { inbound } = event;
    this.#flying.get(worker)?.add(inbound.eventId);
    worker.tell({ order: 'handle', inbound });
    if (this.#random.chance(0.1)) worker.tell({ order: 'handle', inbound });
  }

  /** Somebody clicks this one button; it is delivered when a worker has room. */
  click(click: Click): LoadEvent {
    const event = this.#note(click);
    this.#waiting.push(event);
    return event;
  }

  #happen(): LoadEvent {
    const deed = this.#deed(`e${this.events.size + 1}`);
    const event = this.#note({ from: 'YC_FILL', ...deed });
    event.deed = deed;
    return event;
  }

  #note(click: Click): LoadEvent {
    const eventId = `e${this.events.size + 1}`;
    const chat = { id: `post:${click.from}`, kind: 'private' as const };
    const inbound = {
      channel: 'web' as const,
      eventId,
      chat,
      privately: chat.id,
      kind: 'action' as const,
      ...click,
    };
    const event: LoadEvent = { inbound, replies: [], abandoned: false };
    this.events.set(eventId, event);
    return event;
  }

  #deed(eventId: string): LoadAction {
    const kind = this.#random.next();
    const [from = '', to = ''] = this.#random.shuffled(this.#codes);
    if (kind < 0.5) return { action: 'test.put', params: { code: from } };
    if (kind < 0.8) return { action: 'test.shift', params: { from, to } };
    return { action: 'test.new', params: { mark: eventId } };
  }
}
