import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as lark from '@larksuiteoapi/node-sdk';
import Koa from 'koa';
import { expect, test } from 'vitest';
import { createFeishuEmulator } from '../../../emulators/feishu/emulator.ts';
import type { Attempt } from '../../../emulators/feishu/wire/courier.ts';
import type { Wire } from '../../../emulators/feishu/wire/wire.ts';
import { atEnd } from '../../../helpers/at-end.ts';
import { createHook } from './webhook-server.ts';

/** The same letters to our webhook and to the SDK's own `adaptKoa` with its `EventDispatcher` (feishu.md 1.8, 1.9). */

const PATH = '/feishu/webhook';
const quiet = () => undefined;
const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet };
const ANSWER = { toast: { type: 'success', content: '已签收' } };
const CLICK = 'card.action.trigger';

async function sides() {
  const feishu = await createFeishuEmulator();
  atEnd(() => feishu.close());
  const { app } = feishu;
  const ours = await createHook(feishu, async () => ANSWER);
  const heard: unknown[] = [];
  const dispatcher = new lark.EventDispatcher({ ...app, logger }).register({
    [CLICK]: (data: unknown) => {
      heard.push(data);
      return ANSWER;
    },
  });
  const koa = new Koa().use(lark.adaptKoa(PATH, dispatcher, { autoChallenge: true, logger }));
  koa.silent = true;
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => void server.close());
  const sdk = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
  const envelope = {
    schema: '2.0',
    header: {
      event_id: 'e-1',
      event_type: CLICK,
      create_time: `${feishu.clock.now().getTime()}000`,
      token: app.verificationToken,
      app_id: app.appId,
      tenant_key: app.tenantKey,
    },
    event: {
      operator: { open_id: 'ou_1' },
      token: 'c-1',
      action: { tag: 'button', value: { 动作: '签收' } },
    },
  };
  /** One letter to both. */
  const post = async (wire: Wire = {}, body: object = envelope): Promise<{ ours: Attempt; sdk: Attempt }> => {
    app.webhookUrl = ours.url;
    const first = await feishu.post(body, wire);
    app.webhookUrl = sdk;
    return { ours: first, sdk: await feishu.post(body, wire) };
  };
  return { feishu, ours, heard, envelope, post };
}

test('what the SDK takes we take, with the same answer and nothing lost', async () => {
  const { post, ours, heard, envelope } = await sides();
  const both = await post();
  expect([both.ours.status, both.sdk.status]).toEqual([200, 200]);
  expect(JSON.parse(both.ours.body)).toEqual(JSON.parse(both.sdk.body));
  expect(ours.taken).toEqual([envelope]);
  expect(heard).toMatchObject([{ ...envelope.event, event_id: 'e-1', app_id: envelope.header.app_id }]);
});

test('the challenge, too', async () => {
  const { post, feishu } = await sides();
  const challenge = { challenge: 'ajls', token: feishu.app.verificationToken, type: 'url_verification' };
  const both = await post({ signature: 'none' }, challenge);
  expect([both.ours.body, both.sdk.body]).toEqual(['{"challenge":"ajls"}', '{"challenge":"ajls"}']);
});

test('what the SDK trips over is genuine to us: other white space, a query', async () => {
  const { post } = await sides();
  expect(await post({ pretty: true })).toMatchObject({ ours: { status: 200 }, sdk: { status: 204 } });
  expect(await post({ query: '?a=1' })).toMatchObject({ ours: { status: 200 }, sdk: { status: 404 } });
});

test('what the SDK lets through is refused by us: another token, another app, an old recording', async () => {
  const { post, envelope, ours } = await sides();
  const old = { ...envelope, header: { ...envelope.header, create_time: '1603977298000000' } };
  const foreign = { ...envelope, header: { ...envelope.header, app_id: 'cli_0000000000000000' } };
  const stranger = { ...envelope, header: { ...envelope.header, token: 'x' } };
  for (const letter of [stranger, old, foreign]) {
    expect(await post({}, letter)).toMatchObject({ ours: { status: 401, body: '' }, sdk: { status: 200 } });
  }
  expect(ours.refused).toEqual(['token', 'stale', 'app']);
});
