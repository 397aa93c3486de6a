import * as lark from '@larksuiteoapi/node-sdk';
import { describe, expect, test } from 'vitest';
import { createStage, send, type Stage } from './feishu/testing/stage.ts';
import { card, button } from './feishu/testing/cards.ts';
import { atEnd } from '../helpers/at-end.ts';

const quiet = () => undefined;
const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet };

/** The SDK's own client on the line; resolves when it is connected. */
async function connect(
  feishu: Stage['feishu'],
  handles: Record<string, (data: unknown) => unknown>,
  options: { appSecret?: string; pingTimeout?: number } = {},
) {
  const failed: string[] = [];
  const client = await new Promise<lark.WSClient>((resolve) => {
    const ws: lark.WSClient = new lark.WSClient({
      appId: feishu.app.appId,
      appSecret: options.appSecret ?? feishu.app.appSecret,
      domain: feishu.url,
      logger,
      wsConfig: { pingTimeout: options.pingTimeout ?? 0 },
      onReady: () => resolve(ws),
      onError: (error) => {
        failed.push(error.message);
        resolve(ws);
      },
    });
    atEnd(async () => ws.close({ force: true }));
    void ws.start({ eventDispatcher: new lark.EventDispatcher({ logger }).register(handles) });
  });
  if (failed.length === 0) await feishu.connections.connected();
  return { client, failed };
}

const until = async (met: () => boolean) => {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('the long connection', () => {
  test('brings events and clicks to the SDK’s client, and its answers back', async () => {
    const { feishu, client, chen, group } = await createStage();
    const heard: unknown[] = [];
    await connect(feishu, {
      'im.message.receive_v1': (data) => void heard.push(data),
      'card.action.trigger': () => ({ toast: { type: 'info', content: '收到' } }),
    });
    const { delivery } = await feishu.say(chen, '你好');
    expect(delivery).toMatchObject({ state: 'delivered' });
    expect(heard).toMatchObject([{ message: { content: '{"text":"你好"}' } }]);

    const id = await send(client, group, card(button()));
    expect(await feishu.click(chen, id, '好')).toMatchObject({
      toast: { content: '收到' },
      error: undefined,
    });
    expect(feishu.violations).toEqual([]);
  });

  test('a handler that throws gets the event again', async () => {
    const { feishu, chen } = await createStage();
    let calls = 0;
    await connect(feishu, {
      'im.message.receive_v1': () => {
        if (++calls === 1) throw new Error('database is away');
      },
    });
    const { delivery } = await feishu.say(chen, '你好');
    expect(delivery?.attempts).toMatchObject([{ status: 500, problem: 'status' }]);
    await feishu.advance(15_000);
    expect(delivery?.state).toBe('delivered');
    expect(calls).toBe(2);
  });

  test('one that fell silent is found by the ping watchdog and made anew', async () => {
    const { feishu, chen } = await createStage();
    // every ping winds the SDK's watchdog up again, so it must be shorter than the interval to bite at all
    feishu.connections.clientConfig.PingInterval = 3;
    let heard = 0;
    await connect(feishu, { 'im.message.receive_v1': () => void heard++ }, { pingTimeout: 2.5 });
    feishu.connections.halfOpen();
    const said = feishu.say(chen, '有人吗');
    await feishu.advance(3000);
    expect((await said).delivery?.attempts).toMatchObject([{ problem: 'late' }]);
    await until(() => feishu.connections.opened > 1 && feishu.connections.count === 1);
    await feishu.advance(15_000);
    expect(heard).toBe(1);
  });

  test('wrong credentials end it, a busy app is refused', async () => {
    const { feishu } = await createStage();
    expect((await connect(feishu, {}, { appSecret: 'wrong' })).failed[0]).toContain('code=514');
    feishu.app.published = false;
    expect((await connect(feishu, {})).failed[0]).toContain('code=403');
  });
});
