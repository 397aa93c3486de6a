import { describe, expect, test } from 'vitest';
import type { Channel, Delivery } from '../../handlers/services/messages/channel.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import type { NewMessage } from '../../models/store/messages/message.ts';
import {
  add,
  at,
  byKey,
  channelOf,
  group,
  later,
  message,
  now,
  fakeChannel,
  onceFor,
  senderOf,
  texts,
  useFakeChannel,
} from './fake-channel.ts';

useFakeChannel();

describe('order and number', () => {
  test('forty messages to three chats arrive once each, in order in each chat', async () => {
    const keys = Array.from({ length: 40 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    await add(...keys.map((key, i) => message(key, { to: group(['G1', 'G2', 'G4'][i % 3] ?? 'G1') })));
    expect(await senderOf(channelOf()).drain()).toBe(40);
    for (const chat of ['group:G1', 'group:G2', 'group:G4']) {
      const own = fakeChannel.sent.filter((outgoing) => outgoing.chat === chat).map(({ content }) => content);
      expect(own.length).toBeGreaterThan(12);
      expect(own).toEqual([...own].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))));
    }
    expect(await fakeChannel.services.store.outbox.countByStatus()).toEqual({
      due: 0,
      sent: 40,
      dropped: 0,
      dead: 0,
      unknown: 0,
    });
  });

  test('four senders at once send each message once', async () => {
    await add(...Array.from({ length: 30 }, (_, i) => message(`k${i}`, { to: group(i % 2 ? 'G1' : 'G2') })));
    const slow = () =>
      senderOf({
        name: 'web',
        async send(outgoing) {
          await new Promise((resolve) => setTimeout(resolve, 3));
          fakeChannel.sent.push(outgoing);
          return { kind: 'sent', messageId: outgoing.id };
        },
      });
    const senders = [slow(), slow(), slow(), slow()];
    let sent = 0;
    // What stands behind a message in another's hands waits for it: a moment later it goes.
    for (let rounds = 0; rounds < 100 && sent < 30; rounds++, later(100))
      for (const n of await Promise.all(senders.map((sender) => sender.drain()))) sent += n;
    expect(sent).toBe(30);
    expect(new Set(fakeChannel.sent.map(({ id }) => id)).size).toBe(30);
    for (const chat of ['group:G1', 'group:G2']) {
      const ids = fakeChannel.sent.filter((outgoing) => outgoing.chat === chat).map(({ id }) => id);
      expect(ids, 'in order in each chat, whoever sends').toEqual(ids.toSorted());
    }
    expect(fakeChannel.sent).toHaveLength(30);
  });

  test('a key that is there already adds nothing and changes nothing', async () => {
    await add(message('once'));
    await add(message('once', { content: { text: '改过的' } }), message('two'));
    await senderOf(channelOf()).drain();
    await add(message('once'));
    await senderOf(channelOf()).drain();
    expect(texts()).toEqual(['once', 'two']);
  });

  test('drains asked for while one runs share one more, which sees what came meanwhile', async () => {
    const sender = senderOf(
      channelOf((outgoing) => {
        if (outgoing.content && 'text' in outgoing.content && outgoing.content.text === 'first')
          void fakeChannel.services.store.outbox.add([message('meanwhile')], now());
        return undefined;
      }),
    );
    await add(message('first'));
    await Promise.all(Array.from({ length: 20 }, () => sender.drain()));
    await sender.drain();
    expect(texts()).toEqual(['first', 'meanwhile']);
  });
});

describe('when a push may go', () => {
  const goesAt = async (moment: string, kind: NewMessage['kind']) => {
    at(moment);
    await add(message('it', { kind }));
    await senderOf(channelOf()).drain();
    if (fakeChannel.sent.length > 0) return 'now';
    const due = (await byKey('it'))?.dueAt ?? new Date(0);
    expect((await byKey('it'))?.attempts).toBe(0);
    fakeChannel.services.clock.set(due);
    await senderOf(channelOf()).drain();
    expect(fakeChannel.sent, 'goes when it said it would').toHaveLength(1);
    return `${dayOf(due)} ${timeOf(due)}`;
  };

  test.each(['2026-06-12T10:11', '2026-06-12T08:46', '2026-06-12T17:14', '2026-10-10T09:01'])(
    'at %s, a working hour, at once',
    async (moment) => expect(await goesAt(moment, 'push')).toBe('now'),
  );

  test.each([
    ['night', '2026-06-11T22:10', /^2026-06-12 (08:4[5-9]|08:5\d|09:0[1-6])$/],
    ['lunch', '2026-06-12T12:10', /^2026-06-12 (14:4[5-9]|14:5\d|15:0[1-6])$/],
    ['weekend', '2026-06-13T10:11', /^2026-06-15 (08:4[5-9]|08:5\d|09:0[1-6])$/],
    ['国庆', '2026-10-01T10:11', /^2026-10-08 (08:4[5-9]|08:5\d|09:0[1-6])$/],
    ['the full hour', '2026-06-12T10:00', /^2026-06-12 10:(0[1-9]|1\d|2[01])$/],
    ['the half hour', '2026-06-12T09:30', /^2026-06-12 09:(3[1-9]|4\d|5[01])$/],
  ])('%s: waits', async (_, moment, expected) => expect(await goesAt(moment, 'push')).toMatch(expected));

  test.each([
    ['reply', '2026-06-11T22:00'],
    ['urgent', '2026-10-01T03:30'],
  ] as const)('%s goes at any hour', async (kind, moment) => expect(await goesAt(moment, kind)).toBe('now'));

  test('eight counties are not all told in the same minute', async () => {
    at('2026-06-11T22:10');
    const groups = fakeChannel.services.city.groups.filter(({ kind }) => kind === 'G3');
    await add(...groups.map(({ code }) => message(`issue:${code}`, { kind: 'push', to: group(code) })));
    await senderOf(channelOf()).drain();
    const minutes = (await fakeChannel.services.store.outbox.list('due', 20)).map(({ dueAt }) =>
      timeOf(dueAt),
    );
    expect(new Set(minutes).size).toBeGreaterThan(3);
  });
});

describe('failure', () => {
  const down: Delivery = { kind: 'retry', reason: '平台不可用' };

  test('waits grow, and after sixteen attempts in about three hours it is dead', async () => {
    const start = now().getTime();
    await add(message('it'));
    const sender = senderOf(channelOf(() => down));
    const waits: number[] = [];
    for (let i = 0; i < 15; i++) {
      await sender.drain();
      const due = (await byKey('it'))?.dueAt.getTime() ?? 0;
      waits.push(due - now().getTime());
      later(due - now().getTime());
    }
    expect(fakeChannel.dead).toEqual([]);
    waits.forEach((wait, i) => {
      const nominal = Math.min(2000 * 2 ** i, 1_800_000);
      expect(wait).toBeGreaterThanOrEqual(nominal * 0.8);
      expect(wait).toBeLessThanOrEqual(nominal * 1.2);
    });
    await sender.drain();
    expect(fakeChannel.dead).toEqual([['it', '平台不可用']]);
    expect(await byKey('it')).toMatchObject({ status: 'dead', attempts: 16, lastError: '平台不可用' });
    const hours = (now().getTime() - start) / 3_600_000;
    expect(hours).toBeGreaterThan(2.4);
    expect(hours).toBeLessThan(3.7);
  });

  test('the platform’s own wait is obeyed', async () => {
    await add(message('it'));
    await senderOf(channelOf(() => ({ ...down, afterMs: 90_000 }))).drain();
    expect(((await byKey('it'))?.dueAt.getTime() ?? 0) - now().getTime()).toBe(90_000);
  });

  test('what follows in the same chat waits behind it; other chats do not', async () => {
    await add(message('a1'), message('b1', { to: group('G2') }), message('a2'), message('a3'));
    const sender = senderOf(channelOf(onceFor('a1', down)));
    await sender.drain();
    expect(texts()).toEqual(['b1']);
    expect((await byKey('a2'))?.attempts, 'waiting is no attempt').toBe(0);
    later(3000);
    await sender.drain();
    expect(texts()).toEqual(['b1', 'a1', 'a2', 'a3']);
  });

  test('a channel that throws is tried again', async () => {
    await add(message('it'));
    const broken: Channel = { name: 'web', send: () => Promise.reject(new Error('ECONNRESET')) };
    await senderOf(broken).drain();
    expect(await byKey('it')).toMatchObject({ status: 'due', attempts: 1, lastError: 'ECONNRESET' });
  });

  test('a card that the platform refuses goes as its text', async () => {
    const card = { title: '五月通报', tone: 'info', summary: '新签约 69 个', blocks: [] } as const;
    await add(message('it', { content: { card } }));
    const refused: Delivery = { kind: 'bad', reason: '卡片过大' };
    await senderOf(channelOf(({ content }) => ('card' in content ? refused : undefined))).drain();
    expect(texts()).toEqual(['五月通报\n新签约 69 个']);
    await add(message('words'));
    await senderOf(channelOf(() => refused)).drain();
    expect(fakeChannel.dead).toEqual([['words', '卡片过大']]);
  });

  test('dead ones go out again by replay: one by its key, or all', async () => {
    await add(message('a'), message('b'));
    await senderOf(channelOf(() => ({ kind: 'dead', reason: '群已解散' }))).drain();
    expect(fakeChannel.dead).toEqual([
      ['a', '群已解散'],
      ['b', '群已解散'],
    ]);
    const { outbox } = fakeChannel.services.store;
    expect(await outbox.replay(now(), { key: 'none' })).toBe(0);
    expect(await outbox.replay(now(), { key: 'b' })).toBe(1);
    await senderOf(channelOf()).drain();
    expect(texts()).toEqual(['b']);
    expect(await outbox.replay(now())).toBe(1);
    await senderOf(channelOf()).drain();
    expect(texts()).toEqual(['b', 'a']);
    expect(await outbox.replay(now())).toBe(0);
  });
});
