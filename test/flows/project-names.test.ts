import { beforeAll, describe, expect, test } from 'vitest';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { xlsx } from '../handlers/services/imports/files.ts';

/** 项目名称不得只写公司名 (domain.md 2.1), whichever way a project comes in. */
const TYPED = {
  f_kind: 'NEW',
  f_chain: 'ELEC',
  f_investorName: '星河电子（河源）有限公司',
  f_plannedInvestWan: '12000',
  f_introUnit: 'YC',
  f_landUnit: 'YC',
  f_stage: 'SIGNED',
  f_signType: 'FORMAL',
  f_signDate: '2026-05-08',
};

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
  });
  const count = () => world.services.store.rows(projects).count(SYSTEM);

  test('the form says what is wrong with the name and what to write instead', async () => {
    const reporter = world.official('YC_FILL');
    const save = (f_name: string) =>
      reporter.act('ledger.save', { ledger: 'projects' }, { ...TYPED, f_name });
    const refused = await save('星河电子（河源）有限公司');
    expect(refused.toast?.text).toBe('还没有保存，请改正标出的内容');
    const form = refused.card?.blocks.find((block) => block.kind === 'form');
    expect(JSON.stringify(form ?? refused.card)).toContain('只写了公司名');
    expect(JSON.stringify(refused.card)).toContain('星河电子××生产项目');
    expect(await count()).toBe(0);
    expect((await save('星河电子（河源）有限公司连接器项目')).toast?.text).toContain('已登记');
  });

  test('an import marks the cell and keeps the good rows', async () => {
    const before = await count();
    const bytes = await xlsx({
      rows: [
        ['项目名称', '投资方', '总投资（亿元）', '县区', '签约时间'],
        ['明盛模具', '明盛模具有限公司', 1.2, '源城区', '2026-05-08'],
        ['明盛模具有限公司精密模具生产项目', '明盛模具有限公司', 1.2, '源城区', '2026-05-08'],
      ],
    });
    const card = cardIn(first(await world.official('YC_FILL').sends({ name: '台账.xlsx', bytes })));
    expect(wordsOf(card)).toMatch(/A2 项目名称“明盛模具”只写了公司名 请写明建设内容，如“明盛模具××生产项目”/);
    await world.official('YC_FILL').clicks('只导入正确的 1 行', card);
    expect(await count()).toBe(before + 1);
  });
});
