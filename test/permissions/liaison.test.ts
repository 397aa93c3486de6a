import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { homeCard } from '../../handlers/pages/home.ts';
import { PAGES } from '../../handlers/pages/pages.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { openEvidence } from '../../handlers/services/files/open.ts';
import { exportBytes } from '../../handlers/services/exports/export.ts';
import { identify } from '../../handlers/services/people/identify.ts';
import { ACTIONS, COMMANDS } from '../../handlers/table.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import { projects } from '../../models/ledgers/project.ts';
import { tenures } from '../../models/ledgers/register.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { may } from '../../models/rules/rights.ts';
import { usccCheckChar } from '../../models/rules/uscc.ts';
import { aFeishuWorld, cardIn, first, labelsOf, wordsOf, type FeishuWorld } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** An enterprise's liaison is known by the contacts, and sees its own enterprise only (domain.md 1.6, 5.4). */
const OWN = '河源甲示范电子有限公司';
const OTHER = '河源乙示范电子有限公司';
const HINT = '还没有把您和岗位对应起来';

let world: FeishuWorld;
let own: string;
let other: string;
let otherContact: string;
let project: string;
const codeOf = (head: string) => `${head}${usccCheckChar(head)}`;

beforeAll(async () => {
  world = await aFeishuWorld();
  const { services } = world;
  await services.store.change(changeOf(services.as()), async (change) => {
    const base = { unit: 'YC', chain: 'ELEC', bizStatus: 'NORMAL', servicePost: 'YC_SERVICE' } as const;
    const heads = ['91441600MA5000001', '91441600MA5000002'];
    own = (await change.insert(enterprises, { ...base, name: OWN, uscc: codeOf(heads[0] ?? '') })).code;
    other = (await change.insert(enterprises, { ...base, name: OTHER, uscc: codeOf(heads[1] ?? '') })).code;
    const person = { unit: 'YC', title: '办公室主任', phone: '19000001234' };
    await change.insert(contacts, { ...person, enterprise: own, name: '甲联络' });
    otherContact = (await change.insert(contacts, { ...person, enterprise: other, name: '乙联络' })).code;
    project = (await change.insert(projects, aProject({ name: '暗号电子结构件项目' }))).code;
  });
});

const liaison = () => world.official('甲联络');
const asked = { enterprise: OWN, name: '甲联络', title: '办公室主任', phone: '190 0000 1234' };
const asks = async (who: string, form: Record<string, string> = asked) => {
  const start = cardIn(first(await world.official(who).says('绑定企业')));
  return world.official(who).clicks('提交申请', start, form);
};
const viewerNow = async (who = '甲联络') =>
  identify(world.services, { channel: 'feishu', from: world.person(who).openId });
const ctxNow = async () => {
  const viewer = await viewerNow();
  if (!viewer) throw new Error('a stranger');
  return { ...world.services, viewer, channel: 'page' };
};

describe('somebody of an enterprise', () => {
  test('asks, and is a stranger until the enterprise’s 服务专员 or the county’s reviewer confirms', async () => {
    expect((await asks('甲联络')).card?.title).toBe('申请已提交');
    expect(await liaison().says('企业台账')).toEqual([{ text: expect.stringContaining(HINT) as string }]);
    for (const post of ['YC_SERVICE', 'YC_REVIEW'])
      expect(world.official(post).lastCard().title, post).toBe('请核实：甲联络 申请担任企业联络员');
    for (const post of ['DY_SERVICE', 'DY_REVIEW', 'ADMIN'])
      expect(JSON.stringify(world.sentTo(`post:${post}`)), post).not.toContain('甲联络');
    expect(wordsOf(world.official('YC_SERVICE').lastCard())).toContain('登记情况 已登记此人，手机一致');
  });

  test('cannot be confirmed by themselves, by another county, nor by another enterprise’s people', async () => {
    const params = { ledger: 'liaison-requests', code: 'LS-00001', version: 1, event: 'accept' };
    for (const post of ['DY_REVIEW', 'DY_SERVICE', 'YC_HANDLER', 'AUDITOR', '甲联络']) {
      const reply = await world.official(post).act('ledger.move', params);
      expect(reply.toast?.tone, post).toBe('bad');
    }
    expect(await viewerNow()).toBeUndefined();
  });

  test('is let in by 同意, and told so', async () => {
    const card = world.official('YC_SERVICE').lastCard();
    expect((await world.official('YC_SERVICE').clicks('同意', card)).card?.title).toBe(
      '企业联络员申请已同意：甲联络',
    );
    expect(world.sentTo('post:甲联络').at(-1)).toEqual({
      text: `已绑定“${OWN}”。发送“帮助”看能做什么。`,
    });
    expect(await viewerNow()).toMatchObject({ enterprise: own, roles: ['ENTERPRISE'], name: `${OWN}联络员` });
    // The reviewer's card says how it ended.
    expect(world.official('YC_REVIEW').lastCard().title).toBe('企业联络员申请已同意：甲联络');
  });
});

describe('a liaison', () => {
  const secrets = () => [OTHER, '乙联络', other, otherContact, '暗号', project];
  const tells = (said: unknown, written: string[] = []) => {
    const text = written.reduce((rest, each) => rest.replaceAll(each, ''), JSON.stringify(said ?? ''));
    return secrets().filter((secret) => text.includes(secret));
  };

  test('is offered the commands that are for it, in its own words', async () => {
    const help = cardIn(first(await liaison().says('帮助')));
    expect(help.subtitle).toBe(`${OWN}联络员`);
    expect(wordsOf(help)).toContain('企业台账 看本企业在企业台账中的登记');
    expect(wordsOf(help)).toContain('企业联络员 看本企业在企业联络员中的登记');
    for (const word of ['通报', '项目台账', '目标', '我的岗位', '谁没办', '绑定本群', '为什么没收到提醒'])
      expect(wordsOf(help), word).not.toContain(word);
    expect(tells(help)).toEqual([]);
  });

  test('sees its enterprise and its contacts, and changes neither', async () => {
    const list = cardIn(first(await liaison().says('企业台账')));
    expect(wordsOf(list)).toContain(OWN);
    const row = cardIn(first(await liaison().says(`企业台账 ${own}`)));
    expect(row.title).toBe(OWN);
    expect(labelsOf(row)).not.toContain('修改');
    expect(wordsOf(cardIn(first(await liaison().says('企业联络员'))))).toContain('办公室主任');
  });

  test('learns nothing else by any command, with every code in hand', async () => {
    for (const { words } of COMMANDS)
      for (const rest of ['', OTHER, otherContact, '电子']) {
        const said = await liaison().says(`${words[0]} ${rest}`.trim());
        expect(tells(said, [rest]), `${words[0]} ${rest}`).toEqual([]);
      }
  });

  test('nor by any action of a card', async () => {
    const before = JSON.stringify(await world.services.store.rows(enterprises).find(SYSTEM));
    for (const [ledger, code] of [
      ['enterprises', other],
      ['contacts', otherContact],
      ['projects', project],
    ] as const)
      for (const action of ACTIONS.keys()) {
        const params = {
          ledger,
          code,
          version: 1,
          event: 'accept',
          part: 0,
          period: '2026-05',
          post: 'ADMIN',
        };
        const reply = await liaison().act(action, params, { f_name: '改名有限公司' });
        expect(tells(reply, [code]), `${action} ${ledger}`).toEqual([]);
      }
    expect(JSON.stringify(await world.services.store.rows(enterprises).find(SYSTEM))).toBe(before);
  });

  test('nor by a page, a download or a file', async () => {
    const ctx = await ctxNow();
    const shown = async (show: () => Promise<Card>) => show().catch((error: Error) => error.message);
    for (const page of PAGES)
      for (const [ledger, code] of [
        ['enterprises', other],
        ['contacts', otherContact],
        ['projects', project],
      ] as const) {
        const card = await shown(() =>
          page.show(ctx, { ledger, code, period: '2026-05', path: 'x.YC.count' }),
        );
        expect(tells(card, [code]), `${page.path} ${ledger}`).toEqual([]);
      }
    expect(wordsOf(await homeCard(ctx))).toContain('企业台账');
    expect((await exportBytes(ctx, enterprises)).rows).toBe(1);
    const { store, clock } = world.services;
    const kept = await store.files.put('x.xlsx', new Uint8Array([1]), { post: 'YC_FILL' }, clock.now());
    expect(await store.files.open(kept.id, ctx.viewer)).toBeUndefined();
    expect(await openEvidence(ctx, 'no-such-file')).toBeUndefined();
  });

  test('has no right on a ledger but those of its enterprise', async () => {
    const { viewer } = await ctxNow();
    const open = LEDGERS.filter(({ rights }) => may(viewer, rights.read)).map(({ name }) => name);
    expect(open).toEqual(['enterprises', 'contacts']);
    expect(LEDGERS.filter(({ rights }) => may(viewer, rights.edit))).toEqual([]);
  });

  test('sits in its park’s group, where nobody is shown one enterprise’s rows', async () => {
    for (const [who, said] of [
      ['YC_SERVICE', '企业台账'],
      ['YC_SERVICE', `企业台账 ${other}`],
      ['甲联络', '企业台账'],
    ] as const)
      expect(JSON.stringify(await world.official(who).says(said, 'G5-YC')), `${who} ${said}`).not.toMatch(
        /示范电子有限公司|联络[*乙甲]/,
      );
  });
});

describe('the end', () => {
  test('a title that another holds is not taken over unnoticed', async () => {
    await asks('丙联络', { ...asked, name: '丙联络' });
    const card = world.official('YC_REVIEW').lastCard();
    expect(wordsOf(card)).toContain('登记情况 未登记此人；已登记：办公室主任 甲**');
    const reply = await world.official('YC_REVIEW').clicks('同意', card);
    expect(reply.toast?.text).toContain('已登记为甲**。换人请先在“企业联络员”里填停用日期');
    expect(await viewerNow('丙联络')).toBeUndefined();
  });

  test('a contact who is stopped is a stranger from that day on, and can be followed', async () => {
    const { services } = world;
    const [row] = await services.store.rows(contacts).find(SYSTEM, { where: { enterprise: own } });
    if (!row) throw new Error('no contact');
    await services.store.change(changeOf(services.as('YC_FILL')), (change) =>
      change.update(contacts, row, { stoppedOn: '2026-06-12' }),
    );
    expect(await liaison().says('企业台账')).toEqual([{ text: expect.stringContaining(HINT) as string }]);
    const card = world.official('YC_REVIEW').lastCard();
    expect((await world.official('YC_REVIEW').clicks('同意', card)).card?.title).toContain('已同意：丙联络');
    expect(await viewerNow('丙联络')).toMatchObject({ enterprise: own });
    expect(await viewerNow()).toBeUndefined();
  });

  test('who leaves speaks for nobody', async () => {
    await world.feishu.changePerson(world.person('丙联络'), { resigned: true });
    await world.settles();
    expect(await viewerNow('丙联络')).toBeUndefined();
  });

  test('who holds a post is no liaison beside it', async () => {
    expect(await world.official('YC_FILL').says('绑定企业')).toEqual([
      { text: expect.stringMatching(/^您已任.*不能再担任企业联络员$/) as string },
    ]);
    expect(await world.services.store.rows(tenures).count(SYSTEM, { post: 'YC_FILL' })).toBe(1);
  });

  test('an unknown enterprise, half a name and a number that is none are refused in words', async () => {
    for (const enterprise of ['没有这家有限公司', '示范电子'])
      expect((await asks('丁联络', { ...asked, enterprise })).toast?.text).toMatch(/^没有找到这家企业/);
    expect((await asks('丁联络', { ...asked, phone: '1380' })).toast?.text).toBe(
      '手机应为 11 位，如 13800000000',
    );
  });
});
