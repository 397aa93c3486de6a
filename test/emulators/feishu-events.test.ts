import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Wire } from './feishu/wire/wire.ts';
import { createHook, createStage, openLetter, type Received } from './feishu/testing/stage.ts';

const HOURS = 3_600_000;
const typesOf = (feishu: Parameters<typeof openLetter>[0], received: readonly Received[]) =>
  received.map((each) => Reflect.get(Object(openLetter(feishu, each).header), 'event_type'));

describe('events to the webhook', () => {
  test('what a person writes arrives encrypted for the SDK’s cipher and signed over the raw bytes', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    const { message, delivery } = await feishu.say(chen, '催办 YC-001');

    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] });
    const [first] = received;
    if (!first) throw new Error('nothing came');
    expect(openLetter(feishu, first)).toMatchObject({
      schema: '2.0',
      header: {
        event_type: 'im.message.receive_v1',
        token: feishu.app.verificationToken,
        app_id: feishu.app.appId,
      },
      event: {
        sender: { sender_id: { open_id: chen.openId, union_id: chen.unionId } },
        message: { message_id: message.messageId, chat_type: 'p2p', content: '{"text":"催办 YC-001"}' },
      },
    });
    const {
      'x-lark-request-timestamp': at,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    } = first.headers;
    const expected = createHash('sha256')
      .update(`${String(at)}${String(nonce)}${feishu.app.encryptKey}`)
      .update(first.raw);
    expect(signature).toBe(expected.digest('hex'));
    expect(feishu.violations).toEqual([]);
  });

  test('the odd but genuine ways: pretty-printed, in pieces, with a query', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    const { delivery } = await feishu.say(chen, '你好', {
      wire: { pretty: true, split: true, query: '?a=1' },
    });

    expect(delivery?.state).toBe('delivered');
    expect(received[0]?.raw.toString()).toContain('\n');
    expect(received[0]?.url).toBe('/feishu/webhook?a=1');
  });

  test('what is not genuine can be sent as well', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    const say = (wire: Wire) => feishu.say(chen, '你好', { wire });
    await say({ signature: 'none' });
    await say({ signature: 'wrong' });
    await say({ token: 'other' });
    await say({ encryptKey: 'other' });
    await say({ tamper: (body) => body.subarray(0, 20) });
    const [unsigned, forged, stranger, sealed, cut] = received;
    if (!unsigned || !forged || !stranger || !sealed || !cut) throw new Error('five letters');
    expect(unsigned.headers).not.toHaveProperty('x-lark-signature');
    expect(forged.headers['x-lark-signature']).toMatch(/^[0-9a-f]{64}$/);
    expect(openLetter(feishu, stranger)).toMatchObject({ header: { token: 'other' } });
    expect(() => openLetter(feishu, sealed)).toThrow('bad decrypt');
    expect(cut.raw).toHaveLength(20);
  });

  test('an event that is not answered with 200 comes again after 15 s, 5 min, 1 h and 6 h, then never', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({ status: 500 }));
    const { delivery } = await feishu.say(chen, '你好');
    await feishu.advance(8 * HOURS);

    const since = delivery?.attempts.map(({ at }) => (at - (delivery.attempts[0]?.at ?? 0)) / 1000);
    expect(since).toEqual([0, 15, 315, 3915, 25_515]);
    expect(delivery?.state).toBe('given up');
    expect(
      new Set(received.map((each) => Reflect.get(Object(openLetter(feishu, each).header), 'event_id'))).size,
    ).toBe(1);
    expect(new Set(feishu.violations.map(({ breach }) => breach))).toEqual(new Set(['answer-status']));
  });

  test('no answer within 3 s of the clock is a failure, and the retry is answered', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => (received.length === 1 ? 'hang' : {}));
    const said = feishu.say(chen, '你好');
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await feishu.advance(3000);
    const { delivery } = await said;
    expect(delivery?.attempts).toMatchObject([{ problem: 'late' }]);
    await feishu.advance(15_000);
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ problem: 'late' }, { status: 200 }] });
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['answer-late']);
  });

  test('in a group the bot hears what mentions it, and everything only with the scope', async () => {
    const { feishu, chen, group } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    feishu.app.scopes = new Set(['im:message.group_at_msg:readonly']);
    await feishu.say(chen, '午饭？', { chat: group });
    await feishu.say(chen, '@_user_1 通报', { chat: group, mentions: ['bot'] });
    expect(received).toHaveLength(1);
    const [first] = received;
    expect(first && openLetter(feishu, first)).toMatchObject({
      event: { message: { mentions: [{ key: '@_user_1', id: { open_id: feishu.app.botOpenId } }] } },
    });
    feishu.app.scopes = undefined;
    await feishu.say(chen, '午饭？', { chat: group });
    expect(received).toHaveLength(2);
  });

  test('chats, menu and contacts have events of their own', async () => {
    const { feishu, chen, lin, group } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    await feishu.inChat('bot-removed', group, chen);
    await feishu.inChat('bot-added', group, chen);
    await feishu.inChat('member-left', group, lin);
    await feishu.inChat('disbanded', group, chen);
    await feishu.enter(chen);
    await feishu.menu(chen, 'today');
    await feishu.joinTenant({ name: '新人' });
    await feishu.changePerson(lin, { mobile: '13900000000' });
    await feishu.changePerson(lin, { resigned: true });
    expect(typesOf(feishu, received)).toEqual([
      'im.chat.member.bot.deleted_v1',
      'im.chat.member.bot.added_v1',
      'im.chat.member.user.deleted_v1',
      'im.chat.disbanded_v1',
      'im.chat.access_event.bot_p2p_chat_entered_v1',
      'application.bot.menu_v6',
      'contact.user.created_v3',
      'contact.user.updated_v3',
      'contact.user.deleted_v3',
    ]);
    expect(group).toMatchObject({ bot: true, dissolved: true });
    expect(group.members).toEqual(new Set([chen.openId]));
  });
});

describe('misfortunes of delivery', () => {
  test.each([
    ['duplicate', 2, 1],
    ['duplicate-new-id', 2, 2],
    ['answer-lost', 1, 1],
  ] as const)('%s', async (fault, times, ids) => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    feishu.misbehave({ fault });
    const { message } = await feishu.say(chen, '你好');
    expect(received).toHaveLength(times);
    const envelopes = received.map((each) => openLetter(feishu, each));
    expect(new Set(envelopes.map(({ header }) => Reflect.get(Object(header), 'event_id'))).size).toBe(ids);
    expect(envelopes.every((each) => JSON.stringify(each).includes(message.messageId))).toBe(true);
    await feishu.advance(16_000);
    expect(received).toHaveLength(fault === 'answer-lost' ? 2 : times);
  });

  test('a late event comes behind its successor', async () => {
    const { feishu, chen } = await createStage();
    const { received } = await createHook(feishu, () => ({}));
    feishu.misbehave({ fault: 'late-event' });
    await feishu.say(chen, '先说');
    await feishu.say(chen, '后说');
    await feishu.advance(30_000);
    const said = received.map((each) => JSON.stringify(openLetter(feishu, each)));
    expect(said.map((text) => (text.includes('先说') ? '先' : '后'))).toEqual(['后', '先']);
  });
});

describe('the console’s check of the URL', () => {
  test('an encrypted, unsigned challenge must be echoed', async () => {
    const { feishu } = await createStage();
    const { received } = await createHook(feishu, (one) => ({
      body: { challenge: openLetter(feishu, one).challenge },
    }));
    expect(await feishu.verifyUrl()).toBe(true);
    expect(received[0]?.headers['x-lark-signature']).toBeUndefined();
    await createHook(feishu, () => ({}));
    expect(await feishu.verifyUrl()).toBe(false);
  });
});
