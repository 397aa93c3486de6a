import { Worker } from 'node:worker_threads';
import type { InputFile } from './sheet.ts';
import { Reading, type ReaderQuestion } from './reader-protocol.ts';

/**
 * The process that reads an old file for `withBook`: the file comes first, then the questions about it. Its argument is
 * the bytes of memory it may take in all. Buffers are in no heap, so no limit of V8's holds them; a file whose parts
 * overlap makes gigabytes of them in one go, and only another thread sees that.
 */
const [most = ''] = process.argv.slice(2);
const WATCH = `setInterval(() => {
  if (process.memoryUsage.rss() > ${Number(most)}) process.kill(process.pid, 'SIGKILL');
}, 50)`;
new Worker(WATCH, { eval: true, execArgv: [] }).unref();

let reading: Reading | undefined;

process.on('message', (message: InputFile | ReaderQuestion) => {
  if ('bytes' in message) reading = new Reading(message);
  else void answer(message);
});

async function answer(question: ReaderQuestion): Promise<void> {
  const reply = await reading?.reply(question);
  // Nobody listens any more when the service has ended: then so does this process.
  process.send?.(reply, undefined, undefined, () => undefined);
}

// What stops the service lets it finish first: it ends its readers itself, and without it they end by themselves.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
