import { expect, test } from 'vitest';
import { freshUri } from '../helpers/mongod.ts';
import { aDataDir, serve } from './process.ts';

test('without sandbox and platform the front page says that the service runs and where to go; nothing else opens', async () => {
  const env = { MONGODB_URI: freshUri(), DATA_DIR: await aDataDir(), SANDBOX: 'off' };
  const served = await serve(env);
  const { url } = served;
  const front = await fetch(`${url}/`, { headers: { Accept: 'text/html' } });
  expect(front.status).toBe(200);
  const text = await front.text();
  expect(text).toContain('招优正在运行');
  expect(text).toContain('请在飞书或企业微信里找“招优”机器人办理');
  expect(text).toContain('npm run -s zy -- doctor');
  // No form, no button, no link: there is nothing to go on to.
  expect(text).not.toMatch(/<form|<button|<a /);
  const opened = async (path: string, options: RequestInit = {}) =>
    (await fetch(url + path, { redirect: 'manual', ...options })).status;
  for (const path of ['/sandbox', '/sandbox/api/state', '/sandbox/events?since=0', '/files/f1'])
    expect(await opened(path), path).toBeGreaterThanOrEqual(400);
  const login = { method: 'POST', body: new URLSearchParams({ post: 'ADMIN' }), headers: { Origin: url } };
  expect(await opened('/login', login)).toBeGreaterThanOrEqual(400);
  await served.stop();
});
