import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { ChatLog, LoggedMessage } from '../ports.ts';

const POLL_MS = 1000;
const BATCH = 100;
/** Every so many polls a comment keeps proxies from closing a quiet connection. */
const PING_EVERY = 15;
/** A reader that takes nothing is cut off; it comes back and catches up by revision. */
const BACKLOG_BYTES = 4_000_000;

interface Reader {
  out: ServerResponse;
  chats: readonly string[];
  /** Everything up to this revision has been written out. */
  seen: number;
  reading: boolean;
  again: boolean;
}

/**
 * Server-sent events. Each reader walks the log by revision from where it stands, so a reconnect with Last-Event-ID
 * misses nothing and repeats nothing; `wake` only says that there may be something new. Other processes write to the
 * log too, so it is also looked at once a second while anybody is connected.
 */
export class Stream {
  readonly #log: ChatLog;
  readonly #render: (message: LoggedMessage) => object;
  readonly #tick: () => void;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;
  #polls = 0;
  #head = 0;

  constructor(log: ChatLog, render: (message: LoggedMessage) => object, tick: () => void) {
    this.#log = log;
    this.#render = render;
    this.#tick = tick;
  }

  /** Answers with an open stream of `message` events of these chats after revision `since`, and broadcasts. */
  open(ctx: Context, chats: readonly string[], since: number): void {
    const reader: Reader = { out: ctx.res, chats, seen: since, reading: false, again: false };
    // Koa would take a reader who leaves for a failed answer; a stream of events always ends that way.
    ctx.respond = false;
    reader.out.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      // Nothing follows a stream; without this an ended one would hold up the server's stop.
      Connection: 'close',
    });
    reader.out.write('retry: 1500\n\n');
    reader.out.once('close', () => this.#leave(reader));
    this.#readers.add(reader);
    this.#timer ??= setInterval(() => void this.#poll(), POLL_MS);
    this.#catchUp(reader);
  }

  /** There may be something new. */
  wake(): void {
    for (const reader of this.#readers) this.#catchUp(reader);
  }

  /** To everybody who is connected, once; not repeated on a reconnect. */
  broadcast(event: string, data: object): void {
    for (const reader of this.#readers) write(reader, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  stop(): void {
    for (const reader of this.#readers) reader.out.end();
    clearInterval(this.#timer);
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #poll(): Promise<void> {
    this.#tick();
    this.#polls += 1;
    if (this.#polls % PING_EVERY === 0) for (const reader of this.#readers) write(reader, ': still here\n\n');
    const head = await this.#log.head().catch(() => this.#head);
    if (head > this.#head) this.wake();
    this.#head = head;
  }

  #catchUp(reader: Reader): void {
    reader.again = true;
    if (reader.reading) return;
    // When the log is out of reach the reader reconnects and goes on from its last revision.
    this.#read(reader).catch(() => reader.out.end());
  }

  async #read(reader: Reader): Promise<void> {
    reader.reading = true;
    try {
      while (reader.again && !reader.out.destroyed) {
        reader.again = false;
        const changes = await this.#log.changes(reader.chats, reader.seen, BATCH);
        for (const message of changes) {
          write(
            reader,
            `id: ${message.rev}\nevent: message\ndata: ${JSON.stringify(this.#render(message))}\n\n`,
          );
          reader.seen = message.rev;
        }
        if (changes.length === BATCH) reader.again = true;
      }
    } finally {
      reader.reading = false;
    }
  }
}

function write({ out }: Reader, text: string): void {
  if (out.destroyed || out.writableEnded) return;
  out.write(text);
  if (out.writableLength > BACKLOG_BYTES) out.end();
}
