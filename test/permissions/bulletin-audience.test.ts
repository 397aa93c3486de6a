import { readXlsx } from 'hucre/xlsx';
import { beforeAll, expect, test } from 'vitest';
import { PAGES } from '../../handlers/pages/pages.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { advance, moveRow } from '../../handlers/services/ledgers/move.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import type { Post } from '../../models/ledgers/city.ts';
import { projects } from '../../models/ledgers/project.ts';
import type { Role } from '../../models/rules/permissions.ts';
import { aWorld, type World } from '../helpers/conversation.ts';
import { issueBulletin } from '../helpers/months.ts';
import { aProject } from '../helpers/services.ts';

/**
 * What may be pushed is what may be pulled: every document of a month × every kind of post, in private and in a group ×
 * every way to ask, for a month that is out (April), one that waits for its signature (May) and one that is not frozen
 * (June). Who may see what is written down here from the mission, not read off the code.
 */
const ISSUED = '2026-04';
const DRAFT = '2026-05';
const LIVE = '2026-06';

/** Who reads bulletins at all (domain.md 1.6), and who checks or signs one before it is out (5.1 D10). */
const READERS: readonly Role[] = [
  'COUNTY_FILL',
  'COUNTY_REVIEW',
  'COUNTY_LEAD',
  'PARK',
  'PROJECT_CITY',
  'ISSUE_CITY',
  'RESOURCE_CITY',
  'BLOCKER_CITY',
  'LXB_ADMIN',
  'BULLETIN_OWNER',
  'SUPERVISOR',
  'LEADER',
  'AUDITOR',
  'ADMIN',
];
const CHECKERS: readonly Role[] = ['COUNTY_REVIEW', 'PROJECT_CITY', 'BULLETIN_OWNER', 'ADMIN'];

type Kind = 'city' | 'own unit' | 'how it is counted';

let world: World;
beforeAll(async () => {
  world = await aWorld();
  const { services } = world;
  services.clock.set(new Date('2026-06-10T10:00:00+08:00'));
  await services.store.change(changeOf(services.as()), async (change) => {
    for (const [i, landUnit] of ['YC', 'DY'].entries())
      await change.insert(projects, aProject({ landUnit, introUnit: landUnit, signDate: `2026-04-1${i}` }));
  });
  await issueBulletin(services, ISSUED);
  const ctx = services.as();
  const row = await services.store.change(changeOf(ctx), (change) =>
    change.insert(bulletins, { period: DRAFT }),
  );
  const verifying = await advance(ctx, bulletins, row, 'freeze', 'verify');
  await world.comesTo('2026-06-10T10:45:00+08:00');
  const { version } = verifying?.row ?? row;
  await moveRow(ctx, bulletins, { code: row.code, event: 'submit', version }, (moved) => moved);
  await world.comesTo('2026-06-10T15:59:00+08:00');
});

const has = (post: Post, roles: readonly Role[]) => post.roles.some((role) => roles.includes(role));

function expected(post: Post, kind: Kind, period: string, inGroup: boolean): boolean {
  if (!has(post, READERS)) return false;
  if (period === ISSUED) return true;
  if (inGroup) return false;
  if (kind === 'how it is counted' || has(post, CHECKERS)) return true;
  return kind === 'own unit' && period === LIVE && post.unit !== undefined;
}

/** One post of each set of roles, all of the county of 源城 where there is a choice. */
function kinds(): Post[] {
  const seen = new Map<string, Post>();
  for (const post of world.services.city.posts) {
    const key = post.roles.join();
    if (!seen.has(key) || post.unit === 'YC') seen.set(key, post);
  }
  return [...seen.values()].filter(({ roles }) => !roles.includes('ENTERPRISE'));
}

/** Where each asks: who checks or signs, leads or reports also where others read along. */
const placesOf = (post: Post): boolean[] =>
  has(post, ['COUNTY_FILL', 'COUNTY_REVIEW', 'BULLETIN_OWNER', 'LEADER']) ? [false, true] : [false];

/** How an answer that shows figures is told from one that does not: it says how the bulletin stands, or is a file. */
function shows(said: unknown): boolean {
  const text = JSON.stringify(said);
  const states = /已印发|送审稿，以正式印发为准|实时测算，未印发|"file":/;
  // A month that is not shown is named with the newest that is out.
  return states.test(text) && !text.includes('还没有签发印发，');
}

test('by push: until it is out its figures go to those who check or sign it, to no group and to nobody else', () => {
  const { posts, groups } = world.services.city;
  const draft = (chat: string) =>
    world.sentTo(chat).some((said) => 'card' in said && /5月/.test(said.card.title) && shows(said));
  for (const { code } of groups) expect(draft(`group:${code}`), code).toBe(false);
  const reached = posts.filter(({ code }) => draft(`post:${code}`));
  expect(reached.length).toBeGreaterThan(8);
  for (const post of reached) expect(has(post, CHECKERS), post.name).toBe(true);
});

const month = (period: string) => `2026年${Number(period.slice(5))}月`;

const SENTENCES: readonly { kind: Kind; of: (period: string) => string }[] = [
  { kind: 'city', of: (period) => `通报 ${month(period)}` },
  { kind: 'city', of: (period) => `${month(period)}通报发我` },
  { kind: 'city', of: (period) => `通报 ${month(period)} 导出` },
  { kind: 'city', of: (period) => `排名 ${month(period)}` },
  { kind: 'how it is counted', of: (period) => `口径 ${month(period)}` },
];
const OWN_SENTENCES: typeof SENTENCES = [
  { kind: 'own unit', of: (period) => `本县通报 ${month(period)}` },
  { kind: 'own unit', of: (period) => `排名 源城区 ${month(period)}` },
];

test.each([
  ['out', ISSUED],
  ['waiting for its signature', DRAFT],
  ['not frozen', LIVE],
])('by sentence, of a month that is %s', async (_what, period) => {
  if (period === LIVE) world.services.clock.set(new Date('2026-07-01T10:00:00+08:00'));
  for (const post of kinds())
    for (const inGroup of placesOf(post))
      for (const { kind, of } of [...SENTENCES, ...(post.unit === 'YC' ? OWN_SENTENCES : [])]) {
        const said = await world.official(post.code).says(of(period), inGroup ? 'G2' : undefined);
        expect(shows(said), `${post.name} ${of(period)} ${inGroup ? 'G2' : ''} ${JSON.stringify(said)}`).toBe(
          expected(post, kind, period, inGroup),
        );
      }
});

const BUTTONS: readonly { kind: Kind; action: string }[] = [
  { kind: 'city', action: 'bulletin.excel' },
  { kind: 'how it is counted', action: 'bulletin.definitions' },
  { kind: 'own unit', action: 'bulletin.county' },
];

test('by button, also of a card that one should not have', async () => {
  for (const post of kinds())
    for (const period of [ISSUED, DRAFT, LIVE])
      for (const inGroup of placesOf(post))
        for (const { kind, action } of BUTTONS) {
          if (kind === 'own unit' && post.unit === undefined) continue;
          const official = world.official(post.code);
          const heard = () => ['group:G2', `post:${post.code}`].flatMap((chat) => world.sentTo(chat));
          const before = heard();
          const reply = inGroup
            ? await official.actsIn('G2', action, { period })
            : await official.act(action, { period });
          await world.settles();
          const said = [reply, ...heard().filter((each) => !before.includes(each))];
          expect(shows(said), `${post.name} ${action} ${period} ${inGroup ? 'G2' : ''}`).toBe(
            expected(post, kind, period, inGroup),
          );
        }
});

test('by page, and the rows behind a number', async () => {
  for (const post of kinds())
    for (const period of [ISSUED, DRAFT, LIVE])
      for (const path of [undefined, 'x.total.count', 'x.YC.count', 'x.DY.count']) {
        const page = PAGES.find((each) => each.path === `/figures/:period${path ? '/:path' : ''}`);
        const shown = await page
          ?.show(world.services.as(post.code), { period, ...(path ? { path } : {}) })
          .catch((error: Error) => error.message);
        const own = path === 'x.YC.count' && post.unit === 'YC';
        expect(shows(shown), `${post.name} ${period} ${path}`).toBe(
          expected(post, own ? 'own unit' : 'city', period, false),
        );
      }
});

test('a draft in Excel says so on every sheet and in its name, and nobody else opens it', async () => {
  const official = world.official('SFB_BULLETIN');
  await official.says(`通报 ${month(DRAFT)} 导出`);
  const said = world.sentTo('post:SFB_BULLETIN').at(-1);
  if (!said || !('file' in said)) throw new Error('it should be a file');
  expect(said.file.name).toBe('2026年5月通报附表（送审稿）.xlsx');
  const { sheets } = await readXlsx(await world.opens(said.file));
  expect(sheets).toHaveLength(3);
  for (const { rows } of sheets) expect(JSON.stringify(rows.slice(0, 4))).toContain('送审稿');
  for (const post of kinds())
    expect(
      (await world.services.store.files.open(said.file.id, world.services.as(post.code).viewer)) !==
        undefined,
      post.name,
    ).toBe(has(post, CHECKERS));
});

test('without a month it is the newest that may be shown, and says why', async () => {
  world.services.clock.set(new Date('2026-06-10T16:00:00+08:00'));
  const leader = JSON.stringify(await world.official('YC_LEAD').says('通报'));
  expect(leader).toContain('2026年5月通报还没有签发印发，这是最近一期。');
  expect(leader).toContain('2026年4月全市招商引资通报');
  const signer = JSON.stringify(await world.official('SFB_BULLETIN').says('通报'));
  expect(signer).toContain('2026年5月全市招商引资通报');
  expect(signer).toContain('送审稿');
});
