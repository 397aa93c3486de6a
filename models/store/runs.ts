import { Schema, type Connection, type Model } from 'mongoose';
import { countBy } from './count-by.ts';
import { Leases, type Leased } from './lease.ts';
import { isDuplicateKey } from './rows/faults.ts';

/** `waiting`: announced and not yet claimed, so that a crash in between loses no slot. */
export type RunStatus = 'waiting' | 'running' | 'done' | 'failed' | 'exhausted' | 'skipped';

/** One run of a periodic duty, addressed by its slot: the row is lock and record in one (architecture.md 4). */
export interface Run extends Leased {
  /** `monthly-open@2026-06-01` */
  _id: string;
  job: string;
  slot: Date;
  status: RunStatus;
  attempts: number;
  startedAt: Date;
  finishedAt?: Date;
  /** Later than its slot by more than the runner's tolerance: caught up. */
  late?: boolean;
  report?: string;
  error?: string;
}

const schema = new Schema<Run>(
  {
    _id: String,
    job: String,
    slot: Date,
    status: String,
    attempts: Number,
    fence: Number,
    leaseUntil: Date,
    holder: String,
    startedAt: Date,
    finishedAt: Date,
    late: Boolean,
    report: String,
    error: String,
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ job: 1, slot: -1 });
schema.index({ status: 1, leaseUntil: 1 });

/** Announced, left by a runner that died, or waiting after a failure. */
const OPEN: RunStatus[] = ['waiting', 'running', 'failed'];
/** What an operator may run once more. */
const REPEATABLE: RunStatus[] = ['failed', 'exhausted', 'skipped'];

const RUNNING = { status: 'running' } as const;

export interface SlotRef {
  id: string;
  job: string;
  slot: Date;
}

export interface Claim {
  id: string;
  fence: number;
  attempt: number;
}

/** Claims runs once in the cluster: by the unique id, under a lease with a fencing number. */
export class Runs {
  readonly model: Model<Run>;
  readonly #leases: Leases<Run>;

  constructor(connection: Connection) {
    this.model = connection.model<Run>('runs', schema, 'runs');
    this.#leases = new Leases(this.model);
  }

  /**
   * Takes a slot: new, failed before, or left by a runner that died. Undefined when it is done, skipped, exhausted or
   * in another's hands. With `again` also what failed for good or was skipped.
   */
  async claim(
    run: SlotRef & { late: boolean; again?: boolean },
    now: Date,
    leaseMs: number,
  ): Promise<Claim | undefined> {
    const { id: _id, job, slot, late, again } = run;
    const set = {
      job: { $ifNull: ['$job', { $literal: job }] },
      slot: { $ifNull: ['$slot', slot] },
      status: 'running',
      attempts: { $add: [{ $ifNull: ['$attempts', 0] }, 1] },
      startedAt: now,
      late,
    };
    // A failed run waits for its lease, unless an operator asks.
    const anyway = { status: { $in: again ? REPEATABLE : [] } };
    try {
      const taken = await this.#leases.claim(
        { _id, status: { $in: again ? [...OPEN, ...REPEATABLE] : OPEN } },
        now,
        leaseMs,
        {
          set,
          anyway,
          upsert: true,
        },
      );
      return taken && { id: run.id, fence: taken.fence, attempt: taken.attempts };
    } catch (error) {
      // The upsert met an existing row that the filter excludes: somebody has it, or it is over.
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** Frees the running jobs of processes that are gone: the next start takes them up at once. */
  async freeGone(now: Date, isGone: (holder: string) => boolean): Promise<number> {
    return this.#leases.freeGone(RUNNING, now, isGone);
  }

  /** Pushes a running job's lease on; false when the claim has been lost. */
  async renew(claim: Claim, now: Date, leaseMs: number): Promise<boolean> {
    return this.#leases.renew(claim, now, leaseMs, RUNNING);
  }

  async finish(
    claim: Claim,
    now: Date,
    outcome:
      | { status: 'done'; report: string }
      /** `leaseUntil`: not to be tried again before. */
      | { status: 'failed'; error: string; leaseUntil: Date }
      | { status: 'exhausted'; error: string },
  ): Promise<boolean> {
    return this.#leases.settle(claim, { $set: { ...outcome, finishedAt: now } }, RUNNING);
  }

  /** Puts a slot down as to be run; one that has a row already stays as it is. */
  async announce(run: SlotRef, now: Date): Promise<void> {
    await this.#record(run, 'waiting', now);
  }

  /** Records a missed slot that its policy does not catch up: it is counted, never forgotten. */
  async skip(run: SlotRef, now: Date): Promise<boolean> {
    const waited = await this.model.updateOne({ _id: run.id, status: 'waiting' }, { status: 'skipped' });
    return waited.matchedCount === 1 || this.#record(run, 'skipped', now);
  }

  async get(id: string): Promise<Run | undefined> {
    return (await this.model.findById(id).lean<Run>()) ?? undefined;
  }

  /** The newest slot of a job that has a row. */
  async latest(job: string): Promise<Run | undefined> {
    return (await this.model.findOne({ job }).sort({ slot: -1 }).lean<Run>()) ?? undefined;
  }

  /** Runs that failed or were left behind: the runner takes them up again. */
  async unfinished(now: Date): Promise<Run[]> {
    return this.model
      .find({ status: { $in: OPEN }, leaseUntil: { $lte: now } })
      .sort({ slot: 1 })
      .lean<Run[]>();
  }

  /** Is any run under way, here or in another process? */
  async areBusy(now: Date): Promise<boolean> {
    return (await this.model.exists({ status: 'running', leaseUntil: { $gt: now } })) !== null;
  }

  async recent(limit: number): Promise<Run[]> {
    return this.model.find({}).sort({ slot: -1 }).limit(limit).lean<Run[]>();
  }

  async countByStatus(): Promise<Partial<Record<RunStatus, number>>> {
    return countBy(this.model, 'status');
  }

  async #record({ id, job, slot }: SlotRef, status: RunStatus, now: Date): Promise<boolean> {
    const row = { job, slot, status, attempts: 0, fence: 0, leaseUntil: now, startedAt: now };
    const result = await this.model.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
    return result.upsertedCount === 1;
  }
}
