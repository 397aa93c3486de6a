import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The server's half of a WebSocket, by RFC 6455 and by hand: a library would not let us go deaf on purpose. Whole
 * binary messages only, which is what the long connection uses.
 */
export interface Socket {
  send: (bytes: Buffer) => void;
  /** Stays open and does nothing more: neither reads, nor answers, nor closes. */
  freeze: () => void;
  destroy: () => void;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODES = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

export function acceptSocket(
  request: IncomingMessage,
  stream: Duplex,
  on: { message: (bytes: Buffer) => void; close: () => void },
): Socket {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key'] ?? ''}${GUID}`)
    .digest('base64');
  stream.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
    ]
      .concat('', '')
      .join('\r\n'),
  );
  let frozen = false;
  let buffered: Buffer = Buffer.alloc(0);
  const send = (opcode: number, bytes: Buffer) => {
    if (!frozen && stream.writable) stream.write(Buffer.concat([head(opcode, bytes.length), bytes]));
  };
  const handle = ({ opcode, payload }: Message) => {
    if (opcode === OPCODES.binary) on.message(payload);
    if (opcode === OPCODES.ping) send(OPCODES.pong, payload);
    if (opcode === OPCODES.close) {
      send(OPCODES.close, payload);
      stream.end();
    }
  };
  stream.on('data', (chunk: Buffer) => {
    if (frozen) return;
    buffered = Buffer.concat([buffered, chunk]);
    for (let next = take(buffered); next; next = take(buffered)) {
      buffered = buffered.subarray(next.size);
      handle(next);
    }
  });
  // a server's sockets stay half open by themselves when the other side is gone
  stream.on('end', () => stream.destroy());
  stream.on('error', () => stream.destroy());
  stream.on('close', on.close);
  return {
    send: (bytes) => send(OPCODES.binary, bytes),
    freeze: () => {
      frozen = true;
    },
    destroy: () => stream.destroy(),
  };
}

function head(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 + opcode, length]);
  const wide = length > 0xffff;
  const bytes = Buffer.alloc(wide ? 10 : 4);
  bytes[0] = 0x80 + opcode;
  bytes[1] = wide ? 127 : 126;
  if (wide) bytes.writeBigUInt64BE(BigInt(length), 2);
  else bytes.writeUInt16BE(length, 2);
  return bytes;
}

interface Message {
  opcode: number;
  payload: Buffer;
  /** Bytes it took, with its head. */
  size: number;
}

/** The first whole message of a buffer, unmasked: a client masks everything it sends. */
function take(bytes: Buffer): Message | undefined {
  if (bytes.length < 6) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return undefined;
  const length = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(
    bytes.subarray(start, start + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
  );
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, size: start + length };
}
