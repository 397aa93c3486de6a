import { Schema, type ClientSession, type Collection, type Connection, type Model } from 'mongoose';
import { AppError } from '../../rules/errors.ts';
import { isDuplicateKey } from '../rows/faults.ts';

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

/**
 * What of an event is kept so far, while it is being handled. One object a handling, shared by all its changes, so that
 * the second of them does not take the first one's mark for a repeat.
 */
export interface EventProgress {
  marked: boolean;
  /** What was kept as its answer. */
  reply?: object;
}

/** Which inbound events have been handled. The id is `${channel}:${eventId}`. */
export class HandledEvents {
  readonly model: Model<SeenEvent>;
  readonly #marks: Collection<SeenEvent>;

  constructor(connection: Connection) {
    this.model = connection.model<SeenEvent>('seen', seenSchema, 'seen');
    this.#marks = connection.collection<SeenEvent>('seen');
  }

  /**
   * The answer given to an event before, wrapped, or undefined when the event is new. A mark without an answer is of a
   * handling that has changed something and is still at work, or died before it could answer.
   */
  async find(id: string): Promise<{ reply: unknown } | undefined> {
    const event = await this.model.findById(id).lean<SeenEvent>();
    return event ? { reply: event.reply } : undefined;
  }

  /**
   * Marks an event inside the transaction of its change, with its answer when that is known already.
   * @throws AppError DUPLICATE when another handling of the same event has committed: the change must not happen again
   */
  async mark(event: { id: string; at: Date; reply?: object }, session: ClientSession): Promise<void> {
    const { id, at, reply } = event;
    const mark: SeenEvent = { _id: id, at, ...(reply ? { reply } : {}) };
    await this.#marks.insertOne(mark, { session, ignoreUndefined: true }).catch((error: unknown) => {
      if (isDuplicateKey(error)) throw new AppError('DUPLICATE', '这次操作已经处理过', { cause: error });
      throw error;
    });
  }

  /**
   * Keeps what was answered, and marks events that changed nothing. The first answer stands: gives the one that every
   * repeat gets, which is not `reply` when another handling of the event was faster.
   */
  async answer<R extends object>(
    id: string,
    at: Date,
    reply: R,
    session: ClientSession | null = null,
  ): Promise<R> {
    const first = { reply: { $ifNull: ['$reply', { $literal: reply }] }, at: { $ifNull: ['$at', at] } };
    const event = await this.model
      .findOneAndUpdate({ _id: id }, [{ $set: first }], {
        session,
        upsert: true,
        returnDocument: 'after',
        updatePipeline: true,
      })
      .lean<SeenEvent>();
    return (event.reply ?? reply) as R;
  }
}
