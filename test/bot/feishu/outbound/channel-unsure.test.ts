import { describe, expect, test } from 'vitest';
import type { Say } from '../../../../cards/card.ts';
import { createHook } from '../../../emulators/feishu/testing/stage.ts';
import { aCard, aLongCard, createDesk, PNG, type Desk } from './desk.ts';
import { routes } from '../way-out.ts';

const MINUTE = 60_000;

/** An attempt whose answer is lost, twice: with effect, or (cut before anything happened) without. */
async function unsure(desk: Desk, chat: string, content: Say, fault: 'lost' | 'reset' = 'lost') {
  const unsureSince = desk.feishu.clock.now();
  const message = { id: desk.newId(), chat, content };
  desk.feishu.misbehave({ fault, route: 'message.create', times: 2 });
  expect(await desk.channel.send(message)).toMatchObject({ kind: 'retry', unsure: true });
  return { ...message, unsureSince };
}
const creates = (desk: Desk) => routes(desk).filter((route) => route === 'message.create').length;

describe('an attempt whose outcome nobody knows, once its uuid no longer protects it', () => {
  test('within the window the uuid does, and the chat is not read', async () => {
    const desk = await createDesk();
    const message = await unsure(desk, desk.group.chatId, { text: '一' });
    await desk.feishu.advance(49 * MINUTE);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'sent' });
    expect(routes(desk)).not.toContain('message.list');
    expect(desk.feishu.seen(desk.group)).toHaveLength(1);
  });

  test.each<[string, (desk: Desk) => Promise<Say>]>([
    ['a text', async () => ({ text: '第一行\n<at user_id="all"></at>' })],
    ['a card', async () => aCard('五月通报')],
    ['a long card', async () => aLongCard('台账')],
    ['a file', async (desk) => ({ file: await desk.putFile('通报.xlsx', PNG) })],
  ])('%s that stands in the chat is not sent again', async (_, content) => {
    const desk = await createDesk();
    const message = await unsure(desk, desk.group.chatId, await content(desk));
    const before = desk.feishu.seen(desk.group);
    await desk.feishu.advance(3 * 60 * MINUTE);
    const sent = await desk.channel.send(message);
    expect(sent).toMatchObject({ kind: 'sent', messageId: before[0]?.messageId });
    const whole = 'card' in message.content && message.content.card.title === '台账' ? 5 : 1;
    expect(desk.feishu.seen(desk.group).length).toBeGreaterThanOrEqual(Math.min(whole, 3));
    expect(new Set(desk.feishu.seen(desk.group).map(({ text }) => text)).size).toBe(
      desk.feishu.seen(desk.group).length,
    );
    expect(desk.feishu.violations).toEqual([]);
  });

  test('what does not stand there is sent; to a person in their private chat', async () => {
    const desk = await createDesk();
    const { feishu, chen } = desk;
    await desk.send(chen.openId, '早先');
    const message = await unsure(desk, chen.openId, { text: '一' }, 'reset');
    for (let i = 0; i < 60; i++) {
      await feishu.advance(MINUTE);
      await desk.send(chen.openId, `其他 ${i}`);
    }
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'sent' });
    expect(feishu.seen(chen).filter(({ text }) => text === '一')).toHaveLength(1);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'sent' });
    expect(feishu.seen(chen).filter(({ text }) => text === '一')).toHaveLength(1);
    expect(routes(desk).filter((route) => route === 'message.list').length).toBeGreaterThanOrEqual(3);
    expect(feishu.violations).toEqual([]);
  });

  test('somebody else’s same words do not count', async () => {
    const desk = await createDesk();
    await createHook(desk.feishu, () => ({}));
    const message = await unsure(desk, desk.group.chatId, { text: '一' }, 'reset');
    await desk.feishu.say(desk.chen, '一', { chat: desk.group });
    await desk.feishu.advance(60 * MINUTE);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'sent' });
    expect(desk.feishu.seen(desk.group)).toHaveLength(2);
  });

  test.each<[string, (desk: Desk) => unknown]>([
    ['the chat is not known', () => undefined],
    ['the bot may not read', ({ feishu }) => (feishu.app.scopes = new Set(['im:message:send_as_bot']))],
  ])('unknown it stays when %s', async (why, spoil) => {
    const desk = await createDesk();
    const to = why.includes('known') ? desk.chen.openId : desk.group.chatId;
    const message = await unsure(desk, to, { text: '一' });
    await desk.feishu.advance(60 * MINUTE);
    const before = creates(desk);
    await spoil(desk);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'unknown' });
    expect(creates(desk)).toBe(before);
  });

  test('a card that was worked since may be ours: unknown; a different one is not', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const message = await unsure(desk, group.chatId, aCard('签收单'));
    await feishu.advance(5 * MINUTE);
    const messageId = feishu.seen(group)[0]?.messageId ?? '';
    const changed = aCard('签收单', [{ kind: 'text', text: '已由林签收' }]);
    await desk.send(group.chatId, changed, { replaces: { messageId } });
    await feishu.advance(60 * MINUTE);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'unknown' });
    const other = { ...message, id: desk.newId(), content: aCard('另一张') };
    expect(await desk.channel.send(other)).toMatchObject({ kind: 'sent' });
  });

  test('a chat that cannot be read just now is read later', async () => {
    const desk = await createDesk();
    const message = await unsure(desk, desk.group.chatId, { text: '一' });
    await desk.feishu.advance(60 * MINUTE);
    const before = creates(desk);
    for (const [fault, delivery] of [
      ['bad-gateway', { kind: 'retry' }],
      ['lost', { kind: 'retry' }],
      ['throttled', { kind: 'wait', afterMs: 1_000 }],
    ] as const) {
      desk.feishu.misbehave({ fault, route: 'message.list' });
      expect(await desk.channel.send(message)).toMatchObject(delivery);
    }
    expect(await desk.channel.send(message), 'reads are blocked until the reset').toMatchObject({
      kind: 'wait',
    });
    await desk.feishu.advance(1_000);
    expect(await desk.channel.send(message)).toMatchObject({ kind: 'sent' });
    expect(creates(desk)).toBe(before);
    expect(desk.feishu.violations).toEqual([]);
  });
});
