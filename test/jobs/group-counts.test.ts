import { expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { aWorld, CHANNELS, wordsOf } from '../helpers/conversation.ts';
import { addTasks, moveTask, tasks } from '../helpers/limited-ledger.ts';

/** The weekly list of domain.md 5.4: counts, on the first working day of the week, to 成员单位群 alone. */
test.each(CHANNELS)(
  'the organs’ group gets counts and nobody’s backlog, once a week, on %s',
  async (channel) => {
    const world = await aWorld(channel, { ledgers: [...LEDGERS, tasks] });
    const { services } = world;
    const cardsIn = (group: string) =>
      world
        .sentTo(`group:${group}`)
        .flatMap((say) => ('card' in say && say.card.title.endsWith('办理情况') ? [say.card] : []));
    services.clock.set(new Date('2026-09-30T10:00:00+08:00'));
    await world.comesTo('2026-09-30T10:00:00+08:00');
    // Due on 10-15, after 国庆.
    const [done] = await addTasks(services, '甲事', '乙事', '丙事');
    if (!done) throw new Error('no row');
    await moveTask(services, done, 'finish');

    // Monday the 5th is a holiday; the week's first working day is Thursday the 8th.
    await world.comesTo('2026-10-05T09:11:00+08:00');
    expect(cardsIn('G1')).toEqual([]);
    await world.comesTo('2026-10-08T09:11:00+08:00');
    const [first] = cardsIn('G1');
    expect(first?.summary).toBe('当日到期 0 项，逾期 0 项');
    expect(first && wordsOf(first)).toContain('事项 2 0 0');
    await world.comesTo('2026-10-09T09:11:00+08:00');
    expect(cardsIn('G1')).toHaveLength(1);

    await world.comesTo('2026-10-19T09:11:00+08:00');
    const cards = cardsIn('G1');
    const last = cards.at(-1);
    expect(last?.summary).toBe('当日到期 0 项，逾期 2 项');
    const words = cards.map(wordsOf).join('\n');
    for (const hidden of ['甲事', '乙事', '丙事', '源城', 'SX-']) expect(words).not.toContain(hidden);
    for (const group of ['G2', 'G3-YC', 'G4', 'G5-YC']) expect(cardsIn(group), group).toEqual([]);
  },
);

test('a group with nothing under way gets nothing', async () => {
  const world = await aWorld('web', { ledgers: [...LEDGERS, tasks] });
  const { services } = world;
  services.clock.set(new Date('2026-06-12T10:00:00+08:00'));
  await world.comesTo('2026-06-12T10:01:00+08:00');
  const [one] = await services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(tasks, [{ values: { name: '甲事', unit: 'YC' } }]),
  );
  if (!one) throw new Error('no row');
  await moveTask(services, one, 'finish');
  const ran = await world.comesTo('2026-06-15T08:46:00+08:00');
  expect(ran.find(({ job }) => job === 'weekly-counts')?.report).toBe('没有在办事项，不发');
  expect(JSON.stringify(world.sentTo('group:G1'))).not.toContain('办理情况');
});
