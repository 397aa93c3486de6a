import mongoose, { Schema, type ClientSession, type Connection, type Model, type Types } from 'mongoose';
import { AppError } from '../rules/errors.ts';
import type { EvidenceFile } from '../rules/files/evidence.ts';
import { pour, type Poured } from './pour.ts';
import { isId, toId } from './rows/rows.ts';

/** The row that a file belongs to. */
export interface RowOfFile {
  ledger: string;
  code: string;
}

interface EvidenceDocument {
  _id: Types.ObjectId;
  /** `arriving` has no type yet, `loose` belongs to no row yet, `going` is being taken away. */
  state: 'arriving' | 'loose' | 'attached' | 'going';
  name: string;
  /** The post that sent it. */
  post: string;
  at: Date;
  size: number;
  sha256: string;
  type: string;
  row?: RowOfFile;
}

const schema = new Schema<EvidenceDocument>(
  {
    state: String,
    name: String,
    post: String,
    at: Date,
    size: Number,
    sha256: String,
    type: String,
    row: { type: { ledger: String, code: String }, _id: false },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
schema.index({ state: 1, at: 1 });

/** A file with who sent it and where it belongs. */
export interface KeptFile {
  file: EvidenceFile;
  post: string;
  /** Absent until it is attached. */
  row?: RowOfFile;
}

/**
 * Files that prove something in a row: contract pages, photos. Their content is in GridFS; this register says whose they
 * are. A file is written down before its first byte comes, so that whatever is left half way is found and cleared.
 */
export class EvidenceFiles {
  readonly model: Model<EvidenceDocument>;
  readonly #bucket: mongoose.mongo.GridFSBucket;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    const { db } = connection;
    if (!db) throw new Error('the store of evidence needs an open connection');
    this.#connection = connection;
    this.#bucket = new mongoose.mongo.GridFSBucket(db, { bucketName: 'evidence' });
    this.model = connection.model<EvidenceDocument>('evidence_register', schema, 'evidence_register');
  }

  async prepare(): Promise<void> {
    await this.model.createCollection();
    await this.model.createIndexes();
    await this.#connection.collection('evidence.files').createIndex({ filename: 1, uploadDate: 1 });
    await this.#connection.collection('evidence.chunks').createIndex({ files_id: 1, n: 1 }, { unique: true });
  }

  /**
   * Takes the content of a file in. What it is, is found out afterwards; until `settle` nobody can open it.
   * @returns undefined, and nothing is kept, when it is longer than `limit`
   */
  async take(
    source: AsyncIterable<Uint8Array>,
    { name, post, at, limit }: { name: string; post: string; at: Date; limit: number },
  ): Promise<(Poured & { id: string }) | undefined> {
    const _id = new mongoose.Types.ObjectId();
    const id = String(_id);
    await this.model.create({ _id, state: 'arriving', name, post, at, size: 0, sha256: '', type: '' });
    try {
      const poured = await pour(source, this.#bucket.openUploadStreamWithId(_id, name), limit);
      if (poured) {
        const { size, sha256 } = poured;
        await this.model.updateOne({ _id }, { $set: { size, sha256 } });
        return { ...poured, id };
      }
    } catch (error) {
      await this.discard(id);
      throw error;
    }
    await this.discard(id);
    return undefined;
  }

  /** A part of the content, from a byte up to and without another. */
  async slice(id: string, from: number, to: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    if (to > from) for await (const part of this.content(id, { start: from, end: to })) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The content, or a range of it, piece by piece. */
  content(
    id: string,
    range: { start?: number; end?: number } = {},
  ): NodeJS.ReadableStream & AsyncIterable<Buffer> {
    return this.#bucket.openDownloadStream(toId(id), range);
  }

  /** The file has been looked at and may be kept: from now on who sent it may open it and attach it. */
  async settle(id: string, as: { name: string; type: string }): Promise<EvidenceFile> {
    const kept = await this.model
      .findOneAndUpdate(
        { _id: toId(id), state: 'arriving' },
        { $set: { state: 'loose', ...as } },
        { returnDocument: 'after' },
      )
      .lean<EvidenceDocument>();
    if (!kept) throw new AppError('UNAVAILABLE', '文件没有收完整，请重新发送');
    return fileOf(kept);
  }

  /** Takes away a file that belongs to no row, content first. One that is attached stays. */
  async discard(id: string): Promise<void> {
    const _id = toId(id);
    const filter = { _id, state: { $ne: 'attached' as const } };
    const { matchedCount } = await this.model.updateOne(filter, { $set: { state: 'going' } });
    if (matchedCount === 0) return;
    await this.#connection.collection('evidence.files').deleteOne({ _id });
    await this.#connection.collection('evidence.chunks').deleteMany({ files_id: _id });
    await this.model.deleteOne({ _id });
  }

  /** A file that has been looked at; undefined when there is none. */
  async find(id: string): Promise<KeptFile | undefined> {
    if (!isId(id)) return undefined;
    const found = await this.model
      .findOne({ _id: toId(id), state: { $in: ['loose', 'attached'] } })
      .lean<EvidenceDocument>();
    return found
      ? { file: fileOf(found), post: found.post, ...(found.row ? { row: found.row } : {}) }
      : undefined;
  }

  /**
   * Ties files to a row within its change: they stay, and whoever may read the row may open them.
   * @throws AppError INVALID when one is gone, or was not sent by this post: an id in a form is only a claim
   */
  async attach(
    ids: readonly string[],
    { post, ...row }: RowOfFile & { post: string },
    session: ClientSession,
  ): Promise<void> {
    const wanted = [...new Set(ids)];
    if (!wanted.every(isId)) throw gone();
    const own = { state: 'loose' as const, post };
    const there = { state: 'attached' as const, 'row.ledger': row.ledger, 'row.code': row.code };
    const { matchedCount } = await this.model.updateMany(
      { _id: { $in: wanted.map(toId) }, $or: [own, there] },
      { $set: { state: 'attached', row } },
      { session },
    );
    if (matchedCount !== wanted.length) throw gone();
  }

  /** Takes away what has belonged to no row since before a moment; gives how many. */
  async clear(before: Date): Promise<number> {
    const old = await this.model
      .find({ state: { $ne: 'attached' }, at: { $lt: before } }, { _id: 1 })
      .lean<Pick<EvidenceDocument, '_id'>[]>();
    for (const { _id } of old) await this.discard(String(_id));
    return old.length;
  }
}

const gone = (): AppError =>
  new AppError('INVALID', '附件已失效（发来超过一天没有提交，或不是您发的），请重新发送文件');

const fileOf = ({ _id, name, size, type, sha256, at }: EvidenceDocument): EvidenceFile => ({
  id: String(_id),
  name,
  size,
  type,
  sha256,
  at: at.toISOString(),
});
