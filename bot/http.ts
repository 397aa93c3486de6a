import { createServer, type Server } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { Router } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import type { Store } from '../models/store/store.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface HttpParts {
  store: Store;
  metrics: Metrics;
  metricsToken: string | undefined;
  log: Log;
  /** The channels' routes and the pages, in order. */
  routes: readonly Middleware[];
  /** False while the service is stopping: load balancers look elsewhere. */
  ready: () => boolean;
}

/** The HTTP face of the service: health, metrics, and whatever the channels bring. */
export function createHttp(parts: HttpParts): Server {
  const app = new Koa();
  app.on('error', (error: Error, ctx?: Context) => {
    // A reader who went away in the middle of an answer is nobody's fault.
    if ('code' in error && HUNG_UP.test(String(error.code))) return;
    parts.log.error({ err: error, path: ctx?.path }, 'http');
  });
  app.use(async (ctx, next) => {
    await next();
    // A connection kept open for more would hold up the stop.
    if (!parts.ready()) ctx.set('Connection', 'close');
  });
  app.use(operations(parts));
  for (const middleware of parts.routes) app.use(middleware);
  const handle = app.callback();
  return createServer((request, response) => void handle(request, response));
}

/** A connection that ended, and a request that did in its middle. */
const HUNG_UP = /^(ECONNRESET|EPIPE|HPE_)/;

function operations({ store, metrics, metricsToken, ready }: HttpParts): Middleware {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  router.get('/readyz', async (ctx) => {
    const database = await answers(store);
    ctx.status = database && ready() ? 200 : 503;
    ctx.body = { status: ctx.status === 200 ? 'ready' : 'not ready', database, stopping: !ready() };
  });
  router.get('/metrics', async (ctx) => {
    if (!mayRead(ctx, metricsToken)) {
      ctx.status = 404;
      return;
    }
    const { type, body } = await metrics.text();
    ctx.type = type;
    ctx.body = body;
  });
  return router.routes() as Middleware;
}

/** How long the database may take to answer a probe; the driver itself would wait longer than the prober does. */
const PROBE_MS = 2_000;

async function answers({ connection }: Store): Promise<boolean> {
  const ping = connection.db?.admin().ping({ timeoutMS: PROBE_MS });
  return (
    ping?.then(
      () => true,
      () => false,
    ) ?? false
  );
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** With a token, whoever shows it; without one, only this machine. */
function mayRead(ctx: Context, token: string | undefined): boolean {
  if (!token) return LOOPBACK.has(ctx.req.socket.remoteAddress ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(ctx.get('authorization'));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
