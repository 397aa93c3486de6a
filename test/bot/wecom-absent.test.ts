import { expect, test } from 'vitest';
import { doctor } from '../../bot/cli/doctor.ts';
import { loadConfig } from '../../bot/config.ts';
import { createLog } from '../../bot/log.ts';
import { ADMINISTRATOR } from '../../models/rules/permissions.ts';
import { freshUri } from '../helpers/mongod.ts';
import { testServices } from '../helpers/services.ts';
import { aDataDir, serve } from './process.ts';

/** Whoever fills in the settings of WeCom must not believe that it works (bot/channels.ts). */

const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};
const SAID = '企业微信通道尚未提供';

test('the service says at start that there is no WeCom channel, and waits for none of its messages', async () => {
  const served = await serve({ ...WECOM, MONGODB_URI: freshUri(), DATA_DIR: await aDataDir() });
  const { stderr } = await served.stop();
  const warning = stderr.split('\n').find((line) => line.includes('"level":"warn"') && line.includes(SAID));
  expect(warning, stderr).toBeDefined();
  expect(stderr).toContain(`没有可用的消息渠道：${SAID}`);
  expect(stderr).not.toContain('等候');
});

test.each([
  ['off', '✗ 配置：没有任何消息渠道'],
  ['on', '✓ 配置：消息渠道：演示沙箱\n'],
])('doctor tells it, and counts no WeCom among the channels: sandbox %s', async (SANDBOX, channels) => {
  const config = loadConfig({ ...WECOM, SANDBOX });
  const call = { config, log: createLog('silent'), viewer: ADMINISTRATOR, words: [], options: {} };
  const { text } = await doctor({
    ...call,
    services: await testServices(),
    say: () => undefined,
    cwd: process.cwd(),
  });
  expect(text).toContain(`! 企业微信：${SAID}`);
  expect(text).toContain(channels);
});
