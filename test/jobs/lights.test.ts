import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { refreshLights } from '../../handlers/services/projects/lights.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { redLights } from '../../models/ledgers/projects/red-light.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** 每日亮灯 (domain.md 4.4) by the clock: signed 2025-12-05 without a start is red from 2026-06-06 on (Q01). */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let stuck: Project;
  let quiet: Project;
  beforeAll(async () => {
    world = await aWorld(channel);
    await world.comesTo('2026-06-04T12:00+08:00');
    const { services } = world;
    [stuck, quiet] = await services.store.change(changeOf(services.as()), async (change) => {
      const late = aProject({
        signDate: '2025-12-05',
        agreedStart: '2026-07-31',
        agreedProduce: '2027-12-31',
      });
      const talk = aProject({ stage: 'NEGOTIATING', introUnit: 'YC' });
      delete talk.signDate;
      delete talk.signType;
      const rows = await change.insertMany(projects, [{ values: late }, { values: talk }]);
      const [a, b] = rows;
      if (!a || !b) throw new Error('two were put in');
      return [a, b] as const;
    });
  });

  const row = async ({ id }: Project) => {
    const found = await world.services.store.rows(projects).byId(SYSTEM, id);
    if (!found) throw new Error('it is there');
    return found;
  };
  const notices = (post: string) =>
    world
      .sentTo(`post:${post}`)
      .map(cardIn)
      .filter((card) => wordsOf(card).includes(stuck.name) || wordsOf(card).includes(stuck.code));

  test('on the last day of the six months it is not red yet', async () => {
    await world.comesTo('2026-06-05T08:50+08:00');
    expect((await row(stuck)).light ?? 'GREEN').toBe('GREEN');
    expect((await row(stuck)).version).toBe(1);
  });

  describe('the day after', () => {
    test('it turns red on Saturday; the county’s leads hear of it on Monday, others do not', async () => {
      await world.comesTo('2026-06-06T06:30+08:00');
      expect(await row(stuck)).toMatchObject({ light: 'RED', lightReasons: ['Q01'], version: 2 });
      await world.comesTo('2026-06-07T10:11+08:00');
      expect(notices('YC_LEAD')).toEqual([]);
      await world.comesTo('2026-06-08T09:25+08:00');
      expect(notices('YC_LEAD')).toHaveLength(1);
      expect(notices('YC_HEAD')).toHaveLength(1);
      for (const post of ['YC_FILL', 'DY_LEAD', 'LD_CONVENER']) expect(notices(post)).toEqual([]);
    });

    test('the county owes the reasons within three working days of being told, and gives them in one form', async () => {
      const opened = await world.official('YC_FILL').says(`查 ${stuck.code}`);
      const card = cardIn(opened.at(-1));
      expect(wordsOf(card)).toContain('红灯待说明 · 源城区');
      expect(wordsOf(card)).toContain('6月11日 17:30 前');
      expect(wordsOf(card)).toMatch(/亮灯原因：2025-12-05签约，满6个月/);
      const outsider = cardIn((await world.official('DY_FILL').says(`查 ${stuck.code}`)).at(-1));
      expect(labelsOf(outsider)).not.toContain('说明原因和整改');
      const filler = world.official('YC_FILL');
      const { card: form } = await filler.clicks('说明原因和整改', card);
      if (!form) throw new Error('it asks for three things');
      const answer = { f_cause: '林地报批未完成', f_measures: '专班每周调度报批', f_fixBy: '2026-06-05' };
      expect((await filler.clicks('说明原因和整改', form, answer)).toast).toMatchObject({
        tone: 'bad',
        text: '整改时限不能早于今天',
      });
      const done = await filler.clicks('说明原因和整改', form, { ...answer, f_fixBy: '2026-07-10' });
      expect(done.toast?.text).toContain('已提交');
      const now = wordsOf(cardIn((await world.official('SWJ_CITY').says(`查 ${stuck.code}`)).at(-1)));
      expect(now).toMatch(/整改中[\s\S]*未达进度：林地报批未完成[\s\S]*专班每周调度报批（7月10日前）/);
    });

    test('a second reason is kept, but the leads are not told again', async () => {
      const { services } = world;
      await services.store.change(changeOf(services.as()), async (change) =>
        change.update(projects, await row(stuck), { agreedStart: '2026-04-30' }),
      );
      await world.comesTo('2026-06-09T06:30+08:00');
      expect(await row(stuck)).toMatchObject({ light: 'RED', lightReasons: ['Q01', 'Q02'] });
      await world.comesTo('2026-06-10T11:40+08:00');
      expect(notices('YC_LEAD')).toHaveLength(1);
    });

    test('the same day judged twice changes nothing', async () => {
      const before = await row(stuck);
      expect(await refreshLights(world.services.as(), '2026-06-10')).toContain('转红 0 个');
      expect((await row(stuck)).version).toBe(before.version);
    });
  });

  test('once it has started it goes back to green by itself, and its history tells all', async () => {
    const { services } = world;
    await services.store.change(changeOf(services.as()), async (change) =>
      change.update(projects, await row(stuck), { startedOn: '2026-06-10' }),
    );
    await world.comesTo('2026-06-11T06:30+08:00');
    expect(await row(stuck)).toMatchObject({ light: 'GREEN', lightReasons: [] });
    const history = await services.store.audit.history(stuck.code);
    const [demand] = await services.store.rows(redLights).find(SYSTEM, { where: { project: stuck.code } });
    expect(demand).toMatchObject({ status: 'OUT', cause: '林地报批未完成' });
    const lights = history.filter(({ event }) => event === 'light');
    expect(lights.map(({ post }) => post)).toEqual(['SYSTEM', 'SYSTEM', 'SYSTEM']);
    expect(lights.map(({ changes }) => changes.find(({ field }) => field === 'light')?.after)).toEqual([
      'RED',
      undefined,
      'GREEN',
    ]);
  });

  test('a project that was closed while red goes out; one under negotiation is never lit', async () => {
    const { services } = world;
    const closed = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject({ signDate: '2025-01-10' })),
    );
    await world.comesTo('2026-06-12T06:30+08:00');
    expect((await row(closed)).light).toBe('RED');
    await services.store.change(changeOf(services.as()), async (change) =>
      change.update(projects, await row(closed), { closeType: 'TERMINATED', closedOn: '2026-06-12' }),
    );
    await world.comesTo('2026-06-13T06:30+08:00');
    expect((await row(closed)).light).toBe('GREEN');
    expect((await row(quiet)).version).toBe(1);
    expect(world.faults).toEqual([]);
  });
});
