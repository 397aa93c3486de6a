import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { HandleEvent } from '../../../../bot/feishu/inbound/intake.ts';
import { LongConnection, type ConnectionTiming } from '../../../../bot/feishu/inbound/websocket.ts';
import { createLog } from '../../../../bot/log.ts';
import { button, card } from '../../../emulators/feishu/testing/cards.ts';
import { codeOf, createStage, send } from '../../../emulators/feishu/testing/stage.ts';
import { atEnd } from '../../../helpers/at-end.ts';
import { bookedIntake } from './webhook-server.ts';

const until = async (met: () => boolean) => {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** The emulated platform and our line to it, not yet begun. What is logged is kept as text. */
async function stageWith(take?: HandleEvent, timing: Partial<ConnectionTiming> = {}) {
  const stage = await createStage();
  const { app, clock, url } = stage.feishu;
  const { intake, book } = bookedIntake(app.appId, clock, take);
  const logged: string[] = [];
  const sink = new Writable({ write: (line, _, done) => (logged.push(String(line)), done()) });
  const log = createLog('trace', sink);
  const line = new LongConnection(intake, { appSecret: app.appSecret, baseUrl: url }, log, {
    ackMs: 5,
    ...timing,
  });
  atEnd(() => line.stop());
  return { ...stage, intake, book, line, log, logged };
}

async function connected(take?: HandleEvent, timing?: Partial<ConnectionTiming>) {
  const stage = await stageWith(take, timing);
  await stage.line.start();
  await stage.feishu.connections.connected();
  return stage;
}

describe('over the long connection', () => {
  test('events come as whole envelopes', async () => {
    const { feishu, chen, book, line } = await connected();
    const { delivery } = await feishu.say(chen, '催办 YC-001');
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ body: '{}' }] });
    expect(book.taken).toMatchObject([
      {
        schema: '2.0',
        header: { event_type: 'im.message.receive_v1', app_id: feishu.app.appId },
        event: { message: { content: '{"text":"催办 YC-001"}' } },
      },
    ]);
    expect(book.genuine).toEqual(['im.message.receive_v1']);
    expect(line.status()).toEqual({ state: 'connected', attempts: 0 });
  });

  test('what `take` gives is the answer to a click, and an update may follow it', async () => {
    const done = card({ tag: 'markdown', content: '已办' });
    const codes: Promise<number>[] = [];
    const stage = await connected(async ({ event }, { answered }) => {
      const data = { token: event.token, card: done };
      const update = { method: 'POST', url: '/open-apis/interactive/v1/card/update', data } as const;
      codes.push(answered.then(() => codeOf(stage.client.request(update))));
      return { toast: { type: 'success', content: '已签收' } };
    });
    const id = await send(stage.client, stage.group, card(button()));
    expect(await stage.feishu.click(stage.chen, id, '好')).toMatchObject({
      toast: { content: '已签收' },
      error: undefined,
    });
    expect(await Promise.all(codes)).toEqual([0]);
    expect(stage.feishu.violations).toEqual([]);
  });

  test('an event that failed comes again', async () => {
    let calls = 0;
    const { feishu, chen, book } = await connected(async () => {
      if (++calls === 1) throw new Error('database is away');
      return {};
    });
    const { delivery } = await feishu.say(chen, '你好');
    expect(delivery?.attempts).toMatchObject([{ status: 500 }]);
    await feishu.advance(15_000);
    expect(delivery?.state).toBe('delivered');
    expect(book.faults).toMatchObject([{ code: 'INTERNAL' }]);
  });

  test('a click that failed is told to the person', async () => {
    const { feishu, client, chen, group } = await connected(() => Promise.reject(new Error('secret')));
    const id = await send(client, group, card(button()));
    expect(await feishu.click(chen, id, '好')).toMatchObject({
      toast: { type: 'error', content: '系统出错了，已记录，请稍后再试' },
      error: undefined,
    });
  });

  test('what is not for us or no envelope is not taken', async () => {
    const { feishu, book } = await connected();
    const header = { event_id: 'e', event_type: 'x', app_id: feishu.app.appId, create_time: '1603977298000' };
    await feishu.post({ schema: '2.0', header, event: {} });
    await feishu.post({ schema: '2.0', header: { ...header, app_id: 'cli_0000000000000000' }, event: {} });
    expect(await feishu.post({ hello: 1 })).toMatchObject({ status: 500 });
    expect(book).toMatchObject({ taken: [], refused: ['stale', 'app', 'malformed'] });
  });
});

describe('the line itself', () => {
  test('when it fell silent it is found dead and made anew', async () => {
    const stage = await stageWith(undefined, { pongMs: 500 });
    const { feishu, chen, line, book } = stage;
    feishu.connections.clientConfig.PingInterval = 1;
    await line.start();
    await feishu.connections.connected();
    feishu.connections.halfOpen();
    const said = feishu.say(chen, '有人吗');
    await feishu.advance(3_000);
    expect((await said).delivery?.attempts).toMatchObject([{ problem: 'late' }]);
    await until(() => feishu.connections.opened > 1 && feishu.connections.count === 1);
    await feishu.advance(15_000);
    expect(book.taken).toHaveLength(1);
    await until(() => line.status().state === 'connected');
  });

  test('a refusal that the SDK takes for the end is tried again', async () => {
    const stage = await stageWith(undefined, { reviveMs: 20 });
    const { feishu, line, logged, chen, book } = stage;
    feishu.app.published = false;
    await line.start();
    await until(() => line.status().state === 'failed');
    expect(line.status().problem).toContain('code=403');
    feishu.app.published = true;
    await feishu.connections.connected();
    await feishu.say(chen, '你好');
    expect(book.taken).toHaveLength(1);
    await until(() => line.status().state === 'connected');
    expect(line.status()).toEqual({ state: 'connected', attempts: 0 });
    expect(logged.join('')).toContain('飞书拒绝长连接');
  });

  test('to stop ends it, after what is under way has been answered', async () => {
    let finish: (answer: object) => void = () => undefined;
    const { feishu, chen, line, book } = await connected(
      () => new Promise<object>((resolve) => void (finish = resolve)),
    );
    const said = feishu.say(chen, '你好');
    await until(() => book.taken.length === 1);
    const stopped = line.stop();
    finish({});
    await stopped;
    expect((await said).delivery?.state).toBe('delivered');
    await until(() => feishu.connections.count === 0);
    expect(line.status().state).toBe('idle');
    expect((await feishu.say(chen, '还在吗')).delivery?.attempts).toMatchObject([{ problem: 'nobody' }]);
  });

  test('stopped while it is refused it stays so', async () => {
    const { feishu, line } = await stageWith(undefined, { reviveMs: 1 });
    feishu.app.disabled = true;
    await line.start();
    await until(() => line.status().state === 'failed');
    await line.stop();
    const asked = feishu.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(feishu.requests.length).toBe(asked);
  });

  test('an app id that the SDK would silently refuse is named', async () => {
    const { intake, log } = await stageWith();
    const odd = new LongConnection(
      { ...intake, appId: 'cli_abc' },
      { appSecret: 's', baseUrl: 'http://127.0.0.1:1' },
      log,
    );
    await expect(odd.start()).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringContaining('FEISHU_APP_ID') as string,
    });
  });

  test('no secret gets into the log, whatever goes wrong', async () => {
    const { feishu, line, logged, chen, group, client } = await connected(() =>
      Promise.reject(new Error('x')),
    );
    await feishu.say(chen, '悄悄话');
    await feishu.click(chen, await send(client, group, card(button())), '好');
    feishu.connections.cut();
    feishu.app.disabled = true;
    await until(() => line.status().state === 'failed');
    await line.stop();
    expect(logged.length).toBeGreaterThan(2);
    for (const secret of [feishu.app.appSecret, 'ticket=', '悄悄话', 'Bearer']) {
      expect(logged.join('')).not.toContain(secret);
    }
  });
});
