import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeOf } from '../../handlers/services/context.ts';
import { tenures } from '../../models/ledgers/register.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { createRandom } from '../emulators/feishu/state/random.ts';
import { seal } from '../emulators/feishu/wire/wire.ts';
import { CLICKER, type ClickedRow, copyRows, fill } from './action.ts';
import { openBenchDatabase, openBenchServices } from './setup.ts';
import { Line, postOf } from './line.ts';
import { median, percentile, printTable, ratio, short } from './table.ts';
import { APP, PATH } from './webhook.ts';

export type Side = 'ours' | 'bare';
/** What the bare side is told, as plain JSON. */
export interface BareClick {
  id: string;
  event: string;
  wan: number;
}

const CONNECTIONS = 32;
/** For throughput: short rounds in turn, so that what else the machine does meets both sides alike. */
const CLICKS_A_ROUND = 640;
const ROUNDS = 16;
const WARM_UP = 3;
/** For latency: as many clicks a second as a city's busiest minute, by a clock that does not wait for answers. */
const RATE = 300;
const STEADY_MS = 10_000;
const PERSON = 'ou_bench_clicker';
const CHAT = 'oc_bench';

/**
 * A genuine encrypted click through the whole service — HTTP, signature, decryption, dispatch, one durable transaction —
 * against a bare Koa handler that makes the same transaction, each in a process of its own on its own database; then our
 * latency at a steady rate.
 * @throws Error when a click was answered wrongly
 */
export async function run(): Promise<void> {
  const database = await openBenchDatabase();
  const uris = { ours: database.uri('click'), bare: database.uri('click_bare') };
  const services = { ours: await openBenchServices(uris.ours), bare: await openBenchServices(uris.bare) };
  const rows = await fill(services.ours);
  await copyRows(services.ours, services.bare);
  const ctx = { ...services.ours, viewer: SYSTEM, channel: 'bench' };
  await services.ours.store.change(changeOf(ctx), (change) =>
    change.insert(tenures, { post: CLICKER, name: '点击者', feishu: PERSON, from: '2026-01-01' }),
  );
  // A chat that the bot knows, as it knows every chat that it has sent a card to.
  await services.ours.store.knownChats.note({
    channel: 'feishu',
    chat: CHAT,
    kind: 'private',
    person: PERSON,
  });
  const sides = {
    ours: await Target.open('ours', uris.ours, rows),
    bare: await Target.open('bare', uris.bare, rows),
  };
  try {
    const rounds: Record<Side, number[]> = { ours: [], bare: [] };
    for (let round = 0; round < WARM_UP + ROUNDS; round++)
      for (const side of ['ours', 'bare'] as const) rounds[side].push(await throughput(sides[side]));
    const latencies = { ours: await steady(sides.ours), bare: await steady(sides.bare) };
    print({ ours: rounds.ours.slice(WARM_UP), bare: rounds.bare.slice(WARM_UP) }, latencies);
  } finally {
    for (const side of Object.values(sides)) side.close();
    for (const each of Object.values(services)) await each.close();
    await database.close();
  }
}

/** One side: its process, its connections, and the versions of the rows that are clicked on. */
class Target {
  readonly #process: ChildProcess;
  readonly #side: Side;
  readonly #rows: ClickedRow[];
  readonly #random = createRandom(7);
  readonly #free: Line[];
  readonly #waiting: ((line: Line) => void)[] = [];
  #turn = 0;

  private constructor(process: ChildProcess, side: Side, rows: readonly ClickedRow[], lines: Line[]) {
    this.#process = process;
    this.#side = side;
    this.#rows = rows.map(({ id, version }) => ({ id, version }));
    this.#free = lines;
  }

  static async open(side: Side, uri: string, rows: readonly ClickedRow[]): Promise<Target> {
    const worker = join(import.meta.dirname, 'click-worker.ts');
    const process = fork(worker, [side, uri], { execArgv: ['--import', 'tsx'] });
    const [address] = (await once(process, 'message')) as [AddressInfo];
    const lines = await Promise.all(Array.from({ length: CONNECTIONS }, () => Line.open(address.port)));
    return new Target(process, side, rows, lines);
  }

  /** So many clicks, sealed and ready, on one row after the other: what sealing takes is not the server's. */
  prepare(clicks: number): Buffer[] {
    return Array.from({ length: clicks }, () => {
      const turn = this.#turn++;
      const row = this.#rows[turn % this.#rows.length];
      if (!row) throw new Error('no row to click on');
      return this.#request(turn, { id: row.id, version: row.version++ });
    });
  }

  /** Sends a click; resolves when it is answered. */
  async click(request: Buffer): Promise<void> {
    const line = this.#free.pop() ?? (await new Promise<Line>((resolve) => void this.#waiting.push(resolve)));
    const answer = await line.post(request);
    const next = this.#waiting.shift();
    if (next) next(line);
    else this.#free.push(line);
    if (!answer.startsWith('HTTP/1.1 200 ') || !answer.includes('"success"'))
      throw new Error(`answered: ${answer}`);
  }

  #request(turn: number, { id, version }: ClickedRow): Buffer {
    const event = this.#random.hex(32);
    if (this.#side === 'bare') {
      const click: BareClick = { id, event, wan: turn };
      return postOf(PATH, {
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(click)),
      });
    }
    const now = systemClock.now().getTime();
    return postOf(
      PATH,
      seal(APP, this.#random, clickOf(event, now, { id, version, wan: turn }), Math.floor(now / 1000), {}),
    );
  }

  close(): void {
    for (const line of this.#free) line.close();
    this.#process.disconnect();
  }
}

const clickOf = (event: string, now: number, params: object): object => ({
  schema: '2.0',
  header: {
    event_id: event,
    event_type: 'card.action.trigger',
    create_time: `${now}000`,
    token: APP.verificationToken,
    app_id: APP.appId,
    tenant_key: APP.tenantKey,
  },
  event: {
    operator: { tenant_key: APP.tenantKey, open_id: PERSON, union_id: `on_${event}` },
    token: `c-${event}`,
    action: { tag: 'button', value: { action: 'test.bench.correct', params } },
    host: 'im_message',
    context: { open_message_id: `om_${event}`, open_chat_id: CHAT },
  },
});

/** Clicks a second with as many in flight as there are connections. */
async function throughput(target: Target): Promise<number> {
  const requests = target.prepare(CLICKS_A_ROUND).values();
  const clicker = async () => {
    for (const request of requests) await target.click(request);
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, clicker));
  return (CLICKS_A_ROUND / (performance.now() - from)) * 1000;
}

/** How long clicks take that come at a steady rate, each from the moment it was due, whether or not others hang. */
async function steady(target: Target): Promise<number[]> {
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  const requests = target.prepare((RATE * STEADY_MS) / 1000);
  const from = performance.now();
  for (const [i, request] of requests.entries()) {
    const due = from + (i * 1000) / RATE;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    under.push(target.click(request).then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(under);
  return latencies;
}

const NAMES: Readonly<Record<Side, string>> = {
  ours: 'encrypted click through the service',
  bare: 'bare Koa handler, same transaction',
};

function print(rounds: Record<Side, number[]>, latencies: Record<Side, number[]>): void {
  printTable(
    `A durable click over HTTP: ${CONNECTIONS} in flight for throughput, ${RATE} a second for latency`,
    ['', 'per second', 'p50 ms', 'p95 ms', 'p99 ms'],
    (['ours', 'bare'] as const).map((side) => [
      NAMES[side],
      short(median(rounds[side])),
      ...[0.5, 0.95, 0.99].map((share) => short(percentile(latencies[side], share))),
    ]),
  );
  const each = rounds.ours.map((perSecond, i) => perSecond / (rounds.bare[i] ?? Number.NaN));
  printTable(
    'Throughput against the bare handler, round by round (target: at least 0.80x; p99 at most 50 ms)',
    ['median', 'lowest', 'highest'],
    [[ratio(median(each)), ratio(Math.min(...each)), ratio(Math.max(...each))]],
  );
}
