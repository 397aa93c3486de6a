import { beforeAll, describe, expect, test } from 'vitest';
import { bulletinFacts } from '../../handlers/services/bulletins/facts.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** 签约审核 (domain.md 0.1-5, 3.0): what a county writes as newly signed counts after a second pair of eyes. */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    await add('YC_FILL', { name: '松山精密轴承生产项目', signDate: '2026-05-12' });
    await add('YC_FILL', { name: '榕江石墨负极材料项目', signDate: '2026-05-13' });
    await add('PROJECT_CITY', { name: '槎城伺服电机生产项目', signDate: '2026-05-14' });
    await add('YC_FILL', {
      name: '客家米粉小作坊扩建项目',
      signDate: '2026-05-14',
      plannedInvestWan: 500_000,
    });
  });

  async function add(post: string, values: Parameters<typeof aProject>[0]): Promise<Project> {
    const { services } = world;
    services.clock.set(new Date('2026-05-29T09:00:00+08:00'));
    return services.store.change(changeOf(services.as(postOf(post))), (change) =>
      change.insert(projects, aProject(values)),
    );
  }
  const postOf = (code: string) =>
    world.services.city.posts.find(({ code: each, roles }) => each === code || roles.includes(code as never))
      ?.code ?? code;
  const named = async (name: string): Promise<Project> => {
    const [row] = await world.services.store.rows(projects).find(SYSTEM, { where: { name } });
    if (!row) throw new Error(`no ${name}`);
    return row;
  };
  const counted = async () => {
    const { figures } = await bulletinFacts(world.services.as(), '2026-05', { document: 'city' });
    return { count: figures.x.total.count, notes: figures.notes.join('') };
  };

  test('what the county signed waits, what the city signed and what no cohort holds does not', async () => {
    const states = async (name: string) => (await named(name)).status;
    expect(await states('松山精密轴承生产项目')).toBe('REVIEWING');
    expect(await states('槎城伺服电机生产项目')).toBe('SETTLED');
    expect(await states('客家米粉小作坊扩建项目')).toBe('SETTLED');
    const { count, notes } = await counted();
    expect(count).toBe(1);
    expect(notes).toContain('新签约待审核、未计入的项目：源城区2个');
    expect(notes).toContain('且经县区审核人或市商务局审核的为准');
  });

  test('its card says what is owed, by whom and until when, and gives the writer no button for it', async () => {
    const { code } = await named('松山精密轴承生产项目');
    const card = cardIn(first(await world.official('YC_FILL').says(`查 ${code}`)));
    expect(wordsOf(card)).toContain('签约待审核，审核前不计入通报 · 源城区审核人 · 6月2日 17:30 前');
    expect(labelsOf(card)).not.toContain('签约属实');
  });

  test('on the fourth working day the reviewer gets the list, and one tap takes what it shows', async () => {
    await world.comesTo('2026-06-01T08:46:00+08:00');
    await world.comesTo('2026-06-04T08:46:00+08:00');
    await world.comesTo('2026-06-04T09:05:00+08:00');
    const reviewer = world.official('YC_REVIEW');
    const card = reviewer.lastCard();
    expect(wordsOf(card)).toContain('源城区新签约项目待审核 2 个');
    expect(wordsOf(card)).toContain('缺合同编号');

    // One of them is changed after the card was made.
    const changed = await named('榕江石墨负极材料项目');
    await world.services.store.change(changeOf(world.services.as('YC_FILL')), (change) =>
      change.update(projects, changed, { plannedInvestWan: 2_600_000 }),
    );
    const reply = await reviewer.clicks('以上 2 个签约属实', card);
    expect(reply.toast?.text).toBe('1 个已审核通过，计入通报；1 个在您查看后有改动，请再看一次');
    expect(reply.card && wordsOf(reply.card)).toContain('待审核 1 个');
    expect((await counted()).count).toBe(2);
    // 市商务局 has had the list of all counties, which is shorter now.
    expect(wordsOf(world.official('SWJ_CITY').lastCard())).toContain('新签约项目待审核 1 个');
  });

  test('returned with a reason it is the county’s again, and mended it is handed in by that', async () => {
    const reviewer = world.official('YC_REVIEW');
    const { code } = await named('榕江石墨负极材料项目');
    const { card: form } = await reviewer.clicks(
      '退回补正',
      cardIn(first(await reviewer.says(`查 ${code}`))),
    );
    if (!form) throw new Error('it asks for the reason');
    const returned = await reviewer.clicks('退回补正', form, { f_returnReason: '合同金额与填报不一致' });
    expect(returned.toast?.text).toBe('已退回补正');
    const filler = world.official('YC_FILL');
    const card = cardIn(first(await filler.says(`查 ${code}`)));
    expect(wordsOf(card)).toContain('退回原因：合同金额与填报不一致');
    expect(labelsOf(card)).toContain('重新提交');
    const row = await named('榕江石墨负极材料项目');
    await world.services.store.change(changeOf(world.services.as('YC_FILL')), (change) =>
      change.update(projects, row, { plannedInvestWan: 2_500_000 }),
    );
    expect((await named('榕江石墨负极材料项目')).status).toBe('REVIEWING');
    const events = (await world.services.store.audit.history(code)).map(({ event }) => event);
    expect(events).toEqual(['create', 'file', 'change', 'return', 'change', 'file']);
  });

  test('the signer is told what is new, what it lacks, and who has not looked', async () => {
    await world.comesTo('2026-06-09T08:41:00+08:00');
    await world.comesTo('2026-06-11T08:41:00+08:00');
    await world.comesTo('2026-06-11T09:11:00+08:00');
    const words = wordsOf(world.official('SFB_BULLETIN').lastCard());
    expect(words).toContain('本月新增 2 个，其中 2 个材料不全');
    expect(words).toContain('另有 1 个新签约项目没有审核通过，未计入：源城区 1 个（1 个源城区审核人未审核）');
  });

  test('accepted after the freeze it counts for the next month', async () => {
    const reviewer = world.official('YC_REVIEW');
    const list = cardIn(first(await reviewer.says('待审核')));
    await reviewer.clicks('以上 1 个签约属实', list);
    const row = await named('榕江石墨负极材料项目');
    expect(row).toMatchObject({ status: 'SETTLED', signedIn: '2026-06' });
    expect(wordsOf(cardIn(first(await reviewer.says('待审核'))))).toContain('现在没有等您审核的新签约项目');
  });
});
