import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Card } from '../../cards/card.ts';
import { aWorld, cardIn, CHANNELS, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/**
 * What a county is told of its red lights is asked once more before it leaves, and made anew where it stands: signed
 * 2025-12-05 without a start, a project is red from Saturday 2026-06-06 on (Q01), and its county hears of it on Monday.
 */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let started: Project;
  let late: Project;
  let other: Project;
  let closed: Project;
  beforeAll(async () => {
    world = await aWorld(channel);
    await world.comesTo('2026-06-04T12:00+08:00');
    const { services } = world;
    const dates = { signDate: '2025-12-05', agreedStart: '2026-07-31', agreedProduce: '2027-12-31' };
    const values = ['YC', 'YC', 'YC', 'DY'].map((landUnit) => ({ values: aProject({ ...dates, landUnit }) }));
    const rows = await services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(projects, values),
    );
    [started, late, other, closed] = rows as [Project, Project, Project, Project];
    await world.comesTo('2026-06-06T06:30+08:00');
  });

  const starts = async ({ id }: Project, startedOn: string) => {
    const { services } = world;
    const row = await services.store.rows(projects).byId(SYSTEM, id);
    if (!row) throw new Error('it is there');
    await services.store.change(changeOf(services.as()), (change) =>
      change.update(projects, row, { startedOn }),
    );
  };
  const notices = (post: string): Card[] =>
    world
      .sentTo(`post:${post}`)
      .map(cardIn)
      .filter(({ title }) => title.includes('红灯'));

  test('a project that is not red any more when the message leaves is not on it', async () => {
    await starts(started, '2026-06-06');
    await starts(closed, '2026-06-06');
    await world.comesTo('2026-06-07T06:30+08:00');
    expect(notices('YC_LEAD')).toEqual([]);
    await world.comesTo('2026-06-08T09:25+08:00');
    const [notice, ...more] = notices('YC_LEAD');
    expect(more).toEqual([]);
    expect(notice?.title).toBe('源城区红灯项目待说明 2 个');
    const words = notice ? wordsOf(notice) : '';
    expect(words).toContain(late.name);
    expect(words).toContain(other.name);
    expect(words).not.toContain(started.name);
  });

  test('a message of which nothing is true any more does not leave, and it is noted why', async () => {
    expect(notices('DY_LEAD')).toEqual([]);
    const dropped = await world.services.store.outbox.list('dropped');
    expect(dropped.map(({ to, lastError }) => [to, lastError])).toContainEqual([
      { post: 'DY_LEAD' },
      '所列各项情况已变化',
    ]);
  });

  test('where it stands it is made anew when a light goes out, and asks for nothing when all are', async () => {
    await starts(late, '2026-06-08');
    await world.comesTo('2026-06-09T06:30+08:00');
    const [after, ...more] = notices('YC_LEAD');
    expect(more).toEqual([]);
    expect(after?.title).toBe('源城区红灯项目待说明 1 个');
    expect(after ? wordsOf(after) : '').not.toContain(late.name);
    await starts(other, '2026-06-09');
    await world.comesTo('2026-06-10T06:30+08:00');
    expect(notices('YC_LEAD').map(({ title }) => title)).toEqual(['源城区红灯项目都已说明或消除']);
    expect(world.faults).toEqual([]);
  });
});
