import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { TIERS } from '../../../../bot/feishu/api/limits.ts';
import type { Delivery } from '../../../../handlers/services/messages/channel.ts';
import { aCard, aLongCard, createDesk, PNG, type Desk } from './desk.ts';
import { routes } from '../way-out.ts';

const kinds = (deliveries: readonly Delivery[]) => {
  const counts: Record<string, number> = {};
  for (const { kind } of deliveries) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};
const strangers = ({ feishu }: Desk, n: number) =>
  Array.from({ length: n }, (_, i) => feishu.people.add({ name: `${i}` }).openId);

test('two replicas at once never send more than the app may, and say when to come again', async () => {
  const desk = await createDesk();
  const { feishu } = desk;
  const channels = [desk.channel, desk.newChannel(desk.api)];
  const people = strangers(desk, 130);
  const left = new Set(people);
  const round = async () => {
    const sends = [...left].map(async (chat, i) => {
      const channel = channels[i % 2] ?? desk.channel;
      const delivery = await channel.send({ id: desk.newId(), chat, content: { text: '通知' } });
      if (delivery.kind === 'sent') left.delete(chat);
      return delivery;
    });
    return Promise.all(sends);
  };
  const first = await round();
  expect(kinds(first)).toEqual({ sent: 50, wait: 80 });
  const waits = first.filter(({ kind }) => kind === 'wait');
  expect(new Set(waits.map((wait) => JSON.stringify(wait)))).toEqual(
    new Set([JSON.stringify({ kind: 'wait', afterMs: 1_100, whole: true })]),
  );
  await feishu.advance(1_099);
  expect(kinds(await round())).toEqual({ wait: 80 });
  await feishu.advance(1);
  expect(kinds(await round())).toEqual({ sent: 50, wait: 30 });
  await feishu.advance(1_100);
  expect(kinds(await round())).toEqual({ sent: 30 });
  expect(feishu.violations).toEqual([]);
});

test('a thousand in a minute, whoever has taken them', async () => {
  const desk = await createDesk();
  const { feishu, quotas } = desk;
  for (let second = 0; second < 19; second++) {
    expect(await quotas.take(`feishu:${feishu.app.appId}:send`, TIERS.send, feishu.clock.now(), 50)).toBe(0);
    await feishu.advance(1_100);
  }
  const people = strangers(desk, 50);
  const round = () => Promise.all(people.map((chat) => desk.send(chat, '通知')));
  expect(kinds(await round())).toEqual({ sent: 50 });
  await feishu.advance(1_100);
  expect((await round())[0]).toEqual({ kind: 'wait', afterMs: 60_500 - 20 * 1_100, whole: true });
  await feishu.advance(60_500 - 20 * 1_100);
  expect(kinds(await round())).toEqual({ sent: 50 });
  expect(feishu.violations).toEqual([]);
});

test('the parts of a card and a call take their places together', async () => {
  const desk = await createDesk();
  const { feishu, chen } = desk;
  expect(await desk.send(chen.openId, aLongCard('台账'), { urgent: true })).toMatchObject({ kind: 'sent' });
  const parts = feishu.seen(chen).length;
  expect(parts).toBeGreaterThan(2);
  expect(await desk.send(chen.openId, aLongCard('台账'))).toMatchObject({ kind: 'wait' });
  expect(feishu.seen(chen)).toHaveLength(parts);
  const people = strangers(desk, 60);
  const sent = kinds(await Promise.all(people.map((chat) => desk.send(chat, '通知')))).sent ?? 0;
  expect(sent).toBe(50 - parts - 1);
  expect(feishu.violations).toEqual([]);
});

test('what the platform has had enough of is left alone by all replicas', async () => {
  const desk = await createDesk();
  const { feishu, group, chen } = desk;
  const other = desk.newChannel(desk.api);
  const viaOther = (chat: string) => other.send({ id: desk.newId(), chat, content: { text: '一' } });
  feishu.crowd(group, 5);
  feishu.misbehave({ fault: 'target-throttled', route: 'message.create' });
  expect(await desk.send(group.chatId, '一')).toEqual({ kind: 'wait', afterMs: 1_100 });
  expect(await viaOther(group.chatId)).toEqual({ kind: 'wait', afterMs: 1_100 });
  expect(await viaOther(chen.openId)).toMatchObject({ kind: 'sent' });
  await feishu.advance(1_100);
  feishu.misbehave({ fault: 'throttled', route: 'message.create', delay: 900 });
  expect(await desk.send(chen.openId, '二')).toEqual({ kind: 'wait', afterMs: 1_000, whole: true });
  const before = feishu.requests.length;
  expect(await viaOther(group.chatId)).toEqual({ kind: 'wait', afterMs: 1_000, whole: true });
  expect(feishu.requests.length).toBe(before);
  await feishu.advance(1_000);
  expect(await viaOther(group.chatId)).toMatchObject({ kind: 'sent' });
  expect(feishu.violations).toEqual([]);
});

test('neither the log nor a delivery holds a secret, a token or a telephone number', async () => {
  const desk = await createDesk();
  const { feishu, chen, group } = desk;
  const file = await desk.putFile('通报.xlsx', PNG);
  const typed = '请联系 13812345678';
  const deliveries: Delivery[] = [];
  for (const fault of ['lost', 'throttled', 'bad-gateway', 'sensitive-words', 'ip-refused'] as const) {
    for (const content of [{ text: typed }, aCard(typed), { file }]) {
      const calm = feishu.misbehave({ fault, share: 1 });
      deliveries.push(await desk.send(group.chatId, content));
      calm();
      feishu.misbehave({ fault, route: 'token' });
      const fresh = desk.newChannel();
      deliveries.push(await fresh.send({ id: desk.newId(), chat: chen.openId, content }));
      feishu.calm();
      await feishu.advance(2_000);
    }
  }
  const told = desk.logged() + inspect(deliveries, { depth: 9 });
  expect(routes(desk)).toContain('token');
  expect(told).toContain('message.create');
  for (const secret of [feishu.app.appSecret, '13812345678', 'Bearer ']) expect(told).not.toContain(secret);
  expect(told).not.toMatch(/\bt-[0-9a-f]{40}/);
});
