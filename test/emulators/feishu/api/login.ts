import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type App, isGranted } from '../state/app.ts';
import type { Call } from './call.ts';
import { Refusal } from '../errors.ts';
import { COUNTS, TIMES } from '../numbers.ts';
import type { Person } from '../state/people.ts';
import type { Random } from '../state/random.ts';
import type { World } from '../state/world.ts';

/** Logging in to somebody else's pages with a Feishu account (feishu.md 6.4). */

/** What the consent page was asked for, and by which code its answer is fetched. */
interface Consent {
  person: Person;
  clientId: string;
  redirectUri: string;
  scope: string;
  challenge: string | undefined;
  method: string;
  given: number;
  used: boolean;
}

/** Who sits at the browser, and what has been handed out to the service. */
export class Logins {
  /** Logged in to Feishu in the browser, and agreeing to everything; `undefined` is somebody who says no. */
  browser: Person | undefined;
  readonly #now: () => number;
  readonly #random: Random;
  readonly #codes = new Map<string, Consent>();
  readonly #tokens = new Map<string, { person: Person; expires: number }>();

  constructor(now: () => number, random: Random) {
    this.#now = now;
    this.#random = random;
  }

  agree(asked: Omit<Consent, 'given' | 'used'>): string {
    const code = this.#random.hex(40);
    this.#codes.set(code, { ...asked, given: this.#now(), used: false });
    return code;
  }

  /** What stands behind a code: once, for five minutes. */
  consent(code: string): Consent {
    const found = this.#codes.get(code);
    if (!found) throw new Refusal(20003);
    if (found.used) throw new Refusal(20065);
    if (this.#now() - found.given > TIMES.loginCode) throw new Refusal(20004);
    return found;
  }

  issue(consent: Consent): string {
    consent.used = true;
    const token = `u-${this.#random.hex(40)}`;
    this.#tokens.set(token, { person: consent.person, expires: this.#now() + TIMES.userTokenLife });
    return token;
  }

  owner(authorization: string): Person {
    const found = this.#tokens.get(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
    if (!found || found.expires <= this.#now()) throw new Refusal(20005);
    return found.person;
  }
}

const AUTHORIZE = '/open-apis/authen/v1/authorize';

/** The consent page, as a browser asks for it: the person in the browser answers at once. */
export function consentPage(world: World, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://platform');
  if (request.method !== 'GET' || url.pathname !== AUTHORIZE) return false;
  const fault = faultOf(world.app, url.searchParams);
  world.journal.note(`<- GET ${AUTHORIZE}${fault === undefined ? '' : ` ${fault}`}`);
  if (fault !== undefined) {
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>飞书</title><p>${fault}</p>`);
  } else {
    response.writeHead(302, { location: backTo(world, url.searchParams) });
    response.end();
  }
  return true;
}

/** What the page complains of instead of asking. */
function faultOf(app: App, query: URLSearchParams): string | undefined {
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (query.get('client_id') !== app.appId || app.disabled || !app.published) return 'client_id';
  if (query.get('response_type') !== 'code') return 'response_type';
  if (!URL.canParse(redirectUri)) return 'redirect_uri';
  if (app.redirectUrls && !app.redirectUrls.has(redirectUri)) return 'redirect_uri is not listed';
  if (scopes.length > COUNTS.loginScopes) return 'scope';
  if (scopes.some((scope) => scope !== 'offline_access' && !isGranted(app, [scope]))) return '20027';
  const method = query.get('code_challenge_method') ?? 'plain';
  return method === 'plain' || method === 'S256' ? undefined : 'code_challenge_method';
}

function backTo({ logins }: World, query: URLSearchParams): string {
  const back = new URL(query.get('redirect_uri') ?? '');
  const person = logins.browser;
  if (person) {
    const code = logins.agree({
      person,
      clientId: query.get('client_id') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      scope: query.get('scope') ?? '',
      challenge: query.get('code_challenge') ?? undefined,
      method: query.get('code_challenge_method') ?? 'plain',
    });
    back.searchParams.set('code', code);
  } else back.searchParams.set('error', 'access_denied');
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return back.href;
}

const tokenBody = z.looseObject({
  grant_type: z.literal('authorization_code'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  code: z.string().min(1),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
});

export function token({ app, logins }: World, call: Call): object {
  const parsed = tokenBody.safeParse(call.body);
  if (!parsed.success) throw new Refusal(20063, parsed.error.issues[0]?.path.join('.'));
  const given = parsed.data;
  if (given.client_id !== app.appId || given.client_secret !== app.appSecret) throw new Refusal(20002);
  const consent = logins.consent(given.code);
  if (consent.clientId !== app.appId) throw new Refusal(20024);
  if (given.redirect_uri !== undefined && given.redirect_uri !== consent.redirectUri)
    throw new Refusal(20071);
  if (!answers(consent, given.code_verifier)) throw new Refusal(20049);
  if (consent.person.resigned) throw new Refusal(20066);
  if (!consent.person.available) throw new Refusal(20010);
  return {
    access_token: logins.issue(consent),
    expires_in: TIMES.userTokenLife / 1000,
    token_type: 'Bearer',
    scope: consent.scope,
  };
}

/** PKCE: who fetches the token is who sent the person to the page. */
function answers({ challenge, method }: Consent, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  if (method === 'plain') return verifier === challenge;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

/** 6.4: the token endpoint speaks as OAuth does. */
export const told = ({ code, message }: Refusal): object => ({
  code,
  error: code === 20050 || code === 20072 ? 'server_error' : 'invalid_grant',
  error_description: message,
});

/** 6.4: fields without their scope are absent. */
export function userInfo({ app, logins }: World, call: Call): object {
  const person = logins.owner(call.authorization);
  if (person.resigned) throw new Refusal(20021);
  if (person.frozen) throw new Refusal(20022);
  const guarded = {
    user_id: isGranted(app, ['contact:user.employee_id:readonly']) ? person.userId : undefined,
    mobile: isGranted(app, ['contact:user.phone:readonly']) ? person.mobile : undefined,
    email: isGranted(app, ['contact:user.email:readonly']) ? person.email : undefined,
  };
  const { openId: open_id, unionId: union_id, name } = person;
  return { open_id, union_id, name, en_name: name, tenant_key: app.tenantKey, ...guarded };
}
