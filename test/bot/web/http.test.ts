import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { Client, inChat } from './client.ts';
import { webApp, type WebApp } from './web-app.ts';

const MINE = 'post:YC_FILL';
let it: WebApp;
let yc: Client;
beforeAll(async () => {
  it = await webApp();
  yc = await Client.as(it.url, 'YC_FILL');
});

describe('without sandbox mode', () => {
  test.each([
    ['GET', '/'],
    ['POST', '/login'],
    ['POST', '/logout'],
    ['GET', '/sandbox'],
    ['GET', '/sandbox/api/state'],
    ['GET', '/sandbox/events?since=0'],
    ['POST', '/sandbox/api/text'],
    ['POST', '/sandbox/api/clock'],
  ])('%s %s is not there, not even with a cookie from before', async (method, path) => {
    const off = await webApp({ sandbox: false });
    const { status } = await new Client(off.url).fetch(path, { method, headers: { Cookie: yc.cookie } });
    expect(status).toBe(404);
  });
});

describe('session', () => {
  test('the cookie is out of reach of scripts and other sites', async () => {
    const response = await new Client(it.url).send('/login', new URLSearchParams({ post: 'YC_FILL' }));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/sandbox');
    expect(response.headers.get('set-cookie')).toMatch(/httponly/i);
    expect(response.headers.get('set-cookie')).toMatch(/samesite=lax/i);
  });

  test.each([
    ['none', ''],
    ['another post under the same signature', `zy_session=${Buffer.from('ADMIN').toString('base64url')}.x`],
    ['an unsigned one', `zy_session=${Buffer.from('YC_FILL').toString('base64url')}`],
  ])('with %s nothing opens', async (_, cookie) => {
    const response = await new Client(it.url).fetch('/sandbox/api/state', { headers: { Cookie: cookie } });
    expect(response.status).toBe(401);
    const page = await new Client(it.url).fetch('/sandbox', { headers: { Cookie: cookie } });
    expect(page.headers.get('location')).toBe('/');
  });

  test('one changed letter of the signature is noticed', async () => {
    const last = yc.cookie.at(-2) === 'A' ? 'B' : 'A';
    const forged = `${yc.cookie.slice(0, -2)}${last}${yc.cookie.at(-1)}`;
    const response = await new Client(it.url).fetch('/sandbox/api/state', { headers: { Cookie: forged } });
    expect(response.status).toBe(401);
  });

  test('an unknown post cannot log in, and logging out ends it', async () => {
    const client = await Client.as(it.url, 'YC_FILL');
    expect((await client.send('/login', new URLSearchParams({ post: 'NOBODY' }))).status).toBe(404);
    await client.send('/logout', new URLSearchParams());
    expect((await client.fetch('/sandbox/api/state')).status).toBe(401);
  });

  test.each([['https://evil.example'], ['null'], ['']])('a POST from %j is refused', async (origin) => {
    const { status, body } = await yc.post(
      '/sandbox/api/text',
      { ...inChat(MINE), text: '帮助' },
      { Origin: origin },
    );
    expect(status).toBe(403);
    expect(body.toast?.text).toContain('不是从本系统的页面发出');
  });
});

test('pages allow scripts of this server only, and the import map by its nonce', async () => {
  const response = await yc.fetch('/sandbox');
  const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
  expect(policy).toContain("default-src 'self'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

describe('assets', () => {
  test('known files only', async () => {
    for (const path of ['/assets/%2e%2e%2fweb.ts', '/assets/none.js', '/vendor/package.json']) {
      expect((await yc.fetch(path)).status).toBe(404);
    }
  });
  test('packed, and not sent again while they are the same', async () => {
    const first = await yc.fetch('/vendor/preact.js');
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(await first.text()).toContain('export{');
    const again = await yc.fetch('/vendor/preact.js', {
      headers: { 'If-None-Match': first.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });
});

describe('chats', () => {
  test('a post sees the one with the bot first, then its groups', async () => {
    const { chats, me, clock } = await yc.get('/sandbox/api/state');
    const groups = it.city.groups.filter((group) => group.kind !== 'G0' && group.members.includes('YC_FILL'));
    expect(chats.map((chat) => chat.id)).toEqual([MINE, ...groups.map((group) => `group:${group.code}`)]);
    expect(me.name).toBe('源城区填报人');
    expect(clock).toMatchObject({ words: '2026年6月9日 星期二', time: '08:45', workday: true });
  });

  test('what is said is handed in and answered in the chat', async () => {
    const { body } = await yc.post('/sandbox/api/text', { ...inChat(MINE), text: ' 通报 ' });
    expect(it.inbound.at(-1)).toMatchObject({
      channel: 'web',
      kind: 'text',
      from: 'YC_FILL',
      chat: { id: MINE, kind: 'private' },
      text: '通报',
    });
    expect(body.messages.map((message) => message.text ?? message.html?.slice(0, 16))).toEqual([
      '通报',
      '<article class="',
    ]);
  });

  test('a repeat of the same POST shows nothing twice', async () => {
    const event = { ...inChat(MINE), text: '只此一次' };
    const first = await yc.post('/sandbox/api/text', event);
    const second = await yc.post('/sandbox/api/text', event);
    expect(second.body.messages.map((message) => message.id)).toEqual(
      first.body.messages.map((message) => message.id),
    );
    const ids = it.inbound.slice(-2).map((inbound) => inbound.eventId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toContain('YC_FILL');
  });

  test.each([['group:G1'], ['post:DY_FILL'], ['nothing']])(
    '%s is closed to one who is not in it',
    async (chat) => {
      const said = await yc.post('/sandbox/api/text', { ...inChat(chat), text: '帮助' });
      const clicked = await yc.post('/sandbox/api/action', { ...inChat(chat), action: 'a' });
      const read = await yc.fetch(`/sandbox/api/messages?${new URLSearchParams({ chat })}`);
      expect([said.status, clicked.status, read.status]).toEqual([404, 404, 404]);
    },
  );

  test.each([
    [{ text: '' }, '请先输入内容'],
    [{ text: '长'.repeat(4001) }, '最多 4000 字'],
    [{ text: 'x', eventId: 'no uuid' }, '请刷新页面重试'],
    [{ text: 7 }, '请求格式不对，请刷新页面重试'],
    [{ text: 'x', chat: { id: 1 } }, '请求格式不对，请刷新页面重试'],
  ])('%# is refused with a reason', async (wrong, reason) => {
    const { status, body } = await yc.post('/sandbox/api/text', { ...inChat(MINE), ...wrong });
    expect(status).toBe(400);
    expect(body.toast?.text).toContain(reason);
    expect(body.toast?.text).not.toMatch(/[a-z]{3}/i);
  });
});

describe('cards', () => {
  test('the answer’s card replaces the clicked one for everybody in the chat', async () => {
    const sent = await it.web.channel.send({
      id: 'out-1',
      chat: 'group:G3-YC',
      content: { card: { title: '核对', tone: 'info', summary: '', blocks: [] } },
    });
    const messageId = sent.kind === 'sent' ? sent.messageId : '';
    const { body } = await yc.post('/sandbox/api/action', {
      ...inChat('group:G3-YC'),
      messageId,
      action: 'ledger.open',
      params: { period: '2026-05', n: 1 },
      form: { note: '好', needs: ['a', 'b'] },
    });
    expect(body.toast?.text).toBe('已记录');
    expect(it.inbound.at(-1)).toMatchObject({
      kind: 'action',
      action: 'ledger.open',
      params: { period: '2026-05', n: 1 },
      form: { note: '好', needs: ['a', 'b'] },
      clicked: { messageId },
      chat: { kind: 'group' },
    });
    const reviewer = await Client.as(it.url, 'YC_REVIEW');
    const { messages } = await reviewer.get('/sandbox/api/messages?chat=group:G3-YC');
    expect(messages.find((message) => message.id === messageId)?.html).toContain('已阅');
  });

  test('a message of another chat cannot be clicked from here', async () => {
    const { body } = await yc.post('/sandbox/api/text', { ...inChat(MINE), text: '通报' });
    const messageId = body.messages[1]?.id;
    const click = { ...inChat('group:G3-YC'), messageId, action: 'ledger.open' };
    expect((await yc.post('/sandbox/api/action', click)).status).toBe(404);
  });

  test('off any chat the card comes back as HTML', async () => {
    const { body } = await yc.post('/sandbox/api/action', { ...inChat(MINE), action: 'ledger.open' });
    expect(body.html).toContain('<article class="card tone-good"');
  });
});

describe('the channel', () => {
  test('a repeated attempt is seen once; a chat that is not there is dead', async () => {
    const message = { id: 'out-2', chat: MINE, content: { text: '提醒' } };
    const [first, second] = [await it.web.channel.send(message), await it.web.channel.send(message)];
    expect(first).toEqual(second);
    expect(await it.web.channel.send({ ...message, chat: 'group:NONE' })).toMatchObject({ kind: 'dead' });
    expect(await it.web.channel.send({ ...message, chat: 'group:G0' })).toMatchObject({ kind: 'dead' });
  });
});

describe('files', () => {
  const formOf = (files: readonly [string, Uint8Array<ArrayBuffer>][], eventId: string = randomUUID()) => {
    const form = new FormData();
    form.append('eventId', eventId);
    form.append('chat', MINE);
    for (const [name, bytes] of files) form.append('files', new Blob([bytes]), name);
    return form;
  };

  test('several chosen at once are handed in together, byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const response = await yc.send(
      '/sandbox/api/files',
      formOf([
        ['源城区 “台账”.xlsx', bytes],
        ['b.csv', new Uint8Array(3)],
      ]),
    );
    expect(response.status).toBe(200);
    const inbound = it.inbound.at(-1);
    expect(inbound).toMatchObject({
      kind: 'files',
      files: [
        { name: '源城区 “台账”.xlsx', ref: 'stored:1' },
        { name: 'b.csv', ref: 'stored:2' },
      ],
    });
    expect(it.received.map((file) => [...file.bytes])).toEqual([[...bytes], [0, 0, 0]]);
  });

  test('51 MB are refused in words, and nothing is handed in', async () => {
    const before = it.inbound.length;
    const response = await yc.send(
      '/sandbox/api/files',
      formOf([['大.xlsx', new Uint8Array(51 * 1024 * 1024)]]),
    );
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('超过 50 MB');
    expect(it.inbound).toHaveLength(before);
  });

  test('no file, or no form at all, is refused', async () => {
    expect((await yc.send('/sandbox/api/files', formOf([]))).status).toBe(400);
    expect((await yc.post('/sandbox/api/files', {})).status).toBe(400);
  });
});

describe('the clock', () => {
  test('shows where its buttons lead, moves, and never goes back', async () => {
    expect(await yc.get('/sandbox/api/clock')).toEqual({
      workday: '6月10日 星期三 08:45',
      duty: { title: '印发月通报', at: '6月12日 星期五 09:07' },
    });
    const { body } = await yc.post('/sandbox/api/clock', { to: 'duty' });
    expect(body.toast?.text).toBe('已到6月12日 星期五 09:07：运行任务 1 次（印发月通报），发出消息 9 条');
    const back = await yc.post('/sandbox/api/clock', { to: 'day', day: '2026-06-12', time: '09:06' });
    expect(back.status).toBe(400);
    expect(back.body.toast?.text).toContain('时间只能向前走');
    await yc.post('/sandbox/api/clock', { to: 'day', day: '2026-06-13', time: '10:00' });
    const { clock } = await yc.get('/sandbox/api/state');
    expect(clock).toMatchObject({ words: '2026年6月13日 星期六', time: '10:00', workday: false });
  });

  test('one move at a time', async () => {
    let arrive: () => void = () => undefined;
    const slow = await webApp({ moving: new Promise<void>((resolve) => (arrive = resolve)) });
    const client = await Client.as(slow.url, 'YC_FILL');
    const first = client.post('/sandbox/api/clock', { to: 'duty' });
    await expect.poll(async () => (await client.get('/sandbox/api/state')).clock).toHaveProperty('movingTo');
    const second = await client.post('/sandbox/api/clock', { to: 'workday' });
    expect(second.status).toBe(409);
    expect(second.body.toast?.text).toContain('时间正在走到6月12日');
    arrive();
    expect((await first).status).toBe(200);
  });

  test.each([
    { to: 'day', day: '2026-02-31', time: '10:00' },
    { to: 'day', day: '2026-08-01', time: '25:00' },
    { to: 'yesterday' },
  ])('%j is refused', async (body) => expect((await yc.post('/sandbox/api/clock', body)).status).toBe(400));
});
