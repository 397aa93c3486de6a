import { describe, expect, test } from 'vitest';
import { codeOf, createStage, failureOf } from './feishu/testing/stage.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('uploads', () => {
  test('a file goes up without a file name, and into a chat', async () => {
    const { feishu, client, group } = await createStage();
    const data = Buffer.from([0, 255, 13, 10, 45, 45, 13, 10]);
    const up = await client.im.v1.file.create({
      data: { file_type: 'xls', file_name: '通报.xlsx', file: data },
    });
    const key = up?.file_key ?? '';
    const sent = await client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: group.chatId, msg_type: 'file', content: JSON.stringify({ file_key: key }) },
    });
    expect(feishu.uploads.find(key)).toMatchObject({ kind: 'file', type: 'xls', name: '通报.xlsx', data });
    const down = await client.im.v1.messageResource.get({
      path: { message_id: sent.data?.message_id ?? '', file_key: key },
      params: { type: 'file' },
    });
    const chunks: Buffer[] = [];
    for await (const chunk of down.getReadableStream()) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks)).toEqual(data);
  });

  test('sizes, formats and types are checked', async () => {
    const { client, group } = await createStage();
    const file = (data: Buffer, type: 'xls' | 'opus' = 'xls') =>
      client.im.v1.file.create({ data: { file_type: type, file_name: 'a', file: data } });
    const image = (data: Buffer) =>
      client.im.v1.image.create({ data: { image_type: 'message', image: data } });

    expect(await codeOf(file(Buffer.alloc(0)))).toBe(234010);
    expect(await codeOf(file(Buffer.alloc(30 * 1024 * 1024 + 1)))).toBe(234006);
    expect(await codeOf(image(Buffer.from('%PDF-1.7')))).toBe(234011);
    expect(await codeOf(image(PNG))).toBe(0);
    const opus = await file(Buffer.from('x'), 'opus');
    const asFile = (key: string | undefined) =>
      codeOf(
        client.im.v1.message.create({
          params: { receive_id_type: 'chat_id' },
          data: { receive_id: group.chatId, msg_type: 'file', content: JSON.stringify({ file_key: key }) },
        }),
      );
    expect(await asFile(opus?.file_key)).toBe(230055);
    expect(await asFile('file_v3_foreign')).toBe(230017);
  });
});

describe('people', () => {
  test('are looked up by mobile in batches of 50; strangers come back without an id', async () => {
    const { feishu, client, chen, lin } = await createStage();
    feishu.people.add({ name: '外', mobile: '13700000000', visible: false });
    const lookUp = (mobiles: string[]) =>
      client.contact.v3.user.batchGetId({ params: { user_id_type: 'open_id' }, data: { mobiles } });
    const found = await lookUp(['13800000000', '13700000000', '13800000001', '13999999999']);
    expect(found.data?.user_list?.map((each) => each.user_id)).toEqual([
      chen.openId,
      undefined,
      lin.openId,
      undefined,
    ]);
    expect(await codeOf(lookUp(Array.from({ length: 51 }, (_, i) => `${13800000000 + i}`)))).toBe(99992402);
    lin.resigned = true;
    expect((await lookUp(['13800000001'])).data?.user_list?.[0]).not.toHaveProperty('user_id');
  });

  test('are listed by department, with the fields the scopes allow', async () => {
    const { feishu, client, chen } = await createStage();
    const list = () =>
      client.contact.v3.user.findByDepartment({
        params: { department_id: '0', page_size: 2, user_id_type: 'open_id' },
      });
    const page = await list();
    expect(page.data).toMatchObject({
      has_more: true,
      items: [{ open_id: chen.openId, employee_no: 'E0' }, {}],
    });
    const get = () => client.contact.v3.user.get({ path: { user_id: chen.openId } });
    expect((await get()).data?.user).toMatchObject({
      name: '陈',
      mobile: '13800000000',
      union_id: chen.unionId,
    });
    feishu.app.scopes = new Set(['contact:contact.base:readonly', 'contact:user.base:readonly']);
    expect((await get()).data?.user).toMatchObject({ name: '陈' });
    expect((await get()).data?.user).not.toHaveProperty('mobile');
  });
});

describe('chats', () => {
  test('the bot sees its groups, their names and members', async () => {
    const { feishu, client, chen, lin, group } = await createStage();
    feishu.chats.add({ name: '没有机器人的群', bot: false });
    const list = await client.im.v1.chat.list({});
    expect(list.data?.items?.map((item) => item.name)).toEqual(['源城区招商']);
    const chat = await client.im.v1.chat.get({ path: { chat_id: group.chatId } });
    expect(chat.data).toMatchObject({ name: '源城区招商', owner_id: chen.openId, user_count: '2' });
    const members = await client.im.v1.chatMembers.get({ path: { chat_id: group.chatId } });
    expect(members.data?.items?.map((item) => item.member_id)).toEqual([chen.openId, lin.openId]);
    const inside = () => client.im.v1.chatMembers.isInChat({ path: { chat_id: group.chatId } });
    expect((await inside()).data).toEqual({ is_in_chat: true });
    group.bot = false;
    expect((await inside()).data).toEqual({ is_in_chat: false });
    expect(await failureOf(client.im.v1.chatMembers.get({ path: { chat_id: group.chatId } }))).toMatchObject({
      code: 230002,
    });
  });

  test('bot info stands at the top level', async () => {
    const { feishu, client } = await createStage();
    const info = await client.request({ method: 'GET', url: '/open-apis/bot/v3/info' });
    expect(info).toMatchObject({ code: 0, bot: { open_id: feishu.app.botOpenId, app_name: '招优' } });
  });
});
