import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../../models/rules/errors.ts';
import { LIMITS, tooMuch } from './limits.ts';
import type { InputFile } from './sheet.ts';
import type { ReaderQuestion, ReaderAnswer } from './reader-protocol.ts';

/** Somebody who reads a file elsewhere. Questions are answered in their order, until the reader has ended. */
export interface Reader {
  ask(question: ReaderQuestion): void;
  end(): Promise<void>;
}

export interface AskReader {
  hears(reply: ReaderAnswer): void;
  /** Nothing more will be heard. */
  ended(why: unknown): void;
}

const THREAD = new URL('./reader-thread.ts', import.meta.url);
const PROCESS = new URL('./reader-process.ts', import.meta.url);
/** Threads and processes do not take over how their parent reads TypeScript: they learn it themselves. */
const TSX = import.meta.resolve('tsx');
const TSX_API = import.meta.resolve('tsx/esm/api');
const starting = (script: URL) =>
  `import(${JSON.stringify(TSX_API)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(script.href)});
  });`;

const cutOff = (detail: string, cause?: unknown) =>
  new AppError('INTERNAL', '文件读到一半中断了，请重新上传', { detail, cause });

export interface ReaderOptions {
  heapMb?: number;
  /** What the thread runs. */
  script?: URL;
}

/** Reads in a thread: rows pass quickly. A thread whose heap is full ends, as a rule, without taking others with it. */
export function inThread(
  { name, bytes }: InputFile,
  asker: AskReader,
  { heapMb = LIMITS.heapMb, script = THREAD }: ReaderOptions = {},
): Reader {
  const copy: InputFile = { name, bytes: new Uint8Array(bytes) };
  const worker = new Worker(starting(script), {
    eval: true,
    execArgv: [],
    workerData: copy,
    transferList: [copy.bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  worker.on('message', (reply: ReaderAnswer) => asker.hears(reply));
  worker.on('messageerror', (error) => asker.ended(error));
  worker.on('error', (error) => asker.ended(isOutOfMemory(error) ? tooMuch(name, error.message) : error));
  worker.on('exit', (code) => asker.ended(cutOff(`the reading thread ended with ${code}`)));
  return {
    ask: (question) => worker.postMessage(question, []),
    async end() {
      await worker.terminate();
    },
  };
}

const isOutOfMemory = (error: Error): boolean => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const MEGABYTE = 1024 * 1024;
/** The process itself, the bytes of the file, and those of its parts: no more than 300 for a good file of 50 MB. */
const BESIDES_MB = 512;

/**
 * Reads in a process of its own. What V8 cannot allocate in one piece ends the whole process, whatever limit its thread
 * has, and a file of 14 KB can ask for that: SheetJS follows the sectors of an .xls in a circle for as long as there is
 * memory to note them down.
 */
export function inProcess(
  file: InputFile,
  asker: AskReader,
  { heapMb = LIMITS.heapMb }: Pick<ReaderOptions, 'heapMb'> = {},
): Reader {
  const child = fork(PROCESS, [String((heapMb + BESIDES_MB) * MEGABYTE)], {
    execArgv: ['--import', TSX, `--max-old-space-size=${heapMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('message', (reply) => asker.hears(reply as ReaderAnswer));
  child.on('error', (error) => asker.ended(cutOff('the reading process cannot be talked to', error)));
  child.on('exit', (code, signal) => asker.ended(endOf(file.name, code, signal)));
  const send = (message: InputFile | ReaderQuestion) => child.send(message, () => undefined);
  send(file);
  return { ask: send, end: () => killed(child) };
}

/** How a process ends for want of memory: by V8 itself, or by the system. */
const STARVED = ['SIGABRT', 'SIGTRAP', 'SIGKILL'];
const ABORTED = 134;

function endOf(name: string, code: number | null, signal: string | null): AppError {
  const detail = `the reading process ended with ${signal ?? code}`;
  return STARVED.includes(signal ?? '') || code === ABORTED ? tooMuch(name, detail) : cutOff(detail);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
