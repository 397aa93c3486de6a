import { promisify } from 'node:util';
import { constants, inflate } from 'node:zlib';
import { LOOK } from '../../../../models/rules/files/limits.ts';

/** What is said about a PDF on the way through it: words in each way they could be meant, or that it is locked. */
export type PdfPiece = { words: string[] } | { locked: true };

const inflated = promisify(inflate);
const KEYWORD = Buffer.from('stream');
const END = Buffer.from('endstream');
/** A stream's dictionary stands right in front of it; one that is longer describes no text. */
const DICTIONARY = 4096;
/** Filters behind which there are pictures or what node cannot unpack. */
const OPAQUE =
  /\/(?:DCTDecode|JPXDecode|JBIG2Decode|CCITTFaxDecode|LZWDecode|RunLengthDecode|DCT|CCF|LZW|RL)\b/;

/**
 * Walks through a PDF as it comes, without its page tree: every stream that is plain or packed by Flate, and what stands
 * between them. That reads what is needed here, a mark somewhere, and also what no page shows any more.
 */
export async function* pdfPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<PdfPiece> {
  let buffer = Buffer.alloc(0);
  let inside: { read: boolean; flate: boolean } | undefined;
  const maps = new CharacterMaps();
  for await (const piece of pieces) {
    buffer = Buffer.concat([buffer, piece]);
    for (;;) {
      if (!inside) {
        const at = keywordIn(buffer);
        const end = at < 0 ? Math.max(0, buffer.length - DICTIONARY) : at;
        const between = buffer.toString('latin1', 0, at < 0 ? buffer.length : at);
        if (/\/Encrypt[\s<]/.test(between)) yield { locked: true };
        yield { words: wordsIn(between, maps) };
        if (at < 0) {
          buffer = buffer.subarray(end);
          break;
        }
        const dictionary =
          between
            .slice(-DICTIONARY)
            .split(/\bobj\b/)
            .at(-1) ?? '';
        const read = !OPAQUE.test(dictionary) && !/\/Subtype\s*\/Image\b/.test(dictionary);
        inside = { read, flate: /\/Fl(?:ateDecode)?\b/.test(dictionary) };
        buffer = buffer.subarray(at + KEYWORD.length);
      }
      const end = buffer.indexOf(END);
      if (end < 0) {
        if (!inside.read || buffer.length > LOOK.pdfStreamBytes) {
          inside = { ...inside, read: false };
          buffer = buffer.subarray(Math.max(0, buffer.length - END.length));
        }
        break;
      }
      if (inside.read) yield { words: wordsIn(await opened(buffer.subarray(0, end), inside.flate), maps) };
      buffer = buffer.subarray(end + END.length);
      inside = undefined;
    }
  }
  yield { words: maps.readings() };
}

/** Where a stream begins: the keyword, at the end of a line, that is not the end of another's. */
function keywordIn(buffer: Buffer): number {
  for (let at = buffer.indexOf(KEYWORD); at >= 0; at = buffer.indexOf(KEYWORD, at + 1)) {
    const next = buffer[at + KEYWORD.length];
    const isEnd = buffer.toString('latin1', Math.max(0, at - 3), at) === 'end';
    if (!isEnd && (next === 0x0a || next === 0x0d)) return at;
  }
  return -1;
}

async function opened(bytes: Buffer, flate: boolean): Promise<string> {
  const start = bytes[0] === 0x0d ? 2 : 1;
  const data = bytes.subarray(start);
  if (!flate) return data.toString('latin1');
  try {
    const options = { maxOutputLength: LOOK.pdfStreamBytes * 4, finishFlush: constants.Z_SYNC_FLUSH };
    return (await inflated(data, options)).toString('latin1');
  } catch {
    // Damaged, or far larger than any page of text: not something that is read.
    return '';
  }
}

const STRINGS = /\(((?:\\[\s\S]|[^\\()])*)\)|<([0-9A-Fa-f\s]{4,})>/g;

/** The strings of a content stream, in the encodings that Chinese PDFs use for themselves; codes of fonts are kept. */
function wordsIn(source: string, maps: CharacterMaps): string[] {
  const isMap = maps.learn(source);
  if (isMap) return [];
  const strings = [...source.matchAll(STRINGS)].map(([, literal, hex]) =>
    literal === undefined ? Buffer.from((hex ?? '').replaceAll(/\s/g, ''), 'hex') : literalBytes(literal),
  );
  maps.keep(strings);
  return (['utf-16be', 'gb18030', 'utf-8'] as const).map((encoding) => {
    const decoder = new TextDecoder(encoding);
    return strings.map((bytes) => decoder.decode(bytes)).join('');
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const literalBytes = (literal: string): Buffer =>
  Buffer.from(
    literal.replaceAll(/\\([0-7]{1,3}|\r\n|[\s\S])/g, (_, sign: string) =>
      /^[0-7]/.test(sign)
        ? String.fromCharCode(Number.parseInt(sign, 8) & 0xff)
        : (ESCAPES[sign] ?? (/^[\r\n]/.test(sign) ? '' : sign)),
    ),
    'latin1',
  );

/** Of a document's codes: more than this is no text that is read for a mark. */
const CODES_MOST = 4_000_000;
const MAPS_MOST = 64;

/**
 * Fonts that are packed into a PDF number their signs as they like and say by a map which is which (ISO 32000-1, 9.10.3).
 * Which string belongs to which font stands far away from both, so each map is tried on all strings.
 */
class CharacterMaps {
  readonly #maps: Map<number, string>[] = [];
  readonly #codes: Buffer[] = [];
  #left = CODES_MOST;

  /** Takes a stream for a map if it is one. */
  learn(source: string): boolean {
    if (!source.includes('begincmap')) return false;
    const map = new Map<number, string>();
    for (const [, body = ''] of source.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
      for (const [, code = '', sign = ''] of body.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
        map.set(Number.parseInt(code, 16), signsOf(sign));
    for (const [, body = ''] of source.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) learnRanges(body, map);
    if (map.size > 0 && this.#maps.length < MAPS_MOST) this.#maps.push(map);
    return true;
  }

  keep(strings: readonly Buffer[]): void {
    for (const bytes of strings) {
      this.#left -= bytes.length;
      if (this.#left > 0) this.#codes.push(bytes);
    }
  }

  /** All strings as each map reads them, two bytes a sign. */
  readings(): string[] {
    return this.#maps.map((map) => this.#codes.map((bytes) => read(bytes, map)).join(''));
  }
}

const RANGE = /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])/g;

function learnRanges(body: string, map: Map<number, string>): void {
  for (const [, first = '', last = '', from, list] of body.matchAll(RANGE)) {
    const start = Number.parseInt(first, 16);
    const count = Math.min(Number.parseInt(last, 16) - start, 0xffff);
    const signs =
      list === undefined ? undefined : [...list.matchAll(/<([0-9A-Fa-f]+)>/g)].map(([, hex = '']) => hex);
    const base = Number.parseInt(from ?? '0', 16);
    for (let i = 0; i <= count; i++)
      map.set(start + i, signs ? signsOf(signs[i] ?? '') : String.fromCharCode((base + i) & 0xffff));
  }
}

const UTF16 = new TextDecoder('utf-16be');
const signsOf = (hex: string): string => UTF16.decode(Buffer.from(hex, 'hex'));

function read(bytes: Buffer, map: ReadonlyMap<number, string>): string {
  let text = '';
  for (let at = 0; at + 2 <= bytes.length; at += 2) text += map.get(bytes.readUInt16BE(at)) ?? '';
  return text;
}
