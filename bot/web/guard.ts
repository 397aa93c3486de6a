import { randomBytes } from 'node:crypto';
import type { Context, Middleware, Next } from 'koa';
import helmet from 'koa-helmet';
import { AppError, type ErrorCode } from '../../models/rules/errors.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { faultPage, type WayOn } from './pages/shell.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  INVALID: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  STALE: 409,
  DUPLICATE: 409,
  ILLEGAL_MOVE: 409,
  USAGE: 400,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** Nobody is logged in, or not any more; whoever is at the page can log in there and go on. */
export class LoggedOut extends AppError {
  readonly login: string;

  constructor(text: string, login: string) {
    super('FORBIDDEN', text, { detail: 'no session' });
    this.login = login;
  }
}

/**
 * Security headers for every page and answer. Scripts come from this server only; the one inline piece, the import
 * map, carries the nonce that `nonceOf` gives. Charts set styles on elements, hence inline styles are allowed.
 */
export const headers: Middleware = (ctx, next) => {
  const nonce = randomBytes(16).toString('base64');
  ctx.state.nonce = nonce;
  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", `'nonce-${nonce}'`],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // The service itself may be reached by plain http inside an office network; its proxy adds HSTS where there is TLS.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
  return secure(ctx, next);
};

export const nonceOf = (ctx: Context): string => String(ctx.state.nonce);

/** A request that changes something must come from a page of this very origin. */
export async function sameOrigin(ctx: Context, next: Next): Promise<void> {
  if (ctx.method === 'GET' || ctx.method === 'HEAD' || isOwnOrigin(ctx)) return next();
  throw new AppError('FORBIDDEN', '请求不是从本系统的页面发出的，请回到页面重试', {
    detail: `origin ${ctx.get('origin') || '(none)'} for host ${ctx.host}`,
  });
}

/** Hosts are compared, not schemes: a proxy may speak TLS outside and plain http inside. */
function isOwnOrigin(ctx: Context): boolean {
  const origin = ctx.get('origin');
  return URL.canParse(origin) && new URL(origin).host === ctx.host;
}

export async function errorsAsReplies(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    answerFault(ctx, error);
  }
}

/** The one place where an error of the web channel becomes an answer: a toast for scripts, a sentence for pages. */
export function answerFault(ctx: Context, error: unknown, wayOn?: WayOn): void {
  const fault = AppError.from(error);
  const login = fault instanceof LoggedOut ? fault.login : undefined;
  ctx.status = login === undefined ? STATUS[fault.code] : 401;
  const toast = { tone: 'bad' as const, text: fault.userText };
  const reply: Reply & { login?: string } = login === undefined ? { toast } : { toast, login };
  ctx.body = ctx.accepts('json', 'html') === 'html' ? faultPage(fault.userText, wayOn) : reply;
  if (fault.report) ctx.app.emit('error', fault, ctx);
}
