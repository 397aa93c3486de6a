import { createInflateRaw } from 'node:zlib';
import { bomb, broken, encrypted, LIMITS } from '../../limits.ts';

interface Entry {
  method: number;
  packed: number;
  unpacked: number;
  offset: number;
  flags: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const ZIP64 = 0xffffffff;
/** Small, so that the text of a chunk stays young garbage: large objects wait for a full collection. */
const CHUNK = 32 * 1024;

/**
 * The parts of a zip file that is held in memory, each unpacked as a stream. Sizes are checked twice: as the directory
 * declares them, and as they really come out, since a bomb lies.
 * @throws AppError INVALID for what is no zip, is damaged, encrypted or would blow up
 */
export class ZipParts {
  readonly #bytes: Buffer;
  readonly #name: string;
  readonly #entries = new Map<string, Entry>();
  #left: number = LIMITS.unpackedBytes;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#name = name;
    this.#readDirectory();
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** A small part as text. */
  async text(path: string): Promise<string> {
    let text = '';
    for await (const chunk of this.stream(path)) text += chunk;
    return text;
  }

  /** A part as text, chunk by chunk. Reading a part again is allowed and counts once. */
  async *stream(path: string): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: false });
    for await (const chunk of this.bytes(path)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  }

  /** The same, not yet decoded. */
  async *bytes(path: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(path);
    if (!entry) throw broken(`no part ${path}`);
    const packed = this.#packedBytes(entry);
    if (entry.method === 0) {
      yield packed;
      return;
    }
    if (entry.method !== 8) throw broken(`${path}: compression method ${entry.method}`);
    const inflate = createInflateRaw({ chunkSize: CHUNK });
    const failed = new Promise<never>((_, reject) => inflate.once('error', reject));
    failed.catch(() => undefined);
    inflate.end(packed);
    let seen = 0;
    try {
      for await (const chunk of inflate as AsyncIterable<Buffer>) {
        seen += chunk.length;
        this.#guard(path, entry, seen);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof Error && 'userText' in error ? error : broken(`${path}: ${String(error)}`);
    } finally {
      inflate.destroy();
    }
  }

  #guard(path: string, entry: Entry, seen: number): void {
    if (seen > LIMITS.unpackedBytes) throw bomb(`${path}: more than ${LIMITS.unpackedBytes} bytes`);
    if (seen > LIMITS.ratioFrom && seen > entry.packed * LIMITS.ratio) {
      throw bomb(`${path}: ratio above ${LIMITS.ratio}`);
    }
  }

  #packedBytes(entry: Entry): Buffer {
    const { offset, packed } = entry;
    if (offset + 30 > this.#bytes.length || this.#bytes.readUInt32LE(offset) !== LOCAL_ENTRY) {
      throw broken('zip: local header missing');
    }
    const start = offset + 30 + this.#bytes.readUInt16LE(offset + 26) + this.#bytes.readUInt16LE(offset + 28);
    if (start + packed > this.#bytes.length) throw broken('zip: part is cut off');
    return this.#bytes.subarray(start, start + packed);
  }

  #readDirectory(): void {
    const bytes = this.#bytes;
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) {
      throw broken('zip: no directory');
    }
    const count = bytes.readUInt16LE(end + 10);
    if (count > LIMITS.entries) throw bomb(`zip: ${count} parts`);
    let at = bytes.readUInt32LE(end + 16);
    for (let i = 0; i < count; i++) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) {
        throw broken('zip: directory is cut off');
      }
      at = this.#readEntry(at);
    }
  }

  #readEntry(at: number): number {
    const bytes = this.#bytes;
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    const entry: Entry = {
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    if ((entry.flags & 1) !== 0) throw encrypted(this.#name);
    if (entry.packed === ZIP64 || entry.unpacked === ZIP64) throw bomb(`zip: ${name} needs zip64`);
    this.#left -= entry.unpacked;
    if (this.#left < 0) throw bomb(`zip: parts declare more than ${LIMITS.unpackedBytes} bytes`);
    this.#guard(name, entry, entry.unpacked);
    this.#entries.set(name.replace(/^\//, ''), entry);
    return at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}
