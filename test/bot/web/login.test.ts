import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projects } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Person } from '../../emulators/feishu/state/people.ts';
import { addProjects, platformStage, type PlatformStage } from './platform-app.ts';
import { BrowserSession } from './session.ts';

let it: PlatformStage;
let code: string;
let fill: Person;
let traveller: BrowserSession;
beforeAll(async () => {
  it = await platformStage();
  code = await addProjects(it.services);
  fill = await it.holder('陈示范', 'YC_FILL');
});
beforeEach(() => {
  traveller = new BrowserSession(it.url);
  it.feishu.loginAs(fill);
});

const FIGURE = '/figures/2026-05/x.YC.count';

describe('a link of a card', () => {
  test('leads through Feishu to its page, without a word on the way', async () => {
    const stops = await traveller.open(FIGURE);
    expect(stops.map(({ url }) => new URL(url).pathname)).toEqual([
      FIGURE,
      '/login/feishu',
      '/open-apis/authen/v1/authorize',
      '/login/feishu/callback',
      FIGURE,
    ]);
    const page = stops.at(-1);
    expect(page?.status).toBe(200);
    expect(page?.text).toContain('星河电子结构件生产项目');
    expect(page?.text).toContain('<span class="top-who">源城区填报人</span>');
    expect(it.feishu.violations).toEqual([]);
  });

  test('asks for no scope, and proves with S256 that the code comes back to who asked', async () => {
    const [, , consent, back] = await traveller.open('/ledgers/projects?page=2');
    const { state, code_challenge: challenge, ...asked } = paramsOf(consent?.url);
    expect(asked).toEqual({
      client_id: it.feishu.app.appId,
      response_type: 'code',
      redirect_uri: `${it.url}/login/feishu/callback`,
      code_challenge_method: 'S256',
    });
    expect(paramsOf(back?.url).state).toBe(state);
    expect(challenge).toHaveLength(createHash('sha256').digest('base64url').length);
    expect(back?.to).toBe(`${it.url}/ledgers/projects?page=2`);
  });

  test('the next one opens at once, until twelve hours have passed', async () => {
    await traveller.open(FIGURE);
    expect(await traveller.open(`/projects/${code}`)).toHaveLength(1);
    await it.feishu.advance(12 * 3_600_000);
    expect(await traveller.open(`/projects/${code}`)).toHaveLength(5);
  });

  test('two at a time in one browser both arrive', async () => {
    const first = await traveller.ask('/login/feishu?to=/ledgers/projects');
    const [second] = (await traveller.open(FIGURE)).slice(-1);
    expect(second?.status).toBe(200);
    expect((await traveller.sees(first.to ?? '')).url).toBe(`${it.url}/ledgers/projects`);
  });

  test('the cookies are out of reach of scripts and other sites; Feishu’s token is kept nowhere', async () => {
    const stops = await traveller.open(FIGURE);
    const cookies = stops.flatMap(({ headers }) => headers.getSetCookie());
    expect(cookies.map((line) => line.split('=')[0])).toEqual(['zy_login', 'zy_session']);
    for (const line of cookies) expect(line).toMatch(/samesite=lax; httponly$/i);
    expect(JSON.stringify([...traveller.cookies])).not.toMatch(/\bu-[0-9a-f]/);
    for (const { name } of (await it.services.store.connection.db?.listCollections().toArray()) ?? []) {
      const rows = await it.services.store.connection.collection(name).find().toArray();
      expect(JSON.stringify(rows)).not.toMatch(/\bu-[0-9a-f]{40}/);
    }
  });

  test('shows what the post may see, and says what it may not', async () => {
    expect((await traveller.sees(`/projects/${code}`)).status).toBe(200);
    const refused = await traveller.sees('/ledgers/tenures');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('没有“查看岗位任职”的权限');
  });
});

describe('somebody with several posts', () => {
  test('looks as the newest, changes it on the page, and has then changed it in the chat as well', async () => {
    const person = await it.holder('林示范', 'YC_REVIEW', 'DY_FILL');
    it.feishu.loginAs(person);
    const page = await traveller.sees('/ledgers/projects');
    expect(page.text).toContain('>东源县填报人</summary>');
    const chosen = await traveller.post('/page/post', { post: 'YC_REVIEW', back: '/ledgers/projects' });
    expect([chosen.status, chosen.to]).toEqual([303, `${it.url}/ledgers/projects`]);
    expect((await traveller.sees('/ledgers/projects')).text).toContain('>源城区审核人</summary>');
    await it.feishu.say(person, '岗位');
    await expect
      .poll(async () => {
        await it.app.sender.drain();
        return it.feishu.seen(person).at(-1)?.text;
      })
      .toContain('源城区审核人');
  });

  test('cannot choose a post of somebody else, nor leave by the way back', async () => {
    it.feishu.loginAs(await it.holder('吴示范', 'YC_LEAD', 'DY_REVIEW'));
    await traveller.open('/');
    await traveller.sees(FIGURE);
    const foreign = await traveller.post('/page/post', { post: 'ADMIN', back: '/' });
    expect(foreign.status).toBe(403);
    expect(foreign.text).toContain('您现在不任这个岗位');
    const away = await traveller.post('/page/post', { post: 'YC_LEAD', back: '//evil.test' });
    expect(away.to).toBe(`${it.url}/`);
  });
});

describe('what is done on a page', () => {
  test('a click answers with the card, and what it brings besides comes into the chat with the bot', async () => {
    const page = await traveller.sees('/ledgers/targets');
    expect(page.text).toContain('data-act="/page/action"');
    const click = { chat: '', eventId: randomUUID() };
    const row = { action: 'ledger.open', params: { ledger: projects.name, code, here: true } };
    const opened = await traveller.act('/page/action', { ...click, ...row });
    expect(opened).toMatchObject({ status: 200, body: { html: expect.stringContaining('星河电子') } });
    const file = { action: 'ledger.export', params: { ledger: projects.name }, eventId: randomUUID() };
    expect(await traveller.act('/page/action', { ...click, ...file })).toEqual({ status: 200, body: {} });
    await expect
      .poll(async () => {
        await it.app.sender.drain();
        return it.feishu.seen(fill).at(-1)?.type;
      })
      .toBe('file');
  });

  test('a file is imported: its preview is a page whose button writes', async () => {
    await traveller.sees('/import');
    const form = new FormData();
    const line = '项目名称,项目类型,产业链,投资方,计划总投资（万元）,签约日期,落地单位\n';
    const row = '示范新能源电池材料生产项目,新引进,电子信息,示范新能源有限公司,12000,2026-05-20,源城区\n';
    form.append('file', new Blob([line + row]), '源城区.csv');
    const taken = await traveller.ask('/import', { method: 'POST', body: form });
    expect(taken.status).toBe(303);
    const preview = await traveller.sees(taken.to ?? '');
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('新增 1，更新 0');
    const params = { token: preview.url.split('/').at(-1) ?? '' };
    const click = { chat: '', eventId: randomUUID(), action: 'imports.confirm', params };
    await traveller.act('/page/action', click);
    const where = { name: '示范新能源电池材料生产项目' };
    expect(await it.services.store.rows(projects).find(SYSTEM, { where })).toHaveLength(1);
  });

  test('a download carries its Chinese name; others are told that there is none', async () => {
    const { files } = it.services.store;
    const { id } = await files.put('源城区 台账.xlsx', Buffer.from('台账'), { post: 'YC_FILL' }, new Date(0));
    const file = await traveller.sees(`/files/${id}`);
    const name = encodeURIComponent('源城区 台账.xlsx');
    expect(file.headers.get('content-disposition')).toContain(`filename*=UTF-8''${name}`);
    expect(file.text).toBe('台账');
    const other = new BrowserSession(it.url);
    it.feishu.loginAs(await it.holder('黄示范', 'HP_FILL'));
    expect((await other.sees(`/files/${id}`)).status).toBe(404);
  });
});

describe('the front page', () => {
  test('offers the way in, then what the post may open, and the way out', async () => {
    const before = await traveller.ask('/');
    expect(before.status).toBe(200);
    expect(before.text).toContain('<a class="button primary" href="/login/feishu?to=%2F">用飞书登录</a>');
    const home = await traveller.sees('/login/feishu?to=/');
    expect(home.url).toBe(`${it.url}/`);
    for (const path of ['/ledgers/projects', '/ledgers/enterprises', '/import']) {
      expect(home.text).toContain(`href="${path}"`);
    }
    expect(home.text).not.toContain('/ledgers/tenures');
    const out = await traveller.post('/logout', {});
    expect([out.status, out.to]).toEqual([303, `${it.url}/`]);
    expect((await traveller.ask('/')).text).toContain('用飞书登录');
  });

  test('every page it lists opens', async () => {
    const home = await traveller.sees('/login/feishu');
    const links = [...home.text.matchAll(/<a class="button [^"]*" href="([^"]+)"/g)].map(
      ([, href]) => href ?? '',
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect([link, (await traveller.ask(link)).status]).toEqual([link, 200]);
    expect(await it.services.store.rows(projects).count(SYSTEM)).toBeGreaterThan(0);
  });
});

const paramsOf = (url = ''): Record<string, string> => Object.fromEntries(new URL(url).searchParams);
