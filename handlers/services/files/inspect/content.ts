import { MarkSearch } from '../../../../models/rules/files/secrecy.ts';
import { secretFile } from '../../../../models/rules/files/refusals.ts';

/** A file that lies in the store: read in pieces and ranges, never as a whole. */
export interface Content {
  name: string;
  size: number;
  /** From a byte up to and without another. */
  slice(from: number, to: number): Promise<Buffer>;
  pieces(from?: number, to?: number): AsyncIterable<Buffer>;
}

/** A file whose bytes are at hand. */
export const inMemory = (name: string, bytes: Buffer): Content => ({
  name,
  size: bytes.length,
  slice: async (from, to) => bytes.subarray(from, to),
  async *pieces(from = 0, to = bytes.length) {
    yield bytes.subarray(from, to);
  },
});

/** @throws AppError INVALID when there is a secrecy mark in a text that comes in pieces */
export async function refuseMarked(pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const search = new MarkSearch();
  for await (const piece of pieces) if (search.sees(piece)) throw secretFile();
}
