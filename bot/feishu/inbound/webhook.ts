import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';
import { type BodyFault, readBody } from '../../channel/body.ts';
import { BODY_LIMITS } from '../api/limits.ts';
import type { Refusal } from './envelope.ts';
import { answerEnvelope, type Intake, objectionTo } from './intake.ts';
import { type ConsoleSecrets, verifyKeys, verifyRequest } from './verify.ts';
import type { SignatureHeaders } from './crypto.ts';

export interface WebhookOptions extends Intake {
  path: string;
  keys: ConsoleSecrets;
}

/**
 * The request URL of events and of callbacks, any query string (feishu.md 2). Must stand before any body parser: the
 * signature is over the bytes as they came. Genuine is answered with 200 and a JSON object, or for an event that could
 * not be handled with 503, so that it comes again; everything else with an empty body.
 */
export function feishuWebhook(options: WebhookOptions): Middleware {
  const { path, onGenuine, onRefused } = options;
  const keys = verifyKeys(options.keys);
  const refuse = (ctx: Context, why: Refusal) => {
    if (ctx.get(DOCTOR_HEADER) === '') onRefused(why);
    empty(ctx, STATUS[why] ?? 401);
  };
  return async (ctx, next) => {
    if (ctx.path !== path) return next();
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'POST');
      return empty(ctx, 405);
    }
    const raw = await readBody(ctx.req, BODY_LIMITS);
    if (typeof raw === 'string') return refuse(ctx, raw);
    const letter = verifyRequest(raw, headersOf(ctx.req), keys);
    if (letter.kind === 'refused') return refuse(ctx, letter.why);
    // 2.2: within a second, so nothing else is asked first.
    if (letter.kind === 'challenge') return json(ctx, { challenge: letter.challenge });
    const { envelope } = letter;
    const objection = objectionTo(envelope, options);
    if (objection) return refuse(ctx, objection);
    onGenuine(envelope.header.event_type);
    const answer = await answerEnvelope(envelope, closed(ctx.res), options);
    return answer ? json(ctx, answer) : empty(ctx, 503);
  };
}

/** On a letter of `doctor`: that one is refused is its finding, and no news of the platform. */
export const DOCTOR_HEADER = 'x-zhaoyou-doctor';

/** Everything else is 401. */
const STATUS: Readonly<Partial<Record<Refusal, number>> & Record<BodyFault, number>> = {
  oversize: 413,
  slow: 408,
  'cut-off': 400,
};

const headersOf = ({ headers }: IncomingMessage): SignatureHeaders => ({
  timestamp: String(headers['x-lark-request-timestamp'] ?? ''),
  nonce: String(headers['x-lark-request-nonce'] ?? ''),
  signature: String(headers['x-lark-signature'] ?? ''),
});

/** Always said to be JSON; Koa would take some microseconds to find that out each time. */
function json(ctx: Context, answer: object): void {
  ctx.res.setHeader('Content-Type', 'application/json; charset=utf-8');
  ctx.body = JSON.stringify(answer);
}

function empty(ctx: Context, status: number): void {
  ctx.status = status;
  ctx.body = '';
  // The rest of a body that was not waited for must not be taken for the next request.
  if (status === STATUS.slow) ctx.set('Connection', 'close');
}

/** Resolves when the answer has been sent, or its reader has gone. */
const closed = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => void (response.closed ? resolve() : response.once('close', resolve)));
