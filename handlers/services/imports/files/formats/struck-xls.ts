import { sharedTextOf, type SharedText, type TextRun } from './rich-text.ts';

const FONT = 0x31;
const SHARED = 0xfc;
const CONTINUE = 0x3c;
const END = 0x0a;
const STRIKE = 0x08;

/**
 * The texts of an old workbook of which a part is struck through ([MS-XLS] 2.4.122, 2.4.265): the library that reads it
 * does not tell.
 * @param stream the bytes of the workbook; only what stands before its first sheet is looked at
 */
export function struckIn(stream: Buffer): ReadonlyMap<string, SharedText> {
  const fonts = new Set<number>();
  const shared: Buffer[] = [];
  let count = 0;
  let before = 0;
  for (let at = 0; at + 4 <= stream.length;) {
    const [type, length] = [stream.readUInt16LE(at), stream.readUInt16LE(at + 2)];
    const body = stream.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    if (type === END) break;
    if (type === FONT) {
      // There is no font 4: numbers skip it.
      if (body.length >= 4 && (body.readUInt16LE(2) & STRIKE) !== 0) fonts.add(count < 4 ? count : count + 1);
      count++;
    } else if (type === SHARED || (type === CONTINUE && before === SHARED)) shared.push(body);
    if (type !== CONTINUE) before = type;
  }
  return fonts.size > 0 && shared.length > 0 ? struckTexts(new Pieces(shared), fonts) : new Map();
}

function struckTexts(pieces: Pieces, fonts: ReadonlySet<number>): Map<string, SharedText> {
  const texts = new Map<string, SharedText>();
  pieces.number(4);
  for (let left = pieces.number(4); left > 0 && !pieces.atEnd; left--) {
    const length = pieces.number(2);
    const flags = pieces.number(1);
    const runs = (flags & 8) !== 0 ? pieces.number(2) : 0;
    const extra = (flags & 4) !== 0 ? pieces.number(4) : 0;
    const text = pieces.text(length, (flags & 1) !== 0);
    const starts = Array.from({ length: runs }, () => ({ at: pieces.number(2), font: pieces.number(2) }));
    pieces.skip(extra);
    if (starts.some(({ font }) => fonts.has(font)))
      texts.set(text, sharedTextOf(runsOf(text, starts, fonts)));
  }
  return texts;
}

/** What stands before the first run is in the font of the cell. */
function runsOf(
  text: string,
  starts: readonly { at: number; font: number }[],
  fonts: ReadonlySet<number>,
): TextRun[] {
  const runs: TextRun[] = [{ text: text.slice(0, starts[0]?.at), struck: undefined }];
  for (const [i, { at, font }] of starts.entries())
    runs.push({ text: text.slice(at, starts[i + 1]?.at), struck: fonts.has(font) });
  return runs.filter((run) => run.text !== '');
}

/** A record and those that continue it. A text that is cut in two says anew how wide its signs are. */
class Pieces {
  readonly #pieces: readonly Buffer[];
  #piece = 0;
  #at = 0;

  constructor(pieces: readonly Buffer[]) {
    this.#pieces = pieces;
  }

  get atEnd(): boolean {
    this.#advance();
    return this.#piece >= this.#pieces.length;
  }

  number(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) {
      this.#advance();
      value += (this.#pieces[this.#piece]?.[this.#at++] ?? 0) * 256 ** i;
    }
    return value;
  }

  skip(bytes: number): void {
    for (let left = bytes; left > 0 && !this.atEnd;) {
      const step = Math.min(left, (this.#pieces[this.#piece]?.length ?? 0) - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  text(length: number, isWide: boolean): string {
    let text = '';
    let wide = isWide;
    for (;;) {
      const piece = this.#pieces[this.#piece];
      if (!piece) return text;
      const width = wide ? 2 : 1;
      const end = Math.min(this.#at + (length - text.length) * width, piece.length);
      text += piece.toString(wide ? 'utf16le' : 'latin1', this.#at, end);
      this.#at = end;
      if (text.length >= length) return text;
      this.#piece++;
      this.#at = 0;
      wide = (this.number(1) & 1) !== 0;
    }
  }

  #advance(): void {
    while (this.#at >= (this.#pieces[this.#piece]?.length ?? Infinity)) {
      this.#piece++;
      this.#at = 0;
    }
  }
}
