import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { enterprises } from '../../models/ledgers/enterprise.ts';
import { projects } from '../../models/ledgers/project.ts';
import { usccCheckChar } from '../../models/rules/uscc.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** More than a card shows, and more than the hundred names that a list once stopped at. */
const SIGNED = 113;
const HIDDEN = 4;

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    const { signDate: _unsigned, landUnit: _nowhere, ...talked } = aProject({ stage: 'NEGOTIATING' });
    const usccOf = (i: number) => `9144160000000${String(i).padStart(4, '0')}`;
    await services.store.change(changeOf(services.as()), async (change) => {
      await change.insertMany(projects, [
        ...Array.from({ length: SIGNED }, (_, i) => ({
          values: aProject({ name: `星河${i + 1}号连接器生产项目` }),
        })),
        ...Array.from({ length: HIDDEN }, (_, i) => ({
          values: { ...talked, name: `星河连接器在谈项目${i + 1}`, alias: `甲${i}`, introUnit: 'HP' },
        })),
      ]);
      await change.insertMany(
        enterprises,
        Array.from({ length: SIGNED }, (_, i) => ({
          values: {
            name: `星河${i + 1}号连接器厂`,
            uscc: usccOf(i) + (usccCheckChar(usccOf(i)) ?? ''),
            unit: 'YC',
            chain: 'ELEC' as const,
            bizStatus: 'NORMAL' as const,
          },
        })),
      );
    });
  });

  test('查 tells how many there are in all, within what the asker may see', async () => {
    const card = cardIn(first(await world.official('YC_FILL').says('查 星河')));
    expect(card.subtitle).toBe(`共 ${SIGNED} 个，显示前 10 个`);
    expect(wordsOf(card)).toContain('请写得更具体些');
    const city = cardIn(first(await world.official('SWJ_CITY').says('查 星河')));
    expect(city.subtitle).toBe(`共 ${SIGNED + HIDDEN} 个，显示前 10 个`);
  });

  test('in a group nothing under negotiation is counted', async () => {
    const card = cardIn(first(await world.official('SWJ_CITY').says('查 星河', 'G2')));
    expect(card.subtitle).toBe(`共 ${SIGNED} 个，显示前 10 个`);
  });

  test('what was typed counts where a name holds it; names merely alike are for when none does', async () => {
    const asked = async (text: string) => cardIn(first(await world.official('YC_FILL').says(`查 ${text}`)));
    expect((await asked('星河11号')).title).toBe('星河11号连接器生产项目');
    expect((await asked('xinghe')).subtitle).toBe(`共 ${SIGNED} 个，显示前 10 个`);
    const mistyped = await asked('星和11号连接器');
    expect(wordsOf(mistyped)).toContain('星河11号连接器生产项目');
  });

  test('a ledger narrowed down by a name counts to the end', async () => {
    const card = cardIn(first(await world.official('YC_FILL').says('企业台账 星河')));
    expect(card.subtitle).toBe(`“星河” 共 ${SIGNED} 条`);
  });
});
