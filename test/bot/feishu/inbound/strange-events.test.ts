import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addMessage } from '../../../emulators/feishu/state/messages.ts';
import { aFeishuWorld, cardIn, type FeishuWorld } from '../../../helpers/conversation.ts';

/** Events with properties that the documents promise and the platform leaves empty: each is taken, once, and answered. */
let world: FeishuWorld;
beforeAll(async () => {
  world = await aFeishuWorld();
});
beforeEach(() => world.feishu.calm());

const POST = 'YC_FILL';
const chen = () => world.person(POST);
/** The first bytes of a PNG are all that is looked at. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const HELP = '招优能帮您做什么';

async function heard(deed: () => Promise<unknown>, chat = `post:${POST}`) {
  const before = world.sentTo(chat).length;
  await deed();
  await world.settles();
  return world.sentTo(chat).slice(before);
}

let made = 0;
/** A message of chen's, with what is strange about it. */
function event(group: string | undefined, strange: { sender?: object; message?: object }) {
  const { feishu } = world;
  const chat = group === undefined ? feishu.chats.privateOf(chen()) : world.group(group);
  return {
    sender: {
      sender_id: { open_id: chen().openId, union_id: chen().unionId },
      sender_type: 'user',
      tenant_key: 't',
      ...strange.sender,
    },
    message: {
      message_id: `om_strange_${made++}`,
      create_time: String(world.services.clock.now().getTime()),
      chat_id: chat.chatId,
      chat_type: chat.mode,
      message_type: 'text',
      content: JSON.stringify({ text: '帮助' }),
      ...strange.message,
    },
  };
}
const send = (group: string | undefined, strange: Parameters<typeof event>[1]) =>
  world.feishu.postEvent('im.message.receive_v1', event(group, strange));

describe('a strange mention costs its name, not the message', () => {
  const bot = () => ({ key: '@_user_1', id: { open_id: world.feishu.app.botOpenId }, name: '招优' });
  const text = (words: string) => JSON.stringify({ text: words });

  test.each<[string, unknown]>([
    ['all ids empty', { key: '@_all', id: { open_id: '', union_id: '', user_id: '' }, name: '所有人' }],
    ['ids of null', { key: '@_all', id: { open_id: null, union_id: null, user_id: null }, name: null }],
    ['no id', { key: '@_all', name: '所有人' }],
    ['an id of null', { key: '@_all', id: null }],
    ['an id as a text', { key: '@_all', id: 'all', name: '所有人' }],
    ['no name', { key: '@_all', id: { open_id: 'ou_x' } }],
    ['no key', { id: { open_id: 'ou_x' }, name: '某人' }],
    ['nothing', null],
    ['a number', 7],
  ])('%s', async (_, odd) => {
    const message = { content: text('@_user_1 @_all 帮助'), mentions: [bot(), odd] };
    const said = await heard(() => send('G2', { message }), 'group:G2');
    expect(said.map((say) => cardIn(say).title)).toEqual([HELP]);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['an object', {}],
    ['a text', ''],
    ['missing', undefined],
  ])('mentions that are %s, in private', async (_, mentions) => {
    const said = await heard(() => send(undefined, { message: { mentions } }));
    expect(said.map((say) => cardIn(say).title)).toEqual([HELP]);
  });

  test('in a group, without the bot among them, it is none of the bot’s business', async () => {
    expect(await heard(() => send('G2', { message: { mentions: null } }), 'group:G2')).toEqual([]);
  });
});

describe('other properties that are empty', () => {
  test.each<[string, Parameters<typeof event>[1]]>([
    [
      'ids of the sender',
      { sender: { sender_id: { open_id: undefined, union_id: null, user_id: null }, tenant_key: null } },
    ],
    ['the sender’s union_id', { sender: { sender_id: { union_id: null } } }],
    ['the sender', { sender: { sender_id: null, sender_type: null } }],
    ['what the message answers', { message: { root_id: '', parent_id: '', thread_id: '' } }],
    ['the same, null', { message: { root_id: null, parent_id: null, thread_id: null, update_time: null } }],
    ['the content', { message: { content: null } }],
    ['the type', { message: { message_type: null } }],
  ])('%s', async (_, strange) => {
    const delivery = await send(undefined, strange);
    await world.settles();
    expect(delivery.state).toBe('delivered');
  });

  test.each<[string, object]>([
    ['application.bot.menu_v6', { event_key: '帮助' }],
    ['application.bot.menu_v6', { operator: null, event_key: '帮助' }],
    ['application.bot.menu_v6', { operator: { operator_id: null, operator_name: null }, event_key: '帮助' }],
    ['application.bot.menu_v6', { operator: { operator_id: { open_id: '' } }, event_key: '' }],
    ['im.chat.member.bot.added_v1', { chat_id: 'oc_strange1', operator_id: null, name: null }],
    ['im.chat.member.bot.added_v1', { chat_id: 'oc_strange2', operator_id: { open_id: '' } }],
    ['im.chat.member.bot.deleted_v1', { chat_id: 'oc_strange3', operator_id: null, name: null }],
    ['im.chat.disbanded_v1', { chat_id: 'oc_strange4', name: null }],
    ['im.chat.access_event.bot_p2p_chat_entered_v1', { chat_id: 'oc_strange5', operator_id: null }],
    [
      'contact.user.updated_v3',
      { object: { open_id: 'ou_strange', union_id: null, name: null, status: null } },
    ],
    ['contact.user.deleted_v3', { object: { open_id: 'ou_strange', union_id: null, name: null } }],
  ])('%s %j', async (type, strange) => {
    const delivery = await world.feishu.postEvent(type, strange);
    await world.settles();
    expect(delivery.state).toBe('delivered');
    // A group that the bot was let into is asked what it is for; this one is not on the platform.
    world.dead.splice(0);
  });

  test('a click that names neither its message nor its chat is answered', async () => {
    const operator = { open_id: chen().openId, union_id: null };
    const deed = { action: { tag: 'button', value: { action: 'gone', params: {} } }, context: {} };
    const envelope = { operator, token: null, host: 'im_message', ...deed };
    const answer = await world.feishu.postEvent('card.action.trigger', envelope);
    expect(answer.attempts.at(-1)?.body).toContain('已失效');
  });
});

describe('said without a word', () => {
  test.each([
    '@_user_1',
    '@_user_1 ',
    ' @_user_1\n',
    '@_user_1 @_user_2',
    '@_user_1 。',
    '@_user_1\u3000\u200B',
  ])('in a group: %j', async (words) => {
    const { feishu, group, person } = world;
    const mentions = words.includes('_2') ? (['bot', person('ADMIN')] as const) : (['bot'] as const);
    const said = await heard(() => feishu.say(chen(), words, { chat: group('G2'), mentions }), 'group:G2');
    expect(said.map((say) => cardIn(say).title)).toEqual([HELP]);
  });

  test.each([' ', '\n', '？', '……', '\u3000'])('in private: %j', async (words) => {
    const said = await heard(() => world.feishu.say(chen(), words));
    expect(said.map((say) => cardIn(say).title)).toEqual([HELP]);
  });
});

describe('a rich text', () => {
  const find = { tag: 'md', text: '**帮助**' };
  const post = (content: object) => ({ message: { message_type: 'post', content: JSON.stringify(content) } });

  test.each<[string, object]>([
    ['of content_v2 only', { title: '', content_v2: [[find]] }],
    ['of content_v2 beside empty content', { title: '', content: [], content_v2: [[find]] }],
    ['of content_v2 beside an empty paragraph', { content: [[]], content_v2: [[find]] }],
    ['of content_v2 as one paragraph', { content: null, content_v2: [find] }],
    ['of content_v2 in a language', { zh_cn: { title: null, content_v2: [[find]] } }],
    ['with a strange piece', { content: [[{ tag: 'text', text: '帮助' }, { tag: 7, text: null }, null]] }],
    [
      'with md that mentions somebody',
      { content_v2: [[{ tag: 'md', text: '<at user_id="ou_x">某</at> 帮助' }]] },
    ],
  ])('%s is read', async (_, content) => {
    const said = await heard(() => send(undefined, post(content)));
    expect(said.map((say) => cardIn(say).title)).toEqual([HELP]);
  });

  test('with a picture in its markdown and no word is a picture', async () => {
    const { feishu } = world;
    const { key } = feishu.uploads.keep('image', 'message', undefined, PNG);
    const content = { content_v2: [[{ tag: 'md', text: `![图](${key})` }]] };
    const { chatId } = feishu.chats.privateOf(chen());
    const sender = { type: 'user' as const, id: chen().openId };
    const { messageId } = addMessage(feishu.world, { chatId, type: 'post', content, sender });
    const { message } = post(content);
    const said = await heard(() => send(undefined, { message: { ...message, message_id: messageId } }));
    expect(JSON.stringify(said)).toContain('图片');
  });
});
