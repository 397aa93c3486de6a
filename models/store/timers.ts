import type mongoose from 'mongoose';
import { Schema, type ClientSession, type Collection, type Connection, type Model } from 'mongoose';
import type { Deadline, StandingDue, TimerSpec } from '../ledgers/engine/deadlines.ts';
import { retryDelay } from '../rules/retry.ts';
import { countBy } from './count-by.ts';
import { FREE, Leases, type Leased } from './lease.ts';

/** `done`: acted upon, or told by another; stays while its row wants it, so that it does not act again. */
export type TimerState = 'waiting' | 'done' | 'dead';
/** What became of timers: told, moved, cards made anew, left to a newer one, not wanted any more, tried again later, given up. */
export const TIMER_OUTCOMES = [
  'told',
  'moved',
  'refreshed',
  'coalesced',
  'dropped',
  'retried',
  'dead',
] as const;
export type TimerOutcome = (typeof TIMER_OUTCOMES)[number];

export interface Timer extends TimerSpec {
  /** `${ledger}:${rowId}:${what}`: a row has each of its timers once. */
  _id: string;
  ledger: string;
  rowId: string;
  code: string;
  /** Of the row when this was worked out. */
  version: number;
  /** When it is to be acted upon: `at`, or later after a failure. */
  dueAt: Date;
  state: TimerState;
  attempts: number;
  fence: number;
  /** Of the timer of the due moment: what it was worked out from. */
  basis?: string;
  outcome?: TimerOutcome;
  lastError?: string;
}
interface TimerDocument extends Timer, Leased {}

/** A row whose timers are to be as it stands now. */
export interface TimedRow {
  id: string;
  code: string;
  version: number;
}

const schema = new Schema<TimerDocument>(
  {
    _id: String,
    ledger: String,
    rowId: String,
    code: String,
    version: Number,
    what: String,
    at: Date,
    form: String,
    to: [String],
    urgent: Boolean,
    draft: String,
    event: String,
    dueAt: Date,
    state: String,
    attempts: Number,
    fence: Number,
    leaseUntil: Date,
    holder: String,
    basis: String,
    outcome: String,
    lastError: String,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, suppressReservedKeysWarning: true },
);
schema.index({ state: 1, dueAt: 1, _id: 1 });
schema.index({ rowId: 1 });
schema.index({ code: 1, at: 1 });

interface OutcomeCount {
  _id: string;
  n: number;
}

const LEASE_MS = 60_000;
/** Attempts before a timer is given up; the waits grow as those of messages do. */
const MAX_ATTEMPTS = 8;

/**
 * What is to happen to rows by itself, one document a happening, written with the change that causes or silences it
 * (architecture.md 2). Claimed in batches under a lease, so that any number of replicas share the work.
 */
export class Timers {
  readonly model: Model<TimerDocument>;
  readonly outcomes: Model<OutcomeCount>;
  readonly #leases: Leases<TimerDocument>;
  readonly #documents: Collection<TimerDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<TimerDocument>('timers', schema, 'timers');
    this.#documents = connection.collection<TimerDocument>('timers');
    const counts = new Schema<OutcomeCount>(
      { _id: String, n: Number },
      { versionKey: false, autoIndex: false, autoCreate: false },
    );
    this.outcomes = connection.model<OutcomeCount>('timer_outcomes', counts, 'timer_outcomes');
    this.#leases = new Leases(this.model);
  }

  /**
   * Makes the timers of rows what `derive` says now, in the caller's transaction; what is as it was is not written. One
   * read and at most one write, however many rows they are.
   */
  async replace<R extends TimedRow>(
    ledger: string,
    rows: readonly R[],
    derive: (row: R, standing: StandingDue | undefined) => Deadline | undefined,
    session: ClientSession,
  ): Promise<void> {
    const ids = rows.map(({ id }) => id);
    const stored = await this.model.find({ rowId: { $in: ids } }, null, { session }).lean<TimerDocument[]>();
    const byRow = new Map<string, TimerDocument[]>();
    for (const timer of stored) byRow.set(timer.rowId, [...(byRow.get(timer.rowId) ?? []), timer]);
    const writes = rows.flatMap((row) => {
      const before = byRow.get(row.id) ?? [];
      return writesFor(ledger, row, before, derive(row, standingOf(before)));
    });
    // Past mongoose, which takes longer to check what is ours than the server to write it.
    const options = { session, ordered: false, ignoreUndefined: true };
    if (writes.length > 0) await this.#documents.bulkWrite(writes, options);
  }

  /** The due moments that stand, by row, and from what they were worked out. */
  async standing(rowIds: readonly string[]): Promise<Map<string, StandingDue>> {
    const stored = await this.model
      .find({ rowId: { $in: [...rowIds] }, what: 'due' }, { rowId: 1, what: 1, at: 1, basis: 1 })
      .lean<TimerDocument[]>();
    return new Map(
      stored.flatMap((timer) => {
        const standing = standingOf([timer]);
        return standing ? [[timer.rowId, standing] as const] : [];
      }),
    );
  }

  /** Takes up to `n` timers that are due, those first that were due first. */
  async claim(now: Date, n: number): Promise<Timer[]> {
    const due = { state: 'waiting', dueAt: { $lte: now } };
    return this.#leases.claimMany(due, now, LEASE_MS, n, { dueAt: 1, _id: 1 });
  }

  /** All of a row, acted upon or not, in whoever's hands, oldest first. */
  async ofRow(rowId: string, session?: ClientSession): Promise<Timer[]> {
    return this.model
      .find({ rowId }, null, session ? { session } : {})
      .sort({ at: 1, _id: 1 })
      .lean<TimerDocument[]>();
  }

  /** The next of a row that somebody is told; undefined when none is. */
  async upcomingOf(code: string): Promise<Timer | undefined> {
    const told = {
      code,
      state: 'waiting' as const,
      form: { $nin: ['none' as const, 'move' as const, 'refresh' as const] },
    };
    return (await this.model.findOne(told).sort({ at: 1 }).lean<TimerDocument>()) ?? undefined;
  }

  /** Notes what became of timers, so that they do not act again. In the transaction of what they did. */
  async settle(
    timers: readonly Pick<Timer, '_id'>[],
    outcome: TimerOutcome,
    session?: ClientSession,
  ): Promise<void> {
    if (timers.length === 0) return;
    const filter = { _id: { $in: timers.map(({ _id }) => _id) }, state: 'waiting' as const };
    const settled = { $set: { state: 'done' as const, outcome, leaseUntil: FREE }, $inc: { fence: 1 } };
    await this.model.updateMany(filter, settled, session ? { session } : {});
  }

  /** Takes timers away that no row wants. */
  async drop(timers: readonly Pick<Timer, '_id'>[], session: ClientSession): Promise<void> {
    if (timers.length === 0) return;
    await this.model.deleteMany({ _id: { $in: timers.map(({ _id }) => _id) } }, { session });
  }

  /** To be tried again after a growing wait, given up after the last attempt. `lost` when it is not in our hands any more. */
  async retry(
    { _id, fence, attempts }: Timer,
    now: Date,
    reason: string,
  ): Promise<Extract<TimerOutcome, 'retried' | 'dead'> | 'lost'> {
    const tried = attempts + 1;
    const wait = tried < MAX_ATTEMPTS ? retryDelay(tried, Math.random()) : null;
    const next: Partial<TimerDocument> =
      wait === null
        ? { state: 'dead', outcome: 'dead' }
        : { dueAt: new Date(now.getTime() + wait), outcome: 'retried' };
    const kept = await this.#leases.settle(
      { id: _id, fence },
      { $set: { ...next, attempts: tried, lastError: reason, leaseUntil: FREE } },
      { state: 'waiting' },
    );
    if (!kept) return 'lost';
    return wait === null ? 'dead' : 'retried';
  }

  /** When the next timer is to act; undefined when none waits. */
  async nextDueAt(): Promise<Date | undefined> {
    const waiting = this.model.findOne({ state: 'waiting' }, { dueAt: 1 }).sort({ dueAt: 1, _id: 1 });
    return (await waiting.lean<TimerDocument>())?.dueAt;
  }

  async countByState(): Promise<Partial<Record<TimerState, number>>> {
    return countBy(this.model, 'state');
  }

  /** Adds to the totals of what became of timers, over all replicas and all time. */
  async count(tally: Readonly<Partial<Record<TimerOutcome, number>>>): Promise<void> {
    const adds = Object.entries(tally).filter(([, n]) => n > 0);
    if (adds.length === 0) return;
    await this.outcomes.bulkWrite(
      adds.map(([_id, n]) => ({ updateOne: { filter: { _id }, update: { $inc: { n } }, upsert: true } })),
    );
  }

  async countByOutcome(): Promise<Partial<Record<string, number>>> {
    const counts = await this.outcomes.find().lean<OutcomeCount[]>();
    return Object.fromEntries(counts.map(({ _id, n }) => [_id, n]));
  }
}

const standingOf = (timers: readonly TimerDocument[]): StandingDue | undefined => {
  const due = timers.find(({ what }) => what === 'due');
  return due?.basis === undefined ? undefined : { at: due.at, basis: due.basis };
};

/** What of a timer a derivation says; two that agree in all of it are the same. */
const said = ({ at, form, to, urgent, draft, event, basis }: TimerSpec & { basis?: string }): string =>
  JSON.stringify([at, form, to, urgent, draft, event, basis]);

/** What a timer may be without. */
const OPTIONAL = ['urgent', 'draft', 'event', 'basis'] as const;

type Write = mongoose.mongo.AnyBulkWriteOperation<TimerDocument>;

function writesFor(
  ledger: string,
  { id: rowId, code, version }: TimedRow,
  before: readonly TimerDocument[],
  deadline: Deadline | undefined,
): Write[] {
  const stored = new Map(before.map((timer) => [timer._id, timer]));
  const wanted = (deadline?.timers ?? []).map((spec) => ({
    ...spec,
    _id: `${ledger}:${rowId}:${spec.what}`,
    ...(deadline && spec.what === 'due' ? { basis: deadline.basis } : {}),
  }));
  const writes = wanted.flatMap(({ _id, ...spec }): Write[] => {
    const there = stored.get(_id);
    stored.delete(_id);
    if (there && said(there) === said(spec)) return [];
    // One whose moment has not changed has acted or not as it was.
    const afresh = there?.at.getTime() === spec.at.getTime() ? {} : waitingFor(spec);
    const $set = { ledger, rowId, code, version, ...spec, ...afresh };
    // A row that was made just now has no timers that anybody else could have written.
    if (version === 1 && before.length === 0)
      return [{ insertOne: { document: { _id, ...$set, ...waitingFor(spec), fence: 0 } } }];
    const $unset = Object.fromEntries(OPTIONAL.flatMap((key) => (key in spec ? [] : [[key, true as const]])));
    return [{ updateOne: { filter: { _id }, update: { $set, $unset, $inc: { fence: 1 } }, upsert: true } }];
  });
  const gone = [...stored.keys()];
  return gone.length === 0 ? writes : [...writes, { deleteMany: { filter: { _id: { $in: gone } } } }];
}

/** What tells nobody and moves nothing is there to be looked up only. */
const waitingFor = ({ at, form }: TimerSpec) => ({
  dueAt: at,
  state: form === 'none' ? ('done' as const) : ('waiting' as const),
  attempts: 0,
  leaseUntil: FREE,
});
