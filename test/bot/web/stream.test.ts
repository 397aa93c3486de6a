import { beforeAll, expect, test } from 'vitest';
import { Client, inChat, type View } from './client.ts';
import { webApp, type WebApp } from './web-app.ts';

const GROUP = 'group:G3-YC';
let it: WebApp;
let yc: Client;
beforeAll(async () => {
  it = await webApp();
  yc = await Client.as(it.url, 'YC_FILL');
});

const send = (n: number, chat = GROUP) =>
  it.web.channel.send({ id: `m${n}`, chat, content: { text: `第 ${n} 条` } });

/** Reads `count` messages of the live line. */
async function read(
  client: Client,
  path: string,
  count: number,
  headers = {},
): Promise<{ id: string; data: View }[]> {
  const got: { id: string; data: View }[] = [];
  for await (const { event, id, data } of client.events(path, headers)) {
    if (event === 'message') got.push({ id, data });
    if (got.length === count) break;
  }
  return got;
}

test('a reconnect goes on after the last event: no gap, no double', async () => {
  const { rev } = await yc.get('/sandbox/api/state');
  const reading = read(yc, `/sandbox/events?since=${rev}`, 2);
  await send(1);
  await send(2);
  const first = await reading;
  await send(3);
  await send(4);
  const last = first.at(-1)?.id ?? '';
  // The browser repeats the address it opened first; where it stands is in the header.
  const second = await read(yc, `/sandbox/events?since=${rev}`, 2, { 'Last-Event-ID': last });
  expect([...first, ...second].map(({ data }) => data.text)).toEqual([
    '第 1 条',
    '第 2 条',
    '第 3 条',
    '第 4 条',
  ]);
});

test('only what the post’s own chats hold comes through', async () => {
  const { rev } = await yc.get('/sandbox/api/state');
  await send(10, 'group:G3-DY');
  await send(11, 'post:DY_FILL');
  await send(12);
  const [only] = await read(yc, `/sandbox/events?since=${rev}`, 1);
  expect(only?.data.text).toBe('第 12 条');
});

test('a replaced card comes again under its id, with a higher revision', async () => {
  const { body } = await yc.post('/sandbox/api/text', { ...inChat(GROUP), text: '通报' });
  const card = body.messages[1];
  const { rev } = await yc.get('/sandbox/api/state');
  const reviewer = await Client.as(it.url, 'YC_REVIEW');
  const reading = read(reviewer, `/sandbox/events?since=${rev}`, 1);
  await yc.post('/sandbox/api/action', { ...inChat(GROUP), messageId: card?.id, action: 'ledger.open' });
  const [changed] = await reading;
  expect(changed?.data).toMatchObject({ id: card?.id, seq: card?.seq });
  expect(changed?.data.html).toContain('已阅');
  expect(changed?.data.rev).toBeGreaterThan(card?.rev ?? 0);
});

test('what another process wrote into the log comes through as well', async () => {
  const { rev } = await yc.get('/sandbox/api/state');
  const reading = read(yc, `/sandbox/events?since=${rev}`, 1);
  await it.chats.append({
    source: 'cli',
    chat: GROUP,
    who: 'bot',
    at: it.clock.now(),
    content: { text: '别处来的' },
  });
  expect((await reading)[0]?.data.text).toBe('别处来的');
});

test('everybody sees the clock move', async () => {
  const { rev } = await yc.get('/sandbox/api/state');
  const events = yc.events(`/sandbox/events?since=${rev}`);
  const next = (async () => {
    for await (const { event, data } of events) if (event === 'clock' && 'movingTo' in data) return data;
    return undefined;
  })();
  // The line stands once its first bytes are through; a move before that would be told to nobody.
  await send(20);
  const other = await Client.as(it.url, 'DY_FILL');
  await other.post('/sandbox/api/clock', { to: 'duty' });
  expect(await next).toMatchObject({ movingTo: '6月12日 星期五 09:07' });
});

test('a line without a place to start is refused', async () => {
  expect((await yc.fetch('/sandbox/events')).status).toBe(400);
  expect((await yc.fetch('/sandbox/events?since=-1')).status).toBe(400);
});
