import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { LOOK } from '../../../../models/rules/files/limits.ts';
import { brokenFile, lockedFile, unwantedFile } from '../../../../models/rules/files/refusals.ts';
import { AppError } from '../../../../models/rules/errors.ts';
import type { Content } from './content.ts';

/** One part of a zip, as its directory describes it (APPNOTE 4.3.12). */
export interface StoredPart {
  path: string;
  method: number;
  packed: number;
  offset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const UTF8_NAME = 1 << 11;

/**
 * The parts of a zip that lies in the store, by its directory.
 * @throws AppError INVALID for one that is damaged or has locked parts
 */
export async function storedParts(content: Content): Promise<StoredPart[]> {
  const { name, size } = content;
  const from = Math.max(0, size - LOOK.zipTailBytes);
  const tail = await content.slice(from, size);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END_OF_DIRECTORY)
    throw brokenFile(name, 'zip: no directory');
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (length > LOOK.zipListBytes) throw unwantedFile(name, '部件太多的压缩文件');
  if (start + length > size) throw brokenFile(name, 'zip: directory is cut off');
  return entriesOf(name, await content.slice(start, start + length));
}

function entriesOf(name: string, list: Buffer): StoredPart[] {
  const parts: StoredPart[] = [];
  for (let at = 0; at + 46 <= list.length;) {
    if (list.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw brokenFile(name, 'zip: no entry where one should be');
    const flags = list.readUInt16LE(at + 8);
    if ((flags & 1) !== 0) throw lockedFile(name);
    const nameLength = list.readUInt16LE(at + 28);
    // Without the flag the name is in the writer's own code page: in China that is GBK.
    const names = new TextDecoder((flags & UTF8_NAME) !== 0 ? 'utf-8' : 'gb18030');
    parts.push({
      path: names.decode(list.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/'),
      method: list.readUInt16LE(at + 10),
      packed: list.readUInt32LE(at + 20),
      offset: list.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
  }
  return parts;
}

/** How much may still be looked through of a file that was sent, over all its parts and what is in them. */
export interface Budget {
  /** Unpacked bytes. */
  left: number;
  /** Files in zips. */
  members: number;
  /** In how many zips the one that is looked at lies. */
  depth: number;
}

/**
 * Unpacks a part piece by piece and hands it on.
 * @throws AppError INVALID for one that is damaged, or when it would blow up
 */
export async function unpack(
  content: Content,
  { path, method, packed, offset }: StoredPart,
  budget: Budget,
  take: (pieces: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const { name } = content;
  const head = await content.slice(offset, offset + 30);
  if (head.length < 30 || head.readUInt32LE(0) !== LOCAL_ENTRY) throw brokenFile(name, `zip: no ${path}`);
  const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + packed > content.size) throw brokenFile(name, `zip: ${path} is cut off`);
  if (packed === 0) return;
  const counted = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      budget.left -= piece.length;
      if (budget.left < 0) throw unwantedFile(name, '解压后异常膨胀的文件');
      yield piece;
    }
  };
  const pieces = content.pieces(start, start + packed);
  if (method === 0) return take(counted(pieces));
  if (method !== 8) throw brokenFile(name, `zip: ${path} is packed by method ${method}`);
  // Who takes may stop half way, with a reason: the stream then only says that it was closed early.
  let reason: unknown;
  const taken = (unpacked: AsyncIterable<Buffer>) =>
    take(counted(unpacked)).catch((error: unknown) => {
      reason = error;
      throw error;
    });
  try {
    await pipeline(pieces, createInflateRaw(), taken);
  } catch (error) {
    if (reason instanceof AppError) throw reason;
    throw error instanceof AppError ? error : brokenFile(name, `zip: ${path}: ${String(error)}`);
  }
}
