import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aFeishuWorld, type FeishuWorld } from '../helpers/conversation.ts';
import { wordsOf } from '../helpers/card-words.ts';

/** What people do in a chat who want a table taken in, as Feishu brings it: understood, or told what to do instead. */
let world: FeishuWorld;
beforeAll(async () => {
  world = await aFeishuWorld();
});
beforeEach(() => world.feishu.calm());

const POST = 'YC_FILL';
const CHATS = { p2p: `post:${POST}`, group: 'group:G2' };

interface MessageEvent {
  sender: object;
  message: { message_id: string; chat_type: string; message_type: string; content: string } & Record<
    string,
    unknown
  >;
}

/** Posts an event of a case as the platform would: into the chats, from the person and to the bot that there are. */
async function posted({ message }: Pick<MessageEvent, 'message'>) {
  const { feishu, group } = world;
  const chen = world.person(POST);
  const isGroup = message.chat_type === 'group';
  const chat = isGroup ? group('G2') : feishu.chats.privateOf(chen);
  const name = isGroup ? CHATS.group : CHATS.p2p;
  const before = world.sentTo(name).length;
  const filled = JSON.stringify(message).replaceAll('<bot open_id>', feishu.app.botOpenId);
  const delivery = await feishu.postEvent('im.message.receive_v1', {
    sender: { sender_id: { open_id: chen.openId, union_id: null }, sender_type: 'user', tenant_key: 't' },
    message: {
      ...(JSON.parse(filled) as MessageEvent['message']),
      chat_id: chat.chatId,
      create_time: String(world.services.clock.now().getTime()),
    },
  });
  await world.settles();
  const said = world.sentTo(name).slice(before);
  const texts = said.map((say) => ('card' in say ? wordsOf(say.card) : 'text' in say ? say.text : ''));
  return { delivery, text: texts.join('\n') };
}

const caseOf = (name: string): MessageEvent | MessageEvent[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'messages', name), 'utf8')) as
    | MessageEvent
    | MessageEvent[];
const eventsOf = (name: string): MessageEvent[] => [caseOf(name)].flat();

let messages = 0;
/** A message of that type, in the private chat or to the bot in a group. */
const aMessage = (type: string, content: unknown, more: Record<string, unknown> = {}): MessageEvent => ({
  sender: {},
  message: {
    message_id: `om_chat_${++messages}`,
    chat_type: 'p2p',
    message_type: type,
    content: JSON.stringify(content),
    ...more,
  },
});
const BOT = { key: '@_user_1', id: { open_id: '<bot open_id>' }, name: '招优助手', tenant_key: 't' };
const IN_GROUP = { chat_type: 'group', mentions: [BOT] };

const HELP = '招优能帮您做什么';

describe('what is understood', () => {
  test.each(['32-feishu-at-all.json', '33-feishu-post-locale.json'])('%s', async (name) => {
    for (const event of eventsOf(name)) {
      const { delivery, text } = await posted(event);
      expect(delivery).toMatchObject({ attempts: [{ status: 200 }], state: 'delivered' });
      expect(text).toContain(HELP);
    }
  });

  const atAll = (id: unknown, name: unknown) => [
    { key: '@_all', id, ...(name === undefined ? {} : { name }) },
    BOT,
  ];
  test.each<[string, string, unknown, Record<string, unknown>]>([
    [
      'null ids',
      'text',
      { text: '@_all @_user_1 帮助' },
      { chat_type: 'group', mentions: atAll({ open_id: null }, '所有人') },
    ],
    [
      'no id',
      'text',
      { text: '@_all @_user_1 帮助' },
      { chat_type: 'group', mentions: atAll(undefined, '所有人') },
    ],
    [
      'no name',
      'text',
      { text: '@_all @_user_1 帮助' },
      { chat_type: 'group', mentions: atAll({ open_id: '' }, undefined) },
    ],
    ['no mentions', 'text', { text: '帮助' }, { mentions: null }],
    [
      'English first',
      'post',
      {
        en_us: { title: '', content: [[{ tag: 'text', text: 'x' }]] },
        zh_cn: { content: [[{ tag: 'text', text: '帮助' }]] },
      },
      {},
    ],
    [
      'one language that is not ours',
      'post',
      { ja_jp: { title: null, content: [[{ tag: 'text', text: '帮助' }]] } },
      {},
    ],
    ['wrapped twice', 'post', { post: { zh_cn: { title: '帮助', content: [] } } }, {}],
    [
      'bare, with a null in it',
      'post',
      {
        title: null,
        content: [
          [
            { tag: 'at', user_id: '@_user_1' },
            { tag: 'text', text: '帮助', href: null },
          ],
        ],
      },
      IN_GROUP,
    ],
  ])('help asked for with %s', async (_what, type, content, more) => {
    expect((await posted(aMessage(type, content, more))).text).toContain(HELP);
  });
});

describe('what cannot be taken is told with the way that works', () => {
  test('36-feishu-no-guidance.json', async () => {
    const said: string[] = [];
    for (const event of eventsOf('36-feishu-no-guidance.json')) said.push((await posted(event)).text);
    expect(said).toEqual([
      expect.stringContaining('请在与我的单聊里把 Excel 文件发给我'),
      expect.stringMatching(/读不到在线表格.*导出.*Excel.*再把文件发给我/),
    ]);
  });

  test.each([
    ['https://abc.feishu.cn/base/bascnXYZ?table=tbl1', '飞书在线文档'],
    ['请看 https://abc.feishu.cn/wiki/wikcnXYZ 里的表', '飞书在线文档'],
    ['https://abc.larkoffice.com/docx/doxcnXYZ', '飞书在线文档'],
    ['5月台账：https://docs.qq.com/sheet/DUkNoabc', '腾讯文档'],
    ['https://doc.weixin.qq.com/sheet/e3_abc', '企业微信在线文档'],
    ['https://www.kdocs.cn/l/cabc', '金山文档'],
    ['https://pan.baidu.com/s/1abc 提取码 abcd', '网盘'],
    ['查收一下 https://abc.feishu.cn/sheets/shtcn1', '飞书在线文档'],
  ])('%s', async (text, site) => {
    const said = await posted(aMessage('text', { text }));
    expect(said.text).toContain(site);
    expect(said.text).toContain('再');
  });

  test('a link under other words in a rich text, and in a group', async () => {
    const content = [[{ tag: 'a', text: '2026年项目台账', href: 'https://abc.feishu.cn/sheets/shtcn1' }]];
    expect((await posted(aMessage('post', { content }))).text).toContain('读不到在线表格');
    const text = '@_user_1 https://abc.feishu.cn/sheets/shtcn1';
    expect((await posted(aMessage('text', { text }, IN_GROUP))).text).toContain('请在与我的单聊里发');
  });

  test.each([
    ['merge_forward', {}, /合并转发的聊天记录我读不到.*一个一个转发给我/],
    ['folder', { file_key: 'f', file_name: '台账' }, /文件夹我收不了.*逐个发给我/],
    ['interactive', {}, /转发的卡片我读不到.*导出为 Excel/],
    ['text', { text: '帮我把这个表导入系统' }, /请把 Excel 文件直接发给我/],
  ])('%s', async (type, content, words) => {
    expect((await posted(aMessage(type, content))).text).toMatch(words);
  });

  test('a command stays a command, and other words are not taken for files', async () => {
    expect(
      (await posted(aMessage('text', { text: '查 https://abc.feishu.cn/sheets/1' }))).text,
    ).not.toContain('在线表格');
    expect((await posted(aMessage('text', { text: '明天几点开会' }))).text).toContain('没有听懂');
    expect((await posted(aMessage('text', { text: 'https://example.com/sheets/1' }))).text).toContain(
      '没有听懂',
    );
  });

  test('a picture, alone in a rich text as well, and a zip', async () => {
    const { feishu } = world;
    const chen = world.person(POST);
    const heard = async (said: Parameters<typeof feishu.say>[1]) => {
      const before = world.sentTo(CHATS.p2p).length;
      await feishu.say(chen, said);
      await world.settles();
      return JSON.stringify(world.sentTo(CHATS.p2p).slice(before));
    };
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await heard({ image: png })).toMatch(/PNG 图片.*图片里的表格读不了.*Excel 原文件/);
    const rar = Buffer.from('526172211a0701003392b5e50a010506', 'hex');
    expect(await heard({ file: { name: '台账.rar', data: rar } })).toMatch(/RAR 压缩包.*解压后.*逐个发给我/);
  });
});
