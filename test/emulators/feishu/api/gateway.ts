import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isGranted } from '../state/app.ts';
import type { Call } from './call.ts';
import { Refusal } from '../errors.ts';
import { type Faults, rateHeaders, refusalOf, type Struck } from '../state/faults.ts';
import { UNKNOWN_ROUTE, type Breach } from '../state/journal.ts';
import { SIZES, TIERS, type Tier } from '../numbers.ts';
import { match, type Match } from './routes/all.ts';
import { isDownload } from './routes/route.ts';
import type { World } from '../state/world.ts';

/** Codes that a careful client never earns, and the breach each is booked as. */
const BOOKED: Readonly<Record<number, Breach>> = {
  230099: 'bad-card',
  11310: 'bad-card',
  230025: 'too-large',
  99992402: 'bad-request',
  230001: 'bad-request',
  9499: 'bad-request',
  100030: 'bad-request',
};
/** 4.6: targets refused for good. */
const DEAD: readonly number[] = [230002, 230013, 230029, 230053, 232009];

/** What is sent to these holds the app's secret and goes into no book. */
const SECRET: ReadonlySet<string> = new Set(['token', 'app.token', 'oauth.token']);

/** Answers a request that is no API call and says whether it did. */
export type Extra = (request: IncomingMessage, raw: Buffer, response: ServerResponse) => boolean;

/** The HTTP side of the platform: token, scopes, quotas, misfortunes, and the documented shape of every answer. */
export class Gateway {
  readonly server: Server;
  readonly #world: World;
  readonly #faults: Faults;
  readonly #extra: Extra;
  readonly #blockedUntil = new Map<string, { from: number; until: number }>();
  readonly #dead = new Set<string>();
  #tokensUnderWay = 0;

  constructor(world: World, faults: Faults, extra: Extra) {
    this.#world = world;
    this.#faults = faults;
    this.#extra = extra;
    this.server = createServer((request, response) => {
      void this.#serve(request, response).catch(() => request.socket.destroy());
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    if (raw === undefined) return void request.socket.destroy();
    if (this.#extra(request, raw, response)) return;
    const url = new URL(request.url ?? '/', 'http://platform');
    const matched = match(request.method ?? '', url.pathname);
    if (!matched) return this.#unknown(request, response, url);
    const struck = this.#faults.strike(matched.name);
    if (matched.name === 'token' && ++this.#tokensUnderWay > 1) {
      this.#world.journal.breach('token-wasted', `${this.#tokensUnderWay} token requests at once`);
    }
    try {
      await this.#handle(request, response, { url, raw, matched, struck });
    } finally {
      if (matched.name === 'token') this.#tokensUnderWay--;
    }
  }

  /** A route that is not there is told as such, so that nobody looks for the fault elsewhere. */
  #unknown(request: IncomingMessage, response: ServerResponse, { pathname, search }: URL): void {
    const method = request.method ?? '';
    this.#world.journal.request({
      route: UNKNOWN_ROUTE,
      method,
      path: `${pathname}${search}`,
      status: 404,
      code: 404,
    });
    const msg = `404 page not found: the emulator has no route ${method} ${pathname}`;
    this.#answer(request, response, { status: 404, json: { code: 404, msg } });
  }

  async #handle(request: IncomingMessage, response: ServerResponse, arrived: Arrived): Promise<void> {
    const { struck, matched, url } = arrived;
    const early = struck?.effect.when === 'before' ? struck : undefined;
    const outcome = early ? misfortune(early) : this.#run(request, arrived);
    const uuid = uuidOf(arrived.raw);
    if (struck?.fault === 'slow') await this.#hold(struck.delay, uuid);
    this.#world.journal.request({
      route: matched.name,
      method: request.method ?? '',
      path: `${url.pathname}${url.search}`,
      status: struck?.effect.cut ? 0 : outcome.status,
      code: outcome.code ?? 0,
      ...(struck ? { fault: struck.fault } : {}),
      body: SECRET.has(matched.name) ? undefined : jsonOf(arrived.raw),
    });
    if (struck?.effect.cut) return void request.socket.destroy();
    this.#answer(request, response, outcome);
  }

  #run(request: IncomingMessage, { url, raw, matched }: Arrived): Outcome {
    const call: Call = {
      params: matched.params,
      query: url.searchParams,
      body: jsonOf(raw) ?? formOf(request, raw),
      raw,
      contentType: request.headers['content-type'] ?? '',
      authorization: request.headers.authorization ?? '',
    };
    try {
      this.#admit(request, matched);
      const result = matched.route.run(this.#world, call);
      if (isDownload(result)) return { status: 200, bytes: result.bytes };
      const data = matched.route.flat ? result : { data: result };
      return { status: 200, json: { code: 0, msg: 'success', ...data } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#book(error, matched, call);
      return refused(error, matched, this.#world);
    }
  }

  /** What the platform asks before it looks at the request itself. */
  #admit(request: IncomingMessage, { route, name }: Match): void {
    const { app, tokens } = this.#world;
    if (route.open) return;
    tokens.check(request.headers.authorization);
    if (!app.published) throw new Refusal(name.startsWith('contact') ? 99991673 : 230006);
    if (!app.botEnabled && /^(message|urgent|bot|reaction|pin|batch|ephemeral)/.test(name))
      throw new Refusal(230006);
    if (!app.botEnabled && /^(image|file)/.test(name)) throw new Refusal(234007);
    if (!isGranted(app, route.scopes)) throw new Refusal(99991672, `[${route.scopes.join(', ')}]`);
    if (route.tier) this.#takeTier(route.tier);
  }

  #takeTier(tier: Tier): void {
    const { quotas, journal, now } = this.#world;
    const blocked = this.#blockedUntil.get(tier);
    // requests that were under way when the refusal was written are not disobedience
    if (blocked && now() > blocked.from && now() < blocked.until) journal.breach('reset-ignored', tier);
    const wait = quotas.take(tier, TIERS[tier], now());
    if (wait === 0) return;
    journal.breach('app-quota', tier);
    const headers = rateHeaders(TIERS[tier][0].max, wait);
    this.#blockedUntil.set(tier, {
      from: now(),
      until: now() + Number(headers['x-ogw-ratelimit-reset']) * 1000,
    });
    throw new Refusal(99991400, '', { headers });
  }

  #book(refusal: Refusal, { name }: Match, call: Call): void {
    const { journal } = this.#world;
    const breach = BOOKED[refusal.code];
    if (breach) journal.breach(breach, `${name}: ${refusal.code} ${refusal.message}`);
    if (!DEAD.includes(refusal.code)) return;
    const target = `${refusal.code} ${call.params.message_id ?? JSON.stringify(Reflect.get(Object(call.body), 'receive_id'))}`;
    if (this.#dead.has(target)) journal.breach('dead-target', target);
    this.#dead.add(target);
  }

  /** Keeps an answer back until the clock has moved on; its uuid is "still being sent" meanwhile (230049). */
  async #hold(delay: number, uuid: string | undefined): Promise<void> {
    if (uuid !== undefined) this.#world.sending.add(uuid);
    await new Promise<void>((release) => void this.#world.agenda.after(delay, release));
    if (uuid !== undefined) this.#world.sending.delete(uuid);
  }

  #answer(request: IncomingMessage, response: ServerResponse, outcome: Outcome): void {
    const { status, headers = {}, json, bytes, html } = outcome;
    const type = bytes ? 'application/octet-stream' : html ? 'text/html' : 'application/json; charset=utf-8';
    const logId = this.#world.random.hex(32);
    const date = new Date(this.#world.now()).toUTCString();
    response.writeHead(status, { 'content-type': type, date, 'x-tt-logid': logId, ...headers });
    response.end(bytes ?? html ?? JSON.stringify(json));
    request.resume();
  }
}

interface Arrived {
  url: URL;
  raw: Buffer;
  matched: Match;
  struck: Struck | undefined;
}

interface Outcome {
  status: number;
  code?: number;
  headers?: Readonly<Record<string, string>>;
  json?: object;
  bytes?: Buffer;
  html?: string;
}

function misfortune(struck: Struck): Outcome {
  const refusal = refusalOf(struck);
  if (refusal)
    return { status: refusal.status, code: refusal.code, headers: refusal.headers, json: told(refusal, '') };
  return { status: struck.effect.html ?? 0, html: '<html><body>502 Bad Gateway</body></html>' };
}

const refused = (refusal: Refusal, { route }: Match, world: World): Outcome => ({
  status: refusal.status,
  code: refusal.code,
  headers: refusal.headers,
  json: route.told?.(refusal) ?? told(refusal, world.random.hex(32)),
});

/** 1.5: the shape of every refusal. */
const told = (refusal: Refusal, logId: string) => ({
  code: refusal.code,
  msg: refusal.message,
  error: { log_id: logId, troubleshooter: 'https://open.feishu.cn/search?log_id=', ...refusal.extra },
});

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += piece.length;
    if (size > SIZES.body) return undefined;
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function jsonOf(raw: Buffer): unknown {
  // a form, an upload
  if (raw[0] !== 0x7b) return undefined;
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The platform takes a plain form where it takes JSON: the official samples ask for a token so. */
function formOf(request: IncomingMessage, raw: Buffer): unknown {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return undefined;
  return Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
}

function uuidOf(raw: Buffer): string | undefined {
  const uuid: unknown = Reflect.get(Object(jsonOf(raw)), 'uuid');
  return typeof uuid === 'string' ? uuid : undefined;
}
