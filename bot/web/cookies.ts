import type { Context } from 'koa';

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
