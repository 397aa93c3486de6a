import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atEnd } from '../helpers/at-end.ts';
import type { Order, StartOrder, Word } from './protocol.ts';

const SCRIPT = join(import.meta.dirname, 'worker.ts');

/** One worker process, from warm to dead. */
export class Worker {
  readonly #child: ChildProcess;
  readonly died: Promise<unknown>;
  readonly #ready: Promise<unknown>;
  /** Set when it starts; what the test hears of it. */
  name = 'warm';

  constructor(uri: string) {
    const execArgv = ['--import', 'tsx'];
    this.#child = fork(SCRIPT, [uri], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    // Its last words may come after its end.
    this.died = Promise.all([once(this.#child, 'close'), once(this.#child, 'disconnect')]);
    this.#ready = Promise.race([once(this.#child, 'message'), this.died]);
    // An order on its way to one that has just died is lost, as it would be.
    this.#child.on('error', () => undefined);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async start(start: Omit<StartOrder, 'order'>, hear: (word: Word) => void): Promise<void> {
    await this.#ready;
    if (!this.alive) throw new Error(`a worker did not come up: exit ${this.#child.exitCode}`);
    this.name = start.name;
    this.#child.on('message', hear);
    this.tell({ order: 'start', ...start });
  }

  tell(order: Order): void {
    if (this.alive && this.#child.connected) this.#child.send(order, () => undefined);
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }
}

/** Keeps a worker warm, so that a kill costs no waiting for the next to load. */
export class Fleet {
  readonly #uri: string;
  readonly #all: Worker[] = [];
  #spare: Worker | undefined;

  constructor(uri: string) {
    this.#uri = uri;
    this.#spare = this.#spawn();
    atEnd(() => this.end());
  }

  /** @param isLast no other will be asked for, so none need be warm: loading one costs seconds */
  take(isLast: boolean): Worker {
    const worker = this.#spare ?? this.#spawn();
    this.#spare = isLast ? undefined : this.#spawn();
    return worker;
  }

  /** Ends every worker that is left. */
  async end(): Promise<void> {
    for (const worker of this.#all) worker.signal('SIGKILL');
    await Promise.all(this.#all.map(({ died }) => died));
  }

  #spawn(): Worker {
    const worker = new Worker(this.#uri);
    this.#all.push(worker);
    return worker;
  }
}
