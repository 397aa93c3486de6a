import mongoose, { type Connection } from 'mongoose';
import type { Viewer } from '../rules/permissions.ts';
import { may, type Permit } from '../rules/rights.ts';
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

  async read(id: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#bucket.openDownloadStream(toId(id))) chunks.push(chunk as Buffer);
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
