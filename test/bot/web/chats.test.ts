import { beforeAll, describe, expect, test } from 'vitest';
import { SandboxMessages } from '../../../models/store/messages/sandbox-messages.ts';
import { freshConnection } from '../../helpers/mongod.ts';

type Text = { text: string };
const at = new Date('2026-06-09T00:45:00Z');

let chats: SandboxMessages<Text>;
const say = (source: string, chat = 'group:G1', who = 'bot') =>
  chats.append({ source, chat, who, at, content: { text: source } });

beforeAll(async () => {
  chats = new SandboxMessages<Text>(await freshConnection());
  await chats.prepare();
  await chats.prepare();
});

describe('adding', () => {
  test('a repeated source is there once, also when both come at the same moment', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => say('same', 'c:once')));
    expect(new Set(others.map((message) => message.id))).toEqual(new Set([first?.id]));
    expect(await chats.list('c:once', { limit: 9 })).toHaveLength(1);
  });

  test('many at once get places that rise, and a reader by revision sees each exactly once', async () => {
    const from = await chats.head();
    const writing = Promise.all(Array.from({ length: 30 }, (_, i) => say(`many ${i}`, 'c:many')));
    const read: string[] = [];
    let since = from;
    let written = false;
    void writing.then(() => (written = true));
    for (let last = false; !last;) {
      last = written;
      const changes = await chats.changes(['c:many'], since, 7);
      read.push(...changes.map((message) => message.content.text));
      since = changes.at(-1)?.rev ?? since;
      if (changes.length > 0) last = false;
    }
    await writing;
    expect(read).toHaveLength(30);
    expect(new Set(read).size).toBe(30);
  });
});

test('replacing keeps the place and tells the readers', async () => {
  const message = await say('card', 'c:replace');
  await say('later', 'c:replace');
  const seen = await chats.head();
  const replaced = await chats.replace(message.id, { text: 'new' }, at);
  expect(replaced).toMatchObject({ id: message.id, seq: message.seq, content: { text: 'new' } });
  expect(await chats.changes(['c:replace'], seen, 9)).toEqual([replaced]);
  expect((await chats.list('c:replace', { limit: 9 })).map((row) => row.content.text)).toEqual([
    'new',
    'later',
  ]);
  expect(await chats.replace('6a0000000000000000000000', { text: 'x' }, at)).toBeUndefined();
  expect(await chats.replace('no id', { text: 'x' }, at)).toBeUndefined();
});

test('lists go back page by page, oldest first', async () => {
  const all = [];
  for (let i = 0; i < 5; i += 1) all.push(await say(`page ${i}`, 'c:pages'));
  const newest = await chats.list('c:pages', { limit: 2 });
  expect(newest.map((row) => row.id)).toEqual([all[3]?.id, all[4]?.id]);
  const before = await chats.list('c:pages', { limit: 2, before: newest[0]?.seq ?? 0 });
  expect(before.map((row) => row.id)).toEqual([all[1]?.id, all[2]?.id]);
});

test('unread counts what others wrote after the mark; the mark never goes back', async () => {
  const first = await say('u1', 'c:unread');
  await say('u2', 'c:unread');
  await say('mine', 'c:unread', 'YC_FILL');
  const unread = async () =>
    (await chats.overview('YC_FILL', ['c:unread', 'c:empty'])).map((row) => row.unread);
  expect(await unread()).toEqual([2, 0]);
  await chats.markRead('YC_FILL', 'c:unread', first.seq);
  expect(await unread()).toEqual([1, 0]);
  await chats.markRead('YC_FILL', 'c:unread', first.seq + 1);
  await chats.markRead('YC_FILL', 'c:unread', first.seq);
  expect(await unread()).toEqual([0, 0]);
  const [row] = await chats.overview('YC_FILL', ['c:unread']);
  expect(row?.last?.content.text).toBe('mine');
});

test('content comes back as it was put, empty objects and odd keys too', async () => {
  const odd = new SandboxMessages<object>(await freshConnection());
  await odd.prepare();
  const content = { card: { blocks: [{ params: {}, 'a.b': 1, $c: '<>' }], key: 'k' } };
  const { id } = await odd.append({ source: 's', chat: 'c', who: 'bot', at, content, cardKey: 'k' });
  expect(await odd.find(id)).toMatchObject({ content, cardKey: 'k' });
});
