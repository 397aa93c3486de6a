import { expect, test } from 'vitest';
import { doctor } from '../../bot/cli/doctor.ts';
import { loadConfig } from '../../bot/config.ts';
import { createLog } from '../../bot/log.ts';
import { ADMINISTRATOR } from '../../models/rules/permissions.ts';
import { testServices } from '../helpers/services.ts';

/** Whoever fills in the settings of WeCom must not believe that it works (bot/channels.ts); what the start says: front-page.test.ts. */

const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};
const SAID = '企业微信通道尚未提供';

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
