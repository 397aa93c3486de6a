import { beforeAll, describe, expect, test } from 'vitest';
import { moveRow } from '../../handlers/services/ledgers/move.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { aWorld, cardIn, CHANNELS, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { worksThroughMay } from '../helpers/months.ts';

/** No card says what is not so any more: it is replaced where it stands, or dropped before it leaves. */
describe.each(CHANNELS)('the cards of a month on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    await worksThroughMay(world);
  });
  const cardsOf = (post: string) =>
    world.sentTo(`post:${post}`).flatMap((said) => ('card' in said ? [said.card] : []));

  test('what is to be filled in says the day, and after the freeze that it is over', async () => {
    await world.comesTo('2026-06-01T10:15:00+08:00');
    expect(wordsOf(world.official('YC_FILL').lastCard())).toContain('截止：6月3日 17:30');
    await world.comesTo('2026-06-03T09:01:00+08:00');
    await world.comesTo('2026-06-03T10:15:00+08:00');
    expect(world.official('YC_FILL').lastCard().title).toBe('5月项目进度 6月3日 17:30 截止');
    await world.comesTo('2026-06-09T10:15:00+08:00');
    const cards = cardsOf('YC_FILL');
    expect(cards.map(({ title }) => title)).toEqual(cards.map(() => '源城区5月项目进度填报已截止'));
    expect(wordsOf(cards[0] ?? cardIn(undefined))).toContain('5月数据已于6月9日冻结');
  });

  test('what is to be checked asks until the afternoon, and not after it', async () => {
    await world.comesTo('2026-06-10T10:15:00+08:00');
    const asked = world.official('YC_REVIEW').lastCard();
    expect(asked.title).toBe('请核对：源城区 5月通报（本单元版）');
    expect(wordsOf(asked)).toContain('有异议请于6月10日 17:30 前提交');
    await world.comesTo('2026-06-10T17:31:00+08:00');
    const over = world.official('YC_REVIEW').lastCard();
    expect(over.title).toBe('源城区 5月通报（本单元版）');
    expect(wordsOf(over)).toContain('核对已于6月10日 17:30 截止。');
    expect(labelsOf(over)).not.toContain('提交异议');
  });

  test('a reminder that waits while the bulletin is signed never leaves', async () => {
    const { services } = world;
    await world.comesTo('2026-06-11T10:15:00+08:00');
    const [first] = cardsOf('SFB_BULLETIN');
    expect(first?.title).toBe('待签发：2026年5月通报');
    // On the day of issue it is not signed: the reminder is written at 8:40 and waits for the office to open.
    await world.comesTo('2026-06-12T08:41:00+08:00');
    const waiting = await services.store.outbox.list('due');
    expect(waiting.map(({ about }) => about?.says)).toEqual(['row', 'row']);
    await moveRow(
      services.as('SFB_BULLETIN'),
      bulletins,
      { code: 'TB-2026-05', event: 'sign' },
      (moved) => moved,
    );
    await world.comesTo('2026-06-12T10:15:00+08:00');
    for (const card of cardsOf('SFB_SECRETARY')) expect(labelsOf(card)).not.toContain('签发');
    const dropped = await services.store.outbox.list('dropped');
    expect(dropped.map(({ lastError }) => lastError)).toEqual(['已是“已印发”', '已是“已印发”']);
    expect(cardsOf('SFB_SECRETARY').map(({ title }) => title)).not.toContain('待签发：2026年5月通报');
  });

  test('and what was to be checked says that it is out', () => {
    const card = world.official('YC_REVIEW').lastCard();
    expect(card.subtitle).toBe('已印发');
    expect(world.faults).toEqual([]);
  });
});
