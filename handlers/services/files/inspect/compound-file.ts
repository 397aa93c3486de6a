import { LOOK } from '../../../../models/rules/files/limits.ts';
import { brokenFile } from '../../../../models/rules/files/refusals.ts';
import type { Content } from './content.ts';

/** A stream or storage in a compound file ([MS-CFB] 2.6), with the first bytes of a stream that has sectors of its own. */
export interface CompoundEntry {
  name: string;
  head: Buffer;
  /** Stands in no storage of its own: it is the document's, not that of another one inside it. */
  top: boolean;
}

const ENTRY_BYTES = 128;
/** [MS-CFB] 2.1: larger numbers are signs, not sectors. */
const LAST_SECTOR = 0xfffffffa;
/** [MS-CFB] 2.2: shorter streams share sectors; their beginning is not read. */
const SHARED_BELOW = 4096;
const ROOT = 5;
const STREAM = 2;

/**
 * The directory of a compound file, as old Office documents are.
 * @throws AppError INVALID for one that is damaged
 */
export async function compoundEntries(content: Content): Promise<CompoundEntry[]> {
  const header = await content.slice(0, 512);
  if (header.length < 512) throw brokenFile(content.name, 'compound file: no header');
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw brokenFile(content.name, `compound file: sectors of 2^${shift}`);
  const file = new Sectors(content, 1 << shift);
  const table = await file.table(header);
  const directory = await file.chain(header.readUInt32LE(48), table);
  const entries: CompoundEntry[] = [];
  const top = topOf(directory);
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    const entry = directory.subarray(at, at + ENTRY_BYTES);
    const length = entry.readUInt16LE(64);
    const kind = entry[66] ?? 0;
    if (kind === 0 || kind === ROOT || length < 2 || length > 64) continue;
    const start = entry.readUInt32LE(116);
    const own = kind === STREAM && entry.readUInt32LE(120) >= SHARED_BELOW && start < LAST_SECTOR;
    const name = entry.toString('utf16le', 0, length - 2);
    entries.push({
      name,
      head: own ? await file.read(start) : Buffer.alloc(0),
      top: top.has(at / ENTRY_BYTES),
    });
  }
  return entries;
}

/** The numbers of the entries right below the root: each names its neighbours to both sides ([MS-CFB] 2.6.4). */
function topOf(directory: Buffer): Set<number> {
  const seen = new Set<number>();
  const waiting = directory.length >= ENTRY_BYTES ? [directory.readUInt32LE(76)] : [];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || (at + 1) * ENTRY_BYTES > directory.length) continue;
    seen.add(at);
    waiting.push(
      directory.readUInt32LE(at * ENTRY_BYTES + 68),
      directory.readUInt32LE(at * ENTRY_BYTES + 72),
    );
  }
  return seen;
}

class Sectors {
  readonly #content: Content;
  readonly #bytes: number;

  constructor(content: Content, bytes: number) {
    this.#content = content;
    this.#bytes = bytes;
  }

  async read(sector: number): Promise<Buffer> {
    const from = (sector + 1) * this.#bytes;
    return this.#content.slice(from, Math.min(from + this.#bytes, this.#content.size));
  }

  /** Which sector follows which. */
  async table(header: Buffer): Promise<number[]> {
    const places = numbersIn(header.subarray(76, 512));
    let more = header.readUInt32LE(68);
    for (let left = LOOK.compoundBytes / this.#bytes; more < LAST_SECTOR && left > 0; left--) {
      const sector = numbersIn(await this.read(more));
      more = sector.at(-1) ?? LAST_SECTOR;
      places.push(...sector.slice(0, -1));
    }
    const table: number[] = [];
    for (const place of places.filter((each) => each < LAST_SECTOR))
      table.push(...numbersIn(await this.read(place)));
    return table;
  }

  async chain(first: number, table: readonly number[]): Promise<Buffer> {
    const parts: Buffer[] = [];
    const most = LOOK.compoundBytes / this.#bytes;
    for (let at = first; at < LAST_SECTOR && parts.length < most; at = table[at] ?? LAST_SECTOR)
      parts.push(await this.read(at));
    return Buffer.concat(parts);
  }
}

function numbersIn(bytes: Buffer): number[] {
  const numbers: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) numbers.push(bytes.readUInt32LE(at));
  return numbers;
}

/** [MS-XLS] 2.4.117 and [MS-DOC] 2.5.1: what stands in front of a workbook or a text that only a password opens. */
export function isLocked({ name: written, head }: CompoundEntry): boolean {
  const name = written.toLowerCase();
  if (name === 'worddocument') return head.length > 12 && ((head[11] ?? 0) & 1) !== 0;
  return (name === 'workbook' || name === 'book') && recordsIn(head).includes(FILE_PASS);
}

const FILE_PASS = 0x2f;

function recordsIn(head: Buffer): number[] {
  const kinds: number[] = [];
  for (let at = 0; at + 4 <= head.length; at += 4 + head.readUInt16LE(at + 2))
    kinds.push(head.readUInt16LE(at));
  return kinds;
}
