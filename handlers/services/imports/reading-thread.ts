import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../models/rules/errors.ts';
import { RowPacker, type PackedRows } from './packed-rows.ts';
import { openBook, type InputFile } from './read.ts';
import type { Book, SheetFrame, SheetRow } from './sheet.ts';

/**
 * The thread that reads a file for `withBookApart`. It answers one question after the other, in their order. What an
 * `AppError` says is told; any other error ends the thread, and so comes to whoever waits for an answer.
 */

/** What may be asked, and what is answered. */
export interface Answers {
  open: Pick<Book, 'kind'> & { sheets: readonly { name: string; hidden: boolean }[] };
  /** Of the sheet at that place in the book. */
  frame: SheetFrame;
  comments: ReadonlyMap<string, string>;
  /** Begins to read the rows of that sheet; gives the number of the pass. */
  rows: number;
  /** The rows that come next in that pass; undefined behind the last. */
  next: PackedRows | undefined;
  /** Ends that pass early. */
  stop: undefined;
}

export interface Question {
  what: keyof Answers;
  /** Place of the sheet, or number of the pass. */
  at: number;
}

export type Reply =
  | { answer: Answers[keyof Answers] }
  | { refused: { code: AppError['code']; userText: string; detail: string } };

/** Rows that are handed over together: enough for the handing over not to count, few enough to be forgotten young. */
const TOGETHER = 200;

/** One pass over the rows of a sheet. */
class Pass {
  readonly #rows: AsyncIterator<SheetRow[]>;
  readonly #packer = new RowPacker();

  constructor(rows: AsyncIterable<SheetRow[]>) {
    this.#rows = rows[Symbol.asyncIterator]();
  }

  async next(): Promise<PackedRows | undefined> {
    const rows: SheetRow[] = [];
    while (rows.length < TOGETHER) {
      const batch = await this.#rows.next();
      if (batch.done) break;
      rows.push(...batch.value);
    }
    return rows.length > 0 ? this.#packer.pack(rows) : undefined;
  }

  async stop(): Promise<undefined> {
    await this.#rows.return?.();
    return undefined;
  }
}

let book: Book | undefined;
const passes: Pass[] = [];

async function answerTo({ what, at }: Question): Promise<Answers[keyof Answers]> {
  book ??= await openBook(workerData as InputFile);
  switch (what) {
    case 'open':
      return { kind: book.kind, sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })) };
    case 'frame':
      return book.sheets[at]?.frame();
    case 'comments':
      return book.sheets[at]?.comments();
    case 'rows': {
      const sheet = book.sheets[at];
      return sheet && passes.push(new Pass(sheet.rows())) - 1;
    }
    case 'next':
      return passes[at]?.next();
    case 'stop':
      return passes[at]?.stop();
  }
}

async function reply(question: Question): Promise<void> {
  try {
    const answer = await answerTo(question);
    const moved = typeof answer === 'object' && 'marks' in answer ? [answer.marks.buffer] : [];
    parentPort?.postMessage({ answer } satisfies Reply, moved);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, userText, message: detail } = error;
    parentPort?.postMessage({ refused: { code, userText, detail } } satisfies Reply, []);
  }
}

let replied = Promise.resolve();
parentPort?.on('message', (question: Question) => {
  replied = replied.then(() => reply(question));
});
