import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStage, type Stage } from './feishu/testing/stage.ts';

/** The emulated consent page and what follows it, over plain HTTP (feishu.md 6.4). */

const BACK = 'https://zhaoyou.test/login/feishu/callback';
const VERIFIER = 'a-verifier-that-nobody-else-knows-of-43-signs';
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');

let it: Stage;
beforeEach(async () => {
  it = await createStage();
  it.feishu.loginAs(it.chen);
});

const asked = (changed: Record<string, string> = {}) => ({
  client_id: it.feishu.app.appId,
  response_type: 'code',
  redirect_uri: BACK,
  state: 's 1',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  ...changed,
});

async function authorize(changed: Record<string, string> = {}) {
  const query = new URLSearchParams(asked(changed));
  const url = `${it.feishu.url}/open-apis/authen/v1/authorize?${query}`;
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  return { status: response.status, back: location === null ? undefined : new URL(location) };
}

const codeOf = async () => (await authorize()).back?.searchParams.get('code') ?? '';

async function tokenFor(code: string, changed: Record<string, string | undefined> = {}) {
  const response = await fetch(`${it.feishu.url}/open-apis/authen/v2/oauth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      client_id: it.feishu.app.appId,
      client_secret: it.feishu.app.appSecret,
      code,
      redirect_uri: BACK,
      code_verifier: VERIFIER,
      ...changed,
    }),
  });
  const body = (await response.json()) as { code: number; access_token?: string; error?: string };
  return { status: response.status, ...body };
}

async function whoIs(token = '') {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${it.feishu.url}/open-apis/authen/v1/user_info`, { headers });
  const body = (await response.json()) as { code: number; data?: Record<string, unknown> };
  return { status: response.status, ...body };
}

test('who agrees comes back with a code and the state; behind it stands who they are', async () => {
  const { status, back } = await authorize();
  expect([status, `${back?.origin}${back?.pathname}`, back?.searchParams.get('state')]).toEqual([
    302,
    BACK,
    's 1',
  ]);
  const token = await tokenFor(back?.searchParams.get('code') ?? '');
  expect(token).toMatchObject({ status: 200, code: 0, token_type: 'Bearer', expires_in: 7200 });
  const { openId, unionId } = it.chen;
  expect((await whoIs(token.access_token)).data).toMatchObject({
    open_id: openId,
    union_id: unionId,
    tenant_key: it.feishu.app.tenantKey,
  });
});

test('who refuses comes back with access_denied', async () => {
  it.feishu.loginAs(undefined);
  const { back } = await authorize();
  expect(Object.fromEntries(back?.searchParams ?? [])).toEqual({ error: 'access_denied', state: 's 1' });
});

describe('the consent page complains of', () => {
  test.each<Record<string, string>>([
    { client_id: 'cli_0000000000000000' },
    { response_type: 'token' },
    { redirect_uri: '/login' },
    { redirect_uri: 'https://evil.test/' },
    { scope: 'contact:user.phone:readonly' },
    { scope: Array.from({ length: 51 }, () => 'offline_access').join(' ') },
    { code_challenge_method: 'S512' },
  ])('%o', async (wrong) => {
    it.feishu.app.redirectUrls = new Set([BACK]);
    it.feishu.app.scopes = new Set();
    expect((await authorize()).status).toBe(302);
    expect(await authorize(wrong)).toEqual({ status: 400, back: undefined });
  });
});

describe('a code', () => {
  test('is good once', async () => {
    const code = await codeOf();
    expect((await tokenFor(code)).code).toBe(0);
    expect(await tokenFor(code)).toMatchObject({ status: 400, code: 20065, error: 'invalid_grant' });
  });

  test('is good for five minutes', async () => {
    const [soon, late] = [await codeOf(), await codeOf()];
    await it.feishu.advance(5 * 60_000);
    expect((await tokenFor(soon)).code).toBe(0);
    await it.feishu.advance(1);
    expect((await tokenFor(late)).code).toBe(20004);
  });

  test.each([
    [20002, { client_secret: 'guessed' }],
    [20003, { code: 'invented' }],
    [20049, { code_verifier: 'another' }],
    [20049, { code_verifier: undefined }],
    [20063, { code: undefined }],
    [20063, { grant_type: 'password' }],
    [20071, { redirect_uri: 'https://zhaoyou.test/' }],
  ])('is refused with %i for %o', async (code, wrong) => {
    expect(await tokenFor(await codeOf(), wrong)).toMatchObject({ status: 400, code });
  });

  test('is worth nothing for one who may not use the app, or is not there any more', async () => {
    it.chen.available = false;
    expect((await tokenFor(await codeOf())).code).toBe(20010);
    it.chen.resigned = true;
    expect((await tokenFor(await codeOf())).code).toBe(20066);
  });

  test('is not fetched while the platform is busy', async () => {
    const code = await codeOf();
    it.feishu.misbehave({ fault: 'login-busy', route: 'oauth.token' });
    expect(await tokenFor(code)).toMatchObject({ status: 503, code: 20072 });
    expect((await tokenFor(code)).code).toBe(0);
  });
});

describe('a person’s token', () => {
  test('is refused with HTTP 200 and a code: unknown, outlived, of one who left or is frozen', async () => {
    const token = (await tokenFor(await codeOf())).access_token;
    expect(await whoIs('u-guessed')).toMatchObject({ status: 200, code: 20005 });
    it.chen.frozen = true;
    expect(await whoIs(token)).toMatchObject({ status: 200, code: 20022 });
    it.chen.resigned = true;
    expect(await whoIs(token)).toMatchObject({ status: 200, code: 20021 });
    Object.assign(it.chen, { frozen: false, resigned: false });
    await it.feishu.advance(2 * 3_600_000);
    expect(await whoIs(token)).toMatchObject({ status: 200, code: 20005 });
  });

  test('tells a mobile only with its scope', async () => {
    const token = (await tokenFor(await codeOf())).access_token;
    expect((await whoIs(token)).data).toHaveProperty('mobile', it.chen.mobile);
    it.feishu.app.scopes = new Set();
    expect((await whoIs(token)).data).not.toHaveProperty('mobile');
  });

  test('opens nothing else, and the secret goes into no book', async () => {
    const token = (await tokenFor(await codeOf())).access_token;
    const headers = { Authorization: `Bearer ${token}` };
    const chats = await fetch(`${it.feishu.url}/open-apis/im/v1/chats`, { headers });
    expect(await chats.json()).toMatchObject({ code: 99991663 });
    expect(JSON.stringify(it.feishu.requests)).not.toContain(it.feishu.app.appSecret);
  });
});
