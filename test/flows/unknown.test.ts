import { beforeAll, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { aWorld, cardIn, first, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** Unknown is not zero, and zero is no verdict. */
let world: World;
beforeAll(async () => {
  world = await aWorld();
  const { services } = world;
  services.clock.set(new Date('2026-06-12T10:00:00+08:00'));
  await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, aProject({ signDate: '2026-02-12', plannedInvestWan: 500_000 })),
  );
});

test.each(['通报 2025年12月', '排名 2019年1月', '通报 2026年1月 导出'])(
  'a month before the data begin has none: %s',
  async (text) => {
    const reply = first(await world.official('SFB_BULLETIN').says(text));
    expect('text' in reply && reply.text).toContain('没有数据：项目台账的签约从2026年2月开始');
  },
);

test('where nobody has signed a project that counts nobody is first, and there is no chart of nothing', async () => {
  const card = cardIn(first(await world.official('SFB_BULLETIN').says('通报 2026年5月')));
  const words = wordsOf(card);
  expect(words).not.toMatch(/第1|零签约/);
  expect(card.blocks.filter(({ kind }) => kind === 'chart')).toEqual([]);
  const [table] = card.blocks.filter((block) => block.kind === 'table');
  expect(new Set(table?.rows.slice(0, -1).map(([rank]) => rank))).toEqual(new Set(['—']));
});
