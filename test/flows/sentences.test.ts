import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { tenures } from '../../models/ledgers/register.ts';
import { issueBulletin } from '../helpers/months.ts';
import { aWorld, cardIn, CHANNELS, first, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** What people say in their own words is answered as the command that says the same. */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    await services.store.change(changeOf(services.as()), async (change) => {
      await change.insertMany(projects, [
        {
          values: aProject({
            name: '星河连接器生产项目',
            landUnit: 'YC',
            introUnit: 'YC',
            originRegion: 'PRD',
            originPlace: '深圳市南山区',
            leaderPost: 'LD_CONVENER',
          }),
        },
        {
          values: aProject({
            name: '红灯笼食品生产项目',
            landUnit: 'YC',
            introUnit: 'YC',
            chain: 'WATER_FOOD',
            originRegion: 'HK_MACAO',
            originPlace: '香港',
            respOrg: '市工信局',
          }),
        },
        {
          values: aProject({
            name: '天工模具生产项目',
            landUnit: 'DY',
            introUnit: 'DY',
            chain: 'MOLD',
            originRegion: 'OTHER_PROVINCE',
            originPlace: '赣州',
            servicePost: 'LD_DEPUTY',
          }),
        },
      ]);
    });
  });
  const said = async (post: string, text: string, group?: string) =>
    cardIn(first(await world.official(post).says(text, group)));

  test('word order, politeness and spelling do not matter', async () => {
    for (const text of [
      '源城的项目麻烦发我看看',
      '看一下项目，源城的',
      'yuancheng 项目台帐',
      '请把源城区项目列一下',
    ]) {
      const card = await said('SWJ_CITY', text);
      expect([card.title, card.subtitle], text).toEqual(['招商项目台账', '“源城区” 共 2 条']);
    }
  });

  test('我们 is the unit of who asks', async () => {
    expect((await said('DY_FILL', '我们县有多少个项目')).title).toBe('1 个项目');
    expect((await said('YC_FILL', '我们区有多少个项目')).title).toBe('2 个项目');
  });

  test('a name may hold any other word', async () => {
    expect((await said('YC_FILL', '红灯笼食品')).title).toBe('红灯笼食品生产项目');
  });

  test('conditions add up; two that exclude each other are told', async () => {
    expect((await said('SWJ_CITY', '项目台账 源城 水经济')).subtitle).toContain('共 1 条');
    const reply = first(await world.official('SWJ_CITY').says('项目台账 未签约 动工'));
    expect('text' in reply && reply.text).toContain('“动工”和“未签约”不能同时成立');
  });

  test('several meanings are asked back, and a button says the words for the one who presses it', async () => {
    const card = await said('SWJ_CITY', '源城');
    expect(card.title).toBe('您是想问哪一个？');
    expect(wordsOf(card)).toContain('项目台账 源城区');
    const { heard: pressed } = await world.official('SWJ_CITY').clicks('项目台账 源城区', card);
    expect(cardIn(first(pressed)).subtitle).toBe('“源城区” 共 2 条');
  });

  test('steps that were reached in a time are a question each: none is dropped', async () => {
    const words = wordsOf(await said('SWJ_CITY', '今年动工和投产的项目'));
    expect(words).toContain('项目台账 2026动工');
    expect(words).toContain('项目台账 2026投产');
  });

  test('what is not understood is answered with what this post can do, as buttons', async () => {
    const card = await said('YC_FILL', '明天几点开会');
    expect(card.title).toBe('没有听懂');
    expect(wordsOf(card)).toContain('我的待办');
  });

  test('several questions in one are each answered, with or without a comma', async () => {
    for (const text of ['源城多少个东源多少个', '源城多少个，东源多少个']) {
      const said = await world.official('SWJ_CITY').says(text);
      expect(
        said.map((each) => cardIn(each).title),
        text,
      ).toEqual(['2 个项目', '1 个项目']);
    }
    const mixed = await world.official('SWJ_CITY').says('红灯几个谁没报');
    expect(mixed.map((each) => cardIn(each).title)).toEqual(['0 个项目', '2026年5月月报']);
  });

  test('where projects come from, by place and by region', async () => {
    const rows = async (text: string) => (await said('SWJ_CITY', text)).subtitle;
    expect(await rows('深圳过来的项目')).toBe('“深圳” 共 1 条');
    expect(await rows('广东的项目')).toBe('“广东” 共 1 条');
    expect(await rows('项目台账 大湾区')).toBe('“大湾区” 共 2 条');
    expect(await rows('项目台账 深圳 赣州')).toBe('“深圳 赣州” 共 2 条');
    const elsewhere = await world.official('SWJ_CITY').says('我们跟惠州比项目多吗');
    expect(JSON.stringify(elsewhere)).toContain('没有');
  });

  test('who is in charge: a post, an organ, and by name for those who may know who holds posts', async () => {
    expect((await said('SWJ_CITY', '市长挂点的项目')).subtitle).toBe('“市长” 共 1 条');
    expect((await said('SWJ_CITY', '工信局牵头的项目')).subtitle).toBe('“市工业和信息化局” 共 1 条');
    const { services } = world;
    await services.store.change(changeOf(services.as()), (change) =>
      change.insert(tenures, { post: 'LD_DEPUTY', name: '示范甲', from: '2026-01-01' }),
    );
    expect((await said('LXB_ADMIN', '示范甲的项目')).subtitle).toBe('“示范甲” 共 1 条');
    const other = await world.official('YC_FILL').says('示范甲的项目');
    expect(JSON.stringify(other)).not.toContain('天工模具');
  });

  test('what waits for an organ is told to others as far as they see it, and in private only', async () => {
    const card = await said('LD_CONVENER', '工信局的待办');
    expect([card.title, card.subtitle]).toEqual(['机构待办', '市工业和信息化局 · 没有待办']);
    const group = first(await world.official('LD_CONVENER').says('工信局的待办', 'G1'));
    expect('text' in group && group.text).toContain('单聊');
    const nobody = first(await world.official('LD_CONVENER').says('待办 某某局'));
    expect('text' in nobody && nobody.text).toContain('看机构的请写机构名');
  });

  test('a part of a unit’s name that no other has is its name', async () => {
    expect((await said('SWJ_CITY', '新区多少个项目')).title).toBe('0 个项目');
    expect((await said('SWJ_CITY', '项目台账 新区')).subtitle).toContain('“新区” 共 0 条');
    expect((await said('SWJ_CITY', '谁没报 新区')).title).toBe('2026年5月月报 · 江东新区');
  });

  test('谁没报 offers who writes reports the form of each project of theirs', async () => {
    const card = await said('DY_FILL', '谁没报');
    const { heard } = await world.official('DY_FILL').clicks('登记月报：天工模具生产项目', card);
    expect(cardIn(first(heard)).title).toContain('月报');
    for (const post of ['DY_LEAD', 'SWJ_CITY'])
      expect(labelsOf(await said(post, '谁没报 东源')), post).toEqual(['下载未报清单']);
  });

  test('no word is dropped without its being said', async () => {
    const replies = await world.official('SWJ_CITY').says('源城的项目发我，要蓝色封皮的');
    expect(JSON.stringify(replies)).toContain('没有看懂，没有用上');
  });

  test('谁没报 counts by unit, and lists a county its own', async () => {
    const city = await said('SWJ_CITY', '月报谁没交');
    expect(wordsOf(city)).toContain('源城区');
    const own = await said('DY_FILL', '我们还差几个没报');
    expect(wordsOf(own)).toContain('天工模具生产项目');
    expect(wordsOf(own)).not.toContain('星河');
  });

  test('in a group a bulletin is shown when it is out, and not before, however it is asked for', async () => {
    await issueBulletin(world.services, '2026-04');
    await world.settles();
    world.dead.splice(0);
    for (const text of [
      '通报 2026年5月',
      '5月通报发一下',
      '排名 2026年5月',
      '口径 2026年5月',
      '本区通报 2026年5月',
    ]) {
      const reply = first(await world.official('YC_FILL').says(text, 'G2'));
      expect('text' in reply && reply.text, text).toBe(
        '2026年5月通报还没有签发印发，不在群里显示，最近一期是2026年4月，请发送“通报 2026年4月”',
      );
    }
    expect((await said('SWJ_CITY', '4月通报', 'G2')).subtitle).toBe('已印发');
    const { toast } = await world
      .official('SWJ_CITY')
      .actsIn('G2', 'bulletin.definitions', { period: '2026-04' });
    expect(toast?.text).toBe('已发到您和招优助手的会话');
    await world.settles();
  });

  test('a file has the rows that were asked for, and says so', async () => {
    const reply = first(await world.official('SWJ_CITY').says('导出源城的项目'));
    expect('file' in reply && reply.file.name).toMatch(/^招商项目台账_源城区_简表_\d{8}\.xlsx$/);
    for (const full of ['导出源城的项目全部列', '项目台账 源城 导出 全部列', '项目台账 源城 导出全部列']) {
      const whole = first(await world.official('SWJ_CITY').says(full));
      expect('file' in whole && whole.file.name, full).toMatch(/^招商项目台账_源城区?_全部列_\d{8}\.xlsx$/);
    }
  });
});
