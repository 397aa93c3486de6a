import { z } from 'zod';
import type { App } from './app.ts';
import { Refusal } from '../errors.ts';
import { TIMES } from '../numbers.ts';
import type { Random } from './random.ts';

interface Token {
  value: string;
  expires: number;
}

const credentials = z.looseObject({ app_id: z.string(), app_secret: z.string() });

/** tenant_access_token (feishu.md 1.3). */
export class Tokens {
  readonly #now: () => number;
  readonly #random: Random;
  #tokens: Token[] = [];

  constructor(now: () => number, random: Random) {
    this.#now = now;
    this.#random = random;
  }

  /** The body of the token endpoint: the same token while half an hour is left, a second one beside it after that. */
  issue(app: App, body: unknown): Record<string, unknown> {
    const given = credentials.safeParse(body);
    if (!given.success || given.data.app_id !== app.appId || given.data.app_secret !== app.appSecret) {
      throw new Refusal(10015);
    }
    if (app.disabled) throw new Refusal(10014);
    this.#tokens = this.#tokens.filter(({ expires }) => expires > this.#now());
    const fresh = this.#tokens.find(({ expires }) => expires - this.#now() >= TIMES.tokenReuse);
    const token = fresh ?? { value: `t-${this.#random.hex(40)}`, expires: this.#now() + TIMES.tokenLife };
    if (!fresh) this.#tokens.push(token);
    return { tenant_access_token: token.value, expire: Math.floor((token.expires - this.#now()) / 1000) };
  }

  /** app_access_token of a self-built app: the same token, under both names. */
  issueForApp(app: App, body: unknown): Record<string, unknown> {
    const issued = this.issue(app, body);
    return { ...issued, app_access_token: issued.tenant_access_token };
  }

  /** Refuses what is no valid tenant token (4.6). */
  check(header: string | undefined): void {
    if (header === undefined || header === '') throw new Refusal(99991661);
    const value = /^Bearer ([tu]-\S+)$/.exec(header)?.[1];
    if (value === undefined) throw new Refusal(99991671);
    const known = this.#tokens.some((token) => token.value === value && token.expires > this.#now());
    if (!known) throw new Refusal(99991663);
  }

  /** All tokens die before their time, as after a change of the secret. */
  revoke(): void {
    this.#tokens = [];
  }
}
