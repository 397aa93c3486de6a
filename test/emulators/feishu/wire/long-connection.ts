import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { jsonObject, type Line } from './courier.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import { COUNTS, TIMES } from '../numbers.ts';
import { acceptSocket, type Socket } from './websocket.ts';
import type { Reply } from './wire.ts';
import type { World } from '../state/world.ts';

interface Connection {
  socket: Socket;
  /** What waits for the answer to each data frame, by message_id. */
  waiting: Map<string, (reply: Reply) => void>;
}

const ENDPOINT = '/callback/ws/endpoint';
const asked = z.object({ AppID: z.string(), AppSecret: z.string() });

/** The long connection (feishu.md 1.11): endpoint, tickets, frames; each event goes to one connection at random. */
export class LongConnections implements Line {
  /** What the client is told, in seconds. A test that waits for pings makes them short. */
  readonly clientConfig = {
    ReconnectCount: -1,
    ReconnectInterval: 1,
    ReconnectNonce: 0,
    PingInterval: TIMES.pingIntervalSeconds as number,
  };
  /** How many were ever made. */
  opened = 0;
  readonly #world: World;
  readonly #tickets = new Set<string>();
  readonly #sockets = new Set<Socket>();
  /** Those whose client listens. */
  readonly #connections = new Set<Connection>();
  #waiting: { count: number; resolve: () => void }[] = [];
  #sequence = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get count(): number {
    return this.#connections.size;
  }

  isOpen(): boolean {
    return this.count > 0;
  }

  /** All connections stay open and fall silent, as behind a firewall that forgot them. */
  halfOpen(): void {
    for (const { socket } of this.#connections) socket.freeze();
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when so many clients listen. */
  connected(count = 1): Promise<void> {
    if (this.count >= count) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.push({ count, resolve }));
  }

  /** Answers the request for an address; says whether it was one. */
  endpoint(request: IncomingMessage, raw: Buffer, response: ServerResponse): boolean {
    if (request.url !== ENDPOINT) return false;
    const code = this.#refusal(jsonObject(raw.toString('utf8')));
    const data = code === 0 ? { URL: this.#address(request), ClientConfig: this.clientConfig } : {};
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code, msg: code === 0 ? 'success' : 'refused', data }));
    this.#world.journal.request({ route: 'ws.endpoint', method: 'POST', path: ENDPOINT, status: 200, code });
    return true;
  }

  #refusal(body: unknown): number {
    const { app } = this.#world;
    const given = asked.safeParse(body);
    if (!given.success || given.data.AppID !== app.appId || given.data.AppSecret !== app.appSecret)
      return 514;
    if (!app.published || app.disabled) return 403;
    return this.count >= COUNTS.connections ? 1000040350 : 0;
  }

  #address(request: IncomingMessage): string {
    const ticket = this.#world.random.hex(32);
    this.#tickets.add(ticket);
    // the SDK reads device_id and service_id only from behind the first parameter
    return `ws://${request.headers.host}/ws/v2?fpid=1&device_id=${this.#world.random.hex(10)}&service_id=1&ticket=${ticket}`;
  }

  /** Takes the upgrades of a server. */
  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
      const ticket = new URL(request.url ?? '/', 'http://platform').searchParams.get('ticket') ?? '';
      if (!this.#tickets.delete(ticket)) return void stream.destroy();
      const connection: Connection = {
        waiting: new Map(),
        socket: acceptSocket(request, stream, {
          message: (bytes) => this.#receive(connection, decodeFrame(bytes)),
          close: () => {
            this.#sockets.delete(connection.socket);
            this.#connections.delete(connection);
          },
        }),
      };
      this.#sockets.add(connection.socket);
    });
  }

  #receive(connection: Connection, frame: Frame): void {
    const { socket, waiting } = connection;
    // The SDK listens for messages a moment after its handshake and pings at once: with the ping it is all ears.
    if (!this.#connections.has(connection)) this.#join(connection);
    if (frame.method === 0 && frame.headers.type === 'ping') {
      const payload = Buffer.from(JSON.stringify(this.clientConfig));
      socket.send(encodeFrame({ ...frame, headers: { type: 'pong' }, payload }));
    }
    if (frame.method !== 1) return;
    const answer = jsonObject(frame.payload.toString('utf8')) ?? {};
    const body = typeof answer.data === 'string' ? Buffer.from(answer.data, 'base64').toString('utf8') : '{}';
    const id = frame.headers.message_id ?? '';
    waiting.get(id)?.({ status: Number(answer.code), contentType: 'application/json', body });
    waiting.delete(id);
  }

  #join(connection: Connection): void {
    this.#connections.add(connection);
    this.opened++;
    for (const { resolve } of this.#waiting.filter(({ count }) => count <= this.count)) resolve();
    this.#waiting = this.#waiting.filter(({ count }) => count > this.count);
  }

  /** An envelope in one or more frames to one connection; the answer comes back in a frame of its own. */
  send(envelope: object, signal: AbortSignal): Promise<Reply> {
    const open = [...this.#connections];
    const chosen = open[Math.floor(this.#world.random.next() * open.length)];
    if (!chosen) return Promise.reject(new Error('no long connection'));
    const id = this.#world.random.hex(32);
    const bytes = Buffer.from(JSON.stringify(envelope));
    const pieces = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('late')));
      chosen.waiting.set(id, resolve);
      for (const [seq, payload] of pieces.entries()) {
        const headers = { type: 'event', message_id: id, sum: '2', seq: String(seq), trace_id: id };
        chosen.socket.send(
          encodeFrame({ seqId: ++this.#sequence, logId: 1, service: 1, method: 1, headers, payload }),
        );
      }
    });
  }
}
