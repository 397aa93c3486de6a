import { expect, test } from 'vitest';
import type { Dispatch } from '../../../handlers/inbound.ts';
import { Client, inChat } from './client.ts';
import { webApp } from './web-app.ts';

const MINE = 'post:YC_FILL';
const NO = '没有听懂“您好”';

/** Refuses whatever comes, as the dispatcher does: what was said is answered in the chat, a click by a toast. */
const refuses: Dispatch = () => Promise.resolve({ toast: { tone: 'bad', text: NO } });

test('what is answered in the chat is not said again by a toast; a refused click has nothing else', async () => {
  const { url } = await webApp({ dispatch: refuses });
  const client = await Client.as(url, 'YC_FILL');
  const said = await client.post('/sandbox/api/text', { ...inChat(MINE), text: '您好' });
  expect(said.body).not.toHaveProperty('toast');
  const clicked = await client.post('/sandbox/api/action', { ...inChat(MINE), action: 'x' });
  expect(clicked.body).toMatchObject({ toast: { tone: 'bad', text: NO } });
});

test('that something is still at work is said by a toast, for the chat does not say it yet', async () => {
  const late = { tone: 'info' as const, text: '已收到，正在处理，结果稍后发给您' };
  const { url } = await webApp({ dispatch: () => Promise.resolve({ toast: late }) });
  const client = await Client.as(url, 'YC_FILL');
  const said = await client.post('/sandbox/api/text', { ...inChat(MINE), text: '通报' });
  expect(said.body).toMatchObject({ toast: late });
});
