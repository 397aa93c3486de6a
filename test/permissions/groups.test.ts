import { beforeAll, describe, expect, test } from 'vitest';
import type { Say } from '../../cards/card.ts';
import { COMMANDS } from '../../handlers/table.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { aWorld, CHANNELS, first, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

/** Whatever is said into a group, whoever asks there: nothing of a project under negotiation (domain.md 0.1-11). */
const TALKS = [
  { unit: 'YC', name: '暗号甲结构件生产项目', investorName: '暗号甲电子有限公司', alias: 'A项目' },
  { unit: 'DY', name: '暗号乙结构件生产项目', investorName: '暗号乙电子有限公司' },
];
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let talks: Project[];
  let signed: Project;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    services.clock.set(new Date('2026-05-29T09:00:00+08:00'));
    [talks, signed] = await services.store.change(changeOf(services.as()), async (change) => {
      // The first code of the series stands as an example in the bot's words.
      const open = await change.insert(
        projects,
        aProject({ name: '公开签约结构件项目', signDate: '2025-10-12' }),
      );
      const rows = await change.insertMany(
        projects,
        TALKS.map(({ unit, ...talk }) => {
          const { signDate: _day, signType: _type, landUnit: _unit, ...base } = aProject();
          return {
            values: {
              ...base,
              ...talk,
              stage: 'NEGOTIATING' as const,
              introUnit: unit,
              progress: '暗号进展',
            },
          };
        }),
      );
      return [rows, open] as const;
    });
    await world.comesTo('2026-05-29T09:01:00+08:00');
  });

  const secrets = () => ['暗号', 'A项目', ...talks.map(({ code }) => code)];
  function tells(said: readonly Say[], asked = ''): string[] {
    // What the asker wrote themselves may be said back to them.
    const text = JSON.stringify(said).replaceAll(asked === '' ? '\0' : asked, '');
    return secrets().filter((secret) => text.includes(secret));
  }
  const groups = () => world.services.city.groups.filter(({ kind }) => kind !== 'G0');
  const members = () => {
    const { posts } = world.services.city;
    // Those who may see all talks, or their own: what leaked would leak through one of them.
    // A platform only tells who asks: there one of each is enough.
    const asked =
      channel === 'web'
        ? ['SWJ_CITY', 'LXB_ADMIN', 'LD_CONVENER', 'YC_REVIEW', 'HP_REVIEW', 'ADMIN']
        : ['SWJ_CITY', 'YC_REVIEW'];
    return posts.filter(({ code }) => asked.includes(code)).map(({ code }) => code);
  };

  describe('asked in a group', () => {
    test('every command, by those who may see all', async () => {
      for (const { words } of COMMANDS) {
        for (const post of members()) {
          const said = await world.official(post).says(first(words), 'G2');
          expect(tells(said), `${post}: ${words[0]}`).toEqual([]);
        }
      }
    });

    test('search by name, investor, alias, pinyin and code', async () => {
      for (const post of members()) {
        const queries = talks.flatMap(({ name, investorName, code }) => [name, investorName ?? '', code]);
        for (const query of [...queries, 'A项目', 'anhao', '结构件']) {
          for (const word of ['查', '项目台账']) {
            const said = await world.official(post).says(`${word} ${query}`, 'G1');
            expect(tells(said, query), `${post}: ${word} ${query}`).toEqual([]);
          }
        }
      }
    });

    test('every action of a ledger, with the code of such a project in hand', async () => {
      const before = world.sentTo('group:G2').length;
      const rows = [
        'ledger.list',
        'ledger.open',
        'ledger.edit',
        'ledger.history',
        'ledger.export',
        'projects.export',
      ];
      for (const post of members()) {
        for (const action of rows) {
          const params = { ledger: 'projects', code: first(talks).code, part: 0, page: 1 };
          const reply = await world.official(post).actsIn('G2', action, params);
          const said = reply.card ? [{ card: reply.card }] : [];
          expect(
            tells([...said, { text: reply.toast?.text ?? '' }], params.code),
            `${post}: ${action}`,
          ).toEqual([]);
        }
      }
      await world.settles();
      expect(tells(world.sentTo('group:G2').slice(before))).toEqual([]);
    });

    test('a signed project is found there, so silence above is not for want of an answer', async () => {
      const said = await world.official('DY_REVIEW').says('查 公开签约', 'G2');
      expect(JSON.stringify(said)).toContain(signed.code);
      const own = await world.official('YC_FILL').says('查 暗号甲');
      expect(JSON.stringify(own)).toContain('暗号甲结构件生产项目');
    });
  });

  test('two months of duties push nothing of it to any group, nor to another county', async () => {
    const { services } = world;
    const before = new Map(groups().map(({ code }) => [code, world.sentTo(`group:${code}`).length]));
    for (const day of ['06-01', '06-03', '06-09', '06-10', '06-11'])
      await world.comesTo(`2026-${day}T11:40:00+08:00`);
    const owner = world.official('SFB_BULLETIN');
    await owner.clicks('签发', owner.lastCard());
    for (const day of ['06-12', '06-15', '07-01', '07-03', '07-09', '07-10', '07-13', '07-14'])
      await world.comesTo(`2026-${day}T11:40:00+08:00`);
    let pushed = 0;
    for (const { code } of groups()) {
      const said = world.sentTo(`group:${code}`).slice(before.get(code));
      pushed += said.length;
      expect(tells(said), code).toEqual([]);
    }
    expect(pushed).toBeGreaterThan(9);
    for (const post of services.city.posts.filter(({ unit }) => unit === 'HP'))
      expect(tells(world.sentTo(`post:${post.code}`)), post.name).toEqual([]);
    expect(world.faults).toEqual([]);
  });
});
