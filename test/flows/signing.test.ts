import { beforeAll, describe, expect, test } from 'vitest';
import { aWorld, cardIn, CHANNELS, wordsOf, type World } from '../helpers/conversation.ts';
import { worksThroughMay } from '../helpers/months.ts';

const SIGNERS = ['SFB_BULLETIN', 'SFB_SECRETARY'];

/** Several signers, each with the card and its reminder: whoever acts, acts for all cards. */
describe.each(CHANNELS)('the cards that ask for a signature, on %s', (channel) => {
  let world: World;
  const cardsOf = (post: string) =>
    world
      .sentTo(`post:${post}`)
      .filter((say) => 'card' in say)
      .map(cardIn)
      .filter(({ title }) => title.includes('2026年5月通报'));
  const everyCard = () => SIGNERS.flatMap((post) => cardsOf(post).map(wordsOf));

  beforeAll(async () => {
    world = await aWorld(channel);
    await worksThroughMay(world);
    await world.comesTo('2026-06-11T09:40:00+08:00');
    await world.comesTo('2026-06-12T08:41:00+08:00');
    await world.comesTo('2026-06-12T11:44:00+08:00');
  });

  test('stand in both chats, with the reminder', () => {
    expect(SIGNERS.map((post) => cardsOf(post).length)).toEqual([2, 2]);
    for (const words of everyCard()) expect(words).toContain('待签发');
  });

  test('all say that it is signed when one signer has signed, and nobody gets a further message', async () => {
    const [owner] = SIGNERS.map((post) => world.official(post));
    const [first] = cardsOf('SFB_BULLETIN');
    if (!owner || !first) throw new Error('no card to sign');
    const reply = await owner.clicks('签发', first);
    expect(reply.toast).toEqual({ tone: 'good', text: '已签发，正在推送' });
    expect(everyCard()).toHaveLength(4);
    for (const words of everyCard()) {
      expect(words).not.toContain('待签发');
      expect(words).toContain('签发并印发');
    }
    expect(world.faults).toEqual([]);
  });
});
