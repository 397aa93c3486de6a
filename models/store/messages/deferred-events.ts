import { Schema, type Connection, type Model } from 'mongoose';
import { HOLDER, Leases, type Leased } from '../lease.ts';

interface TakenDocument extends Leased {
  _id: string;
  event: unknown;
  attempts: number;
}

const schema = new Schema<TakenDocument>(
  {
    _id: String,
    event: Schema.Types.Mixed,
    fence: Number,
    leaseUntil: Date,
    holder: String,
    attempts: Number,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
schema.index({ leaseUntil: 1 });

/** An event somebody was promised an answer to. `attempts` counts how often its handling was begun. */
export interface DeferredEvent {
  id: string;
  event: unknown;
  attempts: number;
}

/**
 * Events whose answer was promised for later: the platform was told that they are taken, so it will not repeat them.
 * An event stays here until its answer is in the outbox; when its process dies, another takes it up after the lease.
 */
export class DeferredEvents {
  readonly model: Model<TakenDocument>;
  readonly #leases: Leases<TakenDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<TakenDocument>('inbox', schema, 'inbox');
    this.#leases = new Leases(this.model);
  }

  /** Keeps an event that is being handled; one that is there already stays as it is. */
  async keep(id: string, event: unknown, leaseUntil: Date): Promise<void> {
    const first = { event, fence: 1, leaseUntil, holder: HOLDER, attempts: 1 };
    await this.model.updateOne({ _id: id }, { $setOnInsert: first }, { upsert: true });
  }

  /** The answer is on its way: nothing is owed any more. */
  async settle(id: string): Promise<void> {
    await this.model.deleteOne({ _id: id });
  }

  /** Is somebody still owed the answer to this event? */
  async has(id: string): Promise<boolean> {
    return (await this.model.exists({ _id: id })) !== null;
  }

  /** Frees the events of processes that are gone: the next start answers them at once. */
  async freeGone(now: Date, isGone: (holder: string) => boolean): Promise<number> {
    return this.#leases.freeGone({}, now, isGone);
  }

  /** Takes up an event whose handling was abandoned; undefined when there is none. */
  async claim(now: Date, leaseMs: number): Promise<DeferredEvent | undefined> {
    const taken = await this.#leases.claim({}, now, leaseMs, {
      sort: { leaseUntil: 1 },
      set: { attempts: { $add: ['$attempts', 1] } },
    });
    return taken ? { id: taken._id, event: taken.event, attempts: taken.attempts } : undefined;
  }
}
