import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFailed } from 'vitest';
import { randomOf, type Random } from '../../bot/demo/random.ts';
import { changeOf, type Ctx } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { atEnd } from '../helpers/at-end.ts';
import { Load } from './load.ts';
import { aCounter, DUTIES } from './actions.ts';
import { Fleet, type Worker } from './fleet.ts';
import { openCrashServices, type CrashServices } from './setup.ts';
import type { StartOrder, Word } from './protocol.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
const COUNTERS = 12;
/** Longer than the locks of a killed process's transaction live; whoever waits longer waits for ever. */
const PATIENCE_MS = 150 * SECOND;

/**
 * How much is done: `CRASH_SCALE=10 npx vitest run test/crash` kills ten times as often. By default each kind of end is met a
 * few times, at places that the seed chooses anew in every run.
 */
export const SCALE = Number(process.env.CRASH_SCALE ?? 1);
export const TIMEOUT = { timeout: 300 * SECOND * SCALE };

export interface Shown {
  chat: string;
  text: string;
  attempts: number;
}

/** The seed of a test: `CRASH_SEED` repeats one that failed. */
export function seedOf(): number {
  const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e6));
  onTestFailed(() => void process.stderr.write(`crash test failed with CRASH_SEED=${seed}\n`));
  return seed;
}

/** A database, the workers on it, the platform before them, and the time that passes for them. */
export class Stage {
  readonly services: CrashServices;
  readonly random: Random;
  readonly crowd: Load;
  readonly fleet: Fleet;
  /** What people have seen, by the id of the message. */
  readonly shown = new Map<string, Shown>();
  readonly faults: string[] = [];
  readonly held: string[] = [];
  /** Workers whose deliveries the platform does not answer for now. */
  readonly muted = new Set<Worker>();
  readonly working = new Set<Worker>();
  /** Turns of the clockwork, by worker and loop: 'w1/outbox'. */
  readonly turns = new Map<string, number>();
  #shiftMs = 0;
  #births = 0;

  constructor(uri: string, services: CrashServices, seed: number, codes: readonly string[]) {
    this.#shiftMs = services.clock.now().getTime() - Date.now();
    this.services = services;
    this.random = randomOf(seed, 'crash');
    this.crowd = new Load(randomOf(seed, 'crowd'), codes);
    this.fleet = new Fleet(uri);
  }

  /** A fresh database with some counters and the rows of the duties. */
  static async open(uri: string, seed: number, moment = new Date()): Promise<Stage> {
    const services = await openCrashServices(uri);
    services.clock.set(moment);
    const { store } = services;
    atEnd(() => store.connection.close());
    await store.prepare();
    const ctx: Ctx = { ...services, viewer: SYSTEM, channel: 'test' };
    const rows = await store.change(changeOf(ctx, 'opening'), (change) =>
      change.insertMany(projects, [
        ...Array.from({ length: COUNTERS }, (_, i) => ({ values: aCounter(`甲${i}`) })),
        ...DUTIES.map(({ row }, i) => ({ values: aCounter(`职责${i}`), code: row })),
      ]),
    );
    // The watermarks are there, so that every slot from now on is due.
    for (const { name } of DUTIES) await store.settings.set(`watermark:${name}`, services.clock.now());
    return new Stage(
      uri,
      services,
      seed,
      rows.slice(0, COUNTERS).map(({ code }) => code),
    );
  }

  /** Starts the worker that stays until the end, and gives it work. */
  startLast(options: Partial<StartOrder> = {}): Promise<Worker> {
    return this.#begin(options, true);
  }

  /** Starts a worker that is not the last one, and gives it work. */
  start(options: Partial<StartOrder> = {}): Promise<Worker> {
    return this.#begin(options, false);
  }

  async #begin(options: Partial<StartOrder>, isLast: boolean): Promise<Worker> {
    const worker = this.fleet.take(isLast);
    const name = `w${++this.#births}`;
    const start = { name, play: 'counters' as const, shiftMs: this.#shiftMs, ...options };
    await worker.start(start, (word) => this.#hear(worker, word));
    this.working.add(worker);
    void this.#mourn(worker);
    this.crowd.feed(worker);
    return worker;
  }

  async #mourn(worker: Worker): Promise<void> {
    await worker.died;
    this.working.delete(worker);
    this.crowd.lost(worker);
  }

  /** Time passes, for all workers that are told. */
  pass(ms: number, ...among: readonly Worker[]): void {
    this.#shiftMs += ms;
    this.services.clock.set(new Date(Date.now() + this.#shiftMs));
    for (const worker of among.length > 0 ? among : this.working)
      worker.tell({ order: 'shift', shiftMs: this.#shiftMs });
  }

  /** It is a given moment for all workers, unless it was later already. */
  comesTo(moment: string): void {
    this.pass(Math.max(0, new Date(moment).getTime() - this.services.clock.now().getTime()));
  }

  /** Waits until something holds, at most as long as a test may hang. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > end)
        throw new Error(`never came: ${what}; faults: ${this.faults.slice(-5).join(' | ')}`);
      await sleep(10);
    }
  }

  /** Lets the workers that live finish everything: leases of the dead run out while time passes. */
  async settle(step = 11 * MINUTE): Promise<void> {
    this.crowd.close();
    for (const worker of this.working) this.crowd.feed(worker);
    await this.until('all events answered', () => this.crowd.unanswered === 0);
    await this.until('all messages and duties done', async () => {
      this.pass(step);
      for (const worker of this.working) await this.turned(worker);
      const { due } = await this.services.store.outbox.countByStatus();
      const { running, waiting, failed } = await this.services.store.runs.countByStatus();
      return due + (running ?? 0) + (waiting ?? 0) + (failed ?? 0) === 0;
    });
  }

  /** A worker has gone through all its work once more, from the beginning, and is still well. */
  async turned(worker: Worker, of: readonly string[] = ['duties', 'outbox']): Promise<void> {
    const loops = of.map((loop) => `${worker.name}/${loop}`);
    const before = loops.map((loop) => this.turns.get(loop) ?? 0);
    await this.until(`two turns of ${worker.name}`, () =>
      loops.every((loop, i) => (this.turns.get(loop) ?? 0) >= (before[i] ?? 0) + 2),
    );
  }

  #count(loop: string): void {
    this.turns.set(loop, (this.turns.get(loop) ?? 0) + 1);
  }

  #hear(worker: Worker, word: Word): void {
    if (word.word === 'deliver') this.#show(worker, word);
    if (word.word === 'held') this.held.push(word.slot);
    if (word.word === 'turn') this.#count(`${worker.name}/${word.of}`);
    if (word.word === 'fault') this.faults.push(word.text);
    if (word.word === 'answered') this.crowd.answered(worker, word.eventId, word.reply);
    if (word.word === 'threw') {
      this.faults.push(word.error);
      this.crowd.lost(worker, [word.eventId]);
    }
    if (this.working.has(worker) && (word.word === 'answered' || word.word === 'threw'))
      this.crowd.feed(worker);
  }

  /** What Feishu's uuid promises: the same id again gets the first one's answer, and nobody sees it twice. */
  #show(worker: Worker, { id, chat, text }: Word & { word: 'deliver' }): void {
    const before = this.shown.get(id);
    this.shown.set(id, { chat, text, attempts: (before?.attempts ?? 0) + 1 });
    if (!this.muted.has(worker)) worker.tell({ order: 'delivered', id });
  }
}
