import { describe, expect, test } from 'vitest';
import { bindGroup } from '../../handlers/services/people/binding.ts';
import { Sender } from '../../jobs/sender.ts';
import type { Channel, Delivery } from '../../handlers/services/messages/channel.ts';
import {
  add,
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

const outbox = () => fakeChannel.services.store.outbox;

describe('a quota that is used up', () => {
  test('of one chat: costs no attempt, and holds up that chat only', async () => {
    await add(message('a1'), message('a2'), message('b1', { to: group('G2') }));
    const sender = senderOf(channelOf(onceFor('a1', { kind: 'wait', afterMs: 400 })));
    await sender.drain();
    expect(texts()).toEqual(['b1']);
    expect(await byKey('a1')).toMatchObject({ attempts: 0, status: 'due' });
    expect((await sender.next())?.getTime()).toBe(now().getTime() + 400);
    later(400);
    await sender.drain();
    expect(texts()).toEqual(['b1', 'a1', 'a2']);
  });

  test('of the whole channel: nothing more is claimed until it opens', async () => {
    await add(
      ...Array.from({ length: 60 }, (_, i) =>
        message(`m${String(i).padStart(2, '0')}`, { to: group(`G${(i % 2) + 1}`) }),
      ),
    );
    let asked = 0;
    const sender = senderOf(
      channelOf(() => {
        asked++;
        return asked === 5 ? { kind: 'wait', afterMs: 1_000, whole: true } : undefined;
      }),
    );
    await sender.drain();
    expect(asked).toBeLessThan(10);
    expect(await sender.drain(), 'still closed').toBe(0);
    expect((await sender.next())?.getTime()).toBe(now().getTime() + 1_000);
    later(1_000);
    await sender.drain();
    for (const chat of ['group:G1', 'group:G2']) {
      const own = fakeChannel.sent
        .filter((out) => out.chat === chat)
        .map(({ content }) => JSON.stringify(content));
      expect(own).toHaveLength(30);
      expect(own, 'in order, though some had to be asked twice').toEqual(own.toSorted());
    }
  });
});

test('a message that came meanwhile does not overtake one that is to be tried again', async () => {
  await add(message('first'));
  const sender = senderOf(channelOf((_, n) => (n === 0 ? { kind: 'retry', reason: '忙' } : undefined)));
  await sender.drain();
  later(100);
  await add(message('second'));
  await sender.drain();
  expect(texts()).toEqual([]);
  later(5_000);
  await sender.drain();
  expect(texts()).toEqual(['first', 'second']);
});

describe('a channel that cannot send', () => {
  test('stops, tells, loses nothing and goes on when mended', async () => {
    const told: string[] = [];
    let broken = true;
    const channel = channelOf(() => (broken ? { kind: 'stopped', reason: '缺少权限' } : undefined));
    const sender = new Sender({
      services: fakeChannel.services,
      channels: [channel],
      onDead: ({ key }, reason) => void fakeChannel.dead.push([key, reason]),
      onStopped: (name, reason) => void told.push(`${name} ${reason}`),
    });
    await add(message('a'), message('b', { to: group('G2') }));
    for (let day = 0; day < 5; day++) {
      await sender.drain();
      later(24 * 3_600_000);
    }
    expect(told[0]).toBe('web 缺少权限');
    expect(fakeChannel.dead).toEqual([]);
    expect(await outbox().heldUpBy()).toBe('缺少权限');
    broken = false;
    await sender.drain();
    expect(texts().toSorted()).toEqual(['a', 'b']);
    expect(await outbox().heldUpBy()).toBeUndefined();
  });
});

describe('an attempt whose outcome nobody knows', () => {
  const lost: Delivery = { kind: 'retry', reason: '没有回音', unsure: true };

  test('is told to the next attempt, with its time', async () => {
    const began = now();
    await add(message('it'));
    const seen: (Date | undefined)[] = [];
    const sender = senderOf(
      channelOf(({ unsureSince }, n) => {
        seen.push(unsureSince);
        return n === 0 ? lost : n === 1 ? { kind: 'retry', reason: '限流' } : undefined;
      }),
    );
    for (let i = 0; i < 3; i++, later(10_000)) await sender.drain();
    expect(seen).toEqual([undefined, began, began]);
    expect(texts()).toEqual(['it']);
  });

  test('also when its process died before it could say', async () => {
    const began = now();
    await add(message('it'));
    await outbox().claim(now(), 60_000);
    later(120_000);
    let since: Date | undefined;
    await senderOf(channelOf(({ unsureSince }) => void (since = unsureSince))).drain();
    expect(since).toEqual(began);
  });

  test('that cannot be found out is neither sent again nor called sent, until somebody decides', async () => {
    await add(message('it'));
    await senderOf(channelOf(() => ({ kind: 'unknown', reason: '读不到会话' }))).drain();
    expect(await byKey('it')).toMatchObject({ status: 'unknown', lastError: '读不到会话' });
    expect(fakeChannel.dead).toEqual([['it', '读不到会话']]);
    expect(await outbox().replay(now(), { key: 'it' })).toBe(1);
    await senderOf(channelOf()).drain();
    expect(texts()).toEqual(['it']);
  });
});

test('a target that is dead on one platform is tried on the next', async () => {
  const dead: Channel = { name: 'feishu', send: async () => ({ kind: 'dead', reason: '已离职' }) };
  await bindGroup(fakeChannel.services.as(), { channel: 'feishu', chat: 'oc_gone' }, 'G1', () => ({}));
  await add(message('it'));
  await senderOf(dead, channelOf()).drain();
  expect(texts()).toEqual(['it']);
  expect(fakeChannel.dead).toEqual([]);
});
