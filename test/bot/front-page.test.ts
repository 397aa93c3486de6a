import { expect, test } from 'vitest';
import { freshUri } from '../helpers/mongod.ts';
import { aDataDir, serve } from './process.ts';

/** Settings of a platform whose channel is not there yet (bot/channels.ts): as good as none. */
const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};

test('without sandbox and platform the front page says that the service runs and where to go; nothing else opens', async () => {
  const env = { ...WECOM, MONGODB_URI: freshUri(), DATA_DIR: await aDataDir() };
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

  // Whoever filled in WeCom's settings must not believe that it works: the start says that there is no channel.
  const { stderr } = await served.stop();
  const said = '企业微信通道尚未提供';
  const warning = stderr.split('\n').find((line) => line.includes('"level":"warn"') && line.includes(said));
  expect(warning, stderr).toBeDefined();
  expect(stderr).toContain(`没有可用的消息渠道：${said}`);
  expect(stderr).not.toContain('等候');
});
