import type { Inbound, Reply } from '../../handlers/inbound.ts';
import type { Random } from '../../handlers/services/demo/random.ts';
import type { Worker } from './fleet.ts';

export type Deed =
  | { action: 'put'; params: { code: string } }
  | { action: 'shift'; params: { from: string; to: string } }
  | { action: 'new'; params: { mark: string } };

export type Click = Pick<Inbound & { kind: 'action' }, 'from' | 'action' | 'params'>;

/** One thing somebody did, and what the platform knows of it. */
export interface Happening {
  inbound: Inbound & { kind: 'action' };
  /** Of the counters; other clicks have none. */
  deed?: Deed;
  replies: Reply[];
  /** The platform gave up repeating: it may have been done or not, but not by half. */
  abandoned: boolean;
}

const IN_FLIGHT = 6;

/**
 * People who click, and the platform between them and the service: an event that was not answered is repeated with the
 * same id, now and then one is delivered twice at once or again after its answer.
 */
export class Crowd {
  readonly happenings = new Map<string, Happening>();
  readonly #random: Random;
  readonly #codes: readonly string[];
  readonly #waiting: Happening[] = [];
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
    const happening = this.happenings.get(eventId);
    happening?.replies.push(reply);
    this.#flying.get(worker)?.delete(eventId);
    if (happening && this.#open && this.#random.chance(0.1)) this.#waiting.push(happening);
    // Refused for a fault of the service: the person tries again, on the same card.
    else if (happening && reply.toast?.tone === 'bad') this.#waiting.push(happening);
  }

  /** The worker died or failed: what it had under way is repeated, or given up. */
  lost(worker: Worker, eventIds: Iterable<string> = this.#flying.get(worker) ?? []): void {
    for (const id of Array.from(eventIds)) {
      this.#flying.get(worker)?.delete(id);
      const happening = this.happenings.get(id);
      if (!happening) continue;
      if (this.#open && happening.replies.length === 0 && this.#random.chance(0.1))
        happening.abandoned = true;
      else this.#waiting.push(happening);
    }
  }

  #deliver(worker: Worker, happening: Happening): void {
    const { inbound } = happening;
    this.#flying.get(worker)?.add(inbound.eventId);
    worker.tell({ order: 'handle', inbound });
    if (this.#random.chance(0.1)) worker.tell({ order: 'handle', inbound });
  }

  /** Somebody clicks this one button; it is delivered when a worker has room. */
  click(click: Click): Happening {
    const happening = this.#note(click);
    this.#waiting.push(happening);
    return happening;
  }

  #happen(): Happening {
    const deed = this.#deed(`e${this.happenings.size + 1}`);
    const happening = this.#note({ from: 'YC_FILL', ...deed });
    happening.deed = deed;
    return happening;
  }

  #note(click: Click): Happening {
    const eventId = `e${this.happenings.size + 1}`;
    const chat = { id: `post:${click.from}`, kind: 'private' as const };
    const inbound = {
      channel: 'web' as const,
      eventId,
      chat,
      privately: chat.id,
      kind: 'action' as const,
      ...click,
    };
    const happening: Happening = { inbound, replies: [], abandoned: false };
    this.happenings.set(eventId, happening);
    return happening;
  }

  #deed(eventId: string): Deed {
    const kind = this.#random.next();
    const [from = '', to = ''] = this.#random.shuffled(this.#codes);
    if (kind < 0.5) return { action: 'put', params: { code: from } };
    if (kind < 0.8) return { action: 'shift', params: { from, to } };
    return { action: 'new', params: { mark: eventId } };
  }
}
