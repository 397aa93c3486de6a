import { describe, expect, test } from 'vitest';
import { button, card, md, words } from './feishu/testing/cards.ts';
import { codeOf, createStage, send, type Stage } from './feishu/testing/stage.ts';

/** Cards that are named instead of sent, and messages as they come back (feishu.md 4.1, 5.10). */
describe('card entities', () => {
  const streaming = {
    ...card({ ...md('一'), element_id: 'words' }, { ...button(), element_id: 'go' }),
    config: { update_multi: true, streaming_mode: true },
  };

  async function entity(stage: Stage) {
    const { client, chen, feishu } = stage;
    const made = await client.cardkit.v1.card.create({
      data: { type: 'card_json', data: JSON.stringify(streaming) },
    });
    const card_id = made.data?.card_id ?? '';
    const content = { type: 'card', data: { card_id } };
    const messageId = await send(client, chen, content);
    const shown = () => feishu.seen(chen).at(-1)?.text;
    return { card_id, messageId, content, shown };
  }

  test('are made, sent once, and written into as they stream', async () => {
    const stage = await createStage();
    const { client, chen } = stage;
    const { card_id, content, shown } = await entity(stage);
    expect(card_id.length).toBeLessThanOrEqual(20);
    expect(shown()).toContain('一');
    expect(await codeOf(send(client, chen, content))).toBe(230001);
    const write = (text: string, sequence: number) =>
      client.cardkit.v1.cardElement.content({
        path: { card_id, element_id: 'words' },
        data: { content: text, sequence, uuid: `u${sequence}` },
      });
    await write('一二', 1);
    await write('一二三', 2);
    expect(shown()).toContain('一二三');
    expect(await codeOf(write('一二三', 2))).toBe(0);
    expect(await codeOf(write('四', 2))).toBe(200770);
    const stop = { settings: JSON.stringify({ config: { streaming_mode: false } }), sequence: 3 };
    await client.cardkit.v1.card.settings({ path: { card_id }, data: stop });
    expect(await codeOf(write('五', 4))).toBe(300309);
    expect(await codeOf(client.cardkit.v1.card.settings({ path: { card_id }, data: stop }))).toBe(300317);
  });

  test('change part by part, and never into a card that may not be shown', async () => {
    const stage = await createStage();
    const { client, feishu } = stage;
    const { card_id, messageId, shown } = await entity(stage);
    const { cardElement, card: cards } = client.cardkit.v1;
    const path = { card_id, element_id: 'words' };
    await cardElement.create({
      path: { card_id },
      data: {
        type: 'insert_after',
        target_element_id: 'words',
        elements: JSON.stringify([md('二')]),
        sequence: 1,
      },
    });
    await cardElement.patch({
      path,
      data: { partial_element: JSON.stringify({ content: '零' }), sequence: 2 },
    });
    await cardElement.update({
      path,
      data: { element: JSON.stringify({ ...md('首'), element_id: 'words' }), sequence: 3 },
    });
    await cardElement.delete({ path: { card_id, element_id: 'go' }, data: { sequence: 4 } });
    expect(shown()).toBe('首\n二');
    const odd = { element: JSON.stringify({ tag: 'nothing' }), sequence: 5 };
    expect(await codeOf(cardElement.update({ path, data: odd }))).toBe(230099);
    const actions = [
      { action: 'delete_elements', params: { element_ids: ['words'] } },
      { action: 'add_elements', params: { type: 'append', elements: [md('末')] } },
    ];
    await cards.batchUpdate({ path: { card_id }, data: { actions: JSON.stringify(actions), sequence: 6 } });
    expect(shown()).toBe('二\n末');
    const whole = { type: 'card_json' as const, data: JSON.stringify(card(md('换'))) };
    await cards.update({ path: { card_id }, data: { card: whole, sequence: 7 } });
    expect(shown()).toBe('换');
    const known = await cards.idConvert({ data: { message_id: messageId } });
    expect(known.data?.card_id).toBe(card_id);
    expect(feishu.message(messageId).versions.map(({ by }) => by)).toContain('cardkit');
    expect(
      await codeOf(cards.update({ path: { card_id: '7000' }, data: { card: whole, sequence: 1 } })),
    ).toBe(200740);
    feishu.violations.splice(0);
  });
});

test('a template is sent with its variables, by version', async () => {
  const { client, feishu, chen } = await createStage();
  const template_id = feishu.addTemplate(card(md('您好，${name}')), '1.0.0');
  feishu.addTemplate(card({ tag: 'div', text: words('${name}') }), '1.0.1', template_id);
  const data = { template_id, template_variable: { name: '陈' } };
  await send(client, chen, { type: 'template', data });
  await send(client, chen, { type: 'template', data: { ...data, template_version_name: '1.0.0' } });
  expect(feishu.seen(chen).map(({ text }) => text)).toEqual(['陈', '您好，陈']);
  const unknown = { type: 'template', data: { template_id: 'AAqnone' } };
  expect(await codeOf(send(client, chen, unknown))).toBe(230099);
});

describe('messages as the documents show them', () => {
  test('a mention in a sent text comes back by its key', async () => {
    const { client, group, chen } = await createStage();
    const answer = await client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: {
        receive_id: group.chatId,
        msg_type: 'text',
        content: JSON.stringify({ text: `<at user_id="${chen.openId}">陈</at> 您好` }),
      },
    });
    expect(answer.data?.body?.content).toBe(JSON.stringify({ text: '@_user_1 您好' }));
    expect(answer.data?.mentions).toMatchObject([{ key: '@_user_1', id: chen.openId, name: '陈' }]);
  });

  test('an answer in a topic names the topic, and the topic lists it', async () => {
    const { client, group } = await createStage();
    const id = await send(client, group, '题');
    const answer = await client.im.v1.message.reply({
      path: { message_id: id },
      data: { msg_type: 'text', content: JSON.stringify({ text: '答' }), reply_in_thread: true },
    });
    const { thread_id: thread, root_id: root } = answer.data ?? {};
    expect(thread).toMatch(/^omt_/);
    expect(root).toBe(id);
    const list = async (container_id_type: string, container_id: string) =>
      (await client.im.v1.message.list({ params: { container_id_type, container_id } })).data?.items?.map(
        ({ msg_type, message_id }) => [msg_type, message_id],
      );
    expect(await list('thread', thread ?? '')).toEqual([
      ['text', id],
      ['text', answer.data?.message_id],
    ]);
    expect(await list('chat', group.chatId)).toEqual([['text', id]]);
  });

  test.each<[string, object, number]>([
    ['text', { tag: 'text', text: 'a', un_escape: true, lines: 1 }, 0],
    ['link', { tag: 'a', text: 'a', href: 'https://a.cn', un_escape: true }, 0],
    ['image beside text', { tag: 'img', image_key: 'img_1' }, 230001],
  ])('a rich text with %s', async (_, piece, code) => {
    const { client, group } = await createStage();
    const content = { zh_cn: { content: [[{ tag: 'text', text: '一' }, piece]] } };
    const call = client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: group.chatId, msg_type: 'post', content: JSON.stringify(content) },
    });
    expect(await codeOf(call)).toBe(code);
  });

  test('a line of the system, in private only', async () => {
    const { client, group, chen } = await createStage();
    const content = JSON.stringify({ type: 'divider', params: { divider_text: { text: '新会话' } } });
    const line = (type: 'open_id' | 'chat_id', receive_id: string) =>
      client.im.v1.message.create({
        params: { receive_id_type: type },
        data: { receive_id, msg_type: 'system', content },
      });
    expect(await codeOf(line('open_id', chen.openId))).toBe(0);
    expect(await codeOf(line('chat_id', group.chatId))).toBe(230054);
  });
});
