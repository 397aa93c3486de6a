import { beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../../emulators/feishu/state/chats.ts';
import type { Message } from '../../../emulators/feishu/state/message.ts';
import { aFeishuWorld, type FeishuWorld } from '../../../helpers/conversation.ts';
import { createDesk, aLongCard } from './desk.ts';
import { routes } from '../way-out.ts';

/** What is asked under a message or in a topic is answered there (feishu.md 4.1). */
describe('asked and answered', () => {
  let world: FeishuWorld;
  beforeAll(async () => {
    world = await aFeishuWorld();
  });
  const chen = () => world.person('YC_FILL');
  const ask = { mentions: ['bot'] as const };

  /** The answer to somebody's message, as it stands. */
  async function answerTo(chat: Chat, how: { replyTo?: string; inThread?: boolean }) {
    const { feishu } = world;
    const { message } = await feishu.say(chen(), '@_user_1 帮助', { chat, ...ask, ...how });
    await world.settles();
    return { message, answer: feishu.seen(chat).at(-1) };
  }

  test('under a message that was quoted: as a reply, in the chat', async () => {
    const chat = world.group('G2');
    const { message: first } = await world.feishu.say(chen(), '上午开会', { chat });
    const { message, answer } = await answerTo(chat, { replyTo: first.messageId });
    expect(answer).toMatchObject({ replyTo: message.messageId, threadId: undefined });
    expect(answer?.text).toContain('招优能帮您做什么');
  });

  test('in a topic of a group: within the topic', async () => {
    const chat = world.group('G2');
    const { message: first } = await world.feishu.say(chen(), '园区的事', { chat });
    const { message, answer } = await answerTo(chat, { replyTo: first.messageId, inThread: true });
    expect(message.threadId).toMatch(/^omt_/);
    expect(answer).toMatchObject({ replyTo: message.messageId, threadId: message.threadId });
  });

  test('in a group of topics: within the topic that the question opened', async () => {
    const chat = world.group('G2');
    chat.topics = true;
    const { message, answer } = await answerTo(chat, {});
    chat.topics = false;
    expect(answer).toMatchObject({ replyTo: message.messageId, threadId: message.threadId });
  });

  test('otherwise in the chat, under nothing', async () => {
    const { answer } = await answerTo(world.group('G2'), {});
    expect(answer).toMatchObject({ replyTo: undefined, threadId: undefined });
  });
});

describe('a place where nothing can stand', () => {
  async function asked(strange: (desk: Awaited<ReturnType<typeof createDesk>>, message: Message) => void) {
    const desk = await createDesk();
    const { message: first } = await desk.feishu.say(desk.chen, '园区的事', { chat: desk.group });
    const how = { chat: desk.group, replyTo: first.messageId, inThread: true };
    const { message } = await desk.feishu.say(desk.chen, '帮助', how);
    strange(desk, message);
    const answers = { messageId: message.messageId, thread: message.threadId ?? (true as const) };
    const sent = await desk.send(desk.group.chatId, '好的', { answers });
    return { desk, message, sent, shown: desk.feishu.seen(desk.group).at(-1) };
  }

  test('a group that takes no answers in topics: a plain reply', async () => {
    const { message, sent, shown } = await asked((desk) => void (desk.group.threadless = true));
    expect(sent.kind).toBe('sent');
    expect(shown).toMatchObject({ text: '好的', replyTo: message.messageId });
  });

  test('a question that was taken back: a message in the chat', async () => {
    const { desk, sent, shown } = await asked((_, message) => void (message.recalled = true));
    expect(sent.kind).toBe('sent');
    expect(shown).toMatchObject({ text: '好的', replyTo: undefined });
    expect(desk.feishu.violations).toEqual([]);
  });

  test('a long card stands there in all its parts', async () => {
    const desk = await createDesk();
    const { message } = await desk.feishu.say(desk.chen, '台账', { chat: desk.group, inThread: true });
    const answers = { messageId: message.messageId, thread: message.threadId ?? (true as const) };
    await desk.send(desk.group.chatId, aLongCard('台账'), { answers });
    const parts = desk.feishu.seen(desk.group).slice(1);
    expect(parts.length).toBeGreaterThan(1);
    expect(new Set(parts.map(({ threadId }) => threadId))).toEqual(new Set([message.threadId]));
  });
});

describe('an answer in a topic whose outcome nobody knows, once its uuid no longer protects it', () => {
  async function unsure(thread: (message: Message) => string | true) {
    const desk = await createDesk();
    const { message } = await desk.feishu.say(desk.chen, '帮助', { chat: desk.group, inThread: true });
    const answers = { messageId: message.messageId, thread: thread(message) };
    // The same words were said in this topic long before.
    await desk.send(desk.group.chatId, '好的', { answers });
    await desk.feishu.advance(24 * 3_600_000);
    const unsureSince = desk.feishu.clock.now();
    const out = { id: desk.newId(), chat: desk.group.chatId, content: { text: '好的' }, answers };
    desk.feishu.misbehave({ fault: 'lost', route: 'message.reply', times: 2 });
    expect(await desk.channel.send(out)).toMatchObject({ kind: 'retry', unsure: true });
    await desk.feishu.advance(3 * 3_600_000);
    return { desk, again: await desk.channel.send({ ...out, unsureSince }) };
  }

  test('the topic is read, and nothing is sent twice', async () => {
    const { desk, again } = await unsure(({ threadId }) => threadId ?? true);
    expect(again).toMatchObject({ kind: 'sent', messageId: desk.feishu.seen(desk.group).at(-1)?.messageId });
    expect(desk.feishu.seen(desk.group).filter(({ text }) => text === '好的')).toHaveLength(2);
    expect(routes(desk)).toContain('message.list');
  });

  test('of a topic without a name nobody can tell', async () => {
    const { again } = await unsure(() => true);
    expect(again.kind).toBe('unknown');
  });
});
