import { createCipheriv, createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { App } from '../state/app.ts';
import type { Random } from '../state/random.ts';

/** An envelope on its way to the webhook: encrypted, signed and written as the platform does (feishu.md 2.3, 2.4). */

/** Ways to send a request that is not quite the ordinary one. */
export interface Wire {
  /** Spread over lines, as JSON may be: a signature over re-serialised text fails. */
  pretty?: boolean;
  /** In pieces, cut inside a UTF-8 character where there is one. */
  split?: boolean;
  /** The verification token inside; the app's unless given. */
  token?: string;
  signature?: 'genuine' | 'none' | 'wrong';
  encryptKey?: string;
  /** Appended to the address, with its question mark. */
  query?: string;
  /** Epoch seconds in the signed header; the clock's unless given. */
  timestamp?: number;
  /** Changes the bytes after they were signed. */
  tamper?: (body: Buffer) => Buffer;
}

export interface Letter {
  headers: Record<string, string>;
  body: Buffer;
}

export function encrypt(text: string, key: string, random: Random): string {
  const iv = Buffer.from(random.hex(32), 'hex');
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** The signature over the exact bytes: sha256 of timestamp, nonce, key and body, no separators. */
export const sign = (timestamp: string, nonce: string, key: string, body: Buffer): string =>
  createHash('sha256')
    .update(timestamp + nonce + key)
    .update(body)
    .digest('hex');

/** Seals an envelope. With an empty encrypt key it goes in the clear and unsigned, as the platform does. */
export function seal(app: App, random: Random, envelope: object, seconds: number, wire: Wire): Letter {
  const key = wire.encryptKey ?? app.encryptKey;
  const inner = write(envelope, key === '' && wire.pretty);
  const text = key === '' ? inner : write({ encrypt: encrypt(inner, key, random) }, wire.pretty);
  const signed = Buffer.from(text, 'utf8');
  const timestamp = String(wire.timestamp ?? seconds);
  const nonce = random.hex(16);
  const genuine = sign(timestamp, nonce, key, signed);
  const signature = wire.signature === 'wrong' ? sign(timestamp, nonce, `${key}?`, signed) : genuine;
  const unsigned = key === '' || wire.signature === 'none';
  return {
    body: wire.tamper ? wire.tamper(signed) : signed,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(unsigned
        ? {}
        : {
            'x-lark-request-timestamp': timestamp,
            'x-lark-request-nonce': nonce,
            'x-lark-signature': signature,
          }),
    },
  };
}

const write = (value: object, pretty: boolean | undefined) =>
  pretty ? JSON.stringify(value, undefined, 2) : JSON.stringify(value);

export interface Reply {
  status: number;
  contentType: string;
  body: string;
}

/** Posts a letter and gives the whole answer; a broken connection or an abort rejects. */
export function postLetter(url: string, letter: Letter, split: boolean, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { ...letter.headers, 'content-length': letter.body.length };
    const outgoing = httpRequest(url, { method: 'POST', headers, signal, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body });
      });
    });
    outgoing.on('error', reject);
    const cut = split ? cutPoint(letter.body) : 0;
    if (cut === 0) return void outgoing.end(letter.body);
    outgoing.setNoDelay(true);
    outgoing.write(letter.body.subarray(0, cut), () =>
      setImmediate(() => outgoing.end(letter.body.subarray(cut))),
    );
  });
}

/** Behind the first byte of the first character that has several, or in the middle. */
function cutPoint(body: Buffer): number {
  const wide = body.findIndex((byte) => byte >= 0xc0);
  return wide < 0 ? Math.floor(body.length / 2) : wide + 1;
}
