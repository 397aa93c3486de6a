import type { FaultKind } from '../../channel/outcomes.ts';
import { CARD_CODES, CARD_LOCK, CODES, NEVER_CONNECTED, type CodeRow } from './error-codes.ts';

export interface FaultFacts {
  kind: FaultKind;
  /** Which call it was, e.g. `message.create`. */
  call: string;
  /** For the operator and for whoever asks why a message did not come. */
  reason: string;
  /** The platform's words, or the network's. */
  said: string;
  code?: number | string;
  /** Inside 230099: what is wrong with the card, and where. */
  subCode?: number;
  path?: string;
  status?: number;
  /** What the platform told to wait. */
  afterMs?: number;
  /** The platform's own number of the request: its support asks for it. */
  logId?: string;
}

/**
 * What the platform, or the way to it, did instead of what was asked. Made at the edge, once, so that all behind it
 * knows one kind of error. The error of the HTTP client does not hang on it as `cause`: that one carries the token, and
 * of a failed token request the app's secret (feishu.md 1.3); all it knows stands here.
 */
export class FeishuFault extends Error {
  override readonly name = 'FeishuFault';
  readonly kind: FaultKind;
  readonly reason: string;
  readonly code: number | string | undefined;
  readonly afterMs: number | undefined;
  readonly facts: Readonly<FaultFacts>;

  constructor(facts: FaultFacts) {
    super(`feishu ${facts.call}: ${[facts.status, facts.code, facts.said].filter(Boolean).join(' ')}`);
    this.kind = facts.kind;
    this.reason = facts.reason;
    this.code = facts.code;
    this.afterMs = facts.afterMs;
    this.facts = facts;
  }

  /** The same, taken for another kind: the call it happened in decides what it means. */
  as(kind: FaultKind): FeishuFault {
    return new FeishuFault({ ...this.facts, kind });
  }
}

/** What came back over HTTP, whichever way the SDK told it (feishu.md 1.5). */
interface Answer {
  status?: number;
  headers?: unknown;
  body: unknown;
}

/** The fault that an answer is, or undefined when all went well: `code` 0. A body without a code is no answer. */
export function faultOfAnswer(
  call: string,
  { status = 200, headers, body }: Answer,
): FeishuFault | undefined {
  const code = numberIn(body, 'code');
  if (code === 0 && status < 400) return undefined;
  const said = stringIn(body, 'msg') ?? '';
  const [kind, , words] = rowOf(code, said, status);
  const logId = stringIn(fieldOf(body, 'error'), 'log_id') ?? stringIn(headers, 'x-tt-logid');
  const subCode = subCodeIn(said);
  const path = /ErrPath:\s*([^;]+)/.exec(said)?.[1];
  const reset = Number(stringIn(headers, 'x-ogw-ratelimit-reset'));
  return new FeishuFault({
    kind,
    call,
    reason: `${words}（飞书${code === undefined ? ` HTTP ${status}` : `错误码 ${code}`}）`,
    said,
    status,
    ...(code === undefined ? {} : { code }),
    ...(subCode === undefined ? {} : { subCode }),
    ...(path === undefined ? {} : { path: path.trim() }),
    ...(reset > 0 ? { afterMs: reset * 1000 } : {}),
    ...(logId === undefined ? {} : { logId }),
  });
}

/** The fault behind an error of the SDK's HTTP client; any other error is none of the platform's. */
export function faultOfError(call: string, error: unknown): FeishuFault | undefined {
  if (error instanceof FeishuFault) return error;
  if (!(error instanceof Error) || fieldOf(error, 'isAxiosError') !== true) return undefined;
  const response = fieldOf(error, 'response');
  if (isRecord(response)) {
    const status = numberIn(response, 'status') ?? 500;
    return faultOfAnswer(call, { status, headers: response.headers, body: response.data });
  }
  const code = stringIn(error, 'code') ?? 'unknown';
  return new FeishuFault({
    kind: NEVER_CONNECTED.has(code) ? 'unavailable' : 'unanswered',
    call,
    reason: `连接不上飞书或没有得到答复（${code}）`,
    // Its own message may hold the address of a proxy with its password.
    said: code,
    code,
  });
}

/** A request that is not made, because it would be wrong. */
export const malformed = (call: string, reason: string): FeishuFault =>
  new FeishuFault({ kind: 'malformed', call, reason, said: reason });

function rowOf(code: number | undefined, said: string, status: number): CodeRow {
  const isCard = code === 230099 || code === 11310;
  if (isCard && CARD_LOCK.words.test(said)) return CARD_LOCK.row;
  const inner = isCard ? CARD_CODES[subCodeIn(said) ?? 0] : undefined;
  return inner ?? (code === undefined ? undefined : CODES[code]) ?? rowOfStatus(status, code);
}

/** What a status says where the code says nothing: a gateway's page, an answer cut short. */
function rowOfStatus(status: number, code: number | undefined): CodeRow {
  if (status === 429) return ['throttled', '4.2', '应用调用过于频繁'];
  if (status >= 500) return ['unanswered', '4.6', '飞书暂时不可用'];
  if (status < 400 && code === undefined) return ['unanswered', '1.5', '飞书的答复无法识别'];
  return ['unexplained', '1.5', '飞书拒绝了请求'];
}

function subCodeIn(said: string): number | undefined {
  const found = /ErrCode:\s*(\d+)/.exec(said)?.[1];
  return found === undefined ? undefined : Number(found);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
/** Headers of the HTTP client are a class of their own with the names as fields. */
const fieldOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

function numberIn(value: unknown, name: string): number | undefined {
  const found = fieldOf(value, name);
  return typeof found === 'number' ? found : undefined;
}

function stringIn(value: unknown, name: string): string | undefined {
  const found = fieldOf(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
