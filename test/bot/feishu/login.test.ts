import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { accountsUrl, feishuLogin } from '../../../bot/feishu/login.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { createWayOut, type WayOut } from './way-out.ts';

const REDIRECT = 'https://zhaoyou.test/login/feishu/callback';
const VERIFIER = 'a-verifier-that-nobody-else-knows-of-43-signs';
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');

let it: WayOut;
beforeEach(async () => {
  it = await createWayOut();
  it.feishu.loginAs(it.chen);
});

const loginOf = (changed: { appSecret?: string } = {}) => {
  const { appId, appSecret, encryptKey, verificationToken } = it.feishu.app;
  const keys = { appId, appSecret, encryptKey, verificationToken, ...changed };
  return feishuLogin({ config: { ...keys, baseUrl: it.feishu.url, mode: 'webhook' }, log: it.log });
};

async function aCode(): Promise<string> {
  const url = loginOf().authorizeUrl({ redirectUri: REDIRECT, state: 's', challenge });
  const { headers } = await fetch(url, { redirect: 'manual' });
  return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
}

interface Changed {
  code?: string;
  verifier?: string;
  redirectUri?: string;
  appSecret?: string;
}

/** How the login ends: with a person, or with the code and the words of a refusal. */
async function endOf({ appSecret, ...changed }: Changed = {}): Promise<string> {
  const answered = { code: await aCode(), verifier: VERIFIER, redirectUri: REDIRECT, ...changed };
  const person = loginOf(appSecret === undefined ? {} : { appSecret }).personBehind(answered);
  return person.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return `${error.code}${error.report ? ' reported' : ''}: ${error.userText}`;
  });
}

test('a code stands for the open_id of whoever agreed', async () => {
  expect(await endOf()).toBe(it.chen.openId);
  expect(it.feishu.requests.map(({ route }) => route)).toEqual(['oauth.token', 'oauth.user']);
});

test.each([
  ['https://open.feishu.cn', 'https://accounts.feishu.cn'],
  ['https://open.larksuite.com', 'https://accounts.larksuite.com'],
  ['https://feishu.example.gov.cn', 'https://feishu.example.gov.cn'],
  ['http://127.0.0.1:4100', 'http://127.0.0.1:4100'],
])('the consent page of %s is on %s', (base, accounts) => expect(accountsUrl(base)).toBe(accounts));

describe('a refusal says what to do', () => {
  test('of the code: log in again', async () => {
    const again = 'INVALID: 登录凭证已过期或已用过，请重新登录';
    expect(await endOf({ code: 'invented' })).toBe(again);
    expect(await endOf({ verifier: 'another' })).toBe(again);
    const code = await aCode();
    await endOf({ code });
    expect(await endOf({ code })).toBe(again);
    const late = await aCode();
    await it.feishu.advance(5 * 60_000 + 1);
    expect(await endOf({ code: late })).toBe(again);
  });

  test('of the person: whom to ask', async () => {
    it.chen.frozen = true;
    expect(await endOf()).toBe('FORBIDDEN: 您的飞书账号已被冻结，请联系企业管理员');
    it.chen.available = false;
    expect(await endOf()).toMatch(/^FORBIDDEN: 您不在招优的可用范围内/);
    it.chen.resigned = true;
    expect(await endOf()).toMatch(/^FORBIDDEN: 您的飞书账号已离职/);
  });

  test('of the app: the operator is told, the secret is not', async () => {
    const wrong = 'INTERNAL reported: 飞书登录没有配置好，已记录，请联系系统管理员';
    expect(await endOf({ appSecret: 'not the secret' })).toBe(`${wrong}（飞书错误码 20002）`);
    expect(await endOf({ redirectUri: 'https://zhaoyou.test/' })).toBe(`${wrong}（飞书错误码 20071）`);
    expect(it.logged()).toContain('oauth.token');
    for (const secret of ['not the secret', it.feishu.app.appSecret, VERIFIER])
      expect(it.logged()).not.toContain(secret);
  });

  test.each(['login-busy', 'reset', 'lost', 'bad-gateway', 'server-error', 'throttled'] as const)(
    'of a platform in trouble (%s): later',
    async (fault) => {
      for (const route of ['oauth.token', 'oauth.user'] as const) {
        it.feishu.misbehave({ fault, route });
        expect(await endOf()).toBe('UNAVAILABLE: 飞书暂时没有答复，请稍后重新登录');
      }
      expect(await endOf()).toBe(it.chen.openId);
    },
  );
});
