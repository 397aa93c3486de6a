import type { Server } from 'node:http';
import { ACTIONS, COMMANDS } from '../handlers/all.ts';
import { createDispatch } from '../handlers/dispatch.ts';
import type { Dispatch } from '../handlers/inbound.ts';
import { happened } from '../handlers/happenings.ts';
import type { Channel } from '../handlers/services/channel.ts';
import type { Services } from '../handlers/services/context.ts';
import { resumeImports } from '../handlers/services/imports/service.ts';
import { syncRegister } from '../handlers/services/register.ts';
import { recognise } from '../handlers/services/visitors.ts';
import { receiveFiles } from '../handlers/uploads.ts';
import { createClockwork } from '../jobs/clockwork.ts';
import { Sender } from '../jobs/outbox.ts';
import { Runner } from '../jobs/runner.ts';
import { everyMinute } from '../jobs/schedule.ts';
import { jobTable } from '../jobs/table.ts';
import { AppError } from '../models/rules/errors.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import { Chats } from '../models/store/chats.ts';
import type { Config } from './config.ts';
import type { Ground } from './ground.ts';
import type { Log } from './log.ts';
import { createFeishu } from './feishu/feishu.ts';
import { createHttp } from './http.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createPages } from './pages.ts';
import { createSandbox } from './sandbox.ts';
import type { ChatContent } from './web/ports.ts';
import { platformLogin } from './web/platform-login.ts';
import type { SessionParts } from './web/session.ts';
import { Visitors } from './web/visitors.ts';
import { createWeb } from './web/web.ts';

export interface App {
  server: Server;
  services: Services;
  dispatch: Dispatch;
  runner: Runner;
  sender: Sender;
  /** Starts listening and the clockwork; gives the port. */
  start(): Promise<number>;
  /** Takes no more, finishes what is under way, lets go. */
  stop(): Promise<void>;
}

/** The composition root: every part is made here and nowhere else (style.md habit 2). */
export async function createApp(config: Config, ground: Ground, log: Log): Promise<App> {
  const { services, sandboxClock } = ground;
  const { store, city, clock } = services;
  const metrics = createMetrics(store);
  const fault = faultReporter(log, metrics);
  const chats = new Chats<ChatContent>(store.connection);
  await chats.prepare();
  await syncRegister({ ...services, viewer: SYSTEM, channel: 'system' });

  const channels: Channel[] = [];
  const sender = new Sender({
    services,
    channels,
    onDead: ({ id, key }, reason) => log.error({ id, key, reason }, 'message given up'),
    onStopped: (channel, reason) => log.error({ channel, reason }, 'channel stopped'),
  });
  const runner = new Runner({
    services,
    jobs: jobTable(services.rules),
    onFault: (error, { job, slot }) => fault('job', error, { job, slot }),
  });
  const outbox = createClockwork(sender, clock, (error) => log.error(error, 'outbox'));
  const { wake } = outbox;
  const dispatcher = createDispatch({
    services,
    actions: ACTIONS,
    commands: COMMANDS,
    receiveFiles,
    happened,
    fetchFile: (name, ref) => fetchFrom(channels, name, ref),
    wake,
    onFault: (error, { kind, channel }) => fault('dispatch', error, { kind, channel }),
  });
  const dispatch = measured(metrics, dispatcher);
  const session = {
    key: ground.secretKey,
    clock: ground.wallClock,
    secure: config.publicUrl.startsWith('https:'),
  };
  const visitors = visitorsOf(config, services, session);
  const web = createWeb({
    dispatch,
    city,
    clock,
    calendar: services.calendar,
    chats,
    visitors,
    ...(sandboxClock ? { sandbox: createSandbox(services, sandboxClock, runner, sender) } : {}),
  });
  const feishu =
    config.feishu &&
    createFeishu({
      config: config.feishu,
      publicUrl: config.publicUrl,
      dispatch,
      chatBook: store.chatBook,
      quotas: store.quotas,
      files: store.files,
      fileKeys: store.platformFiles,
      facts: store.settings,
      clock,
      wallClock: ground.wallClock,
      log,
      onFault: (error, about) => fault('feishu', error, about),
    });
  const login = feishu?.login;
  // In the order of preference: the sandbox knows every post, platforms only those whose holder they know.
  if (feishu) channels.push(feishu.channel);
  if (config.sandbox) channels.push(web.channel);

  let stopping = false;
  const server = createHttp({
    store,
    metrics,
    metricsToken: config.metricsToken,
    log,
    routes: [
      ...(feishu?.routes ? [feishu.routes] : []),
      web.routes,
      ...(login ? [platformLogin({ login, visitors, session, publicUrl: config.publicUrl })] : []),
      createPages({ services, dispatch, visitors, ...(login ? { login } : {}) }),
    ],
    ready: () => !stopping,
  });
  let clockwork: { stop(): Promise<void> } | undefined;
  const tick = async () => {
    const ran = await runner.tick();
    for (const run of ran) log.info(run, 'job');
    const resumed = await dispatcher.resume();
    if (resumed > 0) log.info({ resumed }, '续办上次中断的操作');
    if (ran.length > 0) wake();
  };
  const tickSafely = () => tick().catch((error: unknown) => log.error(error, 'tick'));

  return {
    server,
    services,
    dispatch,
    runner,
    sender,
    async start() {
      const resumed = await resumeImports(services);
      if (resumed > 0) log.info({ resumed }, '续完上次中断的导入');
      await tick();
      clockwork = everyMinute(tickSafely);
      outbox.start();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, config.host, resolve);
      });
      await feishu?.start();
      const address = server.address();
      return typeof address === 'object' && address ? address.port : config.port;
    },
    async stop() {
      stopping = true;
      await clockwork?.stop();
      outbox.stop();
      await feishu?.stop();
      web.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await dispatcher.idle();
      await runner.idle();
      // What cannot be sent any more waits in the outbox for the next start.
      await sender.drain().catch((error: unknown) => log.error(error, 'outbox'));
    },
  };
}

/** Who may log in: by the sandbox's front door and by the platforms that are configured. */
function visitorsOf(config: Config, services: Services, session: SessionParts): Visitors {
  const open = { web: config.sandbox, feishu: config.feishu !== undefined, wecom: false };
  const channels = (['web', 'feishu', 'wecom'] as const).filter((channel) => open[channel]);
  return new Visitors({
    ...session,
    channels: new Set(channels),
    recognise: (who) => recognise(services, who),
  });
}

/** @throws AppError UNAVAILABLE when the channel a file came through is not there any more */
function fetchFrom(channels: readonly Channel[], name: string, ref: string): Promise<Uint8Array> {
  const channel = channels.find((each) => each.name === name);
  if (channel?.fetch) return channel.fetch(ref);
  return Promise.reject(
    new AppError('UNAVAILABLE', '文件没有取到，请再发一次', { detail: `${name}: no way to ${ref}` }),
  );
}

function faultReporter(log: Log, metrics: Metrics) {
  return (where: string, error: AppError, detail: object) => {
    metrics.faults.inc({ where });
    log.error({ ...detail, err: error, cause: error.cause }, where);
  };
}

function measured(metrics: Metrics, dispatch: Dispatch): Dispatch {
  return async (inbound) => {
    const { channel, kind } = inbound;
    const done = metrics.latency.startTimer({ channel, kind });
    const reply = await dispatch(inbound);
    done();
    metrics.inbound.inc({ channel, kind, outcome: reply.toast?.tone === 'bad' ? 'refused' : 'done' });
    return reply;
  };
}
