import type { IncomingMessage } from 'node:http';
import type { Refusal } from './envelope.ts';

export interface BodyLimits {
  bytes: number;
  ms: number;
}

/**
 * The bytes of a request as they came, or why there are none. Ours and not raw-body's, because that cannot stop waiting
 * for a body that does not come and copies one that came in a single piece, as nearly all do.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer | Refusal> {
  if (request.readableEnded) throw new Error('the webhook must stand before any body parser');
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      timer = setTimeout(resolve, limits.ms, 'slow');
      const chunks: Buffer[] = [];
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
        // Read on without keeping anything: a sender in the middle of writing would not see the answer otherwise.
        if (length > limits.bytes) return resolve('oversize');
        chunks.push(chunk);
      });
      request.on('end', () =>
        resolve(chunks[0] && chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)),
      );
      request.on('error', () => resolve('cut-off'));
    });
  } finally {
    clearTimeout(timer);
  }
}
