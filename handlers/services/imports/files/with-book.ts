import { AppError } from '../../../../models/rules/errors.ts';
import { tooSlow } from './limits.ts';
import { RowUnpacker } from './packed-rows.ts';
import { isOld, openBook } from './open-book.ts';
import { inProcess, inThread, type AskReader, type Reader } from './isolated-reader.ts';
import type { ReaderAnswers, ReaderQuestion, ReaderAnswer } from './reader-protocol.ts';
import type { Book, InputFile, SheetRow } from './sheet.ts';

/** From this size on reading takes longer than to start a thread for it, a fifth of a second (decision 36). */
const APART_FROM = 2 * 1024 * 1024;

/**
 * Opens a file as `openBook` does for as long as `use` takes. A big one is read in a thread of its own: it is read while
 * its rows are worked on, and whoever talks to the service meanwhile is answered. An old .xls is read in a process of
 * its own, which may come to an end over it.
 * @throws AppError INVALID as `openBook`, and when there is not memory enough for the file; INTERNAL when its reader
 *   comes to an end before the file does
 */
export async function withBook<T>(file: InputFile, use: (book: Book) => Promise<T>): Promise<T> {
  if (isOld(file)) return inTurn(() => withBookApart(file, use));
  return file.bytes.length < APART_FROM ? use(await openBook(file)) : withBookApart(file, use);
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: old files may take more than a gigabyte each. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/** A good .xls of 50 MB takes a slow machine a minute until its first answer; everything else comes faster. */
const PATIENCE_MS = 3 * 60_000;

interface ApartOptions {
  reader?: (file: InputFile, asker: AskReader) => Reader;
  /** How long an answer may take. */
  patienceMs?: number;
}

/** The same with a reader of its own for any file. */
export async function withBookApart<T>(
  file: InputFile,
  use: (book: Book) => Promise<T>,
  { reader = isOld(file) ? inProcess : inThread, patienceMs = PATIENCE_MS }: ApartOptions = {},
): Promise<T> {
  const asked = new Asked((asker) => reader(file, asker), { ms: patienceMs, spent: tooSlow(file.name) });
  try {
    return await use(await asked.book());
  } finally {
    await asked.end();
  }
}

/** How many batches of rows may be on their way: all that a thread may be ahead of its reader. */
const AHEAD = 4;

interface Waiting {
  resolve: (answer: ReaderAnswers[keyof ReaderAnswers]) => void;
  reject: (error: unknown) => void;
}

/** A reader that is asked about a file. When it ends, or answers nothing for too long, every open question fails. */
class Asked implements AskReader {
  readonly #reader: Reader;
  readonly #patience: { ms: number; spent: AppError };
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #over: unknown;

  constructor(readerFor: (asker: AskReader) => Reader, patience: { ms: number; spent: AppError }) {
    this.#patience = patience;
    this.#reader = readerFor(this);
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
    await this.#reader.end();
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

  #ask<What extends keyof ReaderAnswers>(what: What, at: number): Promise<ReaderAnswers[What]> {
    const answer = new Promise<ReaderAnswers[keyof ReaderAnswers]>((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over);
      if (this.#waiting.push({ resolve, reject }) === 1) this.#wait();
      this.#reader.ask({ what, at } satisfies ReaderQuestion);
    });
    // Of rows that nobody waits for any more it does not matter that they do not come.
    answer.catch(() => undefined);
    return answer as Promise<ReaderAnswers[What]>;
  }

  /** For the next answer, if one is asked for. */
  #wait(): void {
    clearTimeout(this.#timer);
    const { ms, spent } = this.#patience;
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.ended(spent), ms);
  }

  hears(reply: ReaderAnswer): void {
    const waiting = this.#waiting.shift();
    this.#wait();
    if ('answer' in reply) waiting?.resolve(reply.answer);
    else if ('failed' in reply) waiting?.reject(reply.failed);
    else waiting?.reject(new AppError(reply.refused.code, reply.refused.userText, reply.refused));
  }

  ended(why: unknown): void {
    clearTimeout(this.#timer);
    this.#over ??= why;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#over);
  }
}
