import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS, COMMANDS } from '../../handlers/table.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { may } from '../../models/rules/rights.ts';
import { aWorld, cardIn, CHANNELS, first, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** Every row of the action table against every post of the city: who lacks the permit is refused, in words. */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let project: Project;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    project = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject()),
    );
  });

  /** Fits the input of every row: what an action does not know it leaves. */
  const params = () => ({
    period: '2026-05',
    text: '一条足够长的异议',
    code: project.code,
    version: 1,
    ledger: 'projects',
    token: 'no-such-import',
    question: 'q0',
    value: 'accept',
  });
  /** On the web every post; a platform only tells which post it is, so there one of each set of roles is enough. */
  const posts = () => {
    const { posts: all } = world.services.city;
    if (channel === 'web') return all;
    return [...new Map(all.map((post) => [post.roles.join(), post])).values()];
  };
  const viewer = (post: string) => world.services.as(post).viewer;
  const act = (post: string, action: string): Promise<Reply> => world.official(post).act(action, params());
  const contents = async () => {
    const { store } = world.services;
    const stamps = await Promise.all(store.ledgers.map((ledger) => store.rows(ledger).find(SYSTEM)));
    return JSON.stringify(stamps);
  };

  const guarded = [...ACTIONS.values()].flatMap(({ action, permit }) =>
    permit ? [[action, permit] as const] : [],
  );
  const open = [...ACTIONS.keys()].filter((action) => !guarded.some(([name]) => name === action));

  describe.each(guarded)('%s needs its permit', (action, permit) => {
    test('posts without it are refused by its name and nothing changes', async () => {
      const strangers = posts().filter(({ code }) => !may(viewer(code), permit));
      expect(strangers.length).toBeGreaterThan(0);
      const before = await contents();
      for (const { code } of strangers) {
        const reply = await act(code, action);
        expect(reply.toast, code).toMatchObject({
          tone: 'bad',
          text: expect.stringContaining(`没有“${permit.label}”的权限`),
        });
        expect(reply.card, code).toBeUndefined();
      }
      expect(await contents()).toBe(before);
    });
  });

  test('rows without a permit of their own ask the ledger’s, the import’s owner or the register: none is forgotten', () => {
    // What a button says is asked as if it were typed; what waits for a post and what it was told are its own.
    for (const action of open)
      expect(action).toMatch(
        /^(ledger|imports|learned|binding|liaison|posts|evidence|sentence|todo|digest)\./,
      );
    const anybody = [...ACTIONS.values()].filter((row) => row.open).map(({ action }) => action);
    expect(anybody).toEqual(['binding.restart', 'binding.place', 'binding.ask', 'liaison.ask']);
  });

  describe('ledger.* asks the ledger’s own permit', () => {
    const WRITES = ['ledger.new', 'ledger.edit', 'ledger.save'];
    test.each(open.filter((action) => action.startsWith('ledger.')))('%s', async (action) => {
      const permit = WRITES.includes(action) ? projects.rights.edit : projects.rights.read;
      const before = await contents();
      for (const { code } of posts().filter((post) => !may(viewer(post.code), permit))) {
        const reply = await act(code, action);
        expect(reply.toast, `${code} ${action}`).toMatchObject({ tone: 'bad' });
        expect(reply.card, code).toBeUndefined();
      }
      expect(await contents()).toBe(before);
    });
  });

  describe('imports.* belong to who sent the file', () => {
    test.each(open.filter((action) => action.startsWith('imports.')))(
      '%s of an unknown import',
      async (action) => {
        for (const post of ['YC_FILL', 'SWJ_CITY', 'ADMIN', 'YC_HANDLER'])
          expect((await act(post, action)).toast, post).toMatchObject({ tone: 'bad' });
      },
    );

    test('another’s import can be neither confirmed nor read, whatever the post', async () => {
      const bytes = new TextEncoder().encode(
        '项目名称,考核单元,计划总投资（万元）,签约日期\n导入的结构件项目,源城区,15000,2026-05-12\n',
      );
      const said = await world.official('YC_FILL').sends({ name: '源城区.csv', bytes });
      const token = /"token":"([^"]+)"/.exec(JSON.stringify(cardIn(first(said))))?.[1] ?? '';
      expect(token).not.toBe('');
      const before = await contents();
      for (const action of open.filter((name) => name.startsWith('imports.'))) {
        for (const post of ['DY_FILL', 'YC_SERVICE', 'SWJ_CITY', 'AUDITOR', 'YC_HANDLER']) {
          const reply = await world.official(post).act(action, { ...params(), token });
          expect(reply.toast, `${post} ${action}`).toMatchObject({ tone: 'bad' });
          expect(JSON.stringify(reply), post).not.toContain('导入的结构件项目');
        }
      }
      expect(await contents()).toBe(before);
    });
  });

  test('every command refuses posts without its permit', async () => {
    const handler = 'FGJ_HANDLER';
    for (const { words, permit } of COMMANDS.filter((command) => command.permit)) {
      if (!permit || may(viewer(handler), permit)) continue;
      const said = await world.official(handler).says(`${words[0]} 电子`);
      expect(said, words[0]).toEqual([{ text: expect.stringContaining(`没有“${permit.label}”的权限`) }]);
    }
  });

  test('one who holds no post, and an action nobody knows', async () => {
    const stranger = await world.official('NOBODY').act('bulletin.definitions', params());
    expect(stranger.toast).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('还没有把您和岗位对应起来'),
    });
    const unknown = await world.official('ADMIN').act('bulletin.erase', params());
    expect(unknown.card?.title).toBe('这张卡片已失效');
  });
});
