import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../../handlers/services/context.ts';
import { succeed } from '../../../handlers/services/people/tenure.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { bindings } from '../../../models/ledgers/binding.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { aFeishuWorld, cardIn, first, wordsOf, type FeishuWorld } from '../../helpers/conversation.ts';
import { aProject } from '../../helpers/services.ts';

/** People of Feishu find their posts, hold several, leave, and are followed (domain.md 0.1-1). */
let world: FeishuWorld;
beforeAll(async () => {
  world = await aFeishuWorld();
});

const HINT = '还没有把您和岗位对应起来。请在与我的单聊里发送“绑定”提出申请，管理员确认后即可使用';
const requests = () => world.services.store.rows(bindings).find(SYSTEM);
const spokenFor = async (who: string) => cardIn(first(await world.official(who).says('帮助'))).subtitle;

/** Somebody asks for a post in the two steps of the cards. */
async function asks(who: string, place: string, post: string) {
  const person = world.official(who);
  const start = cardIn(first(await person.says('绑定')));
  const next = await person.clicks('下一步', start, { place });
  return person.clicks('提交申请', next.card ?? start, { post, name: who });
}

describe('a stranger', () => {
  test('gets the hint for whatever they say, send or click, and nothing else', async () => {
    const stranger = world.official('路人');
    for (const said of ['通报', '项目台账', '我的岗位', '随便说说'])
      expect(await stranger.says(said)).toEqual([{ text: HINT }]);
    expect(await stranger.sends({ name: '台账.xlsx', bytes: new Uint8Array([1]) })).toEqual([{ text: HINT }]);
    for (const action of ['ledger.list', 'bulletin.excel', 'ledger.move', 'no.such'])
      expect(await stranger.act(action, { ledger: 'projects', period: '2026-05' })).toEqual({
        toast: { tone: 'bad', text: HINT },
      });
    expect(await requests()).toEqual([]);
  });

  test('asks in two steps, an administrator accepts, and the stranger can work', async () => {
    const asked = await asks('李新', 'YC', 'YC_FILL');
    expect(asked.card?.title).toBe('申请已提交');
    expect(await world.official('李新').says('项目台账')).toEqual([{ text: HINT }]);
    const admin = world.official('ADMIN');
    const card = admin.lastCard();
    expect(card.title).toMatch(/^请确认：李新 申请绑定 源城区/);
    expect(wordsOf(card)).toContain('平台 飞书');
    const before = world.sentTo('post:李新').length;
    const decided = await admin.clicks('同意', card);
    expect(decided.card?.title).toBe('绑定申请已同意：李新');
    expect(world.sentTo('post:李新').slice(before)).toEqual([
      { text: expect.stringMatching(/^已绑定“源城区.*”。发送“帮助”看能做什么。$/) as string },
    ]);
    expect(await spokenFor('李新')).toMatch(/^当前岗位：源城区/);
    // Who held the post until yesterday is a stranger now.
    expect(await world.official('YC_FILL').says('项目台账')).toEqual([{ text: HINT }]);
  });

  test('asks again: the administrator’s older card heals, and only the newer wish is decided', async () => {
    const admin = world.official('ADMIN');
    await asks('王改', 'DY', 'DY_FILL');
    const older = admin.lastCard();
    await asks('王改', 'HP', 'HP_FILL');
    expect(admin.lastCard().title).toContain('和平县');
    const late = await admin.clicks('同意', older);
    expect(late.toast).toMatchObject({
      tone: 'warn',
      text: expect.stringContaining('请看最新内容') as string,
    });
    expect(late.card?.title).toContain('和平县');
    const refused = await admin.clicks('不同意', late.card ?? older);
    expect(refused.card?.title).toBe('绑定申请未同意：王改');
    // Both cards that asked for 王改 say so, the one that nobody clicked as well.
    const cards = world.sentTo('post:ADMIN').flatMap((say) => ('card' in say ? [say.card.title] : []));
    expect(cards.filter((title) => title.includes('王改'))).toEqual(Array(2).fill(refused.card?.title));
    expect(world.sentTo('post:王改').at(-1)).toEqual({
      text: '管理员没有同意您的绑定申请，请与本单位管理员联系后再次发送“绑定”。',
    });
    expect(await world.official('王改').says('项目台账')).toEqual([{ text: HINT }]);
  });

  test('is decided on once when two decide at the same time', async () => {
    await asks('赵双', 'LC', 'LC_FILL');
    const card = world.official('ADMIN').lastCard();
    const [one, other] = await Promise.all([
      world.official('ADMIN').clicks('同意', card),
      world.official('LXB_ADMIN').clicks('不同意', card),
    ]);
    const late = [one, other].filter(({ toast }) => toast?.tone === 'warn');
    expect(late).toHaveLength(1);
    expect(late[0]?.toast?.text).toMatch(/已由(系统管理员|领导小组办公室.*)于 2026-06-12 10:1\d 更新/);
    expect(late[0]?.card?.title).toMatch(/^绑定申请(已|未)同意：赵双$/);
    const told = world.sentTo('post:赵双').filter((say) => 'text' in say);
    expect(told).toHaveLength(1);
  });
});

describe('who holds several posts', () => {
  const registered = (post: string, feishu: string, from: string, name = '兼任人') =>
    world.services.store.change(changeOf(world.services.as()), (change) =>
      succeed(world.services.as(), change, { post, name, from, feishu }),
    );

  test('speaks for the newest, and changes it by 我的岗位', async () => {
    await registered('JD_FILL', world.person('JD_REVIEW').openId, '2026-03-01');
    const both = world.official('JD_REVIEW');
    expect(await spokenFor('JD_REVIEW')).toMatch(/填报/);
    const mine = cardIn(first(await both.says('我的岗位')));
    expect(wordsOf(mine)).toMatch(/当前岗位 江东新区.*填报[\s\S]*兼任 江东新区/);
    const review = world.services.city.posts.find(({ code }) => code === 'JD_REVIEW')?.name ?? '';
    const turned = await both.clicks(`改用 ${review}`, mine);
    expect(turned.card?.summary).toBe(`当前岗位：${review}`);
    expect(await spokenFor('JD_REVIEW')).toBe(`当前岗位：${review}`);
  });

  test('a choice is the person’s own, kept in the history of the posts that it concerns', async () => {
    const { audit } = world.services.store;
    const choices = async (holding: string) =>
      (await audit.history(holding)).filter(({ reason }) => reason === '本人选择');
    expect(await choices('RZ-JD_REVIEW-01')).toMatchObject([
      { post: 'JD_FILL', channel: 'feishu', changes: [{ field: 'chosenOn', after: ['feishu'] }] },
    ]);
    // Another post instead: the one chosen before is so no more.
    const person = world.official('JD_REVIEW');
    await person.act('posts.speakFor', { post: 'JD_FILL' });
    expect(await choices('RZ-JD_FILL-02')).toMatchObject([{ changes: [{ after: ['feishu'] }] }]);
    expect(await choices('RZ-JD_REVIEW-01')).toMatchObject([{}, { changes: [{ after: null }] }]);
    // The same again changes nothing, and a post that is another's cannot be chosen.
    await person.act('posts.speakFor', { post: 'JD_FILL' });
    expect((await person.act('posts.speakFor', { post: 'ADMIN' })).toast?.text).toBe('您现在不任这个岗位');
    expect(await choices('RZ-JD_FILL-02')).toHaveLength(1);
    expect(await spokenFor('JD_REVIEW')).toMatch(/填报/);
    expect((await world.services.store.verifyAudit()).faults).toEqual([]);
  });

  test('acts on a card for the post that it was sent to', async () => {
    await registered('ZJ_REVIEW', world.person('LP_REVIEW').openId, '2026-03-01');
    const { services } = world;
    services.clock.set(new Date('2026-06-29T09:00:00+08:00'));
    await services.store.change(changeOf(services.as()), (change) => change.insert(projects, aProject()));
    for (const moment of ['07-01T08:46', '07-09T08:41', '07-10T10:11'])
      await world.comesTo(`2026-${moment}:00+08:00`);
    const cards = world.sentTo('post:LP_REVIEW').flatMap((say) => ('card' in say ? [say.card] : []));
    for (const unit of ['紫金县', '连平县']) {
      const card = cards.find(({ title }) => title.includes(`请核对：${unit}`));
      if (!card) throw new Error(`no card for ${unit}`);
      const reply = await world
        .official('LP_REVIEW')
        .clicks('提交异议', card, { f_objection: `${unit}的数据请再核实` });
      expect(reply.toast?.tone, unit).toBe('good');
    }
    await world.comesTo('2026-07-13T10:11:00+08:00');
    const draft = wordsOf(world.official('SFB_BULLETIN').lastCard());
    expect(draft).toMatch(/县区核对异议 2 条/);
    expect(draft).toMatch(/紫金县.*紫金县的数据请再核实/);
    expect(draft).toMatch(/连平县.*连平县的数据请再核实/);
  });
});

describe('somebody who leaves', () => {
  const push = (key: string, title: string) =>
    world.services.store.outbox.add(
      [
        {
          key,
          to: { post: 'GX_LEAD' },
          kind: 'push',
          content: { card: { key: title, title, tone: 'info', summary: title, blocks: [] } },
        },
      ],
      world.services.clock.now(),
    );
  const titlesOf = (who: string) =>
    world.sentTo(`post:${who}`).flatMap((say) => ('card' in say ? [say.card.title] : []));

  test('is known by union_id, which stays', async () => {
    const { feishu, person, services } = world;
    const leaver = person('GX_LEAD');
    await feishu.changePerson(leaver, { name: '示范改名' });
    const [row] = await services.store.rows(tenures).find(SYSTEM, { where: { feishu: leaver.openId } });
    expect(row).toMatchObject({ post: 'GX_LEAD', feishuUnion: leaver.unionId });
  });

  test('holds nothing any more; administrators are told once; nothing is sent to the leaver', async () => {
    const { feishu, person } = world;
    await world.comesTo('2026-07-14T10:11:00+08:00');
    await push('t:before', '离任前的卡片');
    await world.settles();
    expect(titlesOf('GX_LEAD')).toEqual(['离任前的卡片']);
    feishu.misbehave({ fault: 'duplicate' });
    await feishu.changePerson(person('GX_LEAD'), { resigned: true });
    await world.settles();
    expect(world.sentTo('post:ADMIN').filter((say) => 'text' in say)).toEqual([
      { text: expect.stringMatching(/^示范改名已离职，岗位空缺：市高新区.*。请登记接任人员$/) as string },
    ]);
    const asked = feishu.requests.length;
    await push('t:after', '空缺时的卡片');
    await world.settles();
    expect(feishu.requests.slice(asked)).toEqual([]);
    expect(world.dead.splice(0)).toMatchObject([{ message: { key: 't:after' } }]);
  });

  test('is followed by one who gets what was not delivered and the cards of the last 14 days', async () => {
    const { services } = world;
    const ctx = services.as();
    const next = world.person('孙接');
    await services.store.change(changeOf(ctx), (change) =>
      succeed(ctx, change, { post: 'GX_LEAD', name: '孙接', from: '2026-07-14', feishu: next.openId }),
    );
    await world.settles();
    expect(titlesOf('孙接').toSorted()).toEqual(['离任前的卡片', '空缺时的卡片'].toSorted());
    expect(titlesOf('GX_LEAD')).toEqual(['离任前的卡片']);
    expect(await spokenFor('孙接')).toMatch(/^当前岗位：市高新区/);
  });

  test('comes back as a stranger who can be written to again', async () => {
    const { feishu, person } = world;
    await feishu.changePerson(person('GX_LEAD'), { resigned: false });
    expect(await world.official('GX_LEAD').says('项目台账')).toEqual([{ text: HINT }]);
    expect((await asks('GX_LEAD', 'GX', 'GX_HEAD')).card?.title).toBe('申请已提交');
  });
});
