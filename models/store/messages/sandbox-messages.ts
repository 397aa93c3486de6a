import mongoose, { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../rows/faults.ts';

export interface NewSandboxMessage<C> {
  /** Names the message once and for all: the same source is added once, ever. */
  source: string;
  chat: string;
  /** A post's code, or the bot. */
  who: string;
  at: Date;
  /** What is said; plain JSON of the channel's own making. */
  content: C;
  /** Business key of a card (cards/card.ts). */
  cardKey?: string;
}

export interface SandboxMessage<C> extends NewSandboxMessage<C> {
  id: string;
  /** Place in the chat: rises, with gaps. */
  seq: number;
  /** Rises over all chats at every change; equals `seq` until the message is replaced. */
  rev: number;
  updatedAt: Date;
}

export interface ChatOverview<C> {
  chat: string;
  unread: number;
  last?: SandboxMessage<C>;
}

interface MessageDocument extends Omit<SandboxMessage<object>, 'id'> {
  _id: mongoose.Types.ObjectId;
}
interface ReadDocument {
  reader: string;
  chat: string;
  seq: number;
}
interface CounterDocument {
  _id: string;
  value: number;
}

const { Mixed } = Schema.Types;
const options = { versionKey: false, autoIndex: false, autoCreate: false, minimize: false } as const;

const messageSchema = new Schema<MessageDocument>(
  {
    source: String,
    chat: String,
    seq: Number,
    rev: Number,
    who: String,
    at: Date,
    content: Mixed,
    cardKey: String,
    updatedAt: Date,
  },
  options,
);
messageSchema.index({ source: 1 }, { unique: true });
messageSchema.index({ chat: 1, seq: -1 });
messageSchema.index({ rev: 1 });

const readSchema = new Schema<ReadDocument>({ reader: String, chat: String, seq: Number }, options);
readSchema.index({ reader: 1, chat: 1 }, { unique: true });

const counterSchema = new Schema<CounterDocument>({ _id: String, value: Number }, options);
const COUNTER = 'messages';

/**
 * The conversations of the web channel. Other channels keep theirs on their platform; here the service is the
 * platform. Revisions become visible in order: each change takes the counter in its own transaction, so a later one
 * waits for the earlier to commit, and a reader who has seen revision n has seen all below it. That makes catching up
 * by revision free of gaps, whichever replica of the service wrote.
 */
export class SandboxMessages<C extends object> {
  readonly #connection: Connection;
  readonly #messages: Model<MessageDocument>;
  readonly #reads: Model<ReadDocument>;
  readonly #counters: Model<CounterDocument>;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#messages = connection.model<MessageDocument>('web_messages', messageSchema, 'web_messages');
    this.#reads = connection.model<ReadDocument>('web_reads', readSchema, 'web_reads');
    this.#counters = connection.model<CounterDocument>('web_counters', counterSchema, 'web_counters');
  }

  /** Makes collections, indexes and the counter. Once at start; repeating it is harmless. */
  async prepare(): Promise<void> {
    for (const model of [this.#messages, this.#reads, this.#counters]) {
      await model.createCollection();
      await model.createIndexes();
    }
    await this.#counters.updateOne({ _id: COUNTER }, { $setOnInsert: { value: 0 } }, { upsert: true });
  }

  /** Adds a message; a repeat of its source gives the message that is there. */
  async append(message: NewSandboxMessage<C>): Promise<SandboxMessage<C>> {
    const present = await this.#bySource(message.source);
    if (present) return present;
    try {
      return await this.#inOrder(async (rev, session) => {
        const document = { ...message, seq: rev, rev, updatedAt: message.at };
        const [made] = await this.#messages.insertMany([document], { session, lean: true });
        return toMessage<C>(made as MessageDocument);
      });
    } catch (error) {
      // Somebody added the same source at the same moment: theirs stands.
      const winner = isDuplicateKey(error) ? await this.#bySource(message.source) : undefined;
      if (winner) return winner;
      throw error;
    }
  }

  /** Puts new content in place of the old; undefined when there is no such message. */
  async replace(id: string, content: C, at: Date): Promise<SandboxMessage<C> | undefined> {
    if (!mongoose.isValidObjectId(id)) return undefined;
    return this.#inOrder(async (rev, session) => {
      const change = { $set: { content, rev, updatedAt: at } };
      const row = await this.#messages
        .findByIdAndUpdate(id, change, { session, returnDocument: 'after' })
        .lean<MessageDocument>();
      return row ? toMessage<C>(row) : undefined;
    });
  }

  async find(id: string): Promise<SandboxMessage<C> | undefined> {
    if (!mongoose.isValidObjectId(id)) return undefined;
    const row = await this.#messages.findById(id).lean<MessageDocument>();
    return row ? toMessage<C>(row) : undefined;
  }

  /** The newest messages of a chat, oldest first; with `before` those below that seq. */
  async list(
    chat: string,
    { before, limit }: { before?: number; limit: number },
  ): Promise<SandboxMessage<C>[]> {
    const filter = before === undefined ? { chat } : { chat, seq: { $lt: before } };
    const rows = await this.#messages.find(filter).sort({ seq: -1 }).limit(limit).lean<MessageDocument[]>();
    return rows.reverse().map((row) => toMessage<C>(row));
  }

  /** What was added or replaced in these chats after revision `since`, in order, at most `limit`. */
  async changes(chats: readonly string[], since: number, limit: number): Promise<SandboxMessage<C>[]> {
    const rows = await this.#messages
      .find({ chat: { $in: [...chats] }, rev: { $gt: since } })
      .sort({ rev: 1 })
      .limit(limit)
      .lean<MessageDocument[]>();
    return rows.map((row) => toMessage<C>(row));
  }

  /** The newest revision of all. */
  async head(): Promise<number> {
    const counter = await this.#counters.findById(COUNTER).lean<CounterDocument>();
    return counter?.value ?? 0;
  }

  /** The reader has seen the chat up to this seq; it never goes back. */
  async markRead(reader: string, chat: string, seq: number): Promise<void> {
    await this.#reads.updateOne({ reader, chat }, { $max: { seq } }, { upsert: true });
  }

  /** For each chat its last message, and how many that others wrote the reader has not seen. */
  async overview(reader: string, chats: readonly string[]): Promise<ChatOverview<C>[]> {
    const marks = await this.#reads.find({ reader, chat: { $in: [...chats] } }).lean<ReadDocument[]>();
    const seen = new Map(marks.map((mark) => [mark.chat, mark.seq]));
    return Promise.all(
      chats.map(async (chat) => {
        const [[last], unread] = await Promise.all([
          this.list(chat, { limit: 1 }),
          this.#messages.countDocuments({ chat, seq: { $gt: seen.get(chat) ?? 0 }, who: { $ne: reader } }),
        ]);
        return last ? { chat, unread, last } : { chat, unread };
      }),
    );
  }

  async #bySource(source: string): Promise<SandboxMessage<C> | undefined> {
    const row = await this.#messages.findOne({ source }).lean<MessageDocument>();
    return row ? toMessage<C>(row) : undefined;
  }

  /** One after another in this process: side by side their transactions would only abort each other at the counter. */
  #inOrder<T>(write: (rev: number, session: ClientSession) => Promise<T>): Promise<T> {
    const turn = this.#writing.then(() => this.#transact(write));
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #transact<T>(write: (rev: number, session: ClientSession) => Promise<T>): Promise<T> {
    return this.#connection.withSession((session) =>
      session.withTransaction(async () => {
        const counter = await this.#counters
          .findOneAndUpdate({ _id: COUNTER }, { $inc: { value: 1 } }, { session, returnDocument: 'after' })
          .lean<CounterDocument>();
        if (!counter) throw new Error('the chats were not prepared: no counter');
        return write(counter.value, session);
      }),
    );
  }
}

function toMessage<C extends object>(row: MessageDocument): SandboxMessage<C> {
  const { _id, source, chat, seq, rev, who, at, updatedAt, cardKey } = row;
  const message = { id: String(_id), source, chat, seq, rev, who, at, updatedAt, content: row.content as C };
  return cardKey === undefined ? message : { ...message, cardKey };
}
