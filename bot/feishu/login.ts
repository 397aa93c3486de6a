import { z } from 'zod';
import { AppError, type ErrorCode } from '../../models/rules/errors.ts';
import type { FeishuConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { createOpenCall } from './api/calls.ts';
import type { FaultKind } from '../channel/outcomes.ts';
import { FeishuFault } from './api/errors.ts';
import { isPlatformId } from './api/ids.ts';

/** Logging in to our pages with a Feishu account (feishu.md 6.4). */
export interface FeishuLogin {
  readonly name: 'feishu';
  readonly title: string;
  /** Where the browser is sent. */
  authorizeUrl(asked: { redirectUri: string; state: string; challenge: string }): string;
  /**
   * The open_id behind a code. The person's token is asked one question and forgotten.
   * @throws AppError whose text says what to do
   */
  personBehind(answered: { code: string; verifier: string; redirectUri: string }): Promise<string>;
}

export function feishuLogin({ config, log }: { config: FeishuConfig; log: Log }): FeishuLogin {
  const call = createOpenCall({ config, log });
  return {
    name: 'feishu',
    title: '飞书',

    authorizeUrl({ redirectUri, state, challenge }) {
      const url = new URL('/open-apis/authen/v1/authorize', accountsUrl(config.baseUrl));
      // No scope is asked for: who it is, is told without one, and one that the app lacks would stop everybody (20027).
      url.search = new URLSearchParams({
        client_id: config.appId,
        response_type: 'code',
        redirect_uri: redirectUri,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },

    async personBehind({ code, verifier, redirectUri }) {
      try {
        const token = tokenAnswer.parse(
          await call('oauth.token', {
            method: 'POST',
            path: '/open-apis/authen/v2/oauth/token',
            data: {
              grant_type: 'authorization_code',
              client_id: config.appId,
              client_secret: config.appSecret,
              code,
              redirect_uri: redirectUri,
              code_verifier: verifier,
            },
          }),
        );
        const { data } = userAnswer.parse(
          await call('oauth.user', {
            method: 'GET',
            path: '/open-apis/authen/v1/user_info',
            headers: { Authorization: `Bearer ${token.access_token}` },
          }),
        );
        // An open_id belongs to this app alone (6.1), so it needs no look at the tenant.
        return data.open_id;
      } catch (error) {
        throw inWords(error);
      }
    },
  };
}

/** 6.4: the consent page has a host of its own on the public platforms; a private one has one host for all. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  'https://open.feishu.cn': 'https://accounts.feishu.cn',
  'https://open.larksuite.com': 'https://accounts.larksuite.com',
};
export const accountsUrl = (baseUrl: string): string => ACCOUNTS[baseUrl] ?? baseUrl;

const tokenAnswer = z.looseObject({ access_token: z.string().min(1) });
const userAnswer = z.looseObject({
  data: z.looseObject({ open_id: z.string().refine((id) => isPlatformId('person', id)) }),
});

type Words = readonly [code: ErrorCode, text: string];

const AGAIN: Words = ['INVALID', '登录凭证已过期或已用过，请重新登录'];
const BUSY: Words = ['UNAVAILABLE', '飞书暂时没有答复，请稍后重新登录'];
const LEFT: Words = ['FORBIDDEN', '您的飞书账号已离职或状态异常，不能登录。如有疑问，请联系企业管理员'];

/** What a code of 6.4 means to the person; every other one is a fault of ours or of the app's configuration. */
const LOGIN_CODES: Readonly<Record<number, Words>> = {
  20003: AGAIN,
  20004: AGAIN,
  20005: AGAIN,
  20049: AGAIN,
  20065: AGAIN,
  20010: ['FORBIDDEN', '您不在招优的可用范围内，请联系企业管理员在飞书管理后台开通'],
  20021: LEFT,
  20022: ['FORBIDDEN', '您的飞书账号已被冻结，请联系企业管理员'],
  20066: LEFT,
  20050: BUSY,
  20072: BUSY,
};

/** Faults that pass by themselves, whatever the call. */
const PASSING: ReadonlySet<FaultKind> = new Set(['throttled', 'unavailable', 'unanswered']);

function inWords(error: unknown): AppError {
  if (!(error instanceof FeishuFault)) return badlySetUp(error);
  const known = typeof error.code === 'number' ? LOGIN_CODES[error.code] : undefined;
  const [code, text] = known ?? (PASSING.has(error.kind) ? BUSY : []);
  return code && text ? new AppError(code, text, { detail: error.message, cause: error }) : badlySetUp(error);
}

/** 20002 a wrong secret, 20071 an address that is not listed, and their like: an operator has to look. */
function badlySetUp(error: unknown): AppError {
  const code = error instanceof FeishuFault && error.code !== undefined ? `（飞书错误码 ${error.code}）` : '';
  return new AppError('INTERNAL', `飞书登录没有配置好，已记录，请联系系统管理员${code}`, {
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
