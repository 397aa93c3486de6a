import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import { countBy } from '../count-by.ts';
import { FREE, Leases } from '../lease.ts';
import { isDuplicateKey } from '../rows/faults.ts';
import type { Recipient, NewMessage } from './message.ts';
import {
  newDocument,
  outboxSchema,
  toMessage,
  type MessageEnd,
  type MessageStatus,
  type OutboxDocument,
  type OutboxMessage,
  type StandingList,
  type StandingMessage,
} from './outbox-documents.ts';

/** How soon it is worth looking whether another replica is done with a message. */
const LOOK_AGAIN_MS = 100;
const GIVEN_UP: MessageStatus[] = ['dead', 'unknown'];
/** Contents leave out what is undefined, as JSON does. */
const WRITE = { ignoreUndefined: true } as const;

/** A message that was to be inserted is in the outbox already. */
export class MessageThere extends Error {}

/**
 * Messages on their way out. They are written with the change that causes them, claimed under a lease with a fencing
 * number, and settled once; a claimant that died loses its lease and another goes on (architecture.md 3).
 */
export class Outbox {
  readonly model: Model<OutboxDocument>;
  readonly #leases: Leases<OutboxDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<OutboxDocument>('outbox', outboxSchema, 'outbox');
    this.#leases = new Leases(this.model);
  }

  /** Puts messages out; one whose key is there already stays as it is. */
  async add(messages: readonly NewMessage[], at: Date, session?: ClientSession): Promise<void> {
    if (messages.length === 0) return;
    const upserts = messages.map((message) => {
      const { key, ...rest } = newDocument(message, at);
      return { updateOne: { filter: { key }, update: { $setOnInsert: rest }, upsert: true } };
    });
    await this.model.collection.bulkWrite(upserts, { ...WRITE, ...(session ? { session } : {}) });
  }

  /**
   * The same inside a transaction, for less: an upsert looks before it writes, and the key is new nearly always.
   * @throws MessageThere when a key is there already; the transaction is over then, and may run again with `add`
   */
  async insert(messages: readonly NewMessage[], at: Date, session: ClientSession): Promise<void> {
    const [first, ...more] = messages.map((message) => newDocument(message, at));
    if (!first) return;
    const { collection } = this.model;
    const options = { ...WRITE, session };
    const written =
      more.length === 0
        ? collection.insertOne(first, options)
        : collection.insertMany([first, ...more], options);
    await written.catch((error: unknown) => {
      throw isDuplicateKey(error) ? new MessageThere('a message is there already', { cause: error }) : error;
    });
  }

  /**
   * Takes the next due message under a lease, or undefined when none is due. Oldest first. An attempt before this one
   * whose outcome was never noted (its claimant died) makes the message unsure.
   */
  async claim(now: Date, leaseMs: number): Promise<OutboxMessage | undefined> {
    const set = {
      attempts: { $add: ['$attempts', 1] },
      unsureSince: { $ifNull: ['$unsureSince', '$triedAt'] },
      triedAt: now,
    };
    const due = { status: 'due', dueAt: { $lte: now } };
    const document = await this.#leases.claim(due, now, leaseMs, { sort: { dueAt: 1, _id: 1 }, set });
    return document ? toMessage(document) : undefined;
  }

  /** Each settling answers false when the claim has been lost to another in the meantime. */
  async sent(
    message: OutboxMessage,
    at: Date,
    { messageId, thread }: { messageId: string; thread?: string },
  ): Promise<boolean> {
    const place = { platformId: messageId, ...(thread === undefined ? {} : { thread }) };
    return this.#settle(message, { status: 'sent', sentAt: at, ...place });
  }

  async end(message: OutboxMessage, how: MessageEnd, reason: string, at: Date): Promise<boolean> {
    return this.#settle(message, { status: how, lastError: reason, endedAt: at });
  }

  /** What was given up within a time, oldest first. */
  async givenUp(from: Date, until: Date): Promise<OutboxMessage[]> {
    const ended = { $gt: from, $lte: until };
    const rows = await this.model
      .find({ status: { $in: GIVEN_UP }, endedAt: ended })
      .sort({ endedAt: 1 })
      .lean<OutboxDocument[]>();
    return rows.map(toMessage);
  }

  /** To be tried again; `unsure` when this attempt may have taken effect all the same. */
  async retry(
    message: OutboxMessage,
    { at, reason, unsure = false }: { at: Date; reason: string; unsure?: boolean },
  ): Promise<boolean> {
    const change = { dueAt: at, leaseUntil: FREE, lastError: reason, blocks: true };
    return this.#settle(message, change, unsure);
  }

  /**
   * Puts a message off without counting an attempt: quiet hours, a full rate bucket. One that waits for the platform
   * keeps those behind it in its chat waiting, too.
   */
  async postpone(
    message: OutboxMessage,
    at: Date,
    { blocks = false, reason }: { blocks?: boolean; reason?: string } = {},
  ): Promise<boolean> {
    const why = reason === undefined ? {} : { lastError: reason };
    const change = { dueAt: at, leaseUntil: FREE, attempts: message.attempts - 1, blocks, ...why };
    return this.#settle(message, change);
  }

  /**
   * When a message may go that stands behind another for the same target, which is held up or in another's hands;
   * undefined when none is before it.
   */
  async behind({ id, to }: OutboxMessage, now: Date): Promise<Date | undefined> {
    const first = await this.model
      .findOne({
        status: 'due',
        to,
        _id: { $lt: new mongoose.Types.ObjectId(id) },
        $or: [{ blocks: true }, { leaseUntil: { $gt: now } }],
      })
      .sort({ _id: 1 })
      .lean<OutboxDocument>();
    if (!first) return undefined;
    // How long it is in another's hands nobody knows.
    if (first.leaseUntil > now) return new Date(now.getTime() + LOOK_AGAIN_MS);
    return first.dueAt > now ? first.dueAt : now;
  }

  /** Makes messages that were given up due again: all, one, or those for a post. Gives how many. */
  async replay(
    now: Date,
    which: { key?: string; post?: string } = {},
    session?: ClientSession,
  ): Promise<number> {
    const { key, post } = which;
    const filter = {
      status: { $in: GIVEN_UP },
      ...(key ? { key } : {}),
      ...(post ? { 'to.post': post } : {}),
    };
    const fresh = { status: 'due' as const, dueAt: now, attempts: 0, leaseUntil: FREE };
    const again = await this.model.updateMany(filter, { $set: fresh }, session ? { session } : {});
    return again.modifiedCount;
  }

  /** When the next message falls due; undefined when nothing waits. */
  async nextDueAt(): Promise<Date | undefined> {
    const next = await this.model
      .findOne({ status: 'due' }, { dueAt: 1 })
      .sort({ dueAt: 1 })
      .lean<OutboxDocument>();
    return next?.dueAt;
  }

  /** Is any message being sent, here or in another process? */
  async areBusy(now: Date): Promise<boolean> {
    return (await this.model.exists({ status: 'due', leaseUntil: { $gt: now } })) !== null;
  }

  /** Why the oldest message that is held up has not gone yet; undefined when none is. */
  async heldUpBy(): Promise<string | undefined> {
    const held = { status: 'due' as const, blocks: true, lastError: { $exists: true } };
    return (await this.model.findOne(held).sort({ _id: 1 }).lean<OutboxDocument>())?.lastError;
  }

  async countByStatus(): Promise<Record<MessageStatus, number>> {
    return { due: 0, sent: 0, dropped: 0, dead: 0, unknown: 0, ...(await countBy(this.model, 'status')) };
  }

  /** The cards pushed to a post since a moment, of each matter (card key) the newest. */
  async pushedTo(post: string, since: Date): Promise<Pick<OutboxMessage, 'key' | 'content'>[]> {
    const rows = await this.model
      .find({
        'to.post': post,
        kind: 'push',
        status: 'sent',
        sentAt: { $gte: since },
        'content.card.key': { $exists: true },
      })
      .sort({ sentAt: 1, _id: 1 })
      .lean<(OutboxDocument & { content: { card: { key: string } } })[]>();
    return [...new Map(rows.map((row) => [row.content.card.key, row])).values()];
  }

  /** How many pushes a post has had since a moment, or is still to have. */
  async pushesTo(post: string, since: Date, session: ClientSession): Promise<number> {
    const pushes = { 'to.post': post, kind: 'push' as const };
    const sent = { ...pushes, status: 'sent' as const, sentAt: { $gte: since } };
    const waiting = { to: { post }, kind: 'push' as const, status: 'due' as const };
    return (
      (await this.model.countDocuments(sent, { session })) +
      (await this.model.countDocuments(waiting, { session }))
    );
  }

  async byKey(key: string): Promise<OutboxMessage | undefined> {
    const found = await this.model.findOne({ key }).lean<OutboxDocument>();
    return found ? toMessage(found) : undefined;
  }

  /** The messages that brought a card of a matter (card key) into chats since a moment, oldest first. */
  async standing(cardKey: string, since: Date): Promise<(OutboxMessage & { platformId: string })[]> {
    const sent = { status: 'sent' as const, 'content.card.key': cardKey, sentAt: { $gte: since } };
    const rows = await this.model
      .find({ ...sent, platformId: { $exists: true }, replaces: { $exists: false } })
      .sort({ sentAt: 1, _id: 1 })
      .lean<(OutboxDocument & { platformId: string })[]>();
    return rows.map((row) => ({ ...toMessage(row), platformId: row.platformId }));
  }

  /** The messages about a row that stand in chats since a moment, oldest first. */
  async standingAbout(ledger: string, code: string, since: Date): Promise<StandingMessage[]> {
    const sent = { status: 'sent' as const, 'about.code': code, sentAt: { $gte: since } };
    const rows = await this.model
      .find({ ...sent, 'about.ledger': ledger, platformId: { $exists: true } })
      .sort({ sentAt: 1, _id: 1 })
      .lean<(OutboxDocument & Pick<StandingMessage, 'platformId' | 'about'>)[]>();
    return rows.map((row) => ({ ...toMessage(row), platformId: row.platformId, about: row.about }));
  }

  /** The messages that list any of these rows and stand in chats since a moment, oldest first. */
  async standingLists(ledger: string, codes: readonly string[], since: Date): Promise<StandingList[]> {
    const sent = { status: 'sent' as const, 'lists.codes': { $in: [...codes] }, sentAt: { $gte: since } };
    const rows = await this.model
      .find({ ...sent, 'lists.ledger': ledger, platformId: { $exists: true } })
      .sort({ sentAt: 1, _id: 1 })
      .lean<(OutboxDocument & Pick<StandingList, 'platformId' | 'lists'>)[]>();
    return rows.map((row) => ({ ...toMessage(row), platformId: row.platformId, lists: row.lists }));
  }

  /** What a claimed message says instead, before it leaves; false when the claim has been lost. */
  async rewrite(message: OutboxMessage, content: object): Promise<boolean> {
    return this.#settle(message, { content }, true);
  }

  /** How many cards with buttons or forms went out with such a platform id. */
  async cardsSent(platformId: RegExp): Promise<number> {
    const workable = { 'content.card.blocks.kind': { $in: ['actions', 'form'] } };
    return this.model.countDocuments({ status: 'sent', platformId, ...workable });
  }

  /** Whom a message on a platform was for; undefined for one that is not ours. */
  async addressee(platformId: string): Promise<Recipient | undefined> {
    return (await this.model.findOne({ platformId }, { to: 1 }).lean<OutboxDocument>())?.to;
  }

  /** Where a message that was sent stands: in which topic, if in one. Undefined for one that is not known. */
  async placeOf(platformId: string): Promise<{ thread?: string } | undefined> {
    // What took the place of a card has the card's own id.
    const first = await this.model
      .findOne({ platformId, replaces: { $exists: false } }, { thread: 1 })
      .lean<OutboxDocument>();
    if (!first) return undefined;
    return first.thread === undefined ? {} : { thread: first.thread };
  }

  async list(status: MessageStatus, limit?: number): Promise<OutboxMessage[]> {
    const all = this.model.find({ status }).sort({ dueAt: 1 });
    // 0 means no limit to the database.
    return (await all.limit(limit ?? 0).lean<OutboxDocument[]>()).map(toMessage);
  }

  async #settle(
    { id, fence }: OutboxMessage,
    change: Partial<OutboxDocument>,
    unsure = false,
  ): Promise<boolean> {
    const update = { $set: change, ...(unsure ? {} : { $unset: { triedAt: true } as const }) };
    return this.#leases.settle({ id: new mongoose.Types.ObjectId(id), fence }, update, { status: 'due' });
  }
}
