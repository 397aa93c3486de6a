import { isRecord } from '../card/walk.ts';
import type { Faults } from '../state/faults.ts';
import { RETRIES, TIMES } from '../numbers.ts';
import { postLetter, type Reply, seal, type Wire } from './wire.ts';
import type { World } from '../state/world.ts';

export interface Attempt {
  at: number;
  status: number;
  contentType: string;
  body: string;
  /** Why the platform does not take it for delivered. */
  problem?: 'late' | 'unreachable' | 'status' | 'lost' | 'nobody';
}

export interface Delivery {
  type: string;
  eventId: string;
  attempts: Attempt[];
  state: 'under way' | 'delivered' | 'given up';
}

/** Another way to the service than the webhook: the long connection (feishu.md 1.11). */
export interface Line {
  isOpen: () => boolean;
  send: (envelope: object, signal: AbortSignal) => Promise<Reply>;
}

/**
 * Brings events and callbacks to the service: answered with 200 within 3 s of the emulator's clock, or failed. Events
 * are retried after 15 s, 5 min, 1 h and 6 h (2.5), callbacks never.
 */
export class Courier {
  readonly deliveries: Delivery[] = [];
  readonly #world: World;
  readonly #faults: Faults;
  readonly #line: Line;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(world: World, faults: Faults, line: Line) {
    this.#world = world;
    this.#faults = faults;
    this.#line = line;
  }

  /** An event of this type; resolves when its first attempt is over. */
  async event(type: string, event: object, wire: Wire = {}): Promise<Delivery> {
    const envelope = this.envelope(type, event, wire, 'ms');
    const struck = this.#faults.strikeEvent()?.fault;
    const delivery = this.#book(type, envelope.header.event_id);
    if (struck === 'late-event') {
      this.#world.agenda.after(30_000, () => void this.#track(this.#tryEvent(delivery, envelope, wire)));
      return delivery;
    }
    await this.#track(this.#tryEvent(delivery, envelope, wire, struck === 'answer-lost'));
    if (struck === 'duplicate') await this.repeat(delivery, envelope, wire);
    if (struck === 'duplicate-new-id') await this.event(type, event, wire);
    return delivery;
  }

  /** The same envelope once more, although it was delivered: at least once is the promise (2.5). */
  async repeat(delivery: Delivery, envelope: object, wire: Wire = {}): Promise<void> {
    delivery.attempts.push(await this.#track(this.post(envelope, TIMES.answer, wire)));
  }

  /** A callback: one attempt. */
  async callback(type: string, event: object, wire: Wire = {}): Promise<Attempt> {
    const envelope = this.envelope(type, event, wire, 'µs');
    const delivery = this.#book(type, envelope.header.event_id);
    const attempt = await this.#track(this.post(envelope, TIMES.answer, wire));
    delivery.attempts.push(attempt);
    delivery.state = attempt.problem === undefined ? 'delivered' : 'given up';
    return attempt;
  }

  /** 2.4; the unit of create_time differs between events and callbacks. */
  envelope(type: string, event: object, wire: Wire, unit: 'ms' | 'µs') {
    const { app, random, now } = this.#world;
    return {
      schema: '2.0',
      header: {
        event_id: random.hex(32),
        event_type: type,
        create_time: unit === 'ms' ? String(now()) : `${now()}000`,
        token: wire.token ?? app.verificationToken,
        app_id: app.appId,
        tenant_key: app.tenantKey,
      },
      event,
    };
  }

  /** One POST of any body. Its deadline runs by the emulator's clock. */
  async post(envelope: object, deadline: number, wire: Wire = {}): Promise<Attempt> {
    const at = this.#world.now();
    const ended = new AbortController();
    const callOff = this.#world.agenda.after(deadline, () => ended.abort());
    const failed = (problem: Attempt['problem'] & string): Attempt => ({
      at,
      status: 0,
      contentType: '',
      body: '',
      problem,
    });
    try {
      const reply = await this.#carry(envelope, wire, ended.signal);
      if (reply === undefined) return failed('nobody');
      return { at, ...reply, ...(reply.status === 200 ? {} : { problem: 'status' as const }) };
    } catch {
      return failed(ended.signal.aborted ? 'late' : 'unreachable');
    } finally {
      callOff();
    }
  }

  #carry(envelope: object, wire: Wire, signal: AbortSignal): Promise<Reply | undefined> {
    const { app, random, now } = this.#world;
    if (app.webhookUrl === undefined) {
      return this.#line.isOpen() ? this.#line.send(envelope, signal) : Promise.resolve(undefined);
    }
    const letter = seal(app, random, envelope, Math.floor(now() / 1000), wire);
    return postLetter(`${app.webhookUrl}${wire.query ?? ''}`, letter, wire.split === true, signal);
  }

  async #tryEvent(delivery: Delivery, envelope: object, wire: Wire, lost = false): Promise<void> {
    const attempt = await this.post(envelope, TIMES.answer, wire);
    if (lost && attempt.problem === undefined) attempt.problem = 'lost';
    delivery.attempts.push(attempt);
    this.#note(delivery, attempt);
    if (attempt.problem === undefined) {
      delivery.state = 'delivered';
      return;
    }
    const wait = RETRIES[delivery.attempts.length - 1];
    if (wait === undefined) delivery.state = 'given up';
    // a retry goes out as the platform writes it, without the oddities the first attempt was ordered with
    else this.#world.agenda.after(wait, () => void this.#track(this.#tryEvent(delivery, envelope, {})));
  }

  #note({ type, eventId }: Delivery, attempt: Attempt): void {
    const { journal } = this.#world;
    journal.note(`-> ${type} ${eventId} ${attempt.problem ?? 'delivered'} ${attempt.status || ''}`.trim());
    if (attempt.problem === 'late') journal.breach('answer-late', type);
    if (attempt.problem === 'status') journal.breach('answer-status', `${type}: ${attempt.status}`);
  }

  #book(type: string, eventId: string): Delivery {
    const delivery: Delivery = { type, eventId, attempts: [], state: 'under way' };
    this.deliveries.push(delivery);
    return delivery;
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Waits for what is under way, but not for a service that waits for the clock itself. */
  async settle(patience = 5000): Promise<void> {
    const all = (async () => {
      while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    })();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => void (timer = setTimeout(resolve, patience)));
    await Promise.race([all, enough]);
    clearTimeout(timer);
  }
}

/** The body of an answer, if it is the JSON object it should be. */
export function jsonObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
