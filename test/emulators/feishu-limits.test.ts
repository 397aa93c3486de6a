import { describe, expect, test } from 'vitest';
import { clientOf, codeOf, createStage, failureOf, send } from './feishu/testing/stage.ts';

const breaches = ({ violations }: Awaited<ReturnType<typeof createStage>>['feishu']) =>
  violations.map(({ breach }) => breach);

describe('the tenant token', () => {
  test('lives two hours; half an hour before that a second one is given, and both work', async () => {
    const { feishu } = await createStage();
    const ask = async (appSecret = feishu.app.appSecret) => {
      const answer = await fetch(`${feishu.url}/open-apis/auth/v3/tenant_access_token/internal`, {
        method: 'POST',
        body: JSON.stringify({ app_id: feishu.app.appId, app_secret: appSecret }),
      });
      return (await answer.json()) as { code: number; tenant_access_token: string; expire: number };
    };
    const info = async (authorization: string) => {
      const answer = await fetch(`${feishu.url}/open-apis/bot/v3/info`, { headers: { authorization } });
      return ((await answer.json()) as { code: number }).code;
    };
    const first = await ask();
    expect(first).toMatchObject({ code: 0, expire: 7200 });
    await feishu.advance(89 * 60_000);
    expect(await ask()).toMatchObject({ tenant_access_token: first.tenant_access_token, expire: 1860 });
    await feishu.advance(2 * 60_000);
    const second = await ask();
    expect(second.tenant_access_token).not.toBe(first.tenant_access_token);
    expect(await info(`Bearer ${first.tenant_access_token}`)).toBe(0);
    await feishu.advance(30 * 60_000);
    expect(await info(`Bearer ${first.tenant_access_token}`)).toBe(99991663);
    expect(await info(`Bearer ${second.tenant_access_token}`)).toBe(0);
    expect([await info(''), await info('Bearer abc')]).toEqual([99991661, 99991671]);
    expect(await ask('wrong')).toMatchObject({ code: 10015 });
  });

  test('a slow token endpoint shows who asks in parallel', async () => {
    const { feishu, client, group } = await createStage();
    feishu.misbehave({ fault: 'slow', route: 'token', share: 1, delay: 1000 });
    const sends = [send(client, group, '一'), send(client, group, '二')];
    while (breaches(feishu).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await feishu.advance(1000);
    await Promise.all(sends);
    expect(breaches(feishu)).toEqual(['token-wasted']);
    expect(feishu.seen(group)).toHaveLength(2);
  });
});

describe('quotas', () => {
  test('five a second into one group, whatever the second; the sixth is 230020', async () => {
    const { feishu, client, group } = await createStage();
    await Promise.all([1, 2, 3].map((i) => send(client, group, `${i}`)));
    await feishu.advance(900);
    await Promise.all([4, 5].map((i) => send(client, group, `${i}`)));
    const sixth = await failureOf(send(client, group, '6'));
    expect(sixth).toMatchObject({ status: 400, code: 230020 });
    expect(sixth.headers).not.toHaveProperty('x-ogw-ratelimit-reset');
    await feishu.advance(100);
    await send(client, group, '7');
    expect(
      feishu
        .seen(group)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['1', '2', '3', '4', '5', '7']);
    expect(breaches(feishu)).toEqual(['target-quota']);
  });

  test('all bots of a group share its five a second', async () => {
    const { feishu, client, group } = await createStage();
    feishu.crowd(group, 4);
    expect([await codeOf(send(client, group, '一')), await codeOf(send(client, group, '二'))]).toEqual([
      0, 230020,
    ]);
  });

  test('five a second to one person, and on one message', async () => {
    const { feishu, client, chen } = await createStage();
    const card = { schema: '2.0', config: { update_multi: true }, body: { elements: [] } };
    const ids = await Promise.all(Array.from({ length: 5 }, () => send(client, chen, card)));
    expect(await codeOf(send(client, chen, '六'))).toBe(230020);
    const patch = () =>
      codeOf(
        client.im.v1.message.patch({
          path: { message_id: ids[0] ?? '' },
          data: { content: JSON.stringify(card) },
        }),
      );
    const codes = [await patch(), await patch(), await patch(), await patch(), await patch(), await patch()];
    expect(codes).toEqual([0, 0, 0, 0, 0, 230020]);
    expect(breaches(feishu)).toEqual(['target-quota', 'target-quota']);
  });

  test('fifty a second for the app: 429 with the seconds to wait, and disobedience is booked', async () => {
    const { feishu, client } = await createStage();
    const people = Array.from({ length: 60 }, (_, i) => feishu.people.add({ name: `${i}` }));
    const toMany = (from: number, to: number) =>
      Promise.all(people.slice(from, to).map((each) => codeOf(send(client, each, '通知'))));
    expect(new Set(await toMany(0, 50))).toEqual(new Set([0]));
    const refused = await failureOf(send(client, people[50] ?? { openId: '' }, '通知'));
    expect(refused).toMatchObject({
      status: 429,
      code: 99991400,
      headers: { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '1' },
    });
    await feishu.advance(500);
    expect(await toMany(50, 51)).toEqual([99991400]);
    await feishu.advance(1500);
    expect(new Set(await toMany(50, 60))).toEqual(new Set([0]));
    expect(breaches(feishu)).toEqual(['app-quota', 'reset-ignored', 'app-quota']);
  });

  test('a thousand a minute', async () => {
    const { feishu, client } = await createStage();
    const people = Array.from({ length: 50 }, (_, i) => feishu.people.add({ name: `${i}` }));
    for (let second = 0; second < 20; second++) {
      const codes = await Promise.all(people.map((each) => codeOf(send(client, each, '通知'))));
      expect(new Set(codes)).toEqual(new Set([0]));
      await feishu.advance(1000);
    }
    const refused = await failureOf(send(client, people[0] ?? { openId: '' }, '通知'));
    expect(refused.headers).toMatchObject({ 'x-ogw-ratelimit-reset': '40' });
  });
});

describe('misfortunes on command', () => {
  test.each([
    ['throttled', 429, 99991400, 0],
    ['target-throttled', 400, 230020, 0],
    ['server-error', 500, 2200, 0],
    ['bad-gateway', 502, -1, 0],
    ['token-expired', 400, 99991663, 0],
    ['still-sending', 400, 230049, 0],
    ['card-locked', 400, 230099, 0],
    ['reset', 0, -1, 0],
    ['lost', 0, -1, 1],
  ] as const)('%s once, then all is well', async (fault, status, code, effects) => {
    const { feishu, client, group } = await createStage();
    feishu.misbehave({ fault });
    expect(await failureOf(send(client, group, '一', 'u-1'))).toMatchObject({ status, code });
    expect(feishu.seen(group)).toHaveLength(effects);
    await send(client, group, '一', 'u-1');
    expect(feishu.seen(group)).toHaveLength(1);
    expect(feishu.violations).toEqual([]);
  });

  test('a slow answer holds its uuid', async () => {
    const { feishu, client, group } = await createStage();
    feishu.misbehave({ fault: 'slow', route: 'message.create' });
    const slow = send(client, group, '一', 'u-1');
    while (feishu.seen(group).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await codeOf(send(client, group, '一', 'u-1'))).toBe(230049);
    await feishu.advance(30_000);
    expect(await slow).toBe(await send(client, group, '一', 'u-1'));
  });

  test('a share of requests fails, the same ones for the same seed', async () => {
    const outcomes = async (seed: number) => {
      const { feishu, client } = await createStage({ seed });
      feishu.misbehave({ fault: 'reset', share: 0.3 });
      const codes: number[] = [];
      for (let i = 0; i < 40; i++)
        codes.push(await codeOf(send(client, feishu.people.add({ name: `${i}` }), '一')));
      return codes;
    };
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([0, -1]));
  });
});

describe('what the console got wrong', () => {
  test.each([
    ['no scope', { scopes: new Set(['im:message:readonly']) }, 99991672, 'im:message:send_as_bot'],
    ['not published', { published: false }, 230006, 'not activated'],
    ['no bot', { botEnabled: false }, 230006, 'not activated'],
  ])('%s', async (_, state, code, words) => {
    const { feishu, client, group } = await createStage();
    Object.assign(feishu.app, state);
    const failure = await failureOf(send(client, group, '一'));
    expect(failure.code).toBe(code);
    expect(failure.msg).toContain(words);
  });

  test('a disabled app gets no token', async () => {
    const { feishu, group } = await createStage();
    feishu.app.disabled = true;
    await expect(send(clientOf(feishu), group, '一')).rejects.toThrow('10014');
  });
});
