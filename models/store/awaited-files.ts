import { randomUUID } from 'node:crypto';
import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import type { EvidenceFile } from '../rules/files/evidence.ts';

/** Who sends the files, and in which talk with the bot. */
export interface Talk {
  post: string;
  /** A private chat, as `${channel}:${chat}`. */
  chat: string;
}

/** What files are awaited for: a move of a row, its column, and what has been filled in so far. */
export interface AwaitedFor {
  ledger: string;
  code: string;
  version: number;
  event: string;
  /** The column of kind `files`. */
  field: string;
  form: Readonly<Record<string, string | readonly string[]>>;
}

export interface Awaited extends AwaitedFor {
  /** Names this very waiting: a card of an earlier one must not hand in what came for a later. */
  token: string;
  files: readonly EvidenceFile[];
  since: Date;
}

interface AwaitedDocument extends Awaited {
  _id: string;
  /** Another person holds the post since: whoever speaks for it next, in whatever talk, goes on with it. */
  passed?: true;
}

const schema = new Schema<AwaitedDocument>(
  {
    _id: String,
    token: String,
    ledger: String,
    code: String,
    version: Number,
    event: String,
    field: String,
    form: Schema.Types.Mixed,
    files: [Schema.Types.Mixed],
    since: Date,
    passed: Boolean,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
schema.index({ since: 1 });

/** In which chats the bot waits for files of evidence. A post waits for one move at a time in one chat. */
export class AwaitedFiles {
  readonly model: Model<AwaitedDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<AwaitedDocument>('awaited_files', schema, 'awaited_files');
  }

  /** Begins to wait; what was awaited in this talk before is forgotten, and given back. */
  async begin(talk: Talk, what: AwaitedFor, since: Date): Promise<{ now: Awaited; before?: Awaited }> {
    const now: Awaited = { ...what, token: randomUUID(), files: [], since };
    const before = await this.model
      .findOneAndReplace({ _id: keyOf(talk) }, now, { upsert: true, returnDocument: 'before' })
      .lean<AwaitedDocument>();
    return before ? { now, before } : { now };
  }

  /** What is awaited in a talk since a moment or later; what a predecessor left is taken over by it. */
  async find(talk: Talk, since: Date): Promise<Awaited | undefined> {
    const filter = { _id: keyOf(talk), since: { $gte: since } };
    return (await this.model.findOne(filter).lean<AwaitedDocument>()) ?? this.#takeOver(talk, since);
  }

  /** Lets the successor in a post go on with what is awaited from it since a moment or later; gives all of that. */
  async passOn(post: string, since: Date, session: ClientSession): Promise<Awaited[]> {
    const filter = { _id: ofPost(post), since: { $gte: since } };
    await this.model.updateMany(filter, { $set: { passed: true } }, { session });
    return this.model.find(filter, null, { session }).sort({ since: 1 }).lean<AwaitedDocument[]>();
  }

  /** The newest first. The old place is given up last: a process that dies in between has lost nothing. */
  async #takeOver(talk: Talk, since: Date): Promise<Awaited | undefined> {
    const filter = { _id: ofPost(talk.post), passed: true as const, since: { $gte: since } };
    const left = await this.model.findOne(filter).sort({ since: -1 }).lean<AwaitedDocument>();
    if (!left) return undefined;
    const { _id, passed: _passed, ...awaited } = left;
    await this.model.updateOne({ _id: keyOf(talk) }, { $setOnInsert: awaited }, { upsert: true });
    await this.model.deleteOne({ _id });
    return awaited;
  }

  /**
   * Adds a file, unless its content is there already or there are `most`; gives what is then awaited, undefined when it
   * was not added. Several messages may come at the same moment: the database decides.
   */
  async add(talk: Talk, token: string, file: EvidenceFile, most: number): Promise<Awaited | undefined> {
    const free = { 'files.sha256': { $ne: file.sha256 }, [`files.${most - 1}`]: { $exists: false } };
    return this.#changed({ _id: keyOf(talk), token, ...free }, { $push: { files: file } });
  }

  /** Takes a file off; gives what is then awaited, undefined when nothing of this token is. */
  async remove(talk: Talk, token: string, file: string): Promise<Awaited | undefined> {
    return this.#changed({ _id: keyOf(talk), token }, { $pull: { files: { id: file } } });
  }

  /** Waits no more. */
  async clear(talk: Talk, token: string): Promise<void> {
    await this.model.deleteOne({ _id: keyOf(talk), token });
  }

  /** Forgets what has been awaited since before a moment. */
  async clearBefore(moment: Date): Promise<void> {
    await this.model.deleteMany({ since: { $lt: moment } });
  }

  async #changed(filter: object, update: object): Promise<Awaited | undefined> {
    const options = { returnDocument: 'after' } as const;
    return (await this.model.findOneAndUpdate(filter, update, options).lean<AwaitedDocument>()) ?? undefined;
  }
}

const keyOf = ({ post, chat }: Talk): string => `${post}@${chat}`;
/** All talks of a post: A is the letter behind @. */
const ofPost = (post: string) => ({ $gte: `${post}@`, $lt: `${post}A` });
