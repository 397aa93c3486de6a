import { parentPort, workerData } from 'node:worker_threads';
import { Reading, type ReaderQuestion } from './reader-protocol.ts';
import type { InputFile } from './sheet.ts';

/** The thread that reads a file for `withBook`. */
const reading = new Reading(workerData as InputFile);

parentPort?.on('message', (question: ReaderQuestion) => void answer(question));

async function answer(question: ReaderQuestion): Promise<void> {
  const reply = await reading.reply(question);
  const answered = 'answer' in reply ? reply.answer : undefined;
  const moved = typeof answered === 'object' && 'marks' in answered ? [answered.marks.buffer] : [];
  parentPort?.postMessage(reply, moved);
}
