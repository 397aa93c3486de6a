import * as lark from '@larksuiteoapi/node-sdk';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { isRecord } from '../card/walk.ts';
import { createFeishuEmulator, type EmulatorOptions } from '../emulator.ts';
import { atEnd } from '../../../helpers/at-end.ts';

/** An emulator, the real SDK's client talking to it, and three people with a group, for the emulator's own tests. */
export async function createStage(options: EmulatorOptions = {}) {
  const feishu = await createFeishuEmulator(options);
  atEnd(() => feishu.close());
  const client = clientOf(feishu);
  const [chen, lin, wu] = ['陈', '林', '吴'].map((name, i) =>
    feishu.people.add({ name, mobile: `1380000000${i}`, employeeNo: `E${i}` }),
  );
  if (!chen || !lin || !wu) throw new Error('three people');
  const group = feishu.chats.add({ name: '源城区招商', members: [chen, lin] });
  return { feishu, client, chen, lin, wu, group };
}
export type Stage = Awaited<ReturnType<typeof createStage>>;

export function clientOf(feishu: Stage['feishu']): lark.Client {
  return new lark.Client({
    appId: feishu.app.appId,
    appSecret: feishu.app.appSecret,
    domain: feishu.url,
    // the default cache is shared by the whole process and knows no domain (feishu.md 1.3)
    cache: new lark.DefaultCache(),
    logger: { error: ignore, warn: ignore, info: ignore, debug: ignore, trace: ignore },
  });
}
const ignore = () => undefined;

/** The code of a call's outcome, thrown or returned (feishu.md 1.5); 0 = fine, -1 = no answer. */
export async function codeOf(call: Promise<unknown>): Promise<number> {
  try {
    const answer = await call;
    return isRecord(answer) && typeof answer.code === 'number' ? answer.code : 0;
  } catch (error) {
    return answerOf(error).code;
  }
}

/** Status, code and headers behind an error of the SDK. */
export function answerOf(error: unknown): {
  status: number;
  code: number;
  msg: string;
  headers: Record<string, unknown>;
} {
  const response = isRecord(error) || error instanceof Error ? Reflect.get(error, 'response') : undefined;
  if (!isRecord(response)) return { status: 0, code: -1, msg: String(error), headers: {} };
  const data = isRecord(response.data) ? response.data : {};
  return {
    status: Number(response.status),
    code: Number(data.code ?? -1),
    msg: String(data.msg),
    headers: { ...Object(response.headers) },
  };
}

export const failureOf = async (call: Promise<unknown>) =>
  call.then(
    () => answerOf(undefined),
    (error: unknown) => answerOf(error),
  );

/** Sends a text or a card and gives the message's id. */
export async function send(
  client: lark.Client,
  to: { chatId: string } | { openId: string },
  what: string | object,
  uuid?: string,
): Promise<string> {
  const answer = await client.im.v1.message.create({
    params: { receive_id_type: 'chatId' in to ? 'chat_id' : 'open_id' },
    data: {
      receive_id: 'chatId' in to ? to.chatId : to.openId,
      msg_type: typeof what === 'string' ? 'text' : 'interactive',
      content: JSON.stringify(typeof what === 'string' ? { text: what } : what),
      ...(uuid === undefined ? {} : { uuid }),
    },
  });
  return answer.data?.message_id ?? '';
}

export interface Received {
  url: string;
  headers: IncomingMessage['headers'];
  raw: Buffer;
}
export type Answer = { status?: number; body?: unknown; text?: string } | 'hang';

/** The service's side of the webhook: keeps what came, answers as told. */
export async function createHook(
  feishu: Stage['feishu'],
  answer: (received: Received) => Answer | Promise<Answer>,
) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const one = { url: request.url ?? '', headers: request.headers, raw: Buffer.concat(chunks) };
      received.push(one);
      const said = await answer(one);
      if (said === 'hang') return;
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json' });
      response.end(said.text ?? JSON.stringify(said.body ?? {}));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  feishu.app.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feishu/webhook`;
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { received };
}

/** Opens an envelope with the SDK's own cipher. */
export function openLetter(feishu: Stage['feishu'], { raw }: Received): Record<string, unknown> {
  const outer: unknown = JSON.parse(raw.toString('utf8'));
  const sealed = isRecord(outer) ? outer.encrypt : undefined;
  const inner =
    typeof sealed === 'string' ? new lark.AESCipher(feishu.app.encryptKey).decrypt(sealed) : raw.toString();
  const body: unknown = JSON.parse(inner);
  return isRecord(body) ? body : {};
}
