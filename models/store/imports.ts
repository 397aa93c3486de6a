import mongoose, { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import { AppError } from '../rules/errors.ts';

/**
 * READY waits for its person. APPLYING is being written chunk by chunk; a crash leaves it there and the next start goes
 * on. UNDOING takes back what was written when a later chunk met a conflict.
 */
export type ImportStatus = 'READY' | 'APPLYING' | 'UNDOING' | 'DONE' | 'CANCELLED' | 'STALE';

/** A prepared import: what was understood of a file, kept until it is confirmed, also over a restart. */
export interface ImportRecord<Head, Answers> {
  _id: string;
  status: ImportStatus;
  ledger: string;
  post: string;
  /** Of the original file in the file store. */
  file: string;
  fileName: string;
  sha256: string;
  createdAt: Date;
  updatedAt: Date;
  head: Head;
  answers: Answers;
  /** Chunks that hold rows, and how many of them have been written. */
  chunks: number;
  nextChunk: number;
}

type RecordDocument = ImportRecord<object, object>;

interface ChunkDocument {
  import: string;
  n: number;
  /** JSON in UTF-8: packed several times faster than documents are, and free to hold any key. */
  rows: Uint8Array | mongoose.mongo.Binary;
  undo?: unknown[];
  at: Date;
}

/** Rows of an import that nobody confirmed, and the means to undo one, are kept this long. */
const KEPT_MS = 30 * 86_400_000;
const SWEPT_AT_ONCE = 20;
const OPTIONS = { versionKey: false, autoIndex: false, autoCreate: false, minimize: false } as const;

/**
 * Prepared imports: one record each, their rows in chunks beside it. What heads and rows hold is the importer's own
 * business (handlers/services/imports/plan/prepared.ts).
 */
export class ImportStore<
  Head extends object = object,
  Answers extends object = object,
  Row extends object = object,
  Undo extends object = object,
> {
  readonly records: Model<RecordDocument>;
  readonly chunks: Model<ChunkDocument>;

  constructor(connection: Connection) {
    this.records = connection.model<RecordDocument>('imports', recordSchema(), 'imports');
    this.chunks = connection.model<ChunkDocument>('import_chunks', chunkSchema(), 'import_chunks');
  }

  async add(record: ImportRecord<Head, Answers>): Promise<void> {
    await this.records.insertMany([record], { lean: true });
  }

  /** Adds a chunk of rows, as the JSON of a list in UTF-8. */
  async addChunk(id: string, n: number, rows: Uint8Array, at: Date): Promise<void> {
    await this.chunks.insertMany([{ import: id, n, rows, at }], { lean: true });
  }

  async get(id: string): Promise<ImportRecord<Head, Answers> | undefined> {
    const record = await this.records.findById(id).lean<RecordDocument>();
    return (record ?? undefined) as ImportRecord<Head, Answers> | undefined;
  }

  /** @throws AppError INTERNAL when it is gone: a lost chunk must not pass for an empty one */
  async chunk(id: string, n: number): Promise<Row[]> {
    const chunk = await this.chunks.findOne({ import: id, n }).lean<ChunkDocument>();
    if (!chunk)
      throw new AppError('INTERNAL', '这次导入的数据不完整，请重新上传文件', { detail: `chunk ${id}/${n}` });
    return JSON.parse(new TextDecoder().decode(bytesOf(chunk.rows))) as Row[];
  }

  async replaceChunk(id: string, n: number, rows: readonly Row[]): Promise<void> {
    await this.chunks.updateOne({ import: id, n }, { $set: { rows: Buffer.from(JSON.stringify(rows)) } });
  }

  /**
   * Changes a record that is still in the given state.
   * @returns false when it is not: somebody else has taken it on
   */
  async advance(
    id: string,
    from: { status: ImportStatus; nextChunk?: number },
    change: Partial<ImportRecord<Head, Answers>>,
    session?: ClientSession,
  ): Promise<boolean> {
    const result = await this.records.updateOne(
      { _id: id, ...from },
      { $set: change },
      session ? { session } : {},
    );
    return result.matchedCount === 1;
  }

  /** Keeps how to take a chunk back, in the transaction that writes it. */
  async keepUndo(id: string, n: number, undo: readonly Undo[], session: ClientSession): Promise<void> {
    await this.chunks.updateOne({ import: id, n }, { $set: { undo } }, { session });
  }

  /**
   * Lets go of the rows of old imports that are not being written. By the service's clock: the database's own would sweep
   * at once what was made under a clock that stands elsewhere.
   */
  async sweep(now: Date): Promise<void> {
    const old = await this.records
      .find({
        createdAt: { $lt: new Date(now.getTime() - KEPT_MS) },
        chunks: { $gt: 0 },
        status: { $nin: ['APPLYING', 'UNDOING'] },
      })
      .limit(SWEPT_AT_ONCE)
      .lean<RecordDocument[]>();
    for (const { _id, status } of old) {
      const over = status === 'READY' ? 'CANCELLED' : status;
      const mine = await this.records.updateOne({ _id, status }, { $set: { status: over, chunks: 0 } });
      if (mine.matchedCount === 1) await this.chunks.deleteMany({ import: _id });
    }
  }

  async undoOf(id: string, n: number): Promise<Undo[]> {
    const chunk = await this.chunks.findOne({ import: id, n }, { undo: 1 }).lean<ChunkDocument>();
    return (chunk?.undo ?? []) as Undo[];
  }

  /** The newest finished import of the very same file into a ledger. */
  async lastDone(ledger: string, sha256: string): Promise<ImportRecord<Head, Answers> | undefined> {
    const record = await this.records
      .findOne({ ledger, sha256, status: 'DONE' })
      .sort({ updatedAt: -1 })
      .lean<RecordDocument>();
    return (record ?? undefined) as ImportRecord<Head, Answers> | undefined;
  }

  /** Imports that a crash left half way. */
  async unfinished(): Promise<ImportRecord<Head, Answers>[]> {
    const records = await this.records
      .find({ status: { $in: ['APPLYING', 'UNDOING'] } })
      .sort({ createdAt: 1 })
      .lean<RecordDocument[]>();
    return records as ImportRecord<Head, Answers>[];
  }
}

/** What is read comes in a wrapping of the driver's. */
const bytesOf = (rows: ChunkDocument['rows']): Uint8Array =>
  rows instanceof mongoose.mongo.Binary ? rows.buffer : rows;

function recordSchema() {
  const schema = new Schema<RecordDocument>(
    {
      _id: String,
      status: { type: String, required: true },
      ledger: String,
      post: String,
      file: String,
      fileName: String,
      sha256: String,
      createdAt: Date,
      updatedAt: Date,
      head: Schema.Types.Mixed,
      answers: Schema.Types.Mixed,
      chunks: Number,
      nextChunk: Number,
    },
    OPTIONS,
  );
  schema.index({ ledger: 1, sha256: 1, status: 1, updatedAt: -1 });
  schema.index({ status: 1 });
  return schema;
}

function chunkSchema() {
  const schema = new Schema<ChunkDocument>(
    {
      import: String,
      n: Number,
      rows: { type: Buffer, required: true },
      undo: { type: [Schema.Types.Mixed] },
      at: Date,
    },
    OPTIONS,
  );
  schema.index({ import: 1, n: 1 }, { unique: true });
  return schema;
}
