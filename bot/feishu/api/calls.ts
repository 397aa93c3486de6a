import type { Readable } from 'node:stream';
import * as lark from '@larksuiteoapi/node-sdk';
import type { Clock } from '../../../models/rules/time/clock.ts';
import type { FeishuConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { createTokenSource, type Token } from '../../channel/token.ts';
import { FeishuFault, faultOfAnswer, faultOfError, malformed } from './errors.ts';
import { SIZES, TIMES } from './limits.ts';

/** What a call is given to authorise itself with, as the SDK's methods take it. */
export type Auth = ReturnType<typeof lark.withTenantToken>;

export interface Calls {
  readonly client: lark.Client;
  /** Makes a call by `run` and gives its answer. @throws FeishuFault for everything but success */
  readonly call: <A>(name: string, run: (auth: Auth) => Promise<A>) => Promise<A>;
  /** Uploads a form as the platform surely takes it: with a file name and a length. @throws FeishuFault */
  readonly upload: (name: string, path: string, form: FormData) => Promise<unknown>;
  /** Makes a call that is answered with bytes, and gives them as they come. @throws FeishuFault, also on the way */
  readonly download: (
    name: string,
    run: (auth: Auth) => Promise<Download>,
  ) => Promise<AsyncIterable<Uint8Array>>;
}

interface Download {
  getReadableStream(): Readable;
}

/**
 * The SDK's client behind one way of calling it: with a token of our own keeping, a time limit, one retry on a token
 * that the platform refuses, and one kind of error (feishu.md 1.3 to 1.6). The only place that makes a client.
 */
export function createCalls(parts: { config: FeishuConfig; clock: Clock; log: Log }): Calls {
  const { config, clock, log } = parts;
  const http = httpInstance();
  const client = new lark.Client({
    appId: config.appId,
    appSecret: config.appSecret,
    domain: config.baseUrl,
    httpInstance: http,
    disableTokenCache: true,
    // All it has to tell comes as an error as well, and what it prints holds the app's secret (1.3).
    logger: { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing },
  });
  // feishu.md 1.3: the SDK's own cache neither asks once for all who need it nor goes by our clock.
  const tokens = createTokenSource({
    fetchToken: () => fetchToken(client, config),
    marginMs: TIMES.tokenMargin,
    clock,
  });

  async function authorised<A>(run: (auth: Auth) => Promise<A>): Promise<A> {
    const token = await tokens.current();
    try {
      return await run(lark.withTenantToken(token));
    } catch (error) {
      if (!(error instanceof FeishuFault) || error.kind !== 'token') throw error;
      tokens.drop(token);
      return run(lark.withTenantToken(await tokens.current()));
    }
  }
  return {
    client,
    call: (name, run) =>
      logged(
        log,
        authorised((auth) => answered(name, () => run(auth))),
      ),
    upload(name, path, form) {
      const post = ({ headers }: Auth) => http.post(`${config.baseUrl}${path}`, form, { headers });
      return logged(
        log,
        authorised((auth) => answered(name, () => post(auth))),
      );
    },
    download: (name, run) =>
      logged(
        log,
        authorised(async (auth) => {
          const download = await reached(name, () => run(auth));
          return piecesOf(name, download.getReadableStream(), SIZES.download);
        }),
      ),
  };
}

/** A request that no token of the app opens. */
export interface OpenRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  data?: object;
}

/** The same way of calling for what needs no tenant token: logging people in (feishu.md 6.4). Throws FeishuFault. */
export function createOpenCall(parts: { config: FeishuConfig; log: Log }) {
  const http = httpInstance();
  return (name: string, { path, headers, ...request }: OpenRequest): Promise<unknown> => {
    const url = `${parts.config.baseUrl}${path}`;
    return logged(
      parts.log,
      answered(name, () => http.request({ ...request, url, headers: { ...headers } })),
    );
  };
}

async function logged<A>(log: Log, work: Promise<A>): Promise<A> {
  return work.catch((error: unknown) => {
    if (error instanceof FeishuFault) log.debug(error.facts, 'feishu');
    throw error;
  });
}

const nothing = () => undefined;

/** 1.6: a fresh one has none of the SDK's interceptors, so it unwraps answers as the SDK expects. */
function httpInstance(): lark.HttpInstance {
  const http = lark.defaultHttpInstance.create({ timeout: TIMES.request });
  http.interceptors.response.use((response) => {
    const { data, headers, config } = response;
    return '$return_headers' in config && config.$return_headers ? { data, headers } : data;
  });
  // The interceptor makes it one; the types of the HTTP client do not follow what interceptors do.
  return http as lark.HttpInstance;
}

/** Whatever is wrong here is wrong with the app as it is configured: the endpoint does nothing else. */
async function fetchToken(client: lark.Client, { appId, appSecret }: FeishuConfig): Promise<Token> {
  const name = 'token';
  const data = { app_id: appId, app_secret: appSecret };
  const internal = () => client.auth.v3.tenantAccessToken.internal({ data });
  const answer: unknown = await answered(name, internal).catch((error: unknown) => {
    throw error instanceof FeishuFault && error.kind === 'unexplained' ? error.as('stopped') : error;
  });
  const { tenant_access_token: value, expire } = Object(answer) as Record<string, unknown>;
  if (typeof value !== 'string' || typeof expire !== 'number')
    throw malformed(name, '飞书的凭证答复无法识别');
  return { value, lifeMs: expire * 1000 };
}

/** One attempt, with both ways in which the SDK tells a failure made one (1.5). */
async function answered<A>(name: string, run: () => Promise<A>): Promise<A> {
  const answer = await reached(name, run);
  const fault = faultOfAnswer(name, { body: answer });
  if (fault) throw fault;
  return answer;
}

async function reached<A>(name: string, run: () => Promise<A>): Promise<A> {
  try {
    return await run();
  } catch (error) {
    throw faultOfError(name, await withBody(error)) ?? error;
  }
}

/** 1.5: the error of a download comes as a stream, and its code stands in there. */
async function withBody(error: unknown): Promise<unknown> {
  const response: unknown = Reflect.get(Object(error), 'response');
  const data: unknown = Reflect.get(Object(response), 'data');
  if (isStream(data)) Reflect.set(Object(response), 'data', await jsonIn(data));
  return error;
}

async function jsonIn(stream: Readable): Promise<unknown> {
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf('download', stream, SIZES.errorBody)) pieces.push(piece);
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return undefined;
  }
}

const isStream = (value: unknown): value is Readable =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* piecesOf(name: string, stream: Readable, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of stream) {
      const piece = Buffer.from(chunk as Uint8Array);
      size += piece.length;
      // Leaving the loop lets go of the connection.
      if (size > most) throw malformed(name, `文件超过 ${most / 1024 / 1024} MB`).as('refused');
      yield piece;
    }
  } catch (error) {
    throw faultOfError(name, error) ?? brokenOff(name);
  }
}

const brokenOff = (name: string): FeishuFault => malformed(name, '下载中断').as('unavailable');
