import { crc32, createDeflateRaw } from 'node:zlib';

/** A part of an archive: its path and its text or bytes in pieces, made only as it is packed. */
export interface ZipPart {
  path: string;
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}

interface Packed {
  path: Buffer;
  bytes: Buffer;
  crc: number;
  size: number;
  offset: number;
}

/** 1980-01-01: archives of the same content are the same bytes, whenever they are made. */
const DOS_DATE = 0x0021;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const VERSION = 20;

/** Packs the parts one after the other; of each only its packed form is held. */
export async function zip(parts: Iterable<ZipPart>): Promise<Uint8Array> {
  const out: Buffer[] = [];
  const directory: Packed[] = [];
  let offset = 0;
  for (const part of parts) {
    const packed = { ...(await pack(part)), offset };
    const header = localHeader(packed);
    out.push(header, packed.path, packed.bytes);
    offset += header.length + packed.path.length + packed.bytes.length;
    directory.push(packed);
  }
  let size = 0;
  for (const entry of directory) {
    const header = directoryHeader(entry);
    out.push(header, entry.path);
    size += header.length + entry.path.length;
  }
  out.push(endOfDirectory(directory.length, size, offset));
  return Buffer.concat(out);
}

async function pack({ path, pieces }: ZipPart): Promise<Omit<Packed, 'offset'>> {
  const deflate = createDeflateRaw({ level: 6 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    deflate.once('end', resolve);
    deflate.once('error', reject);
  });
  let crc = 0;
  let size = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
    crc = crc32(bytes, crc);
    size += bytes.length;
    if (!deflate.write(bytes)) await new Promise<void>((resolve) => deflate.once('drain', () => resolve()));
  }
  deflate.end();
  await ended;
  return { path: Buffer.from(path, 'utf8'), bytes: Buffer.concat(chunks), crc, size };
}

function localHeader({ path, bytes, crc, size }: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  common(header, 4, { path, bytes, crc, size });
  return header;
}

function directoryHeader({ path, bytes, crc, size, offset }: Packed): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  common(header, 6, { path, bytes, crc, size });
  header.writeUInt32LE(offset, 42);
  return header;
}

/** The fields that the local header and the directory share. */
function common(header: Buffer, at: number, { path, bytes, crc, size }: Omit<Packed, 'offset'>): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DEFLATE, at + 4);
  header.writeUInt16LE(0, at + 6);
  header.writeUInt16LE(DOS_DATE, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(bytes.length, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(path.length, at + 22);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
