import type { Card } from '../../../../cards/card.ts';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../handlers/table.ts';
import { changeOf } from '../../../../handlers/services/context.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { aFeishuWorld, cardIn, first, type FeishuWorld } from '../../../helpers/conversation.ts';
import { aProject } from '../../../helpers/services.ts';
import { csvText } from '../../../handlers/services/imports/files.ts';

/** What people do in Feishu besides clicking, as the platform brings it: each once, in any order, or not at all. */
let world: FeishuWorld;
beforeAll(async () => {
  world = await aFeishuWorld();
  const { services } = world;
  await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, aProject({ name: '星河连接器生产项目' })),
  );
});
beforeEach(() => world.feishu.calm());

const POST = 'YC_FILL';
const chen = () => world.person(POST);
/** What comes into a chat of somebody because of something. */
async function heard(deed: () => Promise<unknown>, chat = `post:${POST}`) {
  const before = world.sentTo(chat).length;
  await deed();
  await world.settles();
  return world.sentTo(chat).slice(before);
}
const inG2 = (deed: () => Promise<unknown>) => heard(deed, 'group:G2');

const aFile = (project: string) =>
  Buffer.from(
    csvText([
      ['项目名称', '投资方', '总投资（亿元）', '产业', '县区', '签约时间'],
      [project, '某公司', 2, '电子信息', '源城区', '2026-03-10'],
    ]),
  );

/** A message event that the emulated client cannot make by itself. */
function message(facts: { type: string; content?: object; sender?: 'user' | 'bot'; group?: string }) {
  const { feishu, group } = world;
  const { type, content = {}, sender = 'user', group: code } = facts;
  const chat = code === undefined ? feishu.chats.privateOf(chen()) : group(code);
  return feishu.postEvent('im.message.receive_v1', {
    sender: { sender_id: { open_id: chen().openId }, sender_type: sender, tenant_key: 't' },
    message: {
      message_id: `om_${type}_${sender}_${code ?? ''}`,
      create_time: String(world.services.clock.now().getTime()),
      chat_id: chat.chatId,
      chat_type: chat.mode,
      message_type: type,
      content: JSON.stringify(content),
      mentions:
        code === undefined
          ? []
          : [{ key: '@_user_1', id: { open_id: feishu.app.botOpenId }, name: '招优', tenant_key: 't' }],
    },
  });
}

describe('what is understood', () => {
  test('an entry of the menu is what it says', async () => {
    const said = await heard(() => world.feishu.menu(chen(), '帮助'));
    expect(said.map((say) => cardIn(say).title)).toEqual(['招优能帮您做什么']);
  });

  test('a rich text with the bot and a person mentioned', async () => {
    const content = [
      [
        { tag: 'at', user_id: '@_user_1' },
        { tag: 'text', text: ' 查 ' },
      ],
      [{ tag: 'text', text: '星河连接器', style: ['bold'] }],
    ];
    const { feishu, group } = world;
    const said = await inG2(() =>
      feishu.say(chen(), { post: { content } }, { chat: group('G2'), mentions: ['bot'] }),
    );
    expect(cardIn(first(said)).title).toBe('星河连接器生产项目');
    const asked = await inG2(() =>
      feishu.say(chen(), '@_user_1 查 @_user_2', {
        chat: group('G2'),
        mentions: ['bot', world.person('ADMIN')],
      }),
    );
    expect(JSON.stringify(asked)).toContain(`@${world.person('ADMIN').name}`);
  });

  test('a file, from the preview to the rows', async () => {
    const before = await world.services.store.rows(projects).count(SYSTEM);
    const said = await heard(() =>
      world.feishu.say(chen(), { file: { name: '源城.csv', data: aFile('明光显示模组生产项目') } }),
    );
    const preview = cardIn(first(said));
    expect(preview.title).toBe('导入预览：招商项目台账');
    const done = await world.official(POST).clicks('确认导入', preview);
    expect(done.card?.summary).toBe('已导入：新增 1 个项目，更新 0 个');
    expect(cardIn(world.sentTo(`post:${POST}`).at(-1)).title).toBe('导入完成：招商项目台账');
    expect(await world.services.store.rows(projects).count(SYSTEM)).toBe(before + 1);
  });

  test('an image is no table', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await heard(() => world.feishu.say(chen(), { image: png }))).toEqual([
      { text: expect.stringMatching(/^“图片”是PNG 图片，不是 Excel 或 CSV 表格/) as string },
    ]);
  });

  test.each([
    ['audio', '语音', { file_key: 'f', duration: 1000 }],
    ['sticker', '表情', { file_key: 'f' }],
    ['media', '视频', { file_key: 'f', image_key: 'i', file_name: 'a.mp4', duration: 1 }],
    ['location', '位置', { name: '河源', longitude: '1', latitude: '1' }],
    ['share_chat', '群名片', { chat_id: 'oc_1' }],
    ['share_user', '个人名片', { user_id: 'ou_1' }],
    ['hongbao', '红包', { text: '恭喜' }],
    ['share_calendar_event', '日程', { summary: '座谈', start_time: '1', end_time: '2' }],
    ['calendar', '日程邀请', { summary: '座谈', start_time: '1', end_time: '2' }],
    ['general_calendar', '日程转让', { summary: '座谈', start_time: '1', end_time: '2' }],
    ['system', '系统消息', { template: '{from_user} 加入群聊' }],
    ['video_chat', '视频会议', { topic: '例会', start_time: '1' }],
    ['todo', '任务', { task_id: '1' }],
    ['vote', '投票', { topic: '选', options: ['1'] }],
    // What is not what its type says, as when it has been recalled.
    ['text', '文字', undefined],
    ['post', '富文本', undefined],
    ['image', '图片', undefined],
    ['file', '文件', undefined],
    ['what_comes_next', '其他消息', {}],
  ])('%s is answered with what it is and what can be said instead', async (type, name, content) => {
    const facts = { type, ...(content ? { content } : {}) };
    expect(await heard(() => message(facts))).toEqual([
      {
        card: expect.objectContaining({
          title: '没有听懂',
          summary: `没有听懂“[${name}]”`,
        }) as Card,
      },
    ]);
  });

  test('no two commands answer to one word', () => {
    const words = COMMANDS.flatMap((command) => command.words);
    expect(words).toEqual([...new Set(words)]);
  });
});

describe('what is left alone', () => {
  test('a group’s talk that does not mention the bot, though the app hears all of it', async () => {
    const { feishu, group, person } = world;
    const mentions = [person('ADMIN')];
    expect(await inG2(() => feishu.say(chen(), '通报', { chat: group('G2') }))).toEqual([]);
    expect(await inG2(() => feishu.say(chen(), '@_user_1 通报', { chat: group('G2'), mentions }))).toEqual(
      [],
    );
  });

  test('other bots, so that two never talk for ever', async () => {
    const content = { text: '@_user_1 帮助' };
    expect(await inG2(() => message({ type: 'text', content, sender: 'bot', group: 'G2' }))).toEqual([]);
    expect(await heard(() => message({ type: 'text', content, sender: 'bot' }))).toEqual([]);
  });

  test('looking into the chat, comings and goings, and events that nobody knows', async () => {
    const { feishu, group } = world;
    const deeds = [
      feishu.enter(chen()),
      feishu.inChat('member-left', group('G2'), world.person('AUDITOR')),
      feishu.inChat('member-added', group('G2'), world.person('AUDITOR')),
      feishu.joinTenant({ name: '新同事' }),
      feishu.postEvent('im.message.reaction.created_v1', { message_id: 'om_1' }),
    ];
    const asked = feishu.requests.length;
    for (const delivery of await Promise.all(deeds)) expect(delivery.state).toBe('delivered');
    await world.settles();
    expect(feishu.requests).toHaveLength(asked);
  });
});

describe('each once', () => {
  const ask = () => world.feishu.say(chen(), '帮助');

  test.each(['duplicate', 'duplicate-new-id'] as const)('%s', async (fault) => {
    world.feishu.misbehave({ fault });
    expect(await heard(ask)).toHaveLength(1);
  });

  test('an answer that is lost: the event comes again after 15 s', async () => {
    world.feishu.misbehave({ fault: 'answer-lost' });
    const said = await heard(async () => {
      await ask();
      await world.feishu.advance(16_000);
    });
    expect(said).toHaveLength(1);
    expect(world.feishu.deliveries.at(-1)?.attempts).toHaveLength(2);
  });

  test('a service that is away for hours: what was said meanwhile is answered, once', async () => {
    const { app } = world.feishu;
    const here = app.webhookUrl;
    app.webhookUrl = 'http://127.0.0.1:9/feishu/webhook';
    const said = await heard(async () => {
      await ask();
      await world.feishu.advance(6 * 60_000);
      app.webhookUrl = here;
      await world.feishu.advance(7 * 3_600_000);
    });
    expect(said).toHaveLength(1);
    expect(world.feishu.deliveries.at(-1)).toMatchObject({ state: 'delivered' });
  });

  test('an event that comes behind later ones', async () => {
    world.feishu.misbehave({ fault: 'late-event' });
    const said = await heard(async () => {
      await world.feishu.say(chen(), '查 星河连接器');
      await world.feishu.say(chen(), '帮助');
      await world.feishu.advance(31_000);
    });
    expect(said.map((say) => cardIn(say).title)).toEqual(['招优能帮您做什么', '星河连接器生产项目']);
  });

  test('a file whose content cannot be fetched now is asked for again by the platform', async () => {
    world.feishu.misbehave({ fault: 'server-error', route: 'message.resource' });
    const said = await heard(async () => {
      await world.feishu.say(chen(), { file: { name: '一.csv', data: aFile('宏利精密零件生产项目') } });
      await world.feishu.advance(16_000);
    });
    // The failed attempt is told, too: its person need not wait in doubt.
    expect(said.map((say) => ('card' in say ? say.card.title : 'text' in say ? say.text : ''))).toEqual([
      expect.stringContaining('请稍后重新发送'),
      '导入预览：招商项目台账',
    ]);
    expect(world.feishu.violations.splice(0)).toMatchObject([{ breach: 'answer-status' }]);
  });
});

test('what a user typed is shown back as text, whatever markup it is', async () => {
  const typed = '<at id=all></at> **粗** [点我](https://evil.test)';
  const { feishu, group } = world;
  await inG2(() => feishu.say(chen(), `@_user_1 查 ${typed}`, { chat: group('G2'), mentions: ['bot'] }));
  const shown = feishu.seen(group('G2')).at(-1);
  expect(shown?.mentions).toEqual([]);
  // Signs that nobody sees keep it from being read as markup.
  expect(shown?.text.replaceAll('\u200B', '')).toContain(typed);
  expect(shown?.text).not.toContain(typed);
});

test('what somebody writes in private is answered though Feishu does not tell us who we are', async () => {
  const fresh = await aFeishuWorld();
  fresh.feishu.misbehave({ fault: 'bad-gateway', route: 'bot.info', share: 1 });
  await fresh.feishu.say(fresh.person(POST), '帮助');
  await fresh.settles();
  expect(cardIn(fresh.sentTo(`post:${POST}`).at(-1)).title).toBe('招优能帮您做什么');
});
