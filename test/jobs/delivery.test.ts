import { describe, expect, test } from 'vitest';
import { bindGroup } from '../../handlers/services/people/binding.ts';
import type { Channel } from '../../handlers/services/messages/channel.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { reportUndelivered } from '../../handlers/services/messages/undelivered.ts';
import { tenures } from '../../models/ledgers/register.ts';
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
  senderOf,
  useFakeChannel,
} from './fake-channel.ts';

useFakeChannel();

describe('leases', () => {
  test('a sender that died is succeeded under a higher fence and may settle nothing', async () => {
    const { outbox } = fakeChannel.services.store;
    await add(message('it'));
    const lost = await outbox.claim(now(), 60_000);
    if (!lost) throw new Error('it must be due');
    expect(await senderOf(channelOf()).drain(), 'under a lease').toBe(0);
    later(60_001);
    const taken = await outbox.claim(now(), 60_000);
    expect(taken?.fence).toBe(lost.fence + 1);
    expect(await outbox.sent(lost, now(), { messageId: 'late' })).toBe(false);
    expect(await outbox.end(lost, 'dead', 'late', now())).toBe(false);
    expect(await outbox.retry(lost, { at: now(), reason: 'late' })).toBe(false);
    expect(await outbox.postpone(lost, now())).toBe(false);
    expect(taken && (await outbox.sent(taken, now(), { messageId: 'm1' }))).toBe(true);
    expect(await byKey('it')).toMatchObject({ status: 'sent', platformId: 'm1', attempts: 2 });
    expect(taken && (await outbox.end(taken, 'dead', 'twice', now())), 'settled once').toBe(false);
  });
});

describe('addresses', () => {
  const feishu = () => channelOf(() => undefined, 'feishu');
  const hold = (values: { from: string; to?: string; feishu?: string; wecom?: string }) =>
    fakeChannel.services.store.change(changeOf(fakeChannel.services.as()), (change) =>
      change.insert(tenures, { post: 'YC_FILL', name: '张三', ...values }),
    );

  test('a post without a holder, a group without a chat: dead, with the reason', async () => {
    await add(message('post', { to: { post: 'DY_FILL' } }), message('group', { to: group('G2') }));
    await senderOf(feishu()).drain();
    expect(fakeChannel.dead.map(([key]) => key).sort()).toEqual(['group', 'post']);
    for (const [, reason] of fakeChannel.dead) expect(reason).toBe('收件岗位或群没有可用的消息渠道');
    const chat = { channel: 'feishu', chat: 'oc_g2' } as const;
    await bindGroup(fakeChannel.services.as(), chat, 'G2', () => ({}));
    await fakeChannel.services.store.outbox.replay(now(), { key: 'group' });
    await senderOf(feishu()).drain();
    expect(fakeChannel.sent.map(({ chat }) => chat)).toEqual(['oc_g2']);
  });

  test('a successor gets what was waiting for the post, at the time it leaves', async () => {
    await hold({ from: '2026-01-01', to: '2026-06-14', feishu: 'ou_before' });
    await hold({ from: '2026-06-15', feishu: 'ou_after', wecom: 'after' });
    const to = { post: 'YC_FILL' };
    await add(
      message('friday', { to }),
      message('monday', { to, notBefore: new Date('2026-06-15T09:01+08:00') }),
    );
    await senderOf(feishu()).drain();
    at('2026-06-15T09:01');
    await senderOf(feishu()).drain();
    expect(fakeChannel.sent.map(({ chat }) => chat)).toEqual(['ou_before', 'ou_after']);
  });

  test('one person on two platforms gets one notice, on the one preferred', async () => {
    at('2026-06-16T10:11');
    await add(message('it', { to: { post: 'YC_FILL' } }));
    const wecom = channelOf(() => undefined, 'wecom');
    await senderOf(wecom, feishu()).drain();
    expect(fakeChannel.sent.map(({ chat }) => chat)).toEqual(['after']);
  });

  test('an answer goes back to the chat it came from, and nowhere when that channel is off', async () => {
    await add(message('it', { kind: 'reply', to: { channel: 'feishu', chat: 'oc_1' } }));
    await add(message('off', { kind: 'reply', to: { channel: 'wecom', chat: 'w1' } }));
    await senderOf(feishu()).drain();
    expect(fakeChannel.sent.map(({ chat }) => chat)).toEqual(['oc_1']);
    expect(fakeChannel.dead.map(([key]) => key)).toEqual(['off']);
  });
});

test('administrators hear once a day who could not be reached, however many messages it was', async () => {
  const { services } = fakeChannel;
  const gone: Channel = { name: 'feishu', send: async () => ({ kind: 'dead', reason: '已离职' }) };
  await bindGroup(services.as(), { channel: 'feishu', chat: 'oc_gone' }, 'G1', () => ({}));
  await add(message('a'), message('b'), message('c', { to: { post: 'ZJ_FILL' } }));
  await senderOf(gone).drain();
  expect(fakeChannel.dead).toHaveLength(3);
  later(3_600_000);
  await reportUndelivered(services.as(), now());
  await reportUndelivered(services.as(), now());
  const [notice, second] = await services.store.outbox.model.find({ 'to.post': 'ADMIN' }).lean();
  expect(second).toBeUndefined();
  expect(notice?.content).toEqual({
    text: expect.stringMatching(
      /成员单位群：2 条，已离职\n紫金县填报人：1 条，收件岗位或群没有可用的消息渠道\n.*outbox replay/,
    ),
  });
  await services.store.outbox.model.deleteMany({});
  expect(await reportUndelivered(services.as(), now())).toBe('都已送达');
});
