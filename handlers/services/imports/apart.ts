import { Worker } from 'node:worker_threads';
import { AppError } from '../../../models/rules/errors.ts';
import { RowUnpacker } from './packed-rows.ts';
import { openBook, type InputFile } from './read.ts';
import type { Answers, Question, Reply } from './reading-thread.ts';
import type { Book, SheetRow } from './sheet.ts';

/** From this size on reading takes longer than to start a thread for it, a fifth of a second (decision 19d). */
const APART_FROM = 2 * 1024 * 1024;

/**
 * Opens a file as `openBook` does for as long as `use` takes. A big one is read in a thread of its own: it is read while
 * its rows are worked on, and whoever talks to the service meanwhile is answered.
 * @throws AppError INVALID as `openBook`; INTERNAL when the thread comes to an end before the file does
 */
export async function withBook<T>(file: InputFile, use: (book: Book) => Promise<T>): Promise<T> {
  return file.bytes.length < APART_FROM ? use(await openBook(file)) : withBookApart(file, use);
}

/** The same with a thread for any file. */
export async function withBookApart<T>(
  file: InputFile,
  use: (book: Book) => Promise<T>,
  script: URL = READING,
): Promise<T> {
  const thread = new ReadingThread(file, script);
  try {
    return await use(await thread.book());
  } finally {
    await thread.end();
  }
}

const READING = new URL('./reading-thread.ts', import.meta.url);
/** Threads do not take over how their process reads TypeScript: they learn it themselves. */
const TSX = import.meta.resolve('tsx/esm/api');
const starting = (script: URL) =>
  `import(${JSON.stringify(TSX)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(script.href)});
  });`;

/** How many batches of rows may be on their way: all that a thread may be ahead of its reader. */
const AHEAD = 4;

interface Waiting {
  resolve: (answer: Answers[keyof Answers]) => void;
  reject: (error: unknown) => void;
}

/** A thread that is asked about a file. It answers in order; when it ends, every open question fails. */
class ReadingThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #over: unknown;

  constructor({ name, bytes }: InputFile, script: URL) {
    const copy: InputFile = { name, bytes: new Uint8Array(bytes) };
    this.#worker = new Worker(starting(script), {
      eval: true,
      execArgv: [],
      workerData: copy,
      transferList: [copy.bytes.buffer as ArrayBuffer],
    });
    this.#worker.on('message', (reply: Reply) => this.#take(reply));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(cutOff(`the reading thread ended with ${code}`)));
  }

  async book(): Promise<Book> {
    const { kind, sheets } = await this.#ask('open', 0);
    return {
      kind,
      sheets: sheets.map(({ name, hidden }, at) => ({
        name,
        hidden,
        frame: () => this.#ask('frame', at),
        rows: () => this.#rows(at),
        comments: () => this.#ask('comments', at),
      })),
    };
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async *#rows(sheet: number): AsyncGenerator<SheetRow[]> {
    const pass = await this.#ask('rows', sheet);
    const unpacker = new RowUnpacker();
    const coming = Array.from({ length: AHEAD }, () => this.#ask('next', pass));
    try {
      for (;;) {
        const rows = await coming.shift();
        if (!rows) return;
        coming.push(this.#ask('next', pass));
        yield unpacker.unpack(rows);
      }
    } finally {
      void this.#ask('stop', pass);
    }
  }

  #ask<What extends keyof Answers>(what: What, at: number): Promise<Answers[What]> {
    const answer = new Promise<Answers[keyof Answers]>((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage({ what, at } satisfies Question, []);
    });
    // Of rows that nobody waits for any more it does not matter that they do not come.
    answer.catch(() => undefined);
    return answer as Promise<Answers[What]>;
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.shift();
    if ('answer' in reply) waiting?.resolve(reply.answer);
    else waiting?.reject(new AppError(reply.refused.code, reply.refused.userText, reply.refused));
  }

  #fail(error: unknown): void {
    this.#over ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#over);
  }
}

const cutOff = (detail: string) => new AppError('INTERNAL', '文件读到一半中断了，请重新上传', { detail });
