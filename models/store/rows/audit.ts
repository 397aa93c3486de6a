import { createHash } from 'node:crypto';
import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import { type Day, dayOf, instantOf } from '../../rules/time/day.ts';
import { canonicalJson } from '../../rules/canonical.ts';

/** One line of the change history (domain.md 2, AuditLog): who did what to which row, and what it was before. */
export interface AuditEntry {
  entity: string;
  entityId: string;
  code: string;
  /** Equals the row's version after the change, so a chain has no gaps: 1, 2, 3 … */
  seq: number;
  at: Date;
  post: string;
  channel: string;
  event: string;
  reason?: string;
  changes: readonly { field: string; before: unknown; after: unknown }[];
  /** Hash of the entry before it in the same chain; '' for the first. */
  prev: string;
  hash: string;
}

/** A day's seal over all chains: the ends they had, hashed on top of the seal before. */
export interface DailySeal {
  day: Day;
  chains: number;
  head: string;
  prev: string;
  hash: string;
}

export interface AuditFault {
  entity: string;
  entityId: string;
  code: string;
  seq: number;
  text: string;
}

/** The entity of chains that tell of no row: what has changed beside the ledgers. */
export const BESIDE = 'beside';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash of an entry covers everything in it and the hash before it, so no edit, removal or swap goes unseen. */
export const hashEntry = (entry: Omit<AuditEntry, 'hash'>): string => sha256(canonicalJson(entry));

const entrySchema = new Schema<AuditEntry>(
  {
    entity: String,
    entityId: String,
    code: String,
    seq: Number,
    at: Date,
    post: String,
    channel: String,
    event: String,
    reason: String,
    changes: [Schema.Types.Mixed],
    prev: String,
    hash: String,
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
entrySchema.index({ entity: 1, entityId: 1, seq: 1 }, { unique: true });
entrySchema.index({ code: 1, seq: 1 });
entrySchema.index({ at: 1 });

const sealSchema = new Schema<DailySeal>(
  { day: String, chains: Number, head: String, prev: String, hash: String },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
sealSchema.index({ day: 1 }, { unique: true });

/** The append-only, hash-chained change history (architecture.md 3). */
export class AuditLog {
  readonly model: Model<AuditEntry>;
  readonly seals: Model<DailySeal>;

  constructor(connection: Connection) {
    this.model = connection.model<AuditEntry>('audit', entrySchema, 'audit');
    this.seals = connection.model<DailySeal>('seals', sealSchema, 'seals');
  }

  /** Appends entries inside the transaction of the change they tell of. */
  async append(entries: readonly AuditEntry[], session: ClientSession): Promise<void> {
    const [first, ...more] = entries;
    if (!first) return;
    if (more.length === 0) await this.model.collection.insertOne({ ...first }, { session });
    else await this.model.collection.insertMany([...entries], { session });
  }

  /** The end of a chain, as the transaction sees it. */
  async last(entity: string, entityId: string, session: ClientSession): Promise<AuditEntry | undefined> {
    const [end] = await this.model
      .find({ entity, entityId }, { _id: 0 })
      .sort({ seq: -1 })
      .limit(1)
      .session(session)
      .lean<AuditEntry[]>();
    return end;
  }

  /** A row's history, oldest first. */
  async history(code: string): Promise<AuditEntry[]> {
    return this.model.find({ code }, { _id: 0 }).sort({ seq: 1 }).lean<AuditEntry[]>();
  }

  /**
   * Seals every chain as it stood at the end of `day`. Sealing a day twice changes nothing. A seal stands on the one
   * before it, so chains that vanish whole are missed too.
   */
  async seal(day: Day): Promise<DailySeal> {
    const existing = await this.seals.findOne({ day }, { _id: 0 }).lean<DailySeal>();
    if (existing) return existing;
    const last = await this.seals
      .findOne({ day: { $lt: day } }, { _id: 0 })
      .sort({ day: -1 })
      .lean<DailySeal>();
    const { chains, head } = await this.#headsUpTo(day);
    const body = { day, chains, head, prev: last?.hash ?? '' };
    const seal = { ...body, hash: sha256(canonicalJson(body)) };
    await this.seals.updateOne({ day }, { $setOnInsert: seal }, { upsert: true });
    return seal;
  }

  async #headsUpTo(day: Day): Promise<{ chains: number; head: string }> {
    const end = new Date(instantOf(day).getTime() + 86_400_000);
    const digest = createHash('sha256');
    let chains = 0;
    const heads = this.model
      .aggregate<{ _id: { e: string; i: string }; hash: string; seq: number }>([
        { $match: { at: { $lt: end } } },
        { $sort: { entity: 1, entityId: 1, seq: 1 } },
        {
          $group: { _id: { e: '$entity', i: '$entityId' }, hash: { $last: '$hash' }, seq: { $last: '$seq' } },
        },
        { $sort: { _id: 1 } },
      ])
      .allowDiskUse(true)
      .cursor();
    for await (const { _id, hash, seq } of heads) {
      chains++;
      digest.update(`${_id.e}/${_id.i}/${seq}/${hash}\n`);
    }
    return { chains, head: digest.digest('hex') };
  }

  /**
   * Walks every chain and every seal and reports whatever does not fit. `heads` gives the end of each row's chain as
   * the row itself remembers it, so that entries cut off at the end are found as well.
   */
  async verify(
    heads: AsyncIterable<{ entity: string; id: string; code: string; version: number; head: string }>,
  ) {
    const faults: AuditFault[] = [];
    const ends = new Map<string, { seq: number; hash: string; code: string }>();
    let entries = 0;
    let previous: AuditEntry | undefined;
    const walk = this.model
      .find({}, { _id: 0 })
      .sort({ entity: 1, entityId: 1, seq: 1 })
      .lean<AuditEntry>()
      .cursor();
    for await (const entry of walk as AsyncIterable<AuditEntry>) {
      entries++;
      const before = previous && sameChain(previous, entry) ? previous : undefined;
      const text = faultOf(entry, before);
      if (text) faults.push({ ...pick(entry), text });
      ends.set(`${entry.entity}/${entry.entityId}`, { seq: entry.seq, hash: entry.hash, code: entry.code });
      previous = entry;
    }
    for await (const row of heads) {
      const key = `${row.entity}/${row.id}`;
      const end = ends.get(key);
      ends.delete(key);
      if (end?.seq === row.version && end.hash === row.head) continue;
      const text = end
        ? `台账记到第 ${row.version} 版，留痕只到第 ${end.seq} 版或内容不符`
        : '台账有这一行，但没有任何留痕';
      faults.push({ entity: row.entity, entityId: row.id, code: row.code, seq: row.version, text });
    }
    for (const [key, end] of ends) {
      const [entity = '', entityId = ''] = key.split('/');
      if (entity === BESIDE) continue;
      faults.push({ entity, entityId, code: end.code, seq: end.seq, text: '有留痕，但台账里没有这一行' });
    }
    const seals = await this.#verifySeals(faults);
    return { entries, seals, faults };
  }

  async #verifySeals(faults: AuditFault[]): Promise<number> {
    const seals = await this.seals.find({}, { _id: 0 }).sort({ day: 1 }).lean<DailySeal[]>();
    let prev = '';
    for (const seal of seals) {
      const { hash, ...body } = seal;
      const now = await this.#headsUpTo(seal.day);
      const ok =
        hash === sha256(canonicalJson(body)) &&
        seal.prev === prev &&
        now.head === seal.head &&
        now.chains === seal.chains;
      if (!ok) {
        faults.push({
          entity: 'seals',
          entityId: seal.day,
          code: seal.day,
          seq: 0,
          text: '日封印与当日留痕不符',
        });
      }
      prev = hash;
    }
    return seals.length;
  }

  /** The day of the newest seal, if any. */
  async lastSealedDay(): Promise<Day | undefined> {
    return (await this.seals.findOne({}, { day: 1 }).sort({ day: -1 }).lean<DailySeal>())?.day;
  }

  /** The day of the oldest entry, if any. */
  async firstDay(): Promise<Day | undefined> {
    const first = await this.model.findOne({}, { at: 1 }).sort({ at: 1 }).lean<AuditEntry>();
    return first ? dayOf(first.at) : undefined;
  }
}

const sameChain = (a: AuditEntry, b: AuditEntry): boolean =>
  a.entity === b.entity && a.entityId === b.entityId;
const pick = ({ entity, entityId, code, seq }: AuditEntry) => ({ entity, entityId, code, seq });

function faultOf(entry: AuditEntry, before: AuditEntry | undefined): string | undefined {
  const { hash, ...body } = entry;
  if (hashEntry(body) !== hash) return '内容被改动：与记录时的指纹不符';
  if (entry.seq !== (before?.seq ?? 0) + 1) return `缺少第 ${(before?.seq ?? 0) + 1} 条`;
  if (entry.prev !== (before?.hash ?? '')) return '与前一条接不上';
  return undefined;
}
