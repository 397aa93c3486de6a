import { hostname } from 'node:os';
import type mongoose from 'mongoose';
import type { ClientSession, Collection, Model } from 'mongoose';

/** What a document carries that processes take turns at. */
export interface Leased {
  /** Rises at every claim; who holds an old number may settle nothing any more. */
  fence: number;
  /** In somebody's hands until then; afterwards anybody may take it. */
  leaseUntil: Date;
  /** The process that took it last, for the operator. */
  holder?: string;
}

/** A document in one's hands. */
export interface LeaseHeld {
  id: string | mongoose.Types.ObjectId;
  fence: number;
}

/** A filter, or what an update sets, in MongoDB's own words. */
type Terms = Readonly<Record<string, unknown>>;

interface Loose {
  _id: string | mongoose.Types.ObjectId;
  [field: string]: unknown;
}

export interface ClaimOptions {
  sort?: Readonly<Record<string, 1 | -1>>;
  /** Set with the claim; values may be expressions over the document as it was. */
  set?: Terms;
  /** Documents that may be taken whatever their lease says. */
  anyway?: Terms;
  /** Makes the document when there is none; `filter` then names its `_id`. */
  upsert?: true;
}

/** The lease of a document in nobody's hands. */
export const FREE = new Date(0);

/** This process, as those that share its work know it. */
export const HOLDER = `${hostname()}:${process.pid}`;

/**
 * The one way in which processes share out work (architecture.md 4): a document is claimed by compare-and-set for a time,
 * kept by renewing, and settled or given back by who still holds its number. A process that dies loses its claims when
 * their time is over. Used by the outbox, the runs, deferred events and timers.
 */
export class Leases<D extends object> {
  readonly #model: Model<D>;
  readonly #documents: Collection<Loose>;

  constructor(model: Model<D>) {
    this.#model = model;
    this.#documents = model.db.collection<Loose>(model.collection.name);
  }

  /**
   * Takes the first free document that passes; undefined when none is free.
   * @throws MongoServerError (duplicate key) when an upsert meets a document that is not to be had
   */
  async claim(
    filter: Terms,
    now: Date,
    leaseMs: number,
    options: ClaimOptions = {},
  ): Promise<(D & Leased) | undefined> {
    const { sort, set = {}, anyway, upsert } = options;
    const free = { leaseUntil: { $lte: now } };
    const taken = await this.#model.collection.findOneAndUpdate(
      anyway ? { ...filter, $or: [free, anyway] } : { ...filter, ...free },
      [{ $set: { ...taking(now, leaseMs), ...set } }],
      { returnDocument: 'after', ...(sort ? { sort } : {}), ...(upsert ? { upsert } : {}) },
    );
    return (taken as (D & Leased) | null) ?? undefined;
  }

  /** Takes up to `n` free documents that pass, by `sort`, in three round trips however many they are. */
  async claimMany(
    filter: Terms,
    now: Date,
    leaseMs: number,
    n: number,
    sort: Readonly<Record<string, 1 | -1>>,
  ): Promise<(D & Leased)[]> {
    const free = { ...filter, leaseUntil: { $lte: now } };
    for (;;) {
      const seen = await this.#documents.find(free, { projection: { _id: 1 }, sort, limit: n }).toArray();
      if (seen.length === 0) return [];
      const ids = seen.map(({ _id }) => _id);
      const claim = `${HOLDER}:${claims++}`;
      await this.#documents.updateMany({ ...free, _id: { $in: ids } }, [
        { $set: { ...taking(now, leaseMs), claim } },
      ]);
      const mine = await this.#documents.find<D & Leased>({ _id: { $in: ids }, claim }, { sort }).toArray();
      // All were taken in between: there may be more behind them.
      if (mine.length > 0) return mine;
    }
  }

  /** Pushes a claim on; false when it has been lost to another, or is over. */
  async renew(held: LeaseHeld, now: Date, leaseMs: number, still: Terms = {}): Promise<boolean> {
    return this.settle(held, { $set: { leaseUntil: new Date(now.getTime() + leaseMs) } }, still);
  }

  /**
   * Frees what processes hold that are known to be gone, so that nobody waits for their time to run out.
   * @param isGone whether the process of a holder (`host:pid`) lives no more
   */
  async freeGone(still: Terms, now: Date, isGone: (holder: string) => boolean): Promise<number> {
    const held = { ...still, leaseUntil: { $gt: now } };
    const holders: unknown[] = await this.#documents.distinct('holder', held);
    const gone = holders.filter((holder) => typeof holder === 'string' && isGone(holder));
    if (gone.length === 0) return 0;
    const freed = await this.#documents.updateMany({ ...held, holder: { $in: gone } }, [
      { $set: { leaseUntil: FREE, fence: { $add: ['$fence', 1] } } },
    ]);
    return freed.modifiedCount;
  }

  /** Writes what became of a claim; false when it has been lost to another, or `still` does not hold any more. */
  async settle(
    { id, fence }: LeaseHeld,
    update: Readonly<{ $set: Terms; $unset?: Readonly<Record<string, true>> }>,
    still: Terms = {},
    session?: ClientSession,
  ): Promise<boolean> {
    const written = await this.#documents.updateOne({ ...still, _id: id, fence }, update, {
      ignoreUndefined: true,
      ...(session ? { session } : {}),
    });
    return written.matchedCount === 1;
  }
}

/** Tells apart the claims of one process. */
let claims = 0;

const taking = (now: Date, leaseMs: number): Terms => ({
  fence: { $add: [{ $ifNull: ['$fence', 0] }, 1] },
  leaseUntil: new Date(now.getTime() + leaseMs),
  holder: { $literal: HOLDER },
});
