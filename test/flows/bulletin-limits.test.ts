import { beforeAll, describe, expect, test } from 'vitest';
import { aWorld, cardIn, CHANNELS, first, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { worksThroughMay } from '../helpers/months.ts';

/** Until when a bulletin is checked and signed (domain.md 5.1 D10): counties may say nothing, the signers may not. */
describe.each(CHANNELS)('the limits of the month on %s', (channel) => {
  let world: World;
  const says = async (post: string, text: string) => cardIn(first(await world.official(post).says(text)));
  const todoOf = async (post: string) => wordsOf(await says(post, '我的待办'));

  beforeAll(async () => {
    world = await aWorld(channel);
    await worksThroughMay(world);
    await world.comesTo('2026-06-10T10:11:00+08:00');
  });

  test('a county finds the figures to check among what it may do, until the afternoon', async () => {
    const todo = await says('YC_REVIEW', '我的待办');
    expect(wordsOf(todo)).toMatch(/2026年5月通报 县区核对 · 2026-06-10 17:30 前/);
    expect(await todoOf('YC_FILL')).toContain('没有待办');
    const reviewer = world.official('YC_REVIEW');
    const opened = await reviewer.act('ledger.open', { ledger: 'bulletins', code: 'TB-2026-05', here: true });
    expect(opened.card && labelsOf(opened.card)).toContain('提交异议');
  });

  test('and is not late, nor waited for, when it has said nothing', async () => {
    await world.comesTo('2026-06-10T18:00:00+08:00');
    expect(await todoOf('YC_REVIEW')).toContain('没有待办');
    const heard = world.sentTo('post:YC_REVIEW').length;
    expect(wordsOf(await says('SFB_BULLETIN', '谁没办 TB-2026-05'))).toContain('不等哪个岗位办理');
    await world.comesTo('2026-06-11T11:45:00+08:00');
    expect(world.sentTo('post:YC_REVIEW').slice(heard)).toEqual([]);
  });

  test('the signers sign by the ninth working day, and are late after it', async () => {
    expect(await todoOf('SFB_BULLETIN')).toContain('待签发 · 2026-06-11 17:30 前');
    const why = wordsOf(await says('SFB_BULLETIN', '为什么是这一天 TB-2026-05'));
    expect(why).toMatch(/当前“待签发”，期限 2026-06-11 17:30\s2026-06-01 计 1 日/);
    await world.comesTo('2026-06-11T18:00:00+08:00');
    expect(await todoOf('SFB_SECRETARY')).toContain('已逾期');
    expect(wordsOf(await says('SFB_BULLETIN', '谁没办 TB-2026-05'))).toContain('市府办公室');
    expect(world.faults).toEqual([]);
  });
});
