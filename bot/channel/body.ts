import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  bytes: number;
  ms: number;
}

/** Why the body of a request was not read: more than `bytes`, longer than `ms`, or its sender has gone. */
export type BodyFault = 'oversize' | 'slow' | 'cut-off';

/**
 * The bytes of a request as they came, or why there are none. Ours and not raw-body's, because that cannot stop waiting
 * for a body that does not come and copies one that came in a single piece, as nearly all do.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer | BodyFault> {
  if (request.readableEnded)
    throw new Error('the body has been read already: no body parser may stand before');
  if (Number(request.headers['content-length']) > limits.bytes) {
    // Let it run by unread: a sender in the middle of writing would not see the answer otherwise.
    request.resume();
    return 'oversize';
  }
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      timer = setTimeout(resolve, limits.ms, 'slow');
      const chunks: Buffer[] = [];
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
        // Read on without keeping anything, for the same reason.
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
