import { beforeAll, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { aWorld, cardIn, first, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** What people send that they should not, or that means two things: one sentence each, and nothing lost. */
let world: World;
beforeAll(async () => {
  world = await aWorld();
  const { services } = world;
  const { signDate: _day, signType: _type, landUnit: _unit, ...talked } = aProject({ stage: 'NEGOTIATING' });
  await services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(projects, [
      { values: aProject({ name: '通报设备生产项目', landUnit: 'YC', introUnit: 'YC' }) },
      { values: aProject({ name: '排名显示器项目', landUnit: 'YC', introUnit: 'YC' }) },
      { values: aProject({ name: '星河连接器生产项目', landUnit: 'YC', introUnit: 'YC' }) },
      { values: { ...talked, name: '星河连接器在谈项目', alias: '甲项目', introUnit: 'HP' } },
    ]),
  );
});
const said = (post: string, text: string, group?: string) => world.official(post).says(text, group);
const words = async (post: string, text: string, group?: string) =>
  JSON.stringify(await said(post, text, group));

test.each(['源城的红灯项目有几个', '((((', '1111', '一二三', '项目台账 '])(
  'five thousand signs of %s are refused in one sentence that says what to do',
  async (unit) => {
    const text = unit.repeat(Math.ceil(5000 / unit.length)).slice(0, 5000);
    const answers = await said('YC_FILL', text);
    expect(answers).toEqual([{ text: expect.stringContaining('太长了，没有处理。一条指令最多 500 个字') }]);
  },
);

test('a name that is also a command is the row of that name, and the command stays what it is', async () => {
  expect(cardIn(first(await said('YC_FILL', '通报设备生产项目'))).title).toBe('通报设备生产项目');
  expect(cardIn(first(await said('YC_FILL', '排名显示器'))).title).toBe('排名显示器项目');
  expect(await words('YC_FILL', '排名')).not.toContain('显示器');
});

test('filters that exclude each other are told, in a command and in a sentence', async () => {
  for (const text of ['项目台账 未签约 动工', '项目台账 未动工 已投产'])
    expect(await words('SWJ_CITY', text), text).toContain('不能同时成立，请只留一个');
  const opposed = wordsOf(cardIn(first(await said('SWJ_CITY', '在谈但已投产的项目'))));
  expect(opposed).toContain('项目台账 在谈');
  expect(opposed).toContain('项目台账 投产');
});

test('what a post may not see is as if it were not there, and no lookalike is presented as it', async () => {
  for (const text of ['星河连接器在谈项目', '查 甲项目', '甲项目的投资方是谁'])
    expect(await words('YC_FILL', text), text).not.toMatch(/在谈项目"|"HP|XM-\d+-HP/);
  for (const text of ['查 星河连接器在谈项目', '项目台账 星河连接器在谈项目']) {
    const card = cardIn(first(await said('YC_FILL', text)));
    expect(card.subtitle, text).toContain('没有这个名称，相近的共 1 ');
    expect(wordsOf(card), text).toContain('星河连接器生产项目');
  }
  expect(cardIn(first(await said('HP_FILL', '查 星河连接器在谈项目'))).title).toBe('星河连接器在谈项目');
});

test('in another county’s group a command gives what that group may read, and nobody’s backlog', async () => {
  expect(await words('YC_FILL', '我的待办', 'G3-DY')).toContain('请在与我的单聊里发送“我的待办”');
  expect(await words('YC_FILL', '登记项目', 'G3-DY')).toContain('请在与我的单聊里发送“登记项目”');
  const report = cardIn(first(await said('YC_FILL', '谁没报', 'G3-DY')));
  expect(wordsOf(report)).not.toContain('星河');
  expect(await words('SWJ_CITY', '查 星河', 'G3-DY')).not.toContain('在谈项目');
});
