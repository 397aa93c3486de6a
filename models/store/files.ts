import mongoose, { type Connection } from 'mongoose';
import type { Viewer } from '../rules/permissions.ts';
import { may, type Permit } from '../rules/rights.ts';
import { pour } from './pour.ts';
import { isId, toId } from './rows/rows.ts';

/** Who may open a file: the post it was made for, or holders of a permit (of one unit, when named). */
export interface FileAccess {
  post?: string;
  /** Name of the permit: `bulletins.read`. */
  permit?: string;
  unit?: string;
}

export interface StoredFile {
  id: string;
  name: string;
  bytes: number;
  access: FileAccess;
  at: Date;
}

interface Metadata {
  access: FileAccess;
  at: Date;
  /** On its way through the service: nobody opens it, and after a day it is cleared. */
  passing?: true;
}

/** The permits of the ledgers and of the service, by name. */
export type PermitNamed = (name: string) => Permit | undefined;

/** Files that travel with messages: exports, marked workbooks, snapshots. Kept in the database (GridFS). */
export class FileStore {
  readonly #bucket: mongoose.mongo.GridFSBucket;
  readonly #connection: Connection;
  readonly #permitNamed: PermitNamed;

  constructor(connection: Connection, permitNamed: PermitNamed) {
    this.#connection = connection;
    this.#permitNamed = permitNamed;
    const db = connection.db;
    if (!db) throw new Error('the file store needs an open connection');
    this.#bucket = new mongoose.mongo.GridFSBucket(db, { bucketName: 'files' });
  }

  async put(name: string, bytes: Uint8Array, access: FileAccess, at: Date): Promise<StoredFile> {
    const upload = this.#bucket.openUploadStream(name, { metadata: { access, at } });
    await new Promise<void>((resolve, reject) => {
      upload.once('finish', () => resolve());
      upload.once('error', reject);
      upload.end(bytes);
    });
    return { id: String(upload.id), name, bytes: bytes.length, access, at };
  }

  /**
   * Puts a file down that somebody has just sent, until it is clear what becomes of it: nobody may open it.
   * @returns undefined, and nothing is kept, when it is longer than `limit`
   */
  async putDown(
    name: string,
    source: AsyncIterable<Uint8Array>,
    { at, limit }: { at: Date; limit: number },
  ): Promise<{ id: string; bytes: number } | undefined> {
    const metadata: Metadata = { access: {}, at, passing: true };
    const upload = this.#bucket.openUploadStream(name, { metadata });
    const poured = await pour(source, upload, limit);
    return poured && { id: String(upload.id), bytes: poured.size };
  }

  /** Takes away a file that was put down; no other. */
  async pickUp(id: string): Promise<void> {
    if (isId(id)) await this.#removeAll({ _id: toId(id), 'metadata.passing': true });
  }

  /** Takes away what was put down before a moment; gives how many. */
  async clearPutDown(before: Date): Promise<number> {
    return this.#removeAll({ 'metadata.passing': true, 'metadata.at': { $lt: before } });
  }

  async #removeAll(filter: object): Promise<number> {
    const found = await this.#bucket.find(filter).toArray();
    for (const { _id } of found) await this.#bucket.delete(_id);
    return found.length;
  }

  /** A file's particulars, without its content; undefined when there is none. */
  async stat(id: string): Promise<StoredFile | undefined> {
    return isId(id) ? this.#first({ _id: toId(id) }) : undefined;
  }

  /** The newest file of a name. */
  async find(name: string): Promise<StoredFile | undefined> {
    return this.#first({ filename: name });
  }

  async #first(filter: object): Promise<StoredFile | undefined> {
    const [file] = await this.#bucket.find(filter).sort({ uploadDate: -1 }).limit(1).toArray();
    if (!file) return undefined;
    const metadata = file.metadata as Metadata | undefined;
    return {
      id: String(file._id),
      name: file.filename,
      bytes: file.length,
      // A file that says nothing of who may open it is opened by nobody.
      access: metadata?.access ?? {},
      at: metadata?.at ?? file.uploadDate,
    };
  }

  /** The content, for a viewer who may have it; undefined when there is no such file for this viewer. */
  async open(
    id: string,
    viewer: Viewer,
  ): Promise<{ file: StoredFile; content: NodeJS.ReadableStream } | undefined> {
    const file = await this.stat(id);
    if (!file || !this.#mayOpen(file.access, viewer)) return undefined;
    return { file, content: this.#bucket.openDownloadStream(toId(id)) };
  }

  /** The content piece by piece, for the service itself. */
  content(id: string): AsyncIterable<Buffer> {
    return this.#bucket.openDownloadStream(toId(id));
  }

  async read(id: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.content(id)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async prepare(): Promise<void> {
    await this.#connection.collection('files.files').createIndex({ filename: 1, uploadDate: 1 });
    await this.#connection.collection('files.chunks').createIndex({ files_id: 1, n: 1 }, { unique: true });
  }

  #mayOpen({ post, permit, unit }: FileAccess, viewer: Viewer): boolean {
    if (post === viewer.post) return true;
    const needed = permit === undefined ? undefined : this.#permitNamed(permit);
    return (
      needed !== undefined &&
      may(viewer, needed) &&
      (unit === undefined || viewer.unit === undefined || viewer.unit === unit)
    );
  }
}
