import { describe, expect, test } from 'vitest';
import { clientOf, codeOf, createStage, failureOf, send } from './feishu/testing/stage.ts';

const CARD = {
  schema: '2.0',
  config: { update_multi: true },
  header: { title: { tag: 'plain_text', content: '通报' } },
  body: { elements: [{ tag: 'markdown', content: '**一** 月' }] },
};

describe('sending with the real SDK', () => {
  test('a text to a group and to a person; the answer names message and chat', async () => {
    const { feishu, client, chen, group } = await createStage();
    const id = await send(client, { chatId: group.chatId }, '你好');
    await send(client, { openId: chen.openId }, CARD);

    expect(id).toMatch(/^om_[0-9a-f]{32}$/);
    expect(feishu.seen(group).map(({ text }) => text)).toEqual(['你好']);
    expect(feishu.seen(chen).map(({ text }) => text)).toEqual(['通报\n一 月']);
    expect(feishu.violations).toEqual([]);
    expect(feishu.requests.map(({ route }) => route)).toEqual(['token', 'message.create', 'message.create']);
  });

  test('one uuid gives one message within the hour, and a second one after it', async () => {
    const { feishu, client, group } = await createStage();
    const first = await send(client, group, '一', 'u-1');
    await feishu.advance(59 * 60_000);
    expect(await send(client, group, '一', 'u-1')).toBe(first);
    expect(await send(client, group, '二', 'u-1')).toBe(first);
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['uuid-other-content']);
    await feishu.advance(2 * 60_000);
    expect(await send(client, group, '一', 'u-1')).not.toBe(first);
    expect(feishu.seen(group)).toHaveLength(2);
  });

  test.each([
    ['not a member', 230002, { bot: false }],
    ['dissolved', 232009, { dissolved: true }],
    ['administrators only', 230018, { adminsOnly: true }],
    ['external', 230027, { external: true }],
  ])('a group where it is %s: %i', async (_, code, state) => {
    const { feishu, client, group } = await createStage();
    Object.assign(group, state);
    expect(await codeOf(send(client, group, '你好'))).toBe(code);
    expect(feishu.seen(group)).toEqual([]);
  });

  test.each([
    ['resigned', 230029, { resigned: true }],
    ['outside the range', 230013, { available: false }],
    ['who stopped the bot', 230053, { stopped: true }],
  ])('a person %s: %i', async (_, code, state) => {
    const { client, chen } = await createStage();
    Object.assign(chen, state);
    expect(await codeOf(send(client, { openId: chen.openId }, '你好'))).toBe(code);
  });

  test('a private talk named by its chat_id is its person', async () => {
    const { feishu, client, chen } = await createStage();
    await send(client, chen, '一');
    const [first] = feishu.seen(chen);
    const talk = feishu.chats.privateOf(chen);
    await Promise.all([2, 3, 4, 5].map((i) => send(client, talk, `${i}`)));
    expect(await codeOf(send(client, chen, '六'))).toBe(230020);
    chen.available = false;
    await feishu.advance(1000);
    expect(await codeOf(send(client, talk, '七'))).toBe(230013);
    const path = { message_id: first?.messageId ?? '' };
    expect(await codeOf(client.im.v1.message.delete({ path }))).toBe(230013);
  });

  test('a target refused for good and tried again is booked', async () => {
    const { feishu, client, group } = await createStage();
    group.dissolved = true;
    await codeOf(send(client, group, '一'));
    await codeOf(send(client, group, '二'));
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['dead-target']);
  });

  test('content must be a JSON string, ids must exist, sizes have limits', async () => {
    const { feishu, client, group } = await createStage();
    const raw = (data: object) =>
      codeOf(
        client.request({ method: 'POST', url: '/open-apis/im/v1/messages?receive_id_type=chat_id', data }),
      );
    const base = { receive_id: group.chatId, msg_type: 'text' };

    expect(await raw({ ...base, content: { text: '一' } })).toBe(99992402);
    expect(await raw({ ...base, content: 'not json' })).toBe(230001);
    expect(await raw({ ...base, content: '{"text":"一"}', uuid: 'x'.repeat(51) })).toBe(99992402);
    expect(await codeOf(send(client, { openId: 'ou_nobody' }, '一'))).toBe(99992351);
    expect(await codeOf(send(client, group, '一'.repeat(60_000)))).toBe(230025);
    expect(feishu.seen(group)).toEqual([]);
  });

  test('a bad card comes back as 230099 with the number and the path of the fault', async () => {
    const { feishu, client, group } = await createStage();
    const failure = await failureOf(
      send(client, group, { ...CARD, body: { elements: [{ tag: 'markdown', content: '一', bold: true }] } }),
    );
    expect(failure).toMatchObject({ status: 400, code: 230099 });
    expect(failure.msg).toContain('ErrCode: 200621');
    expect(failure.msg).toContain('ErrPath: ROOT -> body -> elements -> [0](tag: markdown)');
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['bad-card']);
  });
});

describe('changing what was sent', () => {
  const patch = (stage: Awaited<ReturnType<typeof createStage>>, id: string, card: object) =>
    codeOf(
      stage.client.im.v1.message.patch({ path: { message_id: id }, data: { content: JSON.stringify(card) } }),
    );

  test('a shared card is patched for everybody, until 14 days are over', async () => {
    const stage = await createStage();
    const { feishu, client, group } = stage;
    const id = await send(client, group, CARD);
    const next = { ...CARD, header: { title: { tag: 'plain_text', content: '更正' } } };
    expect(await patch(stage, id, next)).toBe(0);
    expect(feishu.seen(group)).toMatchObject([{ messageId: id, versions: 2, text: '更正\n一 月' }]);
    await feishu.advance(15 * 86_400_000);
    // the SDK's token cache lives by the host's clock, so the token it holds is long dead
    expect(await patch(stage, id, next)).toBe(99991663);
    expect(await patch({ ...stage, client: clientOf(feishu) }, id, next)).toBe(230031);
  });

  test('both cards must say update_multi, and a recalled message stays recalled', async () => {
    const stage = await createStage();
    const { client, group } = stage;
    const id = await send(client, group, CARD);
    expect(await patch(stage, id, { ...CARD, config: {} })).toBe(230001);
    await client.im.v1.message.delete({ path: { message_id: id } });
    expect(await patch(stage, id, CARD)).toBe(230011);
    expect(stage.feishu.seen(group)).toEqual([]);
  });

  test('urgent names whom it could not reach, and fails if that is everybody', async () => {
    const { feishu, client, chen, wu, group } = await createStage();
    const id = await send(client, group, '特急');
    const urge = (ids: string[]) =>
      client.im.v1.message.urgentApp({
        path: { message_id: id },
        params: { user_id_type: 'open_id' },
        data: { user_id_list: ids },
      });
    expect((await urge([chen.openId, wu.openId])).data).toEqual({ invalid_user_id_list: [wu.openId] });
    expect(await codeOf(urge([wu.openId]))).toBe(230001);
    expect(feishu.seen(group)[0]?.urgent).toMatchObject([{ way: 'app', openId: chen.openId }]);
  });
});

describe('reading back', () => {
  test('list goes by seconds, tells cards in its own words, and the original on request', async () => {
    const { feishu, client, chen, group } = await createStage();
    const id = await send(client, group, CARD);
    const start = String(feishu.clock.now().getTime() / 1000);
    await feishu.advance(5000);
    await feishu.say(chen, '收到', { chat: group });
    const list = (more: object) =>
      client.im.v1.message.list({
        params: { container_id_type: 'chat', container_id: group.chatId, ...more },
      });

    const all = await list({ start_time: start, page_size: 50 });
    expect(all.data?.items?.map((item) => item.sender?.sender_type)).toEqual(['app', 'user']);
    expect(JSON.parse(all.data?.items?.[0]?.body?.content ?? '')).toMatchObject({ title: '通报' });
    const original = await list({ card_msg_content_type: 'user_card_content' });
    expect(JSON.parse(original.data?.items?.[0]?.body?.content ?? '')).toEqual(CARD);
    expect((await list({ start_time: `${start}000` })).data?.items).toEqual([]);
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['wrong-unit']);

    feishu.read(chen);
    const readers = await client.im.v1.message.readUsers({
      path: { message_id: id },
      params: { user_id_type: 'open_id' },
    });
    expect(readers.data?.items?.map((item) => item.user_id)).toEqual([chen.openId]);
  });
});
