import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../bot/app.ts';
import { loadConfig } from '../../bot/config.ts';
import { openServices, type OpenedServices } from '../../bot/services.ts';
import { createLog } from '../../bot/log.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SettableClock } from '../../models/rules/time/clock.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { connect as connectStore } from '../../models/store/connect.ts';
import { atEnd } from '../helpers/at-end.ts';
import { freshUri } from '../helpers/mongod.ts';
import { aProject, TEST_NOW } from '../helpers/services.ts';
import { Client } from './web/client.ts';
import { aDataDir, serve } from './process.ts';

interface Running {
  app: App;
  ground: OpenedServices;
  url: string;
  uri: string;
  stop(): Promise<void>;
}

async function openStore(uri: string) {
  const connection = await connectStore(uri);
  atEnd(() => connection.close());
  return connection;
}

/** The composed service in this process, on a database and a port of its own. */
async function aService(env: Record<string, string> = {}): Promise<Running> {
  const uri = freshUri();
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    SANDBOX: 'off',
    MONGODB_URI: uri,
    DATA_DIR: await aDataDir(),
    LOG_LEVEL: 'silent',
    ...env,
  });
  const log = createLog('silent');
  const ground = await openServices({ config, log, clock: new SettableClock(TEST_NOW) });
  const app = await createApp(config, ground, log);
  const port = await app.start();
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= app.stop().then(() => ground.close()));
  atEnd(stop);
  return { app, ground, url: `http://127.0.0.1:${port}`, uri, stop };
}

let off: Running;
beforeAll(async () => {
  off = await aService();
});

describe('health', () => {
  test('healthz and readyz of a running service', async () => {
    const alive = await fetch(`${off.url}/healthz`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await fetch(`${off.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', database: true, stopping: false },
    ]);
  });

  test('without its database it lives, but is not ready', async () => {
    const lost = await aService();
    await lost.ground.services.store.connection.close();
    expect((await fetch(`${lost.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${lost.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { database: false }]);
    const metrics = await fetch(`${lost.url}/metrics`);
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
  });
});

describe('metrics', () => {
  test('tell messages, slots, events and faults; a status nobody has any more is gone', async () => {
    const { store, clock } = off.ground.services;
    await store.outbox.add(
      [{ key: 'm1', to: { group: 'G1' }, kind: 'urgent', content: { text: '一' } }],
      new Date(clock.now().getTime() + 3_600_000),
    );
    await store.runs.skip({ id: 'x@2026-06-01', job: 'x', slot: clock.now() }, clock.now());
    const eventId = randomUUID();
    const chat = { id: 'post:YC_FILL', kind: 'private' as const };
    const said = { kind: 'text' as const, text: '帮助', privately: chat.id };
    await off.app.dispatch({ channel: 'web', eventId, from: 'YC_FILL', chat, ...said });
    const text = await (await fetch(`${off.url}/metrics`)).text();
    expect(text).toMatch(/^zhaoyou_job_runs\{status="skipped"\} 1$/m);
    expect(text).toMatch(/^zhaoyou_inbound_total\{channel="web",kind="text",outcome="done"\} 1$/m);
    await store.runs.model.deleteMany({ job: 'x' });
    await store.outbox.model.deleteMany({});
    const after = await (await fetch(`${off.url}/metrics`)).text();
    expect(after).not.toContain('status="skipped"');
  });

  test('with a token only for who shows it', async () => {
    const guarded = await aService({ METRICS_TOKEN: 'a-token-of-some-length' });
    const status = async (authorization = '') => {
      const headers = new Headers(authorization ? { authorization } : []);
      return (await fetch(`${guarded.url}/metrics`, { headers })).status;
    };
    expect(await status()).toBe(404);
    expect(await status('Bearer a-token-of-some-lengtH')).toBe(404);
    expect(await status('Bearer a')).toBe(404);
    expect(await status('Bearer a-token-of-some-length')).toBe(200);
  });
});

describe('sandbox', () => {
  test.each([
    ['GET', '/sandbox'],
    ['GET', '/sandbox/api/state'],
    ['POST', '/sandbox/api/clock'],
    ['POST', '/login'],
    ['GET', '/login'],
  ])('off: %s %s is not there', async (method, path) => {
    expect((await fetch(off.url + path, { method, redirect: 'manual' })).status).toBe(404);
  });

  test('off: pages open to nobody, and nothing of the demo is in the ledgers', async () => {
    for (const path of ['/figures/2026-05', '/ledgers/projects', '/projects/XM-2026-YC-0001']) {
      expect((await fetch(off.url + path)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await off.ground.services.store.rows(projects).count(SYSTEM)).toBe(0);
  });

  test('on: one can log in', async () => {
    const on = await aService({ SANDBOX: 'on' });
    expect((await fetch(on.url)).status).toBe(200);
    const body = new URLSearchParams({ post: 'YC_FILL' });
    const login = await fetch(`${on.url}/login`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { Origin: on.url },
    });
    expect([login.status, login.headers.get('location')]).toEqual([303, '/sandbox']);
  });
});

describe('stopping', () => {
  test('finishes a duty under way before it lets go of the database', async () => {
    const service = await aService();
    const { services } = service.ground;
    let enter: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const job = service.app.runner.find('monthly-open');
    Object.assign(job, {
      async run() {
        enter();
        await new Promise((resolve) => setTimeout(resolve, 150));
        const ctx = { ...services, viewer: SYSTEM, channel: 'test' };
        return (await services.store.change(changeOf(ctx), (change) => change.insert(projects, aProject())))
          .code;
      },
    });
    const slot = new Date('2026-06-01T08:45+08:00');
    await services.store.runs.announce({ id: 'monthly-open@2026-06-01', job: job.name, slot }, slot);
    const tick = service.app.runner.tick();
    await entered;
    await service.stop();
    expect((await tick).map(({ slot: id }) => id)).toEqual(['monthly-open@2026-06-01']);
  });

  test('finishes an action under way, and takes no new one', async () => {
    const service = await aService({ SANDBOX: 'on' });
    const client = await Client.as(service.url, 'YC_FILL');
    const { port } = new URL(service.url);
    const body = JSON.stringify({ eventId: randomUUID(), chat: 'post:YC_FILL', text: '帮助' });
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const head = [
      'POST /sandbox/api/text HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Origin: ${service.url}`,
      `Cookie: ${client.cookie}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 10)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = service.stop();
    await expect.poll(() => fetch(`${service.url}/healthz`).catch(() => 'refused')).toBe('refused');
    socket.write(body.slice(10));
    await stopped;
    socket.end();
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    const kept = await openStore(service.uri);
    const said = await kept
      .collection('web_messages')
      .find({ chat: 'post:YC_FILL' })
      .sort({ seq: 1 })
      .toArray();
    expect(said.map(({ who }) => String(who))).toEqual(['YC_FILL', 'bot']);
    expect(JSON.stringify(said[1])).toContain('招优能帮您做什么');
  });

  test('SIGTERM ends the real process with 0, its work kept', async () => {
    const uri = freshUri();
    const env = { MONGODB_URI: uri, DATA_DIR: await aDataDir(), SANDBOX: 'off' };
    const served = await serve(env);
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    const { code, stdout, stderr } = await served.stop();
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('"signal":"SIGTERM"');
  });

  test('a database that is not there is said in words, and the process ends with 1', async () => {
    const MONGODB_URI = 'mongodb://127.0.0.1:9/x?replicaSet=rs&serverSelectionTimeoutMS=300';
    const failed = serve({ MONGODB_URI, DATA_DIR: await aDataDir(), SANDBOX: 'off' });
    await expect(failed).rejects.toThrow(/ended with 1: .*连不上 MongoDB（127\.0\.0\.1:9）/s);
  });
});
