import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { targets } from '../../models/ledgers/target.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** The month of May 2026 from opening to issue, by the days of domain.md 5.1: 6/1 open … 6/12 issue. */
describe.each(CHANNELS)('the month on %s, day by day', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    services.clock.set(new Date('2026-05-29T09:00:00+08:00'));
    await services.store.change(changeOf(services.as()), async (change) => {
      await change.insertMany(projects, [
        { values: aProject({ signDate: '2026-05-12' }) },
        { values: aProject({ signDate: '2026-02-12', startedOn: '2026-04-20' }) },
        { values: aProject({ signDate: '2025-03-12', startedOn: '2025-09-01', producedOn: '2026-05-20' }) },
        { values: aProject({ signDate: '2025-06-12', introUnit: 'GX', landUnit: 'GX' }) },
      ]);
      await change.insert(targets, { unit: 'YC', year: 2026, indicator: 'NEW_OVER_YI_MFG', value: 22 });
    });
    await world.comesTo('2026-05-29T09:00:00+08:00');
  });

  test('1st working day: reporters are reminded, in the push window and away from :00 and :30', async () => {
    const ran = await world.comesTo('2026-06-01T08:46:00+08:00');
    expect(ran.map(({ job }) => job)).toContain('monthly-open');
    await world.comesTo('2026-06-01T11:45:00+08:00');
    expect(wordsOf(world.official('YC_FILL').lastCard())).toMatch(
      /请更新源城区5月项目进度[\s\S]*6月3日 17:30/,
    );
  });

  test('7th: the data are frozen; what changes later does not change them', async () => {
    await world.comesTo('2026-06-09T08:41:00+08:00');
    const { services } = world;
    await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject({ signDate: '2026-05-30' })),
    );
    const card = cardIn(first(await world.official('SWJ_CITY').says('通报 2026年5月')));
    expect(wordsOf(card)).toContain('新签约超亿元制造业项目2个');
  });

  test("8th: a county's reviewer checks its own figures and objects; the reporter may not", async () => {
    await world.comesTo('2026-06-10T10:11:00+08:00');
    const reviewer = world.official('YC_REVIEW');
    const card = reviewer.lastCard();
    expect(card.title).toContain('请核对：源城区');
    const reply = await reviewer.clicks('提交异议', card, { f_objection: '某项目已于 5 月动工，请核实' });
    expect(reply.toast?.tone).toBe('good');
    // The card says what was handed in, and takes more.
    expect(wordsOf(reply.card ?? card)).toMatch(/已提交异议 1 条[\s\S]*某项目已于 5 月动工[\s\S]*待答复/);
    expect(labelsOf(reply.card ?? card)).toContain('提交异议');
    const refused = await world
      .official('YC_FILL')
      .act(
        'ledger.move',
        { ledger: 'bulletins', code: 'TB-2026-05', event: 'object' },
        { f_objection: '越权的异议' },
      );
    expect(refused.toast).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('不能提交异议'),
    });
  });

  test('9th: only the owner signs; nothing goes out before', async () => {
    await world.comesTo('2026-06-11T10:11:00+08:00');
    const owner = world.official('SFB_BULLETIN');
    const draft = owner.lastCard();
    expect(wordsOf(draft)).toMatch(/县区核对异议 1 条[\s\S]*源城区/);
    const refused = await world.official('LXB_ADMIN').clicks('签发', draft);
    expect(refused.toast?.text).toContain('不能签发');
    expect((await owner.clicks('签发', draft)).toast?.text).toBe('还有 1 条县区异议没有答复，请先答复再签发');
    const objection = world
      .sentTo('post:SFB_BULLETIN')
      .map(cardIn)
      .find(({ title }) => title.includes('异议'));
    if (!objection) throw new Error('the owner is asked');
    expect(wordsOf(objection)).toMatch(/源城区对2026年5月通报的异议[\s\S]*某项目已于 5 月动工/);
    const form = { f_outcome: 'REJECTED', f_ruling: '施工许可证日期在 6 月，列入下一期' };
    const answered = await owner.clicks('答复', objection, form);
    expect(answered.toast?.text).toBe('已答复，县区已收到结果');
    expect(wordsOf(owner.lastCard())).toMatch(/待签发[\s\S]*都已答复[\s\S]*不采纳：施工许可证日期在 6 月/);
    const told = world.sentTo('post:YC_REVIEW').map(cardIn).map(wordsOf).slice(-2).join('');
    expect(told).toMatch(/不采纳：施工许可证日期在 6 月/);
    expect((await owner.clicks('答复', objection, form)).toast?.tone).toBe('bad');
    const signed = await owner.clicks('签发', draft);
    expect(signed.toast).toEqual({ tone: 'good', text: '已签发，将按期推送' });
    expect(world.sentTo('group:G1')).toEqual([]);
    const again = await owner.clicks('签发', draft);
    expect(again.toast?.text).toContain('已由');
    expect(wordsOf(again.card ?? draft)).toContain('已由');
  });

  test('10th: groups, counties and leaders each get their own version, once', async () => {
    await world.comesTo('2026-06-12T08:41:00+08:00');
    await world.comesTo('2026-06-12T11:44:00+08:00');
    await world.comesTo('2026-06-12T16:00:00+08:00');
    for (const group of ['G1', 'G2']) {
      expect(
        world
          .sentTo(`group:${group}`)
          .map(cardIn)
          .map(({ title }) => title),
      ).toEqual(['2026年5月全市招商引资通报']);
    }
    const county = cardIn(world.sentTo('group:G3-YC').at(-1));
    expect(wordsOf(county)).toMatch(/源城区 5月通报（本单元版）[\s\S]*居全市第1/);
    const leader = cardIn(world.sentTo('post:LD_CONVENER').at(-1));
    expect(leader.title).toBe('【5月招商通报摘要】');
    expect(leader.blocks.filter(({ kind }) => kind === 'text').length).toBeLessThanOrEqual(8 + 6);
  });

  test('a repeated step, a restart and a late tick send nothing twice', async () => {
    const before = world.sentTo('group:G1').length;
    const job = world.runner.find('monthly-issue');
    expect(await world.runner.run(job, new Date('2026-06-12T08:40:00+08:00'))).toBeUndefined();
    await world.comesTo('2026-06-12T17:00:00+08:00');
    expect(world.sentTo('group:G1')).toHaveLength(before);
    expect(world.faults).toEqual([]);
  });

  test('what was deducted after the freeze becomes a correction of the next month (scenario 2)', async () => {
    const { services } = world;
    const row = first(
      await services.store.rows(projects).find(SYSTEM, { where: { signDate: '2025-06-12' } }),
    );
    await services.store.change(changeOf(services.as()), (change) =>
      change.update(projects, row, { deducted: true, deductDoc: '河招办〔2026〕9号' }),
    );
    await world.comesTo('2026-07-09T08:41:00+08:00');
    const may = cardIn(first(await world.official('SWJ_CITY').says('通报 2026年5月')));
    const june = cardIn(first(await world.official('SWJ_CITY').says('通报 2026年6月')));
    expect(wordsOf(may)).not.toContain('更正');
    expect(wordsOf(june)).toContain('更正');
  });
});
