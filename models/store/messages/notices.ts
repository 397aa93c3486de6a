import mongoose, { Schema, type ClientSession, type Connection, type Model } from 'mongoose';

/** `digest` may wait for the next push, `single` wants one of its own, `urgent` (特急) goes at any hour. */
export type NoticeUrgency = 'digest' | 'single' | 'urgent';
/** `sent` by itself, `merged` with others into one message, `dropped` because it was not true any more. */
export type NoticeState = 'waiting' | 'sent' | 'merged' | 'dropped';

/** Something a post is to hear about a row. */
export interface NewNotice {
  post: string;
  ledger: string;
  code: string;
  /** What the row is about, as lists call it. */
  matter: string;
  /** What is to be said: 将于6月12日 17:30 到期. */
  fact: string;
  urgency: NoticeUrgency;
  /** The states of the row in which it is still true; absent: as long as the row is there. */
  while?: readonly string[];
  /** After this moment it is not true any more. */
  until?: Date;
}

/** A notice and what was decided about it, with the reason, so that 为什么没收到提醒 can be answered. */
export interface Notice extends NewNotice {
  id: string;
  /** When it was told. */
  at: Date;
  state: NoticeState;
  reason: string;
  /** When it is decided upon next, while it waits. */
  dueAt: Date;
  decidedAt?: Date;
  /** Key of the message that carries it. */
  message?: string;
  /** Waits because nobody can be reached at the post. */
  vacant?: boolean;
}
interface NoticeDocument extends Omit<Notice, 'id'> {
  _id: mongoose.Types.ObjectId;
}

/** What became of a notice when it was decided upon. */
export type Decided =
  | { state: 'sent' | 'merged'; reason: string; message: string }
  | { state: 'dropped'; reason: string };

const schema = new Schema<NoticeDocument>(
  {
    post: String,
    ledger: String,
    code: String,
    matter: String,
    fact: String,
    urgency: String,
    while: { type: [String], default: undefined },
    until: Date,
    at: Date,
    state: String,
    reason: String,
    dueAt: Date,
    decidedAt: Date,
    message: String,
    vacant: Boolean,
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
const WAITING = { state: 'waiting' as const };
schema.index({ dueAt: 1 }, { partialFilterExpression: WAITING });
schema.index({ post: 1, dueAt: 1 }, { partialFilterExpression: WAITING });
schema.index({ ledger: 1, code: 1, post: 1, at: -1 });
schema.index({ message: 1 }, { sparse: true });

/** What stands between a change and the outbox (architecture.md 3): told with the change, decided upon by the digest. */
export class Notices {
  readonly model: Model<NoticeDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<NoticeDocument>('notices', schema, 'notices');
  }

  /** Keeps notices that wait until a moment, or are decided upon already. In the transaction of their change. */
  async add(
    notices: readonly (NewNotice & { dueAt: Date; decided?: Decided })[],
    at: Date,
    session: ClientSession,
  ): Promise<void> {
    if (notices.length === 0) return;
    const documents = notices.map(({ decided, ...notice }) => ({
      _id: new mongoose.Types.ObjectId(),
      ...notice,
      at,
      ...(decided ? { ...decided, decidedAt: at } : { state: 'waiting' as const, reason: '等待汇总' }),
    }));
    await this.model.insertMany(documents, { session });
  }

  /** Posts with something to be decided upon now. */
  async duePosts(now: Date): Promise<string[]> {
    return this.model.distinct('post', { ...WAITING, dueAt: { $lte: now } });
  }

  /** When something is to be decided upon next; undefined when nothing waits. */
  async nextDueAt(): Promise<Date | undefined> {
    const next = this.model.findOne(WAITING, { dueAt: 1 }).sort({ dueAt: 1 });
    return (await next.lean<NoticeDocument>())?.dueAt;
  }

  /** All that waits for a post, oldest first. */
  async waitingFor(post: string, session: ClientSession): Promise<Notice[]> {
    const found = this.model.find({ post, ...WAITING }, null, { session }).sort({ at: 1, _id: 1 });
    return (await found.lean<NoticeDocument[]>()).map(toNotice);
  }

  /** Notes a decision about notices that wait. */
  async decide(
    notices: readonly Notice[],
    decided: Decided,
    at: Date,
    session: ClientSession,
  ): Promise<void> {
    if (notices.length === 0) return;
    const change = { $set: { ...decided, decidedAt: at }, $unset: { vacant: true } };
    await this.model.updateMany(idsOf(notices), change, { session });
  }

  /** Has notices wait on, and notes why. */
  async putOff(
    notices: readonly Notice[],
    wait: { until: Date; reason: string; vacant?: boolean },
    session: ClientSession,
  ): Promise<void> {
    if (notices.length === 0) return;
    const { until, reason, vacant = false } = wait;
    await this.model.updateMany(idsOf(notices), { $set: { dueAt: until, reason, vacant } }, { session });
  }

  /** What a post was to hear about a row, the newest first. */
  async about(code: string, post: string, limit: number): Promise<Notice[]> {
    const found = this.model.find({ code, post }).sort({ at: -1, _id: -1 }).limit(limit);
    return (await found.lean<NoticeDocument[]>()).map(toNotice);
  }

  /** What one message told a post. */
  async toldIn(message: string, post: string): Promise<Notice[]> {
    const found = this.model.find({ message, post }).sort({ at: 1, _id: 1 });
    return (await found.lean<NoticeDocument[]>()).map(toNotice);
  }

  /** How much waits at posts where nobody can be reached. */
  async vacancies(): Promise<{ post: string; count: number }[]> {
    const found = await this.model.aggregate<{ _id: string; count: number }>([
      { $match: { ...WAITING, vacant: true } },
      { $group: { _id: '$post', count: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    return found.map(({ _id, count }) => ({ post: _id, count }));
  }
}

const idsOf = (notices: readonly Notice[]) => ({
  _id: { $in: notices.map(({ id }) => new mongoose.Types.ObjectId(id)) },
  ...WAITING,
});

const toNotice = ({ _id, ...rest }: NoticeDocument): Notice => ({ ...rest, id: String(_id) });
