import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { FeishuFault } from '../../../../bot/feishu/api/errors.ts';
import type { FeishuCard } from '../../../../cards/render/feishu/types.ts';
import { wholeOf } from '../../../helpers/evidence.ts';
import { createWayOut, routes, until, type WayOut } from '../way-out.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const HOUR = 3_600_000;

const cardOf = (text: string): FeishuCard => ({
  schema: '2.0',
  config: { update_multi: true, width_mode: 'default', summary: { content: text } },
  header: { title: { tag: 'plain_text', content: text }, template: 'blue' },
  body: { elements: [{ tag: 'markdown', content: text }] },
});

let sent = 0;
const sendText = ({ api }: Pick<WayOut, 'api'>, to: string, text = '通知') =>
  api.sendMessage({ to, type: 'text', content: { text }, uuid: `u-${sent++}` });

const faultOf = (work: Promise<unknown>): Promise<FeishuFault> =>
  work.then(
    () => expect.fail('it went well'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(FeishuFault);
      return error as FeishuFault;
    },
  );

describe('the token', () => {
  test('is fetched once for many who need it at the same time', async () => {
    const way = await createWayOut();
    way.feishu.misbehave({ fault: 'slow', route: 'token', delay: 1_000 });
    const sends = [way.chen, way.lin, way.wu].map(({ openId }) => sendText(way, openId));
    await until(() => way.feishu.world.agenda.nextDue() !== undefined);
    await way.feishu.advance(1_000);
    await Promise.all(sends);
    expect(routes(way).filter((route) => route === 'token')).toHaveLength(1);
    expect(way.feishu.violations).toEqual([]);
  });

  test('is kept by our clock until five minutes before its end', async () => {
    const way = await createWayOut();
    const fetched = () => routes(way).filter((route) => route === 'token').length;
    await sendText(way, way.chen.openId);
    await way.feishu.advance(2 * HOUR - 5 * 60_000 - 1);
    await sendText(way, way.chen.openId);
    expect(fetched()).toBe(1);
    await way.feishu.advance(1);
    await sendText(way, way.chen.openId);
    expect(fetched()).toBe(2);
    for (let i = 0; i < 20; i++) {
      await way.feishu.advance(HOUR / 2);
      await sendText(way, way.chen.openId);
    }
    expect(fetched()).toBeLessThanOrEqual(8);
    expect(way.feishu.requests.every(({ code }) => code === 0)).toBe(true);
  });

  test('that died before its time is dropped, and the call made once more', async () => {
    const way = await createWayOut();
    await sendText(way, way.chen.openId);
    way.feishu.world.tokens.revoke();
    await Promise.all([way.chen, way.lin, way.wu].map(({ openId }) => sendText(way, openId)));
    expect(routes(way).filter((route) => route === 'token')).toHaveLength(2);
    way.feishu.misbehave({ fault: 'token-expired', times: 2 });
    expect(await faultOf(sendText(way, way.chen.openId))).toMatchObject({ kind: 'token' });
    expect(way.feishu.violations).toEqual([]);
  });

  test('a failure to get it is not kept', async () => {
    const way = await createWayOut();
    way.feishu.misbehave({ fault: 'bad-gateway', route: 'token' });
    expect(await faultOf(sendText(way, way.chen.openId))).toMatchObject({ kind: 'unanswered' });
    await sendText(way, way.chen.openId);
  });
});

describe('messages', () => {
  test('go to a person or a chat, and tell the private chat', async () => {
    const way = await createWayOut();
    const { chatId } = await sendText(way, way.chen.openId, '您好');
    expect(chatId).toBe(way.feishu.chats.privateOf(way.chen).chatId);
    expect(await sendText(way, way.group.chatId, '大家好')).toMatchObject({ chatId: way.group.chatId });
    expect(way.feishu.seen(way.chen)).toMatchObject([{ text: '您好' }]);
    expect(way.feishu.seen(way.group)).toMatchObject([{ text: '大家好' }]);
  });

  test('a card is patched, called out, and read back as it was sent', async () => {
    const way = await createWayOut();
    const { api, chen, feishu } = way;
    const message = { to: chen.openId, type: 'interactive', content: cardOf('一'), uuid: 'u' } as const;
    const { messageId, chatId } = await api.sendMessage(message);
    await api.patchCard(messageId, cardOf('二'));
    expect(await api.urgentApp(messageId, [chen.openId, 'ou_nobody'])).toEqual(['ou_nobody']);
    expect(feishu.message(messageId).urgent).toMatchObject([{ openId: chen.openId, way: 'app' }]);
    const { items } = await api.listMessages(chatId, Math.floor(feishu.clock.now().getTime() / 1000));
    expect(items).toMatchObject([{ messageId, type: 'interactive', byApp: true }]);
    expect(JSON.parse(items[0]?.content ?? '')).toEqual(cardOf('二'));
  });

  test('are listed page by page', async () => {
    const way = await createWayOut();
    const { feishu, api, group, chen } = way;
    const { chatId } = await sendText(way, chen.openId);
    for (let i = 0; i < 60; i++) {
      await sendText(way, chen.openId, `${i}`);
      await feishu.advance(250);
    }
    const first = await api.listMessages(chatId, 0);
    const second = await api.listMessages(chatId, 0, first.next);
    expect([first.items.length, second.items.length, second.next]).toEqual([50, 11, undefined]);
    expect(await faultOf(api.listMessages('oc_nothing', 0))).toMatchObject({ kind: 'target-gone' });
    group.bot = false;
    expect(await faultOf(api.listMessages(group.chatId, 0))).toMatchObject({ kind: 'target-gone' });
  });

  test.each(['om_1/../../../contact/v3/users/ou_1', 'om_1?x=1', '', 'ou_1', 'om_ 1'])(
    'an id that is none (%s) never gets into a path',
    async (id) => {
      const way = await createWayOut();
      for (const work of [
        way.api.patchCard(id, cardOf('一')),
        way.api.urgentApp(id, ['ou_1']),
        way.api.download(id, 'file_1'),
        way.api.download('om_1', `${id}/..`),
      ])
        expect(await faultOf(work)).toMatchObject({ kind: 'malformed' });
      expect(await faultOf(sendText(way, id === 'ou_1' ? 'someone' : id))).toMatchObject({
        kind: 'malformed',
      });
      expect(way.feishu.requests).toEqual([]);
    },
  );
});

describe('files', () => {
  test('go up with name, type and length, and come down byte for byte', async () => {
    const { feishu, api, group } = await createWayOut();
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 13, 10]);
    const key = await api.uploadFile('六月通报"1".xlsx', bytes);
    expect(feishu.uploads.find(key)).toMatchObject({ type: 'xls', name: '六月通报"1".xlsx', data: bytes });
    const message = { to: group.chatId, type: 'file', content: { file_key: key }, uuid: 'u' } as const;
    const { messageId } = await api.sendMessage(message);
    expect(await wholeOf(await api.download(messageId, key))).toEqual(bytes);
    for (const [name, type] of [
      ['a.docx', 'doc'],
      ['a.PDF', 'pdf'],
      ['录音.opus', 'stream'],
      ['没有后缀', 'stream'],
    ] as const)
      expect(feishu.uploads.find(await api.uploadFile(name, bytes))).toMatchObject({ type, name });
  });

  test('pictures as well', async () => {
    const { feishu, api } = await createWayOut();
    expect(feishu.uploads.find(await api.uploadImage(PNG))?.data).toEqual(PNG);
    expect(await faultOf(api.uploadImage(Buffer.from('%PDF')))).toMatchObject({ code: 234011 });
  });

  test('the error of a download is read out of its stream', async () => {
    const { api, group } = await createWayOut();
    const { messageId } = await api.sendMessage({
      to: group.chatId,
      type: 'text',
      content: { text: 'x' },
      uuid: 'u',
    });
    expect(await faultOf(api.download(messageId, 'file_v3_none'))).toMatchObject({ code: 234001 });
    expect(await faultOf(api.download('om_none', 'file_v3_none'))).toMatchObject({ kind: 'message-gone' });
  });
});

test('a download ends where the platform’s limit is', async () => {
  const { feishu, api, group } = await createWayOut();
  const { key } = feishu.uploads.keep('file', 'stream', '大', Buffer.alloc(100 * 1024 * 1024 + 1));
  const message = { to: group.chatId, type: 'file', content: { file_key: key }, uuid: 'u' } as const;
  const { messageId } = await api.sendMessage(message);
  expect(await faultOf(api.download(messageId, key).then(wholeOf))).toMatchObject({
    kind: 'refused',
    reason: '文件超过 100 MB',
  });
});

describe('people and chats', () => {
  test('are found by mobile, fifty at a time', async () => {
    const way = await createWayOut();
    const strangers = Array.from({ length: 118 }, (_, i) => `${13900000000 + i}`);
    const found = await way.api.findByMobiles(['13800000000', ...strangers, '13800000002']);
    expect([...found]).toEqual([
      ['13800000000', way.chen.openId],
      ['13800000002', way.wu.openId],
    ]);
    expect(routes(way)).toEqual(['token', ...Array<string>(3).fill('contact.lookUp')]);
  });

  test('tell who they are, with a name where the scope allows', async () => {
    const { feishu, api, chen } = await createWayOut();
    const { openId, unionId } = chen;
    expect(await api.user(openId)).toEqual({ openId, unionId, name: '陈' });
    feishu.app.scopes = new Set(['contact:contact.base:readonly']);
    expect(await api.user(openId)).toEqual({ openId, unionId, name: '' });
    expect(await api.botInfo()).toEqual({ openId: feishu.app.botOpenId, name: '招优' });
  });

  test('groups are listed over pages', async () => {
    const way = await createWayOut();
    for (let i = 0; i < 104; i++) way.feishu.chats.add({ name: `群${i}` });
    const chats = await way.api.chats();
    expect(chats).toHaveLength(105);
    expect(chats[0]).toEqual({ chatId: way.group.chatId, name: '源城区招商' });
    expect(await way.api.isInChat(way.group.chatId)).toBe(true);
    way.group.bot = false;
    expect(await way.api.isInChat(way.group.chatId)).toBe(false);
  });
});

describe('what the configuration got wrong', () => {
  test('is told in the words of the cure', async () => {
    const way = await createWayOut();
    const reasonOf = async (api = way.api) => (await faultOf(sendText({ api }, way.chen.openId))).reason;
    expect(await reasonOf(way.newApi({ appSecret: 'wrong' }))).toContain('FEISHU_APP_SECRET 不正确');
    way.feishu.app.scopes = new Set();
    expect(await reasonOf()).toContain('应用缺少权限');
    way.feishu.app.published = false;
    expect(await reasonOf()).toContain('未发布');
    way.feishu.app.disabled = true;
    expect(await reasonOf(way.newApi())).toContain('停用');
    expect(await reasonOf(way.newApi({ baseUrl: 'http://127.0.0.1:1' }))).toContain('ECONNREFUSED');
  });
});

test('neither the log nor an error holds a secret, a token or a telephone number', async () => {
  const way = await createWayOut();
  const { feishu, api, logged } = way;
  const faults = [
    await faultOf(sendText({ api: way.newApi({ appSecret: 'wrong-but-secret' }) }, way.chen.openId)),
    await faultOf(sendText({ api: way.newApi({ baseUrl: 'http://127.0.0.1:1' }) }, way.chen.openId)),
  ];
  for (const fault of ['lost', 'bad-gateway', 'throttled', 'server-error'] as const) {
    for (const route of ['token', 'message.create', 'contact.lookUp'] as const) {
      const calm = feishu.misbehave({ fault, route, times: 1 });
      const fresh = way.newApi();
      const work =
        route === 'contact.lookUp'
          ? fresh.findByMobiles(['13812345678'])
          : sendText({ api: fresh }, way.chen.openId);
      faults.push(await faultOf(work));
      calm();
    }
  }
  faults.push(
    await faultOf(
      api
        .findByMobiles(Array<string>(50).fill('13812345678'))
        .then(() => api.download('om_1', 'f').then(wholeOf)),
    ),
  );
  for (const fault of faults) way.log.error({ err: fault, facts: fault.facts }, 'feishu');
  const told = logged() + inspect(faults, { depth: 20, showHidden: true });
  expect(told).toContain('message.create');
  for (const secret of [feishu.app.appSecret, 'wrong-but-secret', '13812345678', 'Bearer '])
    expect(told).not.toContain(secret);
  expect(told).not.toMatch(/\bt-[0-9a-f]{40}/);
});
