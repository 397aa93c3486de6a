import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import mongoose from 'mongoose';
import { AppError } from '../rules/errors.ts';

interface SeenEvent {
  _id: string;
  at: Date;
  /** What was answered, so that a repeat gets the same answer. */
  reply?: unknown;
}

const DAY_SECONDS = 86_400;
/** Platforms repeat events for up to 7 h (feishu.md 2.5); a week covers operators' replays too. */
const KEPT_DAYS = 7;

const seenSchema = new Schema<SeenEvent>(
  { _id: String, at: Date, reply: Schema.Types.Mixed },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
seenSchema.index({ at: 1 }, { expireAfterSeconds: KEPT_DAYS * DAY_SECONDS });

/** Which inbound events have been handled. The id is `${channel}:${eventId}`. */
export class Seen {
  readonly model: Model<SeenEvent>;

  constructor(connection: Connection) {
    this.model = connection.model<SeenEvent>('seen', seenSchema, 'seen');
  }

  /** The answer given to an event before, wrapped, or undefined when the event is new. */
  async find(id: string): Promise<{ reply: unknown } | undefined> {
    const event = await this.model.findById(id).lean<SeenEvent>();
    return event ? { reply: event.reply } : undefined;
  }

  /**
   * Marks an event inside the transaction of its change.
   * @throws AppError DUPLICATE when another handling of the same event has committed: the change must not happen again
   */
  async mark(id: string, at: Date, session: ClientSession): Promise<void> {
    await this.model.insertMany([{ _id: id, at }], { session, lean: true }).catch((error: unknown) => {
      if (isDuplicateKey(error)) throw new AppError('DUPLICATE', '这次操作已经处理过', { cause: error });
      throw error;
    });
  }

  /** Keeps what was answered, and marks events that changed nothing. */
  async answer(id: string, at: Date, reply: unknown): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: { reply }, $setOnInsert: { at } }, { upsert: true });
  }
}

/** Did a write fail on a unique index? */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.code === 11_000;
