import type { Clock } from '../../../../models/rules/time/clock.ts';
import type { Imports } from './prepared.ts';
import type { PlanRow } from './types.ts';

/** Rows that are kept, and later written, together. */
export const CHUNK_ROWS = 500;
/** Bytes that a unit of a text's length takes at most in UTF-8. */
const UTF8_MOST = 3;
const [OPEN, COMMA, CLOSE] = Buffer.from('[,]');

/**
 * Puts planned rows away in chunks, as JSON in bytes: kept as texts, let alone as objects, they would outlive the young
 * part of the heap and fill the old one with garbage. One chunk is on its way to the database while the next one grows;
 * their two buffers take turns.
 */
export class ChunkWriter {
  readonly #imports: Imports;
  readonly #id: string;
  readonly #clock: Clock;
  #growing = new Chunk();
  #sent = new Chunk();
  #chunks = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(imports: Imports, id: string, clock: Clock) {
    this.#imports = imports;
    this.#id = id;
    this.#clock = clock;
  }

  /** Takes a row in. When that makes it `full`, `store` is to be called before the next. */
  add(row: PlanRow): void {
    this.#growing.add(row);
  }

  /** Is there a whole chunk to be stored? */
  get full(): boolean {
    return this.#growing.rows >= CHUNK_ROWS;
  }

  /** Begins to store what was taken in, when the chunk before has been stored. */
  async store(): Promise<void> {
    await this.#storing;
    [this.#growing, this.#sent] = [this.#sent, this.#growing];
    this.#growing.clear();
    this.#storing = this.#imports.addChunk(this.#id, this.#chunks, this.#sent.bytes(), this.#clock.now());
    this.#storing.catch(() => undefined);
    this.#chunks++;
  }

  /** Stores what is left and gives how many chunks there are. */
  async finish(): Promise<number> {
    if (this.#growing.rows > 0) await this.store();
    await this.#storing;
    return this.#chunks;
  }
}

/** The JSON of a list that grows in a buffer. */
class Chunk {
  #buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  #end = 0;
  rows = 0;

  add(row: PlanRow): void {
    const json = JSON.stringify(row);
    const most = this.#end + json.length * UTF8_MOST + 2;
    if (most > this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], most * 2);
    this.#buffer[this.#end] = (this.rows === 0 ? OPEN : COMMA) ?? 0;
    this.#end += 1 + this.#buffer.write(json, this.#end + 1);
    this.rows++;
  }

  bytes(): Uint8Array {
    this.#buffer[this.#end] = CLOSE ?? 0;
    return this.#buffer.subarray(0, this.#end + 1);
  }

  clear(): void {
    this.#end = 0;
    this.rows = 0;
  }
}
