import { once } from 'node:events';
import { connect } from 'node:net';
import { DOCTOR_HEADER } from '../../../../bot/feishu/inbound/webhook.ts';
import { describe, expect, test } from 'vitest';
import type { Wire } from '../../../emulators/feishu/wire/wire.ts';
import { button, card } from '../../../emulators/feishu/testing/cards.ts';
import { codeOf, createStage, send } from '../../../emulators/feishu/testing/stage.ts';
import { AppError } from '../../../../models/rules/errors.ts';
import type { HandleEvent } from '../../../../bot/feishu/inbound/intake.ts';
import { createHook } from './webhook-server.ts';

const DAY = 86_400_000;
const RECEIVED = 'im.message.receive_v1';

/** The emulated platform, and a service whose webhook it calls. */
async function stageWith(take?: HandleEvent) {
  const stage = await createStage();
  return { ...stage, hook: await createHook(stage.feishu, take) };
}

/** The same with a card in the group. */
async function cardStage(take?: HandleEvent) {
  const stage = await stageWith(take);
  return { ...stage, id: await send(stage.client, stage.group, card(button())) };
}

describe('what is genuine', () => {
  test('is taken whole, and answered with 200 and a JSON object', async () => {
    const { feishu, chen, hook } = await stageWith();
    const { delivery, message } = await feishu.say(chen, '催办 YC-001');
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 200, body: '{}' }] });
    expect(hook.taken).toMatchObject([
      {
        schema: '2.0',
        header: { event_type: RECEIVED, app_id: feishu.app.appId },
        event: { message: { message_id: message.messageId, content: '{"text":"催办 YC-001"}' } },
      },
    ]);
    expect(hook.genuine).toEqual([RECEIVED]);
    expect(feishu.violations).toEqual([]);
  });

  test.each<Wire>([
    { pretty: true },
    { split: true },
    { query: '?from=feishu&a=1' },
    { pretty: true, split: true, query: '?' },
  ])('in any of the platform’s ways: %j', async (wire) => {
    const { feishu, chen, hook } = await stageWith();
    const { delivery } = await feishu.say(chen, '你好', { wire });
    expect(delivery?.state).toBe('delivered');
    expect(hook.taken).toHaveLength(1);
  });

  test('in the clear, cut inside a character, where no encrypt key is configured', async () => {
    const stage = await createStage();
    stage.feishu.app.encryptKey = '';
    const hook = await createHook(stage.feishu);
    await stage.feishu.say(stage.chen, '你好，源城区', { wire: { split: true } });
    expect(hook.taken).toMatchObject([{ event: { message: { content: '{"text":"你好，源城区"}' } } }]);
  });

  test('a click’s answer is the toast and the card', async () => {
    const done = card({ tag: 'markdown', content: '已办' });
    const answer = { toast: { type: 'success', content: '已签收' }, card: { type: 'raw', data: done } };
    const { feishu, chen, group, id, hook } = await cardStage(async () => answer);
    expect(await feishu.click(chen, id, '好')).toMatchObject({
      toast: answer.toast,
      card: done,
      error: undefined,
    });
    expect(feishu.seen(group)).toMatchObject([{ text: '已办' }]);
    expect(hook.genuine).toEqual(['card.action.trigger']);
  });

  test('a delayed update may follow as soon as the answer has gone', async () => {
    const codes: Promise<number>[] = [];
    const stage = await cardStage(async ({ event }, { answered }) => {
      const data = { token: event.token, card: card({ tag: 'markdown', content: '已办' }) };
      const update = { method: 'POST', url: '/open-apis/interactive/v1/card/update', data } as const;
      codes.push(answered.then(() => codeOf(stage.client.request(update))));
      return {};
    });
    await stage.feishu.click(stage.chen, stage.id, '好');
    expect(await Promise.all(codes)).toEqual([0]);
    expect(stage.feishu.violations).toEqual([]);
  });
});

describe('the console’s check of the URL', () => {
  test('is answered, encrypted and plain, without touching anything', async () => {
    const { feishu, hook } = await stageWith(() => Promise.reject(new Error('not for you')));
    expect(await feishu.verifyUrl()).toBe(true);
    expect(await feishu.verifyUrl({ token: 'other' })).toBe(false);
    expect(await feishu.verifyUrl({ encryptKey: 'other' })).toBe(false);
    expect(hook).toMatchObject({ taken: [], genuine: [], faults: [], refused: ['token', 'undecipherable'] });
    feishu.app.encryptKey = '';
    await createHook(feishu);
    expect(await feishu.verifyUrl()).toBe(true);
  });
});

describe('what is not genuine gets 401 and nothing else', () => {
  test.each<[string, Wire, string]>([
    ['unsigned', { signature: 'none' }, 'unsigned'],
    ['wrongly signed', { signature: 'wrong' }, 'signature'],
    ['of another encrypt key', { encryptKey: 'other' }, 'signature'],
    ['in the clear', { encryptKey: '' }, 'plaintext'],
    ['of another token', { token: 'other' }, 'token'],
    ['tampered', { tamper: (body) => Buffer.from(body).fill('x', 30, 31) }, 'signature'],
    ['truncated', { tamper: (body) => body.subarray(0, 90) }, 'signature'],
    ['no JSON', { tamper: () => Buffer.from('hello'), signature: 'none' }, 'malformed'],
    ['empty', { tamper: () => Buffer.alloc(0), signature: 'none' }, 'malformed'],
  ])('%s', async (_, wire, why) => {
    const { feishu, chen, hook } = await stageWith();
    const { delivery } = await feishu.say(chen, '你好', { wire });
    expect(delivery?.attempts).toMatchObject([{ status: 401, body: '' }]);
    expect(hook).toMatchObject({ taken: [], genuine: [], refused: [why] });
  });

  test('meant for another application', async () => {
    const { feishu, hook } = await stageWith();
    const header = { event_id: 'e', event_type: RECEIVED, token: feishu.app.verificationToken };
    for (const app_id of ['cli_0000000000000000', undefined]) {
      const answer = await feishu.post({ schema: '2.0', header: { ...header, app_id }, event: {} });
      expect(answer).toMatchObject({ status: 401, body: '' });
    }
    expect(hook.refused).toEqual(['app', 'app']);
  });

  test('recorded and sent again when its mark may be gone, or of a time to come', async () => {
    const { feishu, hook } = await stageWith();
    const { app, clock } = feishu;
    const header = { event_id: 'e', event_type: RECEIVED, token: app.verificationToken, app_id: app.appId };
    const at = (days: number) => clock.now().getTime() + days * DAY;
    const post = async (create_time: string | undefined) =>
      (await feishu.post({ schema: '2.0', header: { ...header, create_time }, event: {} })).status;
    for (const unit of ['', '000']) {
      expect(await post(`${at(-6)}${unit}`)).toBe(200);
      expect(await post(`${at(-6) - 1}${unit}`)).toBe(401);
      expect(await post(`${at(1)}${unit}`)).toBe(200);
      expect(await post(`${at(1) + 1}${unit}`)).toBe(401);
    }
    expect(await post('yesterday')).toBe(401);
    expect(await post(String(at(0) / 1000))).toBe(401);
    expect(await post(undefined)).toBe(200);
    expect(hook.refused).toEqual(Array(6).fill('stale'));
  });
});

describe('a failure of ours', () => {
  test('with an event is shown to the platform, which brings it again', async () => {
    let calls = 0;
    const { feishu, chen, hook } = await stageWith(async () => {
      if (++calls === 1) throw new Error('database is away');
      return {};
    });
    const { delivery } = await feishu.say(chen, '你好');
    expect(delivery?.attempts).toMatchObject([{ status: 503, body: '' }]);
    expect(hook.faults).toMatchObject([{ code: 'INTERNAL', message: 'database is away' }]);
    await feishu.advance(15_000);
    expect(delivery?.state).toBe('delivered');
  });

  test.each<[string, HandleEvent, string]>([
    [
      'thrown at once',
      () => {
        throw new Error('secret');
      },
      '系统出错了，已记录，请稍后再试',
    ],
    ['a promise', () => Promise.reject(new TypeError('secret')), '系统出错了，已记录，请稍后再试'],
    [
      'with words for people',
      () => Promise.reject(new AppError('UNAVAILABLE', '数据库正在重启')),
      '数据库正在重启',
    ],
  ])('with a click is told to the person, for it comes only once: %s', async (_, take, content) => {
    const { feishu, chen, id, hook } = await cardStage(take);
    expect(await feishu.click(chen, id, '好')).toMatchObject({
      toast: { type: 'error', content },
      error: undefined,
    });
    expect(hook.faults).toHaveLength(1);
    expect(feishu.violations).toEqual([]);
  });
});

describe('the wire', () => {
  test('another path is somebody else’s, another method nobody’s', async () => {
    const { hook } = await stageWith();
    expect((await fetch(`${hook.url}s`, { method: 'POST' })).status).toBe(404);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(hook.url, { method });
      expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([405, 'POST', '']);
    }
    expect(hook.refused).toEqual([]);
  });

  test.each([
    ['declared', (1 << 20) + 1],
    ['of 5 MB', 5 << 20],
  ])('a body too large gets 413: %s', async (_, size) => {
    const { hook } = await stageWith();
    const answer = await fetch(hook.url, { method: 'POST', body: Buffer.alloc(size, 'a') });
    expect([answer.status, await answer.text()]).toEqual([413, '']);
    expect(hook.refused).toEqual(['oversize']);
  });

  test('one of just 1 MiB is read', async () => {
    const { hook } = await stageWith();
    expect((await fetch(hook.url, { method: 'POST', body: Buffer.alloc(1 << 20, 'a') })).status).toBe(401);
    expect(hook.refused).toEqual(['malformed']);
  });

  test('a letter of doctor that is refused is its finding, and no news of the platform', async () => {
    const { hook } = await stageWith();
    const headers = { [DOCTOR_HEADER]: '1' };
    expect((await fetch(hook.url, { method: 'POST', headers, body: '{}' })).status).toBe(401);
    expect(hook.refused).toEqual([]);
  });

  test('a body that stops half way is not waited for', async () => {
    const { hook } = await stageWith();
    const socket = connect(hook.port, '127.0.0.1');
    socket.write('POST /feishu/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"encrypt"');
    let answer = '';
    socket.on('data', (chunk) => void (answer += chunk.toString()));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(hook.refused).toEqual(['slow']);
  });

  test('one in many small pieces is', async () => {
    const { hook } = await stageWith();
    const body = async function* () {
      for (const letter of '{"encrypt":"A"}') {
        yield Buffer.from(letter);
        await new Promise(setImmediate);
      }
    };
    const answer = await fetch(hook.url, { method: 'POST', body: body(), duplex: 'half' });
    expect(answer.status).toBe(401);
    expect(hook.refused).toEqual(['undecipherable']);
  });

  test('a sender who hangs up in the middle is nobody’s fault', async () => {
    const { hook } = await stageWith();
    const socket = connect(hook.port, '127.0.0.1');
    socket.write('POST /feishu/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"encrypt"', () =>
      socket.destroy(),
    );
    while (hook.refused.length === 0) await new Promise(setImmediate);
    expect(hook).toMatchObject({ refused: ['cut-off'], faults: [] });
  });
});
