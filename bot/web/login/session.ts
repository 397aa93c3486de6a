import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../../models/rules/time/clock.ts';
import { Signed } from './signed.ts';

const COOKIE = 'zy_session';
const HOUR_MS = 3_600_000;

const session = z.object({
  channel: z.enum(['web', 'feishu', 'wecom']),
  /** By the channel's own id: a post's code in the sandbox, an open_id on Feishu. */
  person: z.string().min(1),
});
/** Who logged in, and through what. What they may do is found out anew at each request. */
export type Session = z.infer<typeof session>;

/**
 * How long a login lasts. In the sandbox there is nothing to protect; on a platform it comes back by itself with the
 * next tap on a link, and a telephone that changed hands is out of it within a working day.
 */
const LIFE_MS: Readonly<Record<Session['channel'], number>> = {
  web: 30 * 24 * HOUR_MS,
  feishu: 12 * HOUR_MS,
  wecom: 12 * HOUR_MS,
};

export interface SessionParts {
  /** Signs the cookie. */
  key: string;
  clock: Clock;
  /** The service is reached by https. */
  secure: boolean;
}

/** The session, in a signed cookie. */
export class Sessions {
  readonly #signed: Signed<Session>;
  readonly #secure: boolean;

  constructor({ key, clock, secure }: SessionParts) {
    this.#signed = new Signed({ key, purpose: 'web-session', content: session, clock });
    this.#secure = secure;
  }

  start(ctx: Context, { channel, person }: Session): void {
    const lifeMs = LIFE_MS[channel];
    const value = this.#signed.write({ channel, person }, lifeMs);
    setCookie(ctx, COOKIE, value, { lifeMs, path: '/', secure: this.#secure });
  }

  end(ctx: Context): void {
    ctx.cookies.set(COOKIE, null, { path: '/' });
  }

  /** Undefined when there is no cookie, or it is not ours, or too old. */
  read(ctx: Context): Session | undefined {
    return this.#signed.read(ctx.cookies.get(COOKIE) ?? '');
  }
}

interface Baked {
  lifeMs: number;
  path: string;
  /** Sent over TLS only. */
  secure: boolean;
}

/** Sets a cookie that scripts cannot read and other sites cannot send along with a POST. */
export function setCookie(ctx: Context, name: string, value: string, { lifeMs, path, secure }: Baked): void {
  // The proxy in front speaks TLS, we behind it do not: told here, because Koa would refuse to set the cookie.
  ctx.cookies.secure = secure;
  ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', secure, maxAge: lifeMs, path });
}
