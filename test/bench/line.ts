import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Letter } from '../emulators/feishu/wire/wire.ts';

/** A letter as the bytes of an HTTP request. */
export function postOf(path: string, { headers, body }: Letter): Buffer {
  const head = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(body.length) });
  const lines = [`POST ${path} HTTP/1.1`, ...head.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body]);
}

/**
 * One connection that sends ready bytes and reads one answer at a time. Node's own HTTP client takes longer for a
 * request than the server, and would be what is measured.
 */
export class Line {
  readonly #socket: Socket;
  #received = '';
  #resolve: (answer: string) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (text) => this.#take(String(text)));
    socket.on('error', (error) => this.#reject(error));
    socket.on('close', () => this.#reject(new Error('the server hung up')));
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Line(socket);
  }

  post(bytes: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('the server hung up meanwhile'));
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const [head = '', body] = this.#received.split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (body === undefined || Buffer.byteLength(body) < length) return;
    const answer = this.#received;
    this.#received = '';
    this.#resolve(answer);
  }
}
