import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { concerns } from '../../handlers/commands.ts';
import { changeOf, viewerOf } from '../../handlers/services/context.ts';
import { COMMANDS } from '../../handlers/table.ts';
import { projects } from '../../models/ledgers/project.ts';
import { ROLES, SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, first, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

let world: World;
let code: string;
beforeAll(async () => {
  world = await aWorld();
  const { services } = world;
  await services.store.change(changeOf(services.as(), '首次登记'), async (change) => {
    ({ code } = await change.insert(
      projects,
      aProject({ name: '屿桁诺电子产业园项目', signDate: '2026-03-10' }),
    ));
  });
  const row = await services.store.rows(projects).byCode(SYSTEM, code);
  if (!row) throw new Error('it was put in');
  await services.store.change(changeOf(services.as('YC_FILL'), '补充协议'), (change) =>
    change.update(projects, row, { plannedInvestWan: 2_000_000 }),
  );
  await world.comesTo('2026-06-01T08:46:00+08:00');
});

const help = async (post: string): Promise<Card> => cardIn(first(await world.official(post).says('帮助')));

/** What is said to one who asked for what is not for them, or does not work. */
const REFUSED = /没有听懂|没有看懂|没有“.*”的权限|工作人员的指令|系统出错/;

/** A post of every role. */
const postsOfRoles = (): string[] => {
  const { posts } = world.services.city;
  return Object.keys(ROLES).flatMap(
    (role) => posts.find(({ roles }) => roles.some((one) => one === role))?.code ?? [],
  );
};

describe('帮助', () => {
  test('promises every role only what works: each button, and each thing to say', async () => {
    for (const post of postsOfRoles()) {
      const card = await help(post);
      const buttons = labelsOf(card);
      expect(buttons.length, post).toBeLessThanOrEqual(4);
      for (const label of buttons) {
        const { toast, heard } = await world.official(post).clicks(label, card);
        expect(toast?.tone, `${post} ${label}: ${toast?.text}`).not.toBe('bad');
        expect(JSON.stringify(heard), `${post} ${label}`).not.toMatch(REFUSED);
      }
      const asker = { viewer: viewerOf(world.services.city, post), channel: 'web' };
      for (const command of COMMANDS.filter((each) => concerns(each, asker))) {
        expect(wordsOf(card), post).toContain(command.usage);
        if (command.usage.includes('<')) continue;
        const heard = await world.official(post).says(command.words[0]);
        expect(heard.length, `${post} ${command.words[0]}`).toBeGreaterThan(0);
        expect(JSON.stringify(heard), `${post} ${command.words[0]}`).not.toMatch(REFUSED);
      }
    }
  });

  test('tells a county’s reporter what its unit owes of the month, until it is there', async () => {
    expect(first(labelsOf(await help('YC_FILL')))).toBe('5月月报：还差 1 个项目，6月3日 17:30 前');
    expect(labelsOf(await help('YC_FILL'))).toContain('登记项目');
    expect(wordsOf(await help('YC_LEAD'))).not.toContain('月报：还差');
    expect(wordsOf(await help('DY_FILL'))).not.toContain('月报：还差');
  });

  test('begins with what waits, and until when; the rest is folded away', async () => {
    await world.comesTo('2026-06-09T18:00:00+08:00');
    await world.comesTo('2026-06-11T09:30:00+08:00');
    const card = await help('SFB_SECRETARY');
    expect(wordsOf(card)).toMatch(/现在等您办理 \d+ 项/);
    expect(first(labelsOf(card))).toMatch(/通报：.+，\d+月\d+日 \d\d:\d\d 前$/);
    const { heard } = await world.official('SFB_SECRETARY').clicks(first(labelsOf(card)), card);
    expect(cardIn(first(heard)).title).toContain('通报');
    const [top, ...later] = card.blocks;
    expect(top?.kind).toBe('text');
    expect(later.map(({ kind }) => kind)).toEqual(['actions', 'fold', 'fold', 'note']);
  });

  test('a post with nothing to do is told so in one sentence', async () => {
    const card = await help('SFJ_HANDLER');
    expect(wordsOf(card)).toMatch(/招优里还没有要您办理(的事项|或查看的内容)/);
    expect(wordsOf(await help('YC_FILL'))).not.toContain('还没有要您办理');
  });
});

describe('留痕', () => {
  test('tells an auditor who changed what, from what to what', async () => {
    const card = cardIn(first(await world.official('AUDITOR').says(`留痕 ${code}`)));
    expect(wordsOf(card)).toContain('屿桁诺电子产业园项目，共 2 次变更');
    expect(wordsOf(card)).toMatch(/源城区填报人：计划总投资：15000 万元 → 20000 万元（补充协议）/);
    expect(wordsOf(card)).toMatch(/系统：登记（首次登记）/);
    expect(wordsOf(await help('AUDITOR'))).toContain('留痕 <编号>');
  });

  test('anybody else is told in one sentence, and help does not promise it', async () => {
    const said = await world.official('YC_FILL').says(`留痕 ${code}`);
    expect(said).toEqual([{ text: '您的岗位（源城区填报人）没有“查看留痕”的权限' }]);
    expect(wordsOf(await help('YC_FILL'))).not.toContain('留痕');
  });

  test('what the auditor may not see, or is not there, is told alike', async () => {
    const { services } = world;
    const talks = await services.store.change(changeOf(services.as(), '在谈'), (change) =>
      change.insert(projects, aProject({ stage: 'NEGOTIATING', signDate: undefined, signType: undefined })),
    );
    const said = await world.official('AUDITOR').says(`留痕 ${talks.code}`);
    const none = await world.official('AUDITOR').says('留痕 XM-2026-YC-9999');
    expect(JSON.stringify(none)).toContain('没有编号为 XM-2026-YC-9999 的记录');
    expect(said.length).toBe(1);
  });
});
