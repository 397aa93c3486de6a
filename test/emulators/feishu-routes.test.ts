import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { atEnd } from '../helpers/at-end.ts';
import { codeOf, createStage, send, type Stage } from './feishu/testing/stage.ts';
import { card, md } from './feishu/testing/cards.ts';

/** Calls that public bots make and this service does not: there because others build on the emulator. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

async function post(stage: Stage, path: string, body: string, type = 'application/json') {
  const answer = await fetch(`${stage.feishu.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const secretsOf = ({ feishu }: Stage) => ({ app_id: feishu.app.appId, app_secret: feishu.app.appSecret });
const TOKEN = '/open-apis/auth/v3/tenant_access_token/internal';

describe('tokens', () => {
  test.each([TOKEN, `${TOKEN}/`])('%s', async (path) => {
    const stage = await createStage();
    const { body } = await post(stage, path, JSON.stringify(secretsOf(stage)));
    expect(body).toMatchObject({ code: 0, tenant_access_token: expect.stringMatching(/^t-/) as string });
  });

  test('by a plain form', async () => {
    const stage = await createStage();
    const form = new URLSearchParams(secretsOf(stage)).toString();
    const { body } = await post(stage, TOKEN, form, 'application/x-www-form-urlencoded');
    expect(body).toMatchObject({ code: 0, expire: 7200 });
  });

  test('of the app', async () => {
    const stage = await createStage();
    const path = '/open-apis/auth/v3/app_access_token/internal';
    const { body } = await post(stage, path, JSON.stringify(secretsOf(stage)));
    expect(body.app_access_token).toBe(body.tenant_access_token);
    const wrong = await post(stage, path, JSON.stringify({ ...secretsOf(stage), app_secret: 'x' }));
    expect(wrong.body.code).toBe(10015);
  });
});

test('a route that is not there is logged and named', async () => {
  const lines: string[] = [];
  const stage = await createStage({ log: (line) => lines.push(line) });
  const { status, body } = await post(stage, '/open-apis/im/v9/things?a=1', '{}');
  expect([status, body.code]).toEqual([404, 404]);
  expect(String(body.msg)).toContain('POST /open-apis/im/v9/things');
  expect(lines).toContain('<- POST /open-apis/im/v9/things?a=1 404 code=404 (unknown route)');
  expect(stage.feishu.requests.at(-1)).toMatchObject({ route: 'unknown route', status: 404 });
});

test('reactions: added once, listed, taken back', async () => {
  const { client, group } = await createStage();
  const id = await send(client, group, '好');
  const react = (emoji_type: string) =>
    client.im.v1.messageReaction.create({
      path: { message_id: id },
      data: { reaction_type: { emoji_type } },
    });
  const first = await react('OK');
  expect((await react('OK')).data?.reaction_id).toBe(first.data?.reaction_id);
  expect(await codeOf(react('不'))).toBe(231001);
  const listed = await client.im.v1.messageReaction.list({ path: { message_id: id } });
  expect(listed.data?.items).toMatchObject([
    { reaction_type: { emoji_type: 'OK' }, operator: { operator_type: 'app' } },
  ]);
  const gone = { path: { message_id: id, reaction_id: first.data?.reaction_id ?? '' } };
  expect(await codeOf(client.im.v1.messageReaction.delete(gone))).toBe(0);
  expect(await codeOf(client.im.v1.messageReaction.delete(gone))).toBe(231010);
});

test('pins: put, listed, taken away', async () => {
  const { client, group } = await createStage();
  const id = await send(client, group, '好');
  const pin = () => client.im.v1.pin.create({ data: { message_id: id } });
  const first = await pin();
  expect((await pin()).data).toEqual(first.data);
  const list = async () => (await client.im.v1.pin.list({ params: { chat_id: group.chatId } })).data?.items;
  expect(await list()).toMatchObject([{ message_id: id, chat_id: group.chatId }]);
  await client.im.v1.pin.delete({ path: { message_id: id } });
  expect(await list()).toEqual([]);
});

test('a message is forwarded', async () => {
  const { client, feishu, group, chen } = await createStage();
  const id = await send(client, group, card(md('一')));
  const done = await client.im.v1.message.forward({
    path: { message_id: id },
    params: { receive_id_type: 'open_id' },
    data: { receive_id: chen.openId },
  });
  expect(done.data).toMatchObject({ msg_type: 'interactive' });
  expect(feishu.seen(chen).map(({ text }) => text)).toEqual(['一']);
});

describe('groups', () => {
  test('made once a uuid, found, renamed, let go', async () => {
    const { client, chen, lin } = await createStage();
    const make = () =>
      client.im.v1.chat.create({
        params: { user_id_type: 'open_id', uuid: 'one' },
        data: {
          name: '新项目',
          owner_id: chen.openId,
          user_id_list: [lin.openId],
          group_message_type: 'thread',
        },
      });
    const made = await make();
    const chat_id = made.data?.chat_id ?? '';
    expect(made.data).toMatchObject({ name: '新项目', owner_id: chen.openId });
    expect((await make()).data?.chat_id).toBe(chat_id);
    const found = await client.im.v1.chat.search({ params: { query: '新' } });
    expect(found.data?.items).toMatchObject([{ chat_id }]);
    await client.im.v1.chat.update({ path: { chat_id }, data: { name: '老项目' } });
    expect((await client.im.v1.chat.get({ path: { chat_id } })).data?.name).toBe('老项目');
    await client.im.v1.chat.delete({ path: { chat_id } });
    expect(await codeOf(client.im.v1.chat.get({ path: { chat_id } }))).toBe(232009);
  });

  test('people come and go', async () => {
    const { client, group, wu, lin } = await createStage();
    wu.available = false;
    const path = { chat_id: group.chatId };
    const add = (succeed_type: 0 | 1, ...id_list: string[]) =>
      client.im.v1.chatMembers.create({ path, params: { succeed_type }, data: { id_list } });
    expect(await codeOf(add(0, wu.openId))).toBe(232024);
    expect((await add(1, wu.openId, 'ou_nobody')).data).toMatchObject({
      invalid_id_list: [wu.openId],
      not_existed_id_list: ['ou_nobody'],
    });
    wu.available = true;
    await add(0, wu.openId);
    expect(group.members.has(wu.openId)).toBe(true);
    const left = await client.im.v1.chatMembers.delete({
      path,
      data: { id_list: [lin.openId, 'ou_nobody'] },
    });
    expect(left.data?.invalid_id_list).toEqual(['ou_nobody']);
    expect(group.members.has(lin.openId)).toBe(false);
  });
});

test('the app’s own pictures and files are downloaded, those of people are not', async () => {
  const { client, feishu } = await createStage();
  const image = await client.im.v1.image.create({ data: { image_type: 'message', image: PNG } });
  const file = await client.im.v1.file.create({
    data: { file_type: 'stream', file_name: 'a.bin', file: Buffer.from('abc') },
  });
  const bytes = async (download: Promise<{ getReadableStream(): AsyncIterable<Uint8Array> }>) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await download).getReadableStream()) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  expect(await bytes(client.im.v1.image.get({ path: { image_key: image?.image_key ?? '' } }))).toEqual(PNG);
  expect(String(await bytes(client.im.v1.file.get({ path: { file_key: file?.file_key ?? '' } })))).toBe(
    'abc',
  );
  const { key } = feishu.uploads.keep('file', 'stream', 'b.bin', Buffer.from('x'));
  await client.im.v1.file.get({ path: { file_key: key } }).catch(() => undefined);
  expect(feishu.requests.at(-1)).toMatchObject({ route: 'file.get', code: 234008 });
});

test('a card for one member of a group', async () => {
  const { client, feishu, group, chen, lin } = await createStage();
  const request = (url: string, data: object) =>
    client.request<{ code: number; data: { message_id: string } }>({ method: 'POST', url, data });
  const to = { chat_id: group.chatId, open_id: chen.openId, msg_type: 'interactive' };
  const { data } = await request('/open-apis/ephemeral/v1/send', { ...to, card: card(md('只给您')) });
  expect(feishu.seenBy(chen).map(({ text }) => text)).toEqual(['只给您']);
  expect([feishu.seen(group), feishu.seenBy(lin)]).toEqual([[], []]);
  await request('/open-apis/ephemeral/v1/delete', { message_id: data.message_id });
  expect(feishu.seenBy(chen)).toEqual([]);
});

test('a batch goes to everybody who can have it', async () => {
  const { client, feishu, chen, lin, wu } = await createStage();
  wu.resigned = true;
  const answer = await client.request<{ code: number; data: Record<string, unknown> }>({
    method: 'POST',
    url: '/open-apis/message/v4/batch_send/',
    data: {
      msg_type: 'text',
      content: { text: '通知' },
      open_ids: [chen, lin, wu].map(({ openId }) => openId),
    },
  });
  expect(answer.data).toMatchObject({ invalid_open_ids: [wu.openId] });
  expect([chen, lin, wu].map((one) => feishu.seen(one).length)).toEqual([1, 1, 0]);
  const path = { message_id: feishu.seen(chen)[0]?.messageId ?? '' };
  expect(await codeOf(client.im.v1.message.delete({ path }))).toBe(230012);
  const batch = { path: { batch_message_id: String(answer.data.message_id) } };
  expect((await client.im.v1.batchMessage.readUser(batch)).data?.read_user).toEqual({
    read_count: '0',
    total_count: '2',
  });
  await client.im.v1.batchMessage.delete(batch);
  expect(feishu.seen(chen)).toEqual([]);
});

test('an event answered with 200 is delivered, whatever the body says', async () => {
  const { feishu, chen } = await createStage();
  const server = createServer((_, response) => response.writeHead(200).end('null'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => void server.close());
  feishu.app.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { delivery } = await feishu.say(chen, '在吗');
  expect(delivery?.state).toBe('delivered');
  expect(feishu.violations).toEqual([]);
});

test('a port that is taken is one sentence with the cure', async () => {
  const stage = await createStage();
  const { port } = new URL(stage.feishu.url);
  const args = ['--import', 'tsx', 'test/emulators/feishu/main.ts', '--port', port];
  const failed = await promisify(execFile)(process.execPath, args).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`端口 ${port} 已被占用`) as string,
  });
  expect(String(Reflect.get(Object(failed), 'stderr'))).not.toContain('at ');
});
