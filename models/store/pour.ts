import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type mongoose from 'mongoose';

/** What went by. */
export interface Poured {
  size: number;
  sha256: string;
  /** The most bytes that waited in memory at one moment, taken from the source and not yet stored. */
  held: number;
}

/** Bytes handed over at a time: a chunk of GridFS, so that a source with larger pieces fills no memory twice. */
const PIECE = 255 * 1024;

/**
 * Takes a stream into GridFS as fast as the database takes it, counting and hashing on the way. One that is longer than
 * `limit` is stopped there; then, as after any fault, nothing of it stays.
 * @returns undefined when the source outgrew the limit
 */
export async function pour(
  source: AsyncIterable<Uint8Array>,
  upload: mongoose.mongo.GridFSBucketWriteStream,
  limit: number,
): Promise<Poured | undefined> {
  const hash = createHash('sha256');
  const done = finished(upload);
  done.catch(() => undefined);
  let size = 0;
  let held = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limit) {
        await upload.abort();
        return undefined;
      }
      hash.update(chunk);
      for (let at = 0; at < chunk.length; at += PIECE) {
        const goes = upload.write(chunk.subarray(at, at + PIECE));
        held = Math.max(held, chunk.length + upload.writableLength);
        if (!goes) await Promise.race([once(upload, 'drain'), done]);
      }
    }
    upload.end();
    await done;
    return { size, sha256: hash.digest('hex'), held };
  } catch (error) {
    // What failed is told; that the rest of it could not be taken away is left to the daily clearing.
    await upload.abort().catch(() => undefined);
    throw error;
  }
}
