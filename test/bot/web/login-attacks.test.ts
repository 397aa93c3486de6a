import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Signed } from '../../../bot/web/login/signed.ts';
import { z } from 'zod';
import { addDays, dayOf } from '../../../models/rules/time/day.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { systemClock } from '../../../models/rules/time/clock.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Person } from '../../emulators/feishu/state/people.ts';
import { addProjects, platformStage, SECRET_KEY, type PlatformStage } from './platform-app.ts';
import { BrowserSession } from './session.ts';

let it: PlatformStage;
let fill: Person;
let traveller: BrowserSession;
beforeAll(async () => {
  it = await platformStage();
  await addProjects(it.services);
  fill = await it.holder('陈示范', 'YC_FILL');
});
beforeEach(() => {
  traveller = new BrowserSession(it.url);
  it.feishu.loginAs(fill);
});

const LEDGER = '/ledgers/projects';
const CALLBACK = '/login/feishu/callback';

/** Goes as far as the answer of Feishu, which is not brought yet. */
async function answerOf(browser: BrowserSession, to = LEDGER): Promise<URL> {
  const consent = await browser.ask(`/login/feishu?${new URLSearchParams({ to })}`);
  const back = await browser.ask(consent.to ?? '');
  return new URL(back.to ?? '');
}

const isIn = async (browser: BrowserSession): Promise<boolean> => (await browser.ask(LEDGER)).status === 200;

describe('the state', () => {
  test.each([
    ['none', () => ''],
    ['made up', () => 'abc.def'],
    [
      'changed by a letter',
      (state: string) => `${state.slice(0, 5)}${state[5] === 'A' ? 'B' : 'A'}${state.slice(6)}`,
    ],
    ['with its signature cut', (state: string) => state.slice(0, -1)],
    ['with more behind it', (state: string) => `${state}.x`],
  ])('%s opens nothing, and Feishu is not asked', async (_, forge) => {
    const answer = await answerOf(traveller);
    answer.searchParams.set('state', forge(answer.searchParams.get('state') ?? ''));
    const before = it.feishu.requests.length;
    const refused = await traveller.ask(answer.href);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('请重新登录');
    expect(it.feishu.requests).toHaveLength(before);
    expect(await isIn(traveller)).toBe(false);
  });

  test('of another browser opens nothing: nobody is logged in as somebody else by a link', async () => {
    const answer = await answerOf(new BrowserSession(it.url));
    await answerOf(traveller);
    expect((await traveller.ask(answer.href)).status).toBe(400);
    expect((await new BrowserSession(it.url).ask(answer.href)).status).toBe(400);
    expect(await isIn(traveller)).toBe(false);
  });

  test('of another secret, or ten minutes old, opens nothing', async () => {
    const other = await platformStage({ SECRET_KEY: 'another key, that is long enough as well' });
    const answer = await answerOf(traveller);
    const abroad = new BrowserSession(other.url);
    for (const [name, value] of traveller.cookies) abroad.cookies.set(name, value);
    expect((await abroad.ask(`${CALLBACK}${answer.search}`)).status).toBe(400);
    await it.feishu.advance(10 * 60_000);
    expect((await traveller.ask(answer.href)).status).toBe(400);
  });
});

describe('a code', () => {
  test('is good once', async () => {
    const answer = await answerOf(traveller);
    expect((await traveller.ask(answer.href)).to).toBe(`${it.url}${LEDGER}`);
    traveller.cookies.delete('zy_session');
    const again = await traveller.ask(answer.href);
    expect(again.status).toBe(400);
    expect(again.text).toContain('登录凭证已过期或已用过');
    expect(await isIn(traveller)).toBe(false);
  });

  test('of one login does not fit another: PKCE', async () => {
    const [one, two] = [await answerOf(traveller), await answerOf(traveller)];
    one.searchParams.set('state', two.searchParams.get('state') ?? '');
    expect((await traveller.ask(one.href)).status).toBe(400);
    expect(it.feishu.requests.at(-1)?.code).toBe(20049);
    expect(await isIn(traveller)).toBe(false);
  });

  test.each(['', '?error=server_error', '?code=a&code=b'])('%j is none', async (query) => {
    const state = (await answerOf(traveller)).searchParams.get('state') ?? '';
    const search = new URLSearchParams(query);
    search.set('state', state);
    expect((await traveller.ask(`${CALLBACK}?${search}`)).status).toBe(400);
  });
});

test.each([
  '//evil.test',
  'https://evil.test',
  'https:evil.test',
  '/\\evil.test',
  '/..//evil.test',
  '/\t/evil.test',
])('a way back to %j ends on the front page', async (to) => {
  const answer = await answerOf(traveller, to);
  expect((await traveller.ask(answer.href)).to).toBe(`${it.url}/`);
});

describe('a session', () => {
  const signed = (key: string) =>
    new Signed({ key, purpose: 'web-session', content: z.unknown(), clock: systemClock });
  const LONG = 1e15;

  test.each([
    [
      'of another secret',
      () => signed('another key').write({ channel: 'feishu', person: fill.openId }, LONG),
    ],
    [
      'of the sandbox, with the sandbox off',
      () => signed(SECRET_KEY).write({ channel: 'web', person: 'ADMIN' }, LONG),
    ],
    [
      'of the platform that names a post',
      () => signed(SECRET_KEY).write({ channel: 'feishu', person: 'ADMIN' }, LONG),
    ],
    [
      'of a platform that is not configured',
      () => signed(SECRET_KEY).write({ channel: 'wecom', person: 'x' }, LONG),
    ],
    ['unsigned', () => Buffer.from('{"content":{"channel":"web","person":"ADMIN"}}').toString('base64url')],
    ['that is a login’s state', async () => (await answerOf(traveller)).searchParams.get('state') ?? ''],
  ])('%s opens nothing', async (_, forge) => {
    traveller.cookies.set('zy_session', await forge());
    for (const path of [LEDGER, '/files/650000000000000000000000', '/import']) {
      const { status, to } = await traveller.ask(path);
      expect([status, to]).toEqual([302, `${it.url}/login/feishu?${new URLSearchParams({ to: path })}`]);
    }
    expect((await traveller.act('/page/action', { eventId: 'x', action: 'x' })).status).toBe(401);
    expect((await traveller.ask('/')).text).toContain('用飞书登录');
  });

  test.each([
    ['GET', '/sandbox'],
    ['GET', '/sandbox/api/state'],
    ['POST', '/sandbox/api/text'],
    ['POST', '/login'],
  ])('does not open the sandbox, which is off: %s %s', async (method, path) => {
    await traveller.open(LEDGER);
    expect((await traveller.ask(path, { method })).status).toBe(404);
  });

  test('of a person is none in the sandbox, where both are on', async () => {
    const both = await platformStage({ SANDBOX: 'on' });
    const person = await both.holder('林示范', 'YC_FILL');
    both.feishu.loginAs(person);
    const browser = new BrowserSession(both.url);
    expect((await browser.sees(LEDGER)).status).toBe(200);
    expect((await browser.ask('/sandbox')).to).toBe(`${both.url}/`);
    expect((await browser.ask('/sandbox/api/state')).status).toBe(401);
  });

  test('cannot be used from another site', async () => {
    await traveller.open(LEDGER);
    const headers = { Origin: 'https://evil.test' };
    for (const path of ['/page/action', '/page/post', '/import', '/logout']) {
      expect([path, (await traveller.ask(path, { method: 'POST', headers })).status]).toEqual([path, 403]);
    }
  });

  test('travels over TLS only where the service has it', async () => {
    const secure = await platformStage({ PUBLIC_URL: 'https://zhaoyou.test' });
    const { headers } = await new BrowserSession(secure.url).ask('/login/feishu');
    expect(headers.getSetCookie().join()).toMatch(/; secure; httponly$/);
  });
});

describe('a person', () => {
  const posted = async (person: Person) => {
    const where = { feishu: person.openId };
    return it.services.store.rows(tenures).find(SYSTEM, { where });
  };
  const ctx = () => ({ ...it.services, viewer: SYSTEM, channel: 'test' });

  test('without a post is told how to get one, and is not logged in', async () => {
    it.feishu.loginAs(it.feishu.people.add({ name: '新来' }));
    const refused = await traveller.sees(LEDGER);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('在飞书里给招优助手发送“绑定”');
    expect(traveller.cookies.has('zy_session')).toBe(false);
  });

  test('who left a minute ago has no access any more', async () => {
    const leaver = await it.holder('吴示范', 'YC_REVIEW');
    it.feishu.loginAs(leaver);
    expect((await traveller.sees(LEDGER)).status).toBe(200);
    await it.feishu.changePerson(leaver, { resigned: true });
    await expect.poll(async () => (await posted(leaver))[0]?.to).toBeDefined();
    expect(await isIn(traveller)).toBe(false);
    const refused = await traveller.sees(LEDGER);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('已离职');
  });

  test('whose post ended yesterday has none today', async () => {
    const person = await it.holder('黄示范', 'YC_LEAD');
    it.feishu.loginAs(person);
    await traveller.open(LEDGER);
    expect(await isIn(traveller)).toBe(true);
    const [row] = await posted(person);
    if (!row) throw new Error('no holding');
    const to = addDays(dayOf(it.feishu.clock.now()), -1);
    await it.services.store.change(changeOf(ctx()), (change) => change.update(tenures, row, { to }));
    expect(await isIn(traveller)).toBe(false);
    expect((await traveller.sees(LEDGER)).text).toContain('发送“绑定”');
  });

  test('who says no is asked again, and comes to where they wanted to be', async () => {
    it.feishu.loginAs(undefined);
    const refused = await traveller.sees(LEDGER);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('您没有同意用飞书账号登录');
    const again = /href="([^"]+)">重新登录</.exec(refused.text)?.[1] ?? '';
    expect(again).toBe(`${it.url}/login/feishu?to=%2Fledgers%2Fprojects`);
    it.feishu.loginAs(fill);
    expect((await traveller.sees(again)).url).toBe(`${it.url}${LEDGER}`);
  });
});
