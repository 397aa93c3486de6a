import { oncePer } from '../../../../models/rules/once-per.ts';
import type { AnyLedger, LooseRow } from '../../../../models/ledgers/engine/define.ts';

/**
 * Containers for what an import remembers of every row of a file. They keep it in flat memory outside of V8's heap: there
 * a hundred thousand rows take a tenth of the room, are never traversed, and do not make the heap grow.
 */

/** Numbers by number. Keys are hashes, whole and from 0 up; nothing is taken out. */
export class NumberTable {
  /** One more than the key; 0 where nothing is. */
  #keys = new Float64Array(1024);
  #values = new Float64Array(1024);
  #size = 0;

  get(key: number): number | undefined {
    const slot = this.#slotOf(key);
    return this.#keys[slot] === 0 ? undefined : this.#values[slot];
  }

  set(key: number, value: number): void {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0) this.#size++;
    this.#keys[slot] = key + 1;
    this.#values[slot] = value;
  }

  /** Where the key is, or the first free place behind where it should be. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = key & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key + 1) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Float64Array(keys.length * 2);
    for (const [from, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.#slotOf(key - 1);
      this.#keys[slot] = key;
      this.#values[slot] = values[from] ?? 0;
    }
  }
}

const BLOCK = 1024 * 1024;
/** Bytes that a unit of a text's length takes at most in UTF-8. */
const UTF8_MOST = 3;

/** Texts by the order in which they were added. */
export class TextPile {
  readonly #blocks: Buffer[] = [];
  /** Where each text begins, counted through all blocks. */
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  #end = 0;

  /** Gives the text's number. What goes beyond a block would be cut: cells hold 32,767 characters at most. */
  add(text: string): number {
    const fits = this.#blocks.length * BLOCK - this.#end >= text.length * UTF8_MOST;
    if (!fits) this.#end = (this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK)) - 1) * BLOCK;
    const length = this.#blocks.at(-1)?.write(text, this.#end % BLOCK) ?? 0;
    this.#starts.push(this.#end);
    this.#end += length;
    return this.#lengths.push(length) - 1;
  }

  get(number: number): string {
    const start = this.#starts[number] ?? 0;
    const from = start % BLOCK;
    return (
      this.#blocks[Math.floor(start / BLOCK)]?.toString('utf8', from, from + (this.#lengths[number] ?? 0)) ??
      ''
    );
  }
}

/**
 * A text as a 53-bit number (cyrb53), to remember very many texts in little room. Among 200,000 texts the chance of two
 * being taken for one is about two in a million.
 */
export function hashOf(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2_654_435_761);
    b = Math.imul(b ^ c, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (b & 0x1fffff) + (a >>> 0);
}

/**
 * A row in which every field of the ledger is there and undefined. V8 turns an object that grows key by key into a hash
 * table at the thirteenth key, and copying one of those takes a hundred times as long as copying this.
 */
export const blankRow = (ledger: AnyLedger): LooseRow => ({ ...templateOf(ledger) });

const templateOf = oncePer(({ fields }: AnyLedger): LooseRow =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, undefined])),
);
