import { Schema, type Connection, type Model } from 'mongoose';

/** A chat of a platform, as events and answers have shown it. */
export interface KnownChat {
  channel: string;
  chat: string;
  kind: 'group' | 'private';
  name?: string;
  /** Whose talk with the bot a private chat is: the person's id on the channel. */
  person?: string;
}

interface ChatDocument extends KnownChat {
  _id: string;
}
interface GoneDocument {
  _id: string;
  reason: string;
  at: Date;
}

const options = { versionKey: false, autoIndex: false, autoCreate: false, minimize: false } as const;
const chatSchema = new Schema<ChatDocument>(
  { _id: String, channel: String, chat: String, kind: String, name: String, person: String },
  options,
);
chatSchema.index({ channel: 1, person: 1 });
const goneSchema = new Schema<GoneDocument>({ _id: String, reason: String, at: Date }, options);

/**
 * What is known of a platform's chats and people beyond our own register: which chat is whose private talk, and which
 * targets take no messages any more. A platform tells a click's chat by its id only, and refuses a dead target at every
 * attempt: both are remembered here, for all replicas.
 */
export class KnownChats {
  readonly chats: Model<ChatDocument>;
  readonly gone: Model<GoneDocument>;

  constructor(connection: Connection) {
    this.chats = connection.model<ChatDocument>('chat_book', chatSchema, 'chat_book');
    this.gone = connection.model<GoneDocument>('gone_targets', goneSchema, 'gone_targets');
  }

  /** Notes a chat; what is known of it already and not said again stays. */
  async note(known: KnownChat): Promise<void> {
    const _id = keyOf(known.channel, known.chat);
    await this.chats.updateOne({ _id }, { $set: known }, { upsert: true });
  }

  async find(channel: string, chat: string): Promise<KnownChat | undefined> {
    return (await this.chats.findById(keyOf(channel, chat)).lean<ChatDocument>()) ?? undefined;
  }

  /** The private chat of a person with the bot; undefined when it has not shown itself yet. */
  async privateOf(channel: string, person: string): Promise<string | undefined> {
    return (await this.chats.findOne({ channel, person }).lean<ChatDocument>())?.chat;
  }

  /** A chat or person takes no messages any more. */
  async markGone(channel: string, target: string, reason: string, at: Date): Promise<void> {
    const _id = keyOf(channel, target);
    await this.gone.updateOne({ _id }, { $setOnInsert: { reason, at } }, { upsert: true });
  }

  /** It takes messages again: it has written, or the bot was let in again. */
  async markBack(channel: string, target: string): Promise<void> {
    await this.gone.deleteOne({ _id: keyOf(channel, target) });
  }

  /** Why a target takes no messages; undefined when it does as far as anybody knows. */
  async goneReason(channel: string, target: string): Promise<string | undefined> {
    return (await this.gone.findById(keyOf(channel, target)).lean<GoneDocument>())?.reason;
  }
}

const keyOf = (channel: string, target: string): string => `${channel}:${target}`;
