import { AppError } from '../../../../models/rules/errors.ts';
import { RowPacker, type PackedRows } from './packed-rows.ts';
import { openBook } from './open-book.ts';
import type { Book, InputFile, SheetFrame, SheetRow } from './sheet.ts';

/** The reading of one file for somebody who is elsewhere: questions come in, and what is said back can be sent. */

/** What may be asked, and what is answered. */
export interface ReaderAnswers {
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

export interface ReaderQuestion {
  what: keyof ReaderAnswers;
  /** Place of the sheet, or number of the pass. */
  at: number;
}

export type ReaderAnswer =
  | { answer: ReaderAnswers[keyof ReaderAnswers] }
  | { refused: { code: AppError['code']; userText: string; detail: string } }
  /** An error of ours. */
  | { failed: unknown };

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

/** One file that is asked about. It is opened with the first question; questions are answered in their order. */
export class Reading {
  readonly #file: InputFile;
  readonly #passes: Pass[] = [];
  #book: Book | undefined;
  #replied: Promise<unknown> = Promise.resolve();

  constructor(file: InputFile) {
    this.#file = file;
  }

  reply(question: ReaderQuestion): Promise<ReaderAnswer> {
    const reply = this.#replied.then(() => this.#reply(question));
    this.#replied = reply;
    return reply;
  }

  async #reply(question: ReaderQuestion): Promise<ReaderAnswer> {
    try {
      return { answer: await this.#answer(question) };
    } catch (error) {
      if (!(error instanceof AppError)) return { failed: error };
      const { code, userText, message: detail } = error;
      return { refused: { code, userText, detail } };
    }
  }

  async #answer({ what, at }: ReaderQuestion): Promise<ReaderAnswers[keyof ReaderAnswers]> {
    this.#book ??= await openBook(this.#file);
    const { kind, sheets } = this.#book;
    switch (what) {
      case 'open':
        return { kind, sheets: sheets.map(({ name, hidden }) => ({ name, hidden })) };
      case 'frame':
        return sheets[at]?.frame();
      case 'comments':
        return sheets[at]?.comments();
      case 'rows': {
        const sheet = sheets[at];
        return sheet && this.#passes.push(new Pass(sheet.rows())) - 1;
      }
      case 'next':
        return this.#passes[at]?.next();
      case 'stop':
        return this.#passes[at]?.stop();
    }
  }
}
