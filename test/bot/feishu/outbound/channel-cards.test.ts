import { describe, expect, test } from 'vitest';
import type { Card } from '../../../../cards/card.ts';
import { createHook } from '../../../emulators/feishu/testing/stage.ts';
import { aCard, aLongCard, createDesk, PNG, type Desk } from './desk.ts';
import { routes } from '../way-out.ts';

const DAY = 86_400_000;
const clickable = aCard('签收单', [{ kind: 'actions', buttons: [{ label: '签收', action: 'test.sign' }] }]);

const idOf = (delivery: Awaited<ReturnType<Desk['send']>>): string =>
  delivery.kind === 'sent' ? delivery.messageId : expect.fail(JSON.stringify(delivery));

/** A desk with a card in the group that chen has clicked; the click was answered, its ticket is live. */
async function clicked() {
  const desk = await createDesk();
  await createHook(desk.feishu, () => ({ body: {} }));
  const messageId = idOf(await desk.send(desk.group.chatId, clickable));
  const click = async () => {
    const { token } = await desk.feishu.click(desk.chen, messageId, '签收');
    const ticketUntil = new Date(desk.feishu.clock.now().getTime() + 30 * 60_000);
    return { messageId, ticket: token, ticketUntil };
  };
  return { ...desk, messageId, click };
}

describe('a card that takes several messages', () => {
  test('goes out in parts, each once, however often it is tried', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const id = desk.newId();
    const parts = () => feishu.seen(group).map(({ messageId }) => messageId);
    const first = idOf(await desk.send(group.chatId, aLongCard('台账'), { id }));
    expect(parts().length).toBeGreaterThan(2);
    expect(parts()[0]).toBe(first);
    await feishu.advance(2_000);
    const before = parts();
    expect(idOf(await desk.send(group.chatId, aLongCard('台账'), { id }))).toBe(first);
    expect(parts()).toEqual(before);
    expect(feishu.violations).toEqual([]);
  });

  test('that is broken off in the middle is unsure, and completed by the next attempt', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const id = desk.newId();
    await desk.send(desk.chen.openId, aLongCard('台账'));
    const whole = feishu.seen(desk.chen).length;
    await feishu.advance(2_000);
    for (const fault of ['throttled', 'bad-gateway', 'ip-refused', 'target-throttled'] as const) {
      const sendMessage: Desk['api']['sendMessage'] = (message) => {
        if (message.uuid === `${id}-2`) feishu.misbehave({ fault, route: 'message.create' });
        return desk.api.sendMessage(message);
      };
      const channel = desk.newChannel({ ...desk.api, sendMessage });
      const delivery = await channel.send({ id, chat: group.chatId, content: aLongCard('台账') });
      expect(delivery).toMatchObject({ kind: 'retry', unsure: true });
      expect(feishu.seen(group)).toHaveLength(1);
      await feishu.advance(3_000);
    }
    expect(await desk.send(group.chatId, aLongCard('台账'), { id })).toMatchObject({ kind: 'sent' });
    expect(feishu.seen(group)).toHaveLength(whole);
    expect(feishu.violations).toEqual([]);
  });
});

test('a later part that is refused is told in words, and takes nothing back', async () => {
  const desk = await createDesk();
  const { feishu, group } = desk;
  const sendMessage: Desk['api']['sendMessage'] = (message) => {
    if (message.uuid.endsWith('-2')) feishu.misbehave({ fault: 'sensitive-words', route: 'message.create' });
    return desk.api.sendMessage(message);
  };
  const channel = desk.newChannel({ ...desk.api, sendMessage });
  const message = { id: desk.newId(), chat: group.chatId, content: aLongCard('台账') };
  expect(await channel.send(message)).toMatchObject({ kind: 'sent' });
  const [first, second, third] = feishu.seen(group);
  expect([first?.type, second?.type, third?.type]).toEqual(['interactive', 'text', 'interactive']);
  expect(second?.text).toMatch(/“台账”第 2\/\d 部分未能在飞书显示（内容含敏感词.*https:\/\/zhaoyou\.test/);
});

describe('people on a card', () => {
  const withPerson = (openId: string) =>
    aCard('催办', [{ kind: 'text', text: ['请 ', { person: { name: '陈', ids: { feishu: openId } } }] }]);

  test('are shown with their face once they have talked with the bot, by name always', async () => {
    const { feishu, send, chen, group } = await createDesk();
    await send(group.chatId, withPerson(chen.openId));
    await send(chen.openId, '您好');
    await send(group.chatId, withPerson(chen.openId));
    const cards = feishu.seen(group).map(({ card }) => JSON.stringify(card));
    expect(cards.map((card) => card.includes(`<person id='${chen.openId}'`))).toEqual([false, true]);
    expect(cards.every((card) => card.includes('陈'))).toBe(true);
    expect(feishu.violations).toEqual([]);
  });

  test('lose it when the platform refuses the card for it', async () => {
    const { feishu, send, newId, chen, group } = await createDesk();
    await send(chen.openId, '您好');
    chen.visible = false;
    const id = newId();
    expect(await send(group.chatId, withPerson(chen.openId), { id })).toMatchObject({
      kind: 'retry',
      afterMs: 0,
    });
    expect(await send(group.chatId, withPerson(chen.openId), { id })).toMatchObject({ kind: 'sent' });
    expect(await send(group.chatId, withPerson(chen.openId))).toMatchObject({ kind: 'sent' });
    expect(feishu.violations.map(({ breach }) => breach)).toEqual(['bad-card']);
  });
});

describe('a card that replaces another', () => {
  test('is patched in place', async () => {
    const { send, group, feishu } = await createDesk();
    const messageId = idOf(await send(group.chatId, clickable));
    expect(await send(group.chatId, aCard('已签收'), { replaces: { messageId } })).toEqual({
      kind: 'sent',
      messageId,
    });
    expect(feishu.seen(group)).toMatchObject([
      { messageId, versions: 2, text: expect.stringContaining('已签收') },
    ]);
  });

  test('uses a click’s ticket twice at most, then patches; a dead ticket never', async () => {
    const desk = await clicked();
    const { feishu, group, messageId } = desk;
    const replaces = await desk.click();
    for (const title of ['一', '二', '三'])
      expect(await desk.send(group.chatId, aCard(title), { replaces })).toEqual({ kind: 'sent', messageId });
    expect(feishu.message(messageId).versions.map(({ by }) => by)).toEqual([
      'create',
      'delayed',
      'delayed',
      'patch',
    ]);
    await desk.send(group.chatId, clickable, { replaces: { messageId } });
    const late = await desk.click();
    await feishu.advance(30 * 60_000);
    const updates = routes(desk).filter((route) => route === 'card.update').length;
    expect(await desk.send(group.chatId, aCard('四'), { replaces: late })).toMatchObject({ kind: 'sent' });
    expect(routes(desk).filter((route) => route === 'card.update')).toHaveLength(updates);
    expect(feishu.violations).toEqual([]);
  });

  test('a lost answer of an update is no danger: it is simply made again', async () => {
    const desk = await clicked();
    const { feishu, group, messageId } = desk;
    for (const [route, replaces] of [
      ['card.update', await desk.click()],
      ['message.patch', { messageId }],
    ] as const) {
      feishu.misbehave({ fault: 'lost', route });
      const delivery = await desk.send(group.chatId, aCard('新'), { replaces });
      expect(delivery).toMatchObject({ kind: 'retry' });
      expect(delivery).not.toHaveProperty('unsure');
      expect(await desk.send(group.chatId, aCard('新'), { replaces })).toEqual({ kind: 'sent', messageId });
    }
    expect(feishu.seen(group)).toHaveLength(1);
  });

  test.each<[string, (desk: Desk, messageId: string) => unknown]>([
    ['recalled', ({ feishu }, id) => (feishu.message(id).recalled = true)],
    ['older than 14 days', ({ feishu }) => feishu.advance(15 * DAY)],
    ['unknown', ({ feishu }, id) => feishu.world.messages.delete(id)],
    ['of another app', ({ feishu }, id) => (feishu.message(id).sender.id = 'cli_other')],
  ])('comes as a new message when the old one is %s', async (_, lose) => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const messageId = idOf(await desk.send(group.chatId, clickable));
    await lose(desk, messageId);
    const fresh = idOf(await desk.send(group.chatId, aCard('已签收'), { replaces: { messageId } }));
    expect(fresh).not.toBe(messageId);
    expect(feishu.seen(group).at(-1)).toMatchObject({ messageId: fresh, versions: 1 });
    expect(feishu.violations).toEqual([]);
  });

  test('takes five a second on one message; a lock passes; a group that is gone is dead', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const messageId = idOf(await desk.send(group.chatId, clickable));
    const replaces = { messageId };
    const patch = () => desk.send(group.chatId, aCard('新'), { replaces });
    feishu.misbehave({ fault: 'card-locked', route: 'message.patch' });
    expect(await patch()).toMatchObject({ kind: 'retry', afterMs: 1_000 });
    for (let i = 0; i < 4; i++) expect(await patch()).toMatchObject({ kind: 'sent' });
    expect(await patch()).toEqual({ kind: 'wait', afterMs: 1_250 });
    await feishu.advance(1_250);
    feishu.misbehave({ fault: 'target-throttled', route: 'message.patch' });
    expect(await patch()).toEqual({ kind: 'wait', afterMs: 1_100 });
    expect(await patch()).toEqual({ kind: 'wait', afterMs: 1_100 });
    expect(await desk.send(group.chatId, '别的'), 'only that message is busy').toMatchObject({
      kind: 'sent',
    });
    await feishu.advance(1_100);
    group.bot = false;
    expect(await patch()).toMatchObject({ kind: 'dead' });
    expect(await desk.send(group.chatId, '别的')).toMatchObject({ kind: 'dead' });
    expect(feishu.violations).toEqual([]);
  });
});

describe('files and pictures', () => {
  const withPicture = (file: string): { card: Card } =>
    aCard('作战图', [{ kind: 'fold', title: '图', blocks: [{ kind: 'image', file, alt: '作战图' }] }]);

  test('go up once, so that a repetition has the same content', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const file = await desk.putFile('通报.xlsx', PNG);
    const picture = await desk.putFile('图.png', PNG);
    for (const content of [{ file }, withPicture(picture.id)]) {
      const message = { id: desk.newId(), chat: group.chatId, content };
      feishu.misbehave({ fault: 'lost', route: 'message.create', times: 2 });
      expect(await desk.channel.send(message)).toMatchObject({ kind: 'retry', unsure: true });
      expect(await desk.newChannel().send(message)).toMatchObject({ kind: 'sent' });
      await feishu.advance(2_000);
    }
    expect(feishu.seen(group)).toHaveLength(2);
    expect(feishu.uploads.all().map(({ kind }) => kind)).toEqual(['file', 'image']);
    expect(JSON.stringify(feishu.seen(group)[1]?.card)).toContain(feishu.uploads.all()[1]?.key);
    expect(feishu.violations).toEqual([]);
  });

  test('an upload that fails holds the message back, and nothing is unsure', async () => {
    const desk = await createDesk();
    const file = await desk.putFile('通报.xlsx', PNG);
    for (const fault of ['lost', 'upload-stopped', 'bad-gateway'] as const) {
      desk.feishu.misbehave({ fault, route: 'file.create' });
      const delivery = await desk.send(desk.group.chatId, { file });
      expect(delivery).toMatchObject({ kind: 'retry' });
      expect(delivery).not.toHaveProperty('unsure');
    }
    desk.feishu.misbehave({ fault: 'throttled', route: 'file.create' });
    expect(await desk.send(desk.group.chatId, { file })).toEqual({ kind: 'wait', afterMs: 1_000 });
    expect(await desk.send(desk.group.chatId, '一')).toMatchObject({ kind: 'sent' });
  });

  test('what the platform will not take is told by its address', async () => {
    const desk = await createDesk();
    const { feishu, group } = desk;
    const empty = await desk.putFile('空.xlsx', new Uint8Array());
    const huge = await desk.putFile('大.xlsx', Buffer.alloc(30 * 1024 * 1024 + 1));
    const noPicture = await desk.putFile('图.png', Buffer.from('%PDF'));
    expect(await desk.send(group.chatId, { file: empty })).toMatchObject({ kind: 'sent' });
    expect(await desk.send(group.chatId, { file: huge })).toMatchObject({ kind: 'sent' });
    for (const { id } of [noPicture, huge, { id: '65f000000000000000000000' }])
      expect(await desk.send(group.chatId, withPicture(id))).toMatchObject({ kind: 'sent' });
    const told = feishu.seen(group).map(({ text, card }) => text + JSON.stringify(card));
    for (const [i, { id }] of [empty, huge, noPicture, huge].entries())
      expect(told[i]).toContain(`https://zhaoyou.test/files/${id}`);
    const gone = { id: '65f000000000000000000000', name: '没了.xlsx', bytes: 5 };
    expect(await desk.send(group.chatId, { file: gone })).toEqual({
      kind: 'bad',
      reason: '文件“没了.xlsx”已不在',
    });
    expect(feishu.violations).toEqual([]);
  });
});
