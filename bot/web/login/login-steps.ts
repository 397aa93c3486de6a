import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { z } from 'zod';
import { setCookie, type SessionParts } from './session.ts';
import { Signed } from './signed.ts';

const COOKIE = 'zy_login';
const PATH = '/login';
/** How long somebody may look at the platform's consent page. */
const LIFE_MS = 10 * 60_000;
const BROWSER = /^[\w-]{22}$/;

const step = z.object({ to: z.string(), nonce: z.string() });

/**
 * What binds the two ends of a login together. The browser keeps a short-lived secret in a cookie; the state that
 * travels over the platform is signed for that cookie, and the verifier of PKCE is made of both and goes nowhere but to
 * the platform's token endpoint. So a state is worth nothing in another browser, and several logins may be under way in
 * one.
 */
export class LoginSteps {
  readonly #parts: SessionParts;
  readonly #signed: Signed<z.infer<typeof step>>;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#signed = new Signed({ ...parts, purpose: 'login-state', content: step });
  }

  /** Somebody sets out to log in, and wants to be on a page of ours afterwards. */
  begin(ctx: Context, to: string): { state: string; challenge: string } {
    const browser = browserOf(ctx) ?? randomBytes(16).toString('base64url');
    const nonce = randomBytes(16).toString('base64url');
    setCookie(ctx, COOKIE, browser, { lifeMs: LIFE_MS, path: PATH, secure: this.#parts.secure });
    return {
      state: this.#signed.write({ to, nonce }, LIFE_MS, browser),
      challenge: createHash('sha256').update(this.#verifier(browser, nonce)).digest('base64url'),
    };
  }

  /** Somebody comes back; undefined when they did not set out from this browser, or long ago. */
  end(ctx: Context, state: string): { to: string; verifier: string } | undefined {
    const browser = browserOf(ctx);
    if (browser === undefined) return undefined;
    const begun = this.#signed.read(state, browser);
    return begun && { to: begun.to, verifier: this.#verifier(browser, begun.nonce) };
  }

  /** 43 characters, as PKCE wants them (RFC 7636, 4.1). */
  #verifier(browser: string, nonce: string): string {
    return createHmac('sha256', this.#parts.key)
      .update(`login-verifier:${browser}:${nonce}`)
      .digest('base64url');
  }
}

function browserOf(ctx: Context): string | undefined {
  const browser = ctx.cookies.get(COOKIE) ?? '';
  return BROWSER.test(browser) ? browser : undefined;
}

/** Addresses get longer only by mistake or malice. */
const LONGEST = 2_000;
/** Any will do: what leads away from it is no page of ours. */
const HERE = 'http://here.invalid';

/**
 * The path, if it leads to a page of this service and nowhere else; read as browsers read it, which take `\` for `/`,
 * leave out line ends and resolve `..` first.
 */
export function localPath(text: string): string | undefined {
  if (!text.startsWith('/') || text.length > LONGEST || !URL.canParse(text, HERE)) return undefined;
  const { origin, pathname, search } = new URL(text, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}` : undefined;
}
