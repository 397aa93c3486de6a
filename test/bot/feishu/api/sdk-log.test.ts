import { Writable } from 'node:stream';
import { Client, DefaultCache } from '@larksuiteoapi/node-sdk';
import { expect, test } from 'vitest';
import { sdkLogger } from '../../../../bot/feishu/api/sdk-log.ts';
import { createLog } from '../../../../bot/log.ts';

function logged() {
  const lines: string[] = [];
  const log = createLog(
    'trace',
    new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) }),
  );
  return { lines, logger: sdkLogger(log) };
}

test('what the SDK prints of a token call that failed holds no secret', async () => {
  const { lines, logger } = logged();
  const appSecret = 'a-very-secret-thing';
  const client = new Client({
    appId: 'cli_0123456789abcdef',
    appSecret,
    // nobody listens on port 9 of this machine
    domain: 'http://127.0.0.1:9',
    cache: new DefaultCache(),
    logger,
  });
  await client.im.v1.message.get({ path: { message_id: 'om_1' } }).catch(() => undefined);
  expect(lines.join('')).toContain('ECONNREFUSED');
  expect(lines.join('')).not.toContain(appSecret);
});

test('its one nested array becomes one line of its level', () => {
  const { lines, logger } = logged();
  logger.error(['[ws]', ['code: 514', new Error('denied')], { headers: { Authorization: 'Bearer t-1' } }]);
  logger.info(['reconnect']);
  logger.debug(['ws url: wss://x/?ticket=1']);
  logger.trace(['ping']);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'error', sdk: '[ws] code: 514 denied [object]', msg: 'feishu sdk' },
    { level: 'debug', sdk: 'reconnect' },
  ]);
  expect(lines).toHaveLength(2);
});
