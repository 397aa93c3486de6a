import { Schema, type Collection, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../rows/faults.ts';

/** At most `max` in any window of `perMs` that could be laid over the time line. */
export interface QuotaLimit {
  max: number;
  perMs: number;
}

interface QuotaDocument {
  _id: string;
  /** When the last places were taken, oldest first, as epoch milliseconds: as many as the largest limit counts. */
  times: number[];
  /** Nothing passes before, whatever the windows say. */
  blockedUntil?: number;
  /** By the database's clock, so that a service whose own clock is set by hand loses nothing. */
  usedAt: Date;
}

/** What a question is answered is computed from the document, not kept in it. */
type Answered = QuotaDocument & { wait?: number };

const FORGOTTEN_AFTER_S = 86_400;

const schema = new Schema<QuotaDocument>(
  { _id: String, times: [Number], blockedUntil: Number, usedAt: Date },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
schema.index({ usedAt: 1 }, { expireAfterSeconds: FORGOTTEN_AFTER_S });

/**
 * Exact sliding windows, shared by all replicas: who may do something now, and when the others may. Each question is
 * one atomic operation on one document, so that any number of askers never get more than the limits give together.
 *
 * Time never runs backwards for a key: a replica whose clock is behind counts as asking at the last time noted.
 */
export class Quotas {
  readonly #model: Model<QuotaDocument>;
  readonly #quotas: Collection<Answered>;

  constructor(connection: Connection) {
    this.#model = connection.model<QuotaDocument>('quotas', schema, 'quotas');
    this.#quotas = connection.collection<Answered>('quotas');
  }

  async prepare(): Promise<void> {
    await this.#model.createCollection();
    await this.#model.createIndexes();
  }

  /**
   * Takes a place, or several at once, if every limit has room for all of them. If not, nothing is written.
   * @returns 0 when taken, else the milliseconds after which it is worth asking again
   */
  async take(key: string, limits: readonly QuotaLimit[], now: Date, places = 1): Promise<number> {
    const least = Math.min(...limits.map(({ max }) => max));
    if (places > least) throw new Error(`${places} places of ${key} are more than its limit of ${least}`);
    const wait = waitFor(limits, now.getTime(), places);
    const keep = Math.max(...limits.map(({ max }) => max));
    const taken = { $slice: [{ $concatArrays: [TIMES, Array<object>(places).fill(at(now))] }, -keep] };
    const granted = { $eq: [wait, 0] };
    const change = {
      times: { $cond: [granted, taken, TIMES] },
      usedAt: { $cond: [granted, '$$NOW', '$usedAt'] },
    };
    // What is returned is the wait as it was before: by the same expression that decided.
    const options = { upsert: true, returnDocument: 'before', projection: { _id: 0, wait } } as const;
    const ask = () => this.#quotas.findOneAndUpdate({ _id: key }, [{ $set: change }], options);
    // Two that ask for a new key at the same moment both insert it: the later one finds it at the second try.
    const before = await ask().catch((error: unknown) => {
      if (isDuplicateKey(error)) return ask();
      throw error;
    });
    return before?.wait ?? 0;
  }

  /** Lets nothing pass before a moment: the platform has said so. An earlier one changes nothing. */
  async block(key: string, until: Date): Promise<void> {
    const change = { $max: { blockedUntil: until.getTime() }, $currentDate: { usedAt: true } } as const;
    await this.#model.updateOne({ _id: key }, change, { upsert: true });
  }
}

const TIMES = { $ifNull: ['$times', []] };
/** The moment that counts: never before the last one noted. */
const at = (now: Date | number) => ({ $max: [Number(now), { $last: TIMES }] });

/** The milliseconds until there is room, as an expression over a quota's document. */
function waitFor(limits: readonly QuotaLimit[], now: number, places: number): object {
  const freeAt = {
    $max: [{ $ifNull: ['$blockedUntil', 0] }, ...limits.map((limit) => roomAt(limit, places))],
  };
  return {
    $let: {
      vars: { freeAt },
      in: { $cond: [{ $lte: ['$$freeAt', at(now)] }, 0, { $subtract: ['$$freeAt', now] }] },
    },
  };
}

/** A limit has room once the place that is `max` before the last of the new ones has left the window. */
function roomAt({ max, perMs }: QuotaLimit, places: number): object {
  const behind = { $subtract: [{ $size: TIMES }, max - places + 1] };
  return {
    $let: {
      vars: { behind },
      in: {
        $cond: [{ $gte: ['$$behind', 0] }, { $add: [{ $arrayElemAt: [TIMES, '$$behind'] }, perMs] }, 0],
      },
    },
  };
}
