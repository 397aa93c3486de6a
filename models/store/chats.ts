import mongoose, { type ClientSession, type Connection, type HydratedDocument } from 'mongoose';

/**
 * The conversations of the web channel. Other channels keep theirs on their platform; here the service is the
 * platform. `C` is what a message holds: plain JSON of the channel's own making.
 */
export interface ChatStore<C extends object> {
  /** Makes collections, indexes and the counter. Once, before first use; repeating it is harmless. */
  prepare(): Promise<void>;
  /** Adds a message. The same `source` is added once, ever: a repeat gives the message that is there. */
  append(message: NewMessage<C>): Promise<ChatMessage<C>>;
  /** Puts new content in place of the old; `undefined` when there is no such message. */
  replace(id: string, content: C, at: Date): Promise<ChatMessage<C> | undefined>;
  find(id: string): Promise<ChatMessage<C> | undefined>;
  /** The newest messages of a chat, oldest first; with `before` those below that seq. */
  list(chat: string, options: { before?: number; limit: number }): Promise<ChatMessage<C>[]>;
  /** What was added or replaced in these chats after revision `since`, in order, at most `limit`. */
  changes(chats: readonly string[], since: number, limit: number): Promise<ChatMessage<C>[]>;
  /** The newest revision. */
  head(): Promise<number>;
  /** The reader has seen the chat up to this seq; it never goes back. */
  markRead(reader: string, chat: string, seq: number): Promise<void>;
  /** For each chat its last message and how many others wrote that the reader has not seen. */
  overview(reader: string, chats: readonly string[]): Promise<ChatOverview<C>[]>;
}

export interface NewMessage<C> {
  source: string;
  chat: string;
  /** A post's code, or `bot`. */
  who: string;
  at: Date;
  content: C;
  /** Business key of a card (cards/card.ts). */
  cardKey?: string;
}

export interface ChatMessage<C> extends Omit<NewMessage<C>, 'source'> {
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
  last?: ChatMessage<C>;
}

interface MessageRow {
  source: string;
  chat: string;
  seq: number;
  rev: number;
  who: string;
  at: Date;
  content: object;
  cardKey?: string;
  updatedAt: Date;
}
interface ReadRow {
  reader: string;
  chat: string;
  seq: number;
}
interface CounterRow {
  _id: string;
  value: number;
}

const COUNTER = 'web_messages';
const DUPLICATE_KEY = 11_000;

/**
 * Revisions become visible in order: each change takes the counter in its own transaction, so a later one waits for
 * the earlier to commit, and a reader who has seen revision n has seen all below it. That makes catching up by
 * revision free of gaps, whichever replica of the service wrote.
 */
export function createChatStore<C extends object>(connection: Connection): ChatStore<C> {
  const { messages, reads, counters } = modelsOf(connection);

  const nextRevision = async (session: ClientSession): Promise<number> => {
    const row = await counters.findOneAndUpdate(
      { _id: COUNTER },
      { $inc: { value: 1 } },
      { session, new: true, upsert: true },
    );
    return row.value;
  };

  const bySource = async (source: string) => {
    const row = await messages.findOne({ source });
    return row ? toMessage<C>(row) : undefined;
  };

  return {
    async prepare() {
      for (const model of [messages, reads, counters]) {
        await model.createCollection();
        await model.createIndexes();
      }
      await counters.updateOne({ _id: COUNTER }, { $setOnInsert: { value: 0 } }, { upsert: true });
    },

    async append(message) {
      const present = await bySource(message.source);
      if (present) return present;
      try {
        return await connection.transaction(async (session) => {
          const seq = await nextRevision(session);
          const row = { ...message, seq, rev: seq, updatedAt: message.at };
          const [made] = await messages.create([row], { session });
          return toMessage<C>(made as HydratedDocument<MessageRow>);
        });
      } catch (error) {
        // Somebody sent the same thing at the same moment: theirs stands.
        const winner = isDuplicate(error) ? await bySource(message.source) : undefined;
        if (winner) return winner;
        throw error;
      }
    },

    async replace(id, content, at) {
      if (!mongoose.isValidObjectId(id)) return undefined;
      return await connection.transaction(async (session) => {
        const rev = await nextRevision(session);
        const change = { $set: { content, rev, updatedAt: at } };
        const row = await messages.findByIdAndUpdate(id, change, { session, new: true });
        return row ? toMessage<C>(row) : undefined;
      });
    },

    async find(id) {
      const row = mongoose.isValidObjectId(id) ? await messages.findById(id) : null;
      return row ? toMessage<C>(row) : undefined;
    },

    async list(chat, { before, limit }) {
      const filter = before === undefined ? { chat } : { chat, seq: { $lt: before } };
      const rows = await messages.find(filter).sort({ seq: -1 }).limit(limit);
      return rows.reverse().map((row) => toMessage<C>(row));
    },

    async changes(chats, since, limit) {
      const rows = await messages
        .find({ chat: { $in: chats }, rev: { $gt: since } })
        .sort({ rev: 1 })
        .limit(limit);
      return rows.map((row) => toMessage<C>(row));
    },

    async head() {
      const row = await counters.findById(COUNTER);
      return row?.value ?? 0;
    },

    async markRead(reader, chat, seq) {
      await reads.updateOne({ reader, chat }, { $max: { seq } }, { upsert: true });
    },

    async overview(reader, chats) {
      const seen = await reads.find({ reader, chat: { $in: chats } });
      const upTo = new Map(seen.map((row) => [row.chat, row.seq]));
      return await Promise.all(
        chats.map(async (chat) => {
          const unseen = { chat, seq: { $gt: upTo.get(chat) ?? 0 }, who: { $ne: reader } };
          const [last, unread] = await Promise.all([
            messages.findOne({ chat }).sort({ seq: -1 }),
            messages.countDocuments(unseen),
          ]);
          return last ? { chat, unread, last: toMessage<C>(last) } : { chat, unread };
        }),
      );
    },
  };
}

function toMessage<C extends object>(row: HydratedDocument<MessageRow>): ChatMessage<C> {
  const { chat, seq, rev, who, at, updatedAt, cardKey } = row;
  const message = { id: row.id, chat, seq, rev, who, at, updatedAt, content: row.content as C };
  return cardKey === undefined ? message : { ...message, cardKey };
}

const isDuplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;

function modelsOf(connection: Connection) {
  // `minimize` would drop empty objects, and a button without parameters carries one.
  const options = { versionKey: false, minimize: false, strict: 'throw' } as const;
  const text = { type: String, required: true } as const;
  const count = { type: Number, required: true } as const;
  const date = { type: Date, required: true } as const;
  const messages = new mongoose.Schema<MessageRow>(
    {
      source: { ...text, unique: true },
      chat: text,
      seq: count,
      rev: count,
      who: text,
      at: date,
      content: { type: mongoose.Schema.Types.Mixed, required: true },
      cardKey: String,
      updatedAt: date,
    },
    { ...options, collection: 'web_messages' },
  );
  messages.index({ chat: 1, seq: -1 });
  messages.index({ rev: 1 });
  const reads = new mongoose.Schema<ReadRow>(
    { reader: text, chat: text, seq: count },
    { ...options, collection: 'web_reads' },
  );
  reads.index({ reader: 1, chat: 1 }, { unique: true });
  const counters = new mongoose.Schema<CounterRow>(
    { _id: String, value: count },
    { ...options, collection: 'web_counters' },
  );
  return {
    messages: connection.model('WebMessage', messages),
    reads: connection.model('WebRead', reads),
    counters: connection.model('WebCounter', counters),
  };
}
