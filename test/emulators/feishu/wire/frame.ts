/** `pbbp2.Frame`, the protobuf message of the long connection (feishu.md 1.11): nine fields, all of proto2. */
export interface Frame {
  seqId: number;
  logId: number;
  service: number;
  /** 0 = control (ping, pong), 1 = data. */
  method: number;
  headers: Record<string, string>;
  payload: Buffer;
}

const FIELD = { seqId: 1, logId: 2, service: 3, method: 4, header: 5, payload: 8 } as const;
const VARINT = 0;
const BYTES = 2;

export function encodeFrame(frame: Frame): Buffer {
  const numbers = [
    [FIELD.seqId, frame.seqId],
    [FIELD.logId, frame.logId],
    [FIELD.service, frame.service],
    [FIELD.method, frame.method],
  ] as const;
  const headers = Object.entries(frame.headers).map(([key, value]) =>
    block(FIELD.header, Buffer.concat([block(1, Buffer.from(key)), block(2, Buffer.from(value))])),
  );
  return Buffer.concat([
    ...numbers.map(([field, value]) => Buffer.concat([varint(field * 8 + VARINT), varint(value)])),
    ...headers,
    block(FIELD.payload, frame.payload),
  ]);
}

const block = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + BYTES), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

export function decodeFrame(bytes: Buffer): Frame {
  const frame: Frame = { seqId: 0, logId: 0, service: 0, method: 0, headers: {}, payload: Buffer.alloc(0) };
  for (const { field, value, block: inner } of fieldsOf(bytes)) {
    if (field === FIELD.seqId) frame.seqId = value;
    if (field === FIELD.logId) frame.logId = value;
    if (field === FIELD.service) frame.service = value;
    if (field === FIELD.method) frame.method = value;
    if (field === FIELD.payload) frame.payload = inner;
    if (field === FIELD.header) {
      const [key, text] = fieldsOf(inner).map((each) => each.block.toString('utf8'));
      frame.headers[key ?? ''] = text ?? '';
    }
  }
  return frame;
}

interface Field {
  field: number;
  value: number;
  block: Buffer;
}

function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const field = Math.floor(tag / 8);
    const value = number();
    const isBlock = tag % 8 === BYTES;
    fields.push({ field, value, block: isBlock ? bytes.subarray(at, at + value) : Buffer.alloc(0) });
    if (isBlock) at += value;
  }
  return fields;
}
