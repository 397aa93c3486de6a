import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../../emulators/feishu/state/faults.ts';
import type { Delivery } from '../../../../handlers/services/messages/channel.ts';
import { inPieces, wholeOf } from '../../../helpers/evidence.ts';
import { aCard, createDesk, PNG, type Desk } from './desk.ts';
import { routes } from '../way-out.ts';

const count = (desk: Desk, route: string) => routes(desk).filter((each) => each === route).length;

describe('a message', () => {
  test('goes out as text, card or file, to a person or a group', async () => {
    const desk = await createDesk();
    const { feishu, chen, group } = desk;
    const file = await desk.putFile('通报.xlsx', PNG);
    expect(await desk.send(chen.openId, '您好')).toMatchObject({
      kind: 'sent',
      messageId: expect.stringMatching(/^om_/),
    });
    expect(await desk.send(group.chatId, aCard('五月通报'))).toMatchObject({ kind: 'sent' });
    expect(await desk.send(group.chatId, { file })).toMatchObject({ kind: 'sent' });
    expect(feishu.seen(chen)).toMatchObject([{ type: 'text', text: '您好' }]);
    expect(feishu.seen(group)).toMatchObject([{ type: 'interactive' }, { type: 'file' }]);
    expect(feishu.uploads.all()).toMatchObject([{ name: '通报.xlsx', type: 'xls', data: PNG }]);
    expect(feishu.violations).toEqual([]);
  });

  test('to a person tells the private chat, and a chat known to be private is its person', async () => {
    const desk = await createDesk();
    const { feishu, chen, knownChats } = desk;
    await desk.send(chen.openId, '一');
    const { chatId } = feishu.chats.privateOf(chen);
    expect(await knownChats.privateOf('feishu', chen.openId)).toBe(chatId);
    for (let i = 0; i < 4; i++) await desk.send(i % 2 ? chatId : chen.openId, `${i}`);
    expect(await desk.send(chatId, '六')).toMatchObject({ kind: 'wait' });
    expect(await desk.send(chen.openId, '六')).toMatchObject({ kind: 'wait' });
    expect(await desk.send(desk.lin.openId, '一')).toMatchObject({ kind: 'sent' });
    expect(feishu.violations).toEqual([]);
  });

  test('to what is no chat of Feishu is dead', async () => {
    const desk = await createDesk();
    expect(await desk.send('group:G1', '一')).toMatchObject({ kind: 'dead' });
    expect(desk.feishu.requests).toEqual([]);
  });

  test('that is tried again under its id is seen once', async () => {
    const desk = await createDesk();
    const id = desk.newId();
    desk.feishu.misbehave({ fault: 'lost', route: 'message.create', times: 2 });
    expect(await desk.send(desk.group.chatId, '一', { id })).toMatchObject({ kind: 'retry', unsure: true });
    expect(await desk.send(desk.group.chatId, '一', { id })).toMatchObject({ kind: 'sent' });
    expect(desk.feishu.seen(desk.group)).toHaveLength(1);
    expect(desk.feishu.violations).toEqual([]);
  });

  test.each(['<at user_id="all">所有人</at>', '<AT user_id="ou_1"></AT>', '[点这里](https://evil.test)'])(
    'cannot mention or link by what a user typed: %s',
    async (typed) => {
      const { feishu, send, group } = await createDesk();
      await send(group.chatId, `来源：${typed}`);
      await send(group.chatId, aCard(typed, [{ kind: 'text', text: [{ text: typed, bold: true }] }]));
      for (const seen of feishu.seen(group)) {
        expect(seen.mentions).toEqual([]);
        expect(seen.text.replaceAll('\u200B', '')).toContain(typed);
      }
      expect(JSON.stringify(feishu.seen(group)[0]?.text)).not.toMatch(/<\/?at|\]\(/i);
    },
  );
});

describe('what the platform does to a message, and what becomes of it', () => {
  const OUTCOMES: Readonly<Partial<Record<FaultName, Delivery>>> = {
    reset: { kind: 'retry', reason: expect.stringContaining('ECONNRESET'), unsure: true },
    lost: { kind: 'retry', reason: expect.stringContaining('ECONNRESET'), unsure: true },
    throttled: { kind: 'wait', afterMs: 1_000, whole: true },
    'target-throttled': { kind: 'wait', afterMs: 1_100 },
    'server-error': { kind: 'retry', reason: expect.stringContaining('2200'), unsure: true },
    'bad-gateway': { kind: 'retry', reason: expect.stringContaining('502'), unsure: true },
    'still-sending': { kind: 'retry', reason: expect.any(String), afterMs: 2_000, unsure: true },
    'card-locked': { kind: 'retry', reason: expect.any(String), afterMs: 1_000 },
    'quota-used-up': { kind: 'stopped', reason: expect.stringContaining('额度') },
    'ip-refused': { kind: 'stopped', reason: expect.stringContaining('白名单') },
    'sensitive-words': { kind: 'bad', reason: expect.stringContaining('敏感词') },
    'upload-stopped': { kind: 'retry', reason: expect.any(String) },
  };

  /** Tried at once a second time. */
  const CUT: ReadonlySet<string> = new Set(['reset', 'lost']);

  test.each(Object.entries(OUTCOMES))('%s', async (fault, delivery) => {
    const desk = await createDesk();
    const id = desk.newId();
    const times = CUT.has(fault) ? 2 : 1;
    desk.feishu.misbehave({ fault: fault as FaultName, route: 'message.create', times });
    expect(await desk.send(desk.chen.openId, aCard('五月'), { id })).toEqual(delivery);
    await desk.feishu.advance(3_000);
    expect(await desk.send(desk.chen.openId, aCard('五月'), { id })).toMatchObject({ kind: 'sent' });
    expect(desk.feishu.seen(desk.chen)).toHaveLength(1);
    expect(desk.feishu.violations).toEqual([]);
  });

  test.each(['reset', 'lost'] as const)(
    'a connection that is cut once (%s) is nobody’s business',
    async (fault) => {
      const desk = await createDesk();
      desk.feishu.misbehave({ fault, route: 'message.create' });
      expect(await desk.send(desk.chen.openId, '一')).toMatchObject({ kind: 'sent' });
      expect(desk.feishu.seen(desk.chen)).toHaveLength(1);
      for (let i = 0; i < 2; i++) await desk.send(desk.chen.openId, '其他');
      desk.feishu.misbehave({ fault, route: 'message.create' });
      expect(await desk.send(desk.chen.openId, '五'), 'no place for a second try').toMatchObject({
        kind: 'retry',
        unsure: true,
      });
      expect(desk.feishu.violations).toEqual([]);
    },
  );

  test.each([
    ['throttled', { kind: 'wait', whole: true }],
    ['ip-refused', { kind: 'sent' }],
  ] as const)('a second try that meets %s leaves the first one unsure', async (fault, next) => {
    const desk = await createDesk();
    desk.feishu.misbehave({ fault: 'lost', route: 'message.create' });
    desk.feishu.misbehave({ fault, route: 'message.create' });
    expect(await desk.send(desk.chen.openId, '一')).toMatchObject({ kind: 'retry', unsure: true });
    expect(await desk.send(desk.lin.openId, '二')).toMatchObject(next);
  });

  test('an expired token is nobody’s business', async () => {
    const desk = await createDesk();
    desk.feishu.misbehave({ fault: 'token-expired', route: 'message.create' });
    expect(await desk.send(desk.chen.openId, '一')).toMatchObject({ kind: 'sent' });
    desk.feishu.misbehave({ fault: 'token-expired', route: 'message.create', times: 2 });
    expect(await desk.send(desk.chen.openId, '二')).toMatchObject({ kind: 'retry' });
  });

  test('a slow answer ends as unsure, and the platform’s “still sending” is believed', async () => {
    const desk = await createDesk();
    const id = desk.newId();
    const calm = desk.feishu.misbehave({ fault: 'slow', route: 'message.create', delay: 60_000 });
    const first = desk.send(desk.chen.openId, '一', { id });
    await expect.poll(() => desk.feishu.seen(desk.chen).length).toBe(1);
    calm();
    expect(await desk.send(desk.chen.openId, '一', { id })).toMatchObject({ kind: 'retry', unsure: true });
    await desk.feishu.advance(60_000);
    expect(await first).toMatchObject({ kind: 'sent' });
    expect(await desk.send(desk.chen.openId, '一', { id })).toEqual(await first);
  });

  test('a wrong secret, a missing scope, an unpublished version stop everything, with the cure', async () => {
    const desk = await createDesk();
    const broken = desk.newChannel(desk.newApi({ appSecret: 'wrong' }));
    const message = { id: desk.newId(), chat: desk.chen.openId, content: { text: '一' } };
    expect(await broken.send(message)).toMatchObject({
      kind: 'stopped',
      reason: expect.stringContaining('FEISHU_APP_SECRET'),
    });
    desk.feishu.app.scopes = new Set(['im:message:readonly']);
    expect(await desk.send(desk.chen.openId, '一')).toMatchObject({ kind: 'stopped' });
    desk.feishu.app.published = false;
    expect(await desk.send(desk.chen.openId, '一')).toMatchObject({ kind: 'stopped' });
  });
});

describe('a dead target', () => {
  test.each<[string, (desk: Desk) => void]>([
    ['resigned', ({ chen }) => (chen.resigned = true)],
    ['out of range', ({ chen }) => (chen.available = false)],
    ['stopped the bot', ({ chen }) => (chen.stopped = true)],
  ])('%s: is called once, by any of its ids and by any replica, until it shows itself', async (_, die) => {
    const desk = await createDesk();
    const { feishu, chen, knownChats } = desk;
    await desk.send(chen.openId, '一');
    const { chatId } = feishu.chats.privateOf(chen);
    die(desk);
    const [dead] = [await desk.send(chen.openId, '二')];
    expect(dead).toMatchObject({ kind: 'dead', reason: expect.stringMatching(/错误码 2300(29|13|53)/) });
    const calls = desk.feishu.requests.length;
    expect(await desk.send(chatId, '三')).toEqual(dead);
    const message = { id: desk.newId(), chat: chen.openId, content: { text: '四' } };
    expect(await desk.newChannel().send(message)).toEqual(dead);
    expect(desk.feishu.requests.length).toBe(calls);
    expect(feishu.violations).toEqual([]);
    Object.assign(chen, { resigned: false, available: true, stopped: false });
    await knownChats.markBack('feishu', chen.openId);
    expect(await desk.send(chatId, '五')).toMatchObject({ kind: 'sent' });
  });

  test('groups: left and dissolved ones are remembered, muted ones are not', async () => {
    const desk = await createDesk();
    const { feishu, group, knownChats } = desk;
    group.adminsOnly = true;
    expect(await desk.send(group.chatId, '一')).toMatchObject({ kind: 'dead' });
    expect(await knownChats.goneReason('feishu', group.chatId)).toBeUndefined();
    group.adminsOnly = false;
    group.bot = false;
    expect(await desk.send(group.chatId, '二')).toMatchObject({ kind: 'dead' });
    group.bot = true;
    group.dissolved = true;
    expect(await desk.send(group.chatId, '三')).toMatchObject({
      reason: expect.stringContaining('不在群里'),
    });
    expect(count(desk, 'message.create')).toBe(2);
    expect(feishu.violations).toEqual([]);
  });
});

describe('加急', () => {
  test('calls the person after the message, in a private chat only', async () => {
    const desk = await createDesk();
    const { feishu, chen, group } = desk;
    await desk.send(chen.openId, '特急', { urgent: true });
    await desk.send(feishu.chats.privateOf(chen).chatId, '特急', { urgent: true });
    await desk.send(group.chatId, '特急', { urgent: true });
    expect(feishu.seen(chen).map(({ urgent }) => urgent.length)).toEqual([1, 1]);
    expect(feishu.seen(group)[0]?.urgent).toEqual([]);
  });

  test('that fails leaves the message sent, and is logged', async () => {
    const desk = await createDesk();
    const { feishu, chen, logged } = desk;
    feishu.chats.privateOf(chen).urgentForbidden = true;
    expect(await desk.send(chen.openId, '特急', { urgent: true })).toMatchObject({ kind: 'sent' });
    feishu.chats.privateOf(chen).urgentForbidden = false;
    for (const fault of ['reset', 'throttled', 'bad-gateway'] as const) {
      feishu.misbehave({ fault, route: 'urgent.app' });
      expect(await desk.send(chen.openId, fault, { urgent: true })).toMatchObject({ kind: 'sent' });
      await feishu.advance(1_000);
    }
    expect(logged()).toContain('230052');
    expect(feishu.violations).toEqual([]);
  });
});

test('a file that came in is fetched by its reference, or the person is told', async () => {
  const desk = await createDesk();
  const { feishu, group, channel } = desk;
  const file = await desk.putFile('月报.xlsx', PNG);
  const sent = await desk.send(group.chatId, { file });
  const key = feishu.uploads.all()[0]?.key ?? '';
  const ref = `${sent.kind === 'sent' ? sent.messageId : ''}/${key}`;
  expect(await wholeOf((await channel.fetch?.(ref)) ?? inPieces(Buffer.alloc(0)))).toEqual(PNG);
  await expect(channel.fetch?.('om_none/file_1')).rejects.toThrow('没能从飞书取到这个文件');
  await expect(channel.fetch?.('../x')).rejects.toThrow('没能从飞书取到这个文件');
});
