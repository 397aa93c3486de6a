import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';

const COOKIE = 'zy_session';
const MONTH_MS = 30 * 86_400_000;

/**
 * Who is at the browser: a post's code in a signed cookie that scripts cannot read and other sites cannot send along
 * with a POST. The signature names its purpose, so nothing else that is signed with the key passes for a session.
 */
export class Sessions {
  readonly #key: string;

  constructor(key: string) {
    if (key === '') throw new Error('sessions need a key');
    this.#key = key;
  }

  start(ctx: Context, post: string): void {
    const value = Buffer.from(post).toString('base64url');
    ctx.cookies.set(COOKIE, `${value}.${this.#sign(value)}`, {
      httpOnly: true,
      sameSite: 'lax',
      secure: ctx.secure,
      maxAge: MONTH_MS,
      path: '/',
    });
  }

  end(ctx: Context): void {
    ctx.cookies.set(COOKIE, null, { path: '/' });
  }

  /** The post's code, or undefined when there is no cookie or it is not ours. */
  read(ctx: Context): string | undefined {
    const [value = '', signature = '', ...rest] = (ctx.cookies.get(COOKIE) ?? '').split('.');
    if (value === '' || rest.length > 0) return undefined;
    const expected = Buffer.from(this.#sign(value));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return Buffer.from(value, 'base64url').toString('utf8');
  }

  #sign(value: string): string {
    return createHmac('sha256', this.#key).update(`web-session:${value}`).digest('base64url');
  }
}
