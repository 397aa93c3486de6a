import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../../cards/card.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { bindings } from '../../../models/ledgers/binding.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { ClientRefusal } from '../../emulators/feishu/deeds/clicks.ts';
import { aFeishuWorld, cardIn, first, wordsOf, type FeishuWorld } from '../../helpers/conversation.ts';
import { aProject } from '../../helpers/services.ts';
import { markAction, markCard, marked, TEST_ACTIONS } from './marking.ts';

/** Clicks as they come in life: twice, late, from others, forged. One effect each, and everybody is told. */
let world: FeishuWorld;
let project: Project;
beforeAll(async () => {
  world = await aFeishuWorld({ actions: TEST_ACTIONS });
});

/** A fresh project, and its card in a chat. */
async function aCardIn(to: { post: string } | { group: string }): Promise<Card> {
  const { services } = world;
  project = await services.store.change(changeOf(services.as()), async (change) => {
    const row = await change.insert(projects, aProject());
    change.send({ key: `card:${row.code}`, to, kind: 'reply', content: { card: markCard(row) } });
    return row;
  });
  await world.settles();
  return cardIn(world.sentTo('post' in to ? `post:${to.post}` : `group:${to.group}`).at(-1));
}
const now = () => marked(world.services.as(), project.id);
const person = (post: string) => world.person(post);
const lastIn = (post: string) => {
  const message = world.feishu.seen(person(post)).at(-1);
  if (!message) throw new Error(`nothing was sent to ${post}`);
  return message.messageId;
};

describe('two clicks', () => {
  const BEATEN = /^这个项目已由.+于 2026-06-12 10:1\d 更新，请看最新内容$/;

  test('of one person: one effect, the second sees the fresh card', async () => {
    const card = await aCardIn({ post: 'YC_FILL' });
    const reporter = world.official('YC_FILL');
    const replies = await Promise.all([reporter.clicks('记一笔', card), reporter.clicks('记一笔', card)]);
    expect(await now()).toMatchObject({ version: 2, cumInvestWan: 100 });
    const tones = replies.map(({ toast }) => toast?.tone);
    expect(tones).toContain('good');
    const second = replies[tones.indexOf('warn')];
    expect(second?.toast?.text).toMatch(BEATEN);
    expect(second?.card?.title).toBe('第 2 版');
    expect(reporter.lastCard().title).toBe('第 2 版');
  });

  test('of two people on one shared card: likewise, and the card is the same for all', async () => {
    const card = await aCardIn({ group: 'G2' });
    const replies = await Promise.all(
      ['YC_FILL', 'SWJ_CITY'].map((post) => world.official(post).clicks('记一笔', card)),
    );
    expect(await now()).toMatchObject({ version: 2 });
    const second = replies.find(({ toast }) => toast?.tone === 'warn');
    expect(second?.toast?.text).toMatch(BEATEN);
    expect(cardIn(world.sentTo('group:G2').at(-1)).title).toBe('第 2 版');
  });

  test('the later of them on a card that was not refreshed: it heals in place', async () => {
    const card = await aCardIn({ post: 'YC_FILL' });
    const reporter = world.official('YC_FILL');
    await reporter.clicks('记一笔', card);
    const cards = world.sentTo('post:YC_FILL').length;
    const late = await reporter.clicks('记一笔', card);
    expect(late.toast?.text).toMatch(/已由源城区填报人/);
    expect(reporter.lastCard().title).toBe('第 2 版');
    expect(world.sentTo('post:YC_FILL')).toHaveLength(cards);
    const again = await reporter.clicks('记一笔', reporter.lastCard());
    expect(again.toast?.tone).toBe('good');
    expect(await now()).toMatchObject({ version: 3 });
  });
});

describe('what cannot be done', () => {
  test('an action that nobody knows: the card says that it has expired', async () => {
    await aCardIn({ post: 'YC_FILL' });
    const forged = { tag: 'button', value: { action: 'marks.gone', params: {} } };
    const result = await world.feishu.callback(person('YC_FILL'), lastIn('YC_FILL'), forged);
    expect(result.toast?.content).toContain('已失效');
    expect(world.official('YC_FILL').lastCard().title).toBe('这张卡片已失效');
  });

  test.each([{}, { value: {} }, { value: 'x' }, { value: { action: 7 } }, { value: [] }, { option: '{' }])(
    'a click that is none of ours: %j',
    async (odd) => {
      await aCardIn({ post: 'YC_FILL' });
      const result = await world.feishu.callback(person('YC_FILL'), lastIn('YC_FILL'), {
        tag: 'button',
        ...odd,
      });
      expect(result.toast?.content).toContain('已失效');
    },
  );

  test('on a row that was deleted: refused in words', async () => {
    const card = await aCardIn({ post: 'YC_FILL' });
    const { services } = world;
    await services.store.change(changeOf(services.as()), (change) => change.remove(projects, project));
    const reply = await world.official('YC_FILL').clicks('记一笔', card);
    expect(reply.toast).toEqual({ tone: 'bad', text: '这个项目已不在台账中' });
    const open = await world
      .official('YC_FILL')
      .act('ledger.open', { ledger: 'projects', code: project.code });
    expect(open.toast?.tone).toBe('bad');
  });

  test('without the permit, and by an open_id that nobody knows: refused, and nothing is told', async () => {
    const card = await aCardIn({ group: 'G2' });
    const handler = await world.official('YC_HANDLER').clicks('记一笔', card);
    expect(handler).toEqual({
      toast: { tone: 'bad', text: expect.stringContaining('没有“') as string },
      heard: [],
    });
    const { feishu, group } = world;
    const shown = feishu.seen(group('G2')).at(-1);
    const nobody = { ...person('YC_FILL'), openId: `ou_${'0'.repeat(32)}`, unionId: 'on_0' };
    const result = await feishu.callback(nobody, shown?.messageId ?? '', {
      tag: 'button',
      value: { action: markAction, params: { id: project.id, version: 1 } },
    });
    expect(result.toast?.content).toContain('还没有把您和岗位对应起来');
    expect(result.card).toBeUndefined();
    expect(await now()).toMatchObject({ version: 1 });
  });
});

describe('a card that was forwarded', () => {
  test('is dead; and were it not, it would do nothing for one without the permit', async () => {
    await aCardIn({ post: 'YC_FILL' });
    const { feishu, group } = world;
    const copy = feishu.forward(person('YC_FILL'), lastIn('YC_FILL'), group('G2'));
    const press = feishu.click(person('SWJ_CITY'), copy.messageId, '记一笔');
    await expect(press).rejects.toThrow(ClientRefusal);
    const action = {
      tag: 'button',
      value: { action: markAction, params: { id: project.id, version: project.version } },
    };
    const result = await feishu.callback(person('YC_HANDLER'), copy.messageId, action);
    expect(result).toMatchObject({ toast: { type: 'error' }, card: undefined });
    expect(JSON.stringify(result.toast)).not.toContain(project.name);
    expect(await now()).toMatchObject({ version: 1 });
  });
});

describe('a form with values that no form of ours sends', () => {
  const asked = () => world.services.store.rows(bindings).find(SYSTEM);
  async function submits(form_value: unknown, action = 'binding.ask') {
    const official = world.official('路人');
    const start = cardIn(first(await official.says('绑定')));
    expect(wordsOf(start)).toContain('所在单位');
    const value = { action, params: {} };
    return world.feishu.callback(person('路人'), lastIn('路人'), { tag: 'button', value, form_value });
  }

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /内容不完整/],
    ['no form', 'x', /内容不完整/],
    ['a list', [1], /内容不完整/],
    ['one missing', { post: 'YC_FILL' }, /内容不完整/],
    ['null for text', { post: 'YC_FILL', name: null }, /请填写真实姓名/],
    ['a list for text', { post: ['YC_FILL'], name: '张三' }, /内容不完整/],
    ['an object for text', { post: 'YC_FILL', name: { $gt: '' } }, /内容不完整/],
    ['too short and too long', { post: '', name: '长'.repeat(5000) }, /请选择岗位；姓名最多 30 个字/],
    ['half a megabyte', { post: 'YC_FILL', name: '大'.repeat(170_000) }, /姓名最多 30 个字/],
    ['no such post', { post: 'YC_KING', name: '张三' }, /YC_KING/],
  ])('%s', async (_, form, words) => {
    const { toast, card } = await submits(form);
    expect(toast).toMatchObject({ type: 'error', content: expect.stringMatching(words) as string });
    expect(toast?.content).not.toMatch(/[a-z]{4}/);
    expect(card).toBeUndefined();
    expect(await asked()).toEqual([]);
    expect(world.faults).toEqual([]);
  });

  test('more than was asked for is left out', async () => {
    const form = { post: 'YC_FILL', name: '张三', status: 'ACCEPTED', person: 'ou_other', version: 9 };
    expect((await submits(form)).card).toBeDefined();
    expect(await asked()).toMatchObject([{ status: 'WAITING', person: person('路人').openId, version: 1 }]);
  });
});
