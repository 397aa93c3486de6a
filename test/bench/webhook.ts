import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRandom } from '../emulators/feishu/state/random.ts';
import { seal } from '../emulators/feishu/wire/wire.ts';
import { createApp } from '../emulators/feishu/state/app.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { Line, postOf } from './line.ts';
import { median, percentile, printTable, ratio, short } from './table.ts';

const random = createRandom(1);
export const APP = createApp(random);
export const PATH = '/feishu/webhook';
/** What either side answers with. */
export const TOAST = { toast: { type: 'success', content: '已签收' } };
const ANSWER = JSON.stringify(TOAST);
/**
 * `sdk`: its own `adaptKoa` with its `EventDispatcher`; `sdk-challenge`: with `autoChallenge`, without which the console
 * refuses the URL, and with which it opens every letter twice.
 */
const SIDES = ['ours', 'sdk', 'sdk-challenge'] as const;
export type Side = (typeof SIDES)[number];

const CONNECTIONS = 32;
/** Short rounds in turn, so that what else the machine does meets both sides alike. */
const ROUND_MS = 300;
const ROUNDS = 40;
/** That are not counted: code gets fast only after some thousand requests. */
const WARM_UP = 6;
/** Other work on the machine only ever slows a round: its edge shows what the code takes. */
const QUIET = 0.25;
/** Different letters that are sent over and over: neither side remembers any. */
const LETTERS = 500;

interface Round {
  perSecond: number;
  /** Processor time of the server for one click, in µs. */
  cpu: number;
  /** How long each click took, in ms. */
  latencies: number[];
}

/**
 * Genuine encrypted clicks through the whole way in — HTTP, Koa, signature, decryption, parsing, dispatch in memory —
 * against the SDK's, round by round in turn, each side in a process of its own.
 * @throws Error when a click was answered wrongly
 */
export async function run(): Promise<void> {
  const requests = Array.from({ length: LETTERS }, (_, i) => request(i));
  const servers = await Promise.all(SIDES.map(Server.open));
  const rounds: Record<Side, Round[]> = { ours: [], sdk: [], 'sdk-challenge': [] };
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      for (const server of servers) {
        const measured = await measure(server, requests);
        if (round >= WARM_UP) rounds[server.side].push(measured);
      }
    }
  } finally {
    for (const server of servers) server.close();
  }
  print(rounds, median(requests.map(bodyLength)));
}

/** One side, in its own process. */
class Server {
  readonly side: Side;
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(side: Side, process: ChildProcess, port: number) {
    this.side = side;
    this.#process = process;
    this.port = port;
  }

  static async open(this: void, side: Side): Promise<Server> {
    const worker = join(import.meta.dirname, 'webhook-worker.ts');
    const process = fork(worker, [side], { execArgv: ['--import', 'tsx'] });
    const [address] = (await once(process, 'message')) as [AddressInfo];
    return new Server(side, process, address.port);
  }

  /** Processor time so far, in µs. */
  async cpu(): Promise<number> {
    this.#process.send('cpu');
    const [usage] = (await once(this.#process, 'message')) as [NodeJS.CpuUsage];
    return usage.user + usage.system;
  }

  close(): void {
    this.#process.disconnect();
  }
}

/** A form of a monthly report being submitted, sealed as the platform does: about 2.6 KB on the wire. */
function request(i: number): Buffer {
  const id = random.hex(32);
  const values = Object.fromEntries(
    Array.from({ length: 32 }, (_, field) => [`figure_${field}`, `${1000 + i * field}.50`]),
  );
  const envelope = {
    schema: '2.0',
    header: {
      event_id: id,
      event_type: 'card.action.trigger',
      create_time: `${systemClock.now().getTime()}000`,
      token: APP.verificationToken,
      app_id: APP.appId,
      tenant_key: APP.tenantKey,
    },
    event: {
      operator: {
        tenant_key: APP.tenantKey,
        open_id: `ou_${id}`,
        union_id: `on_${id}`,
        user_id: id.slice(8),
      },
      token: `c-${id}`,
      action: {
        tag: 'button',
        name: 'submit',
        value: { action: 'monthly.submit', project: 'XM-2026-YC-0001', version: i },
        form_value: { ...values, progress: '主体厂房施工至二层，设备陆续订购。'.repeat(8), help: '' },
        timezone: 'Asia/Shanghai',
      },
      host: 'im_message',
      context: { open_message_id: `om_${id}`, open_chat_id: `oc_${id}` },
    },
  };
  const seconds = Math.floor(systemClock.now().getTime() / 1000);
  return postOf(PATH, seal(APP, random, envelope, seconds, {}));
}

/** One round: so many connections that stay open, each with one click after the other. */
async function measure(server: Server, requests: readonly Buffer[]): Promise<Round> {
  const latencies: number[] = [];
  const cpuBefore = await server.cpu();
  const from = performance.now();
  let next = 0;
  const clicker = async () => {
    const line = await Line.open(server.port);
    while (performance.now() < from + ROUND_MS) {
      const start = performance.now();
      const answer = await line.post(requests[next++ % requests.length] ?? Buffer.alloc(0));
      latencies.push(performance.now() - start);
      if (!answer.startsWith('HTTP/1.1 200 ') || !answer.endsWith(ANSWER)) {
        throw new Error(`answered wrongly: ${answer}`);
      }
    }
    line.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, clicker));
  const perSecond = (latencies.length / (performance.now() - from)) * 1000;
  return { perSecond, latencies, cpu: ((await server.cpu()) - cpuBefore) / latencies.length };
}

const NAMES: Readonly<Record<Side, string>> = {
  ours: 'feishuWebhook',
  sdk: "the SDK's adaptKoa + EventDispatcher",
  'sdk-challenge': 'the same with autoChallenge',
};

function print(rounds: Record<Side, Round[]>, bytes: number): void {
  const speed = (side: Side) => rounds[side].map(({ perSecond }) => perSecond);
  const cost = (side: Side) => rounds[side].map(({ cpu }) => cpu);
  printTable(
    `Encrypted clicks of ${short(bytes)} bytes over ${CONNECTIONS} connections`,
    ['', 'per second', 'p50 ms', 'p99 ms', 'CPU µs'],
    SIDES.map((side) => {
      const latencies = rounds[side].flatMap((round) => round.latencies);
      const shares = [0.5, 0.99].map((share) => short(percentile(latencies, share)));
      return [NAMES[side], short(median(speed(side))), ...shares, short(median(cost(side)))];
    }),
  );
  const { ours } = rounds;
  const pairs = (side: Side) =>
    ours.map((own, i) => own.perSecond / (rounds[side][i]?.perSecond ?? Number.NaN));
  const fast = (side: Side) => percentile(speed(side), 1 - QUIET);
  const cheap = (side: Side) => percentile(cost(side), QUIET);
  printTable(
    'feishuWebhook against it (target: at least 1.80x)',
    ['', 'round by round', 'quietest quarter', 'by CPU time there'],
    SIDES.filter((side) => side !== 'ours').map((side) => [
      NAMES[side],
      ...[median(pairs(side)), fast('ours') / fast(side), cheap(side) / cheap('ours')].map(ratio),
    ]),
  );
}

const bodyLength = (request: Buffer): number => request.length - request.indexOf('\r\n\r\n') - 4;
