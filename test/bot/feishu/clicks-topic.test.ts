import { beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../emulators/feishu/state/chats.ts';
import type { Person } from '../../emulators/feishu/state/people.ts';
import { aFeishuWorld, type FeishuWorld } from '../../helpers/conversation.ts';
import { issueBulletin } from '../../helpers/months.ts';
import { routes } from './way-out.ts';

/** A click does not tell in which topic its card stands (feishu.md 3.4); it is answered there all the same. */
let world: FeishuWorld;
beforeAll(async () => {
  world = await aFeishuWorld();
  await issueBulletin(world.services, '2026-05');
  await world.settles();
  // Pushed to all groups, of which most are not bound here.
  world.dead.splice(0);
});

const reporter = () => world.person('YC_FILL');
const seen = (where: Chat | Person) => world.feishu.seen(where);
const DEFINITIONS = { action: 'bulletin.definitions', params: { period: '2026-05' } };
const PRIVATE = { action: 'projects.export', params: {} };

/** The month's bulletin, asked for in a topic of a chat; gives its card. */
async function bulletinIn(chat: Chat, how: { inThread?: boolean } = { inThread: true }) {
  const said = '@_user_1 通报 2026年5月';
  await world.feishu.say(reporter(), said, { chat, mentions: ['bot'], ...how });
  await world.settles();
  const card = seen(chat).at(-1);
  if (!card) throw new Error('nothing was answered');
  return card;
}

async function clicks(messageId: string, value: object = DEFINITIONS) {
  const { toast } = await world.feishu.callback(reporter(), messageId, { tag: 'button', value });
  await world.settles();
  return toast?.content;
}

describe('in a topic of a group', () => {
  test('what all may read is answered within the topic, under the card', async () => {
    const card = await bulletinIn(world.group('G2'));
    const [group, own] = [seen(world.group('G2')).length, seen(reporter()).length];
    expect(card.threadId).toMatch(/^omt_/);
    expect(await clicks(card.messageId)).toBeUndefined();
    const added = seen(world.group('G2')).slice(group);
    expect(added).toMatchObject([{ replyTo: card.messageId, threadId: card.threadId }]);
    expect(added[0]?.text).toContain('5月通报口径');
    expect(seen(reporter())).toHaveLength(own);
  });

  test('what is for the one who clicked goes to them, and they are told so', async () => {
    const card = await bulletinIn(world.group('G2'));
    const [group, own] = [seen(world.group('G2')).length, seen(reporter()).length];
    expect(await clicks(card.messageId, PRIVATE)).toBe('已发到您和招优助手的会话');
    expect(seen(world.group('G2'))).toHaveLength(group);
    expect(seen(reporter()).slice(own)).toMatchObject([{ type: 'file', threadId: undefined }]);
  });

  test('outside of topics it goes to the one who clicked, as ever', async () => {
    const card = await bulletinIn(world.group('G2'), {});
    const group = seen(world.group('G2')).length;
    expect(await clicks(card.messageId)).toBe('已发到您和招优助手的会话');
    expect(seen(world.group('G2'))).toHaveLength(group);
  });
});

test('in a group of topics what was pushed there is a topic, too', async () => {
  const chat = world.group('G3-YC');
  chat.topics = true;
  const card = { title: '通报已出', tone: 'info', summary: '通报已出', blocks: [] };
  const push = { key: 'topic:push', to: { group: 'G3-YC' }, kind: 'reply' as const, content: { card } };
  await world.services.store.outbox.add([push], world.services.clock.now());
  await world.settles();
  const pushed = seen(chat).at(-1);
  expect(pushed?.threadId).toMatch(/^omt_/);
  await clicks(pushed?.messageId ?? '');
  expect(seen(chat).at(-1)).toMatchObject({ replyTo: pushed?.messageId, threadId: pushed?.threadId });
});

describe('in a topic of the private talk', () => {
  test('everything is answered within the topic', async () => {
    const talk = world.feishu.chats.privateOf(reporter());
    await world.feishu.say(reporter(), '通报 2026年5月', { inThread: true });
    await world.settles();
    const card = seen(talk).at(-1);
    expect(await clicks(card?.messageId ?? '', PRIVATE)).toBeUndefined();
    expect(seen(talk).at(-1)).toMatchObject({
      type: 'file',
      replyTo: card?.messageId,
      threadId: card?.threadId,
    });
  });
});

test('a card that was not noted when it was sent is answered as outside of topics, and nothing is asked', async () => {
  const card = await bulletinIn(world.group('G2'));
  // As a further part of a long card is: the outbox knows the first one only.
  await world.services.store.outbox.model.updateMany({ platformId: card.messageId }, { platformId: 'x' });
  const group = seen(world.group('G2')).length;
  expect(await clicks(card.messageId)).toBe('已发到您和招优助手的会话');
  expect(seen(world.group('G2'))).toHaveLength(group);
  expect(routes(world)).not.toContain('message.get');
});
