import type { Server } from 'node:http';
import type { Dispatch } from '../handlers/inbound.ts';
import type { Channel } from '../handlers/services/messages/channel.ts';
import type { Services } from '../handlers/services/context.ts';
import { syncRegister } from '../handlers/services/people/sync-register.ts';
import type { Sender } from '../jobs/sender.ts';
import type { Runner } from '../jobs/runner.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import type { Config } from './config.ts';
import { createEngine, type Report } from './engine.ts';
import { createChannels } from './channels.ts';
import { followClock } from './sandbox.ts';
import type { OpenedServices } from './services.ts';
import { createHttp } from './http.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { listen } from './start/listening.ts';

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

/** The composition root: what runs behind the channels, the channels, and the server in front of them. */
export async function createApp(config: Config, ground: OpenedServices, log: Log): Promise<App> {
  const { services } = ground;
  const { store } = services;
  const metrics = createMetrics(store);
  const report = reporter(log, metrics);
  await syncRegister({ ...services, viewer: SYSTEM, channel: 'system' });

  const channels: Channel[] = [];
  const engine = createEngine({ services, channels, log, report });
  const dispatch = measured(metrics, engine.dispatcher);
  const faces = await createChannels({ config, ground, engine, dispatch, log, report });
  channels.push(...faces.channels);

  let stopping = false;
  const { metricsToken } = config;
  const ready = () => !stopping;
  const server = createHttp({ store, metrics, metricsToken, log, routes: faces.routes, ready });
  const { runner, sender } = engine;
  let unfollow: (() => void) | undefined;
  return {
    server,
    services,
    dispatch,
    runner,
    sender,
    async start() {
      await engine.start();
      const port = await listen(server, config);
      await faces.start();
      unfollow = ground.sandboxClock && followClock(services, ground.sandboxClock, engine.wake);
      return port;
    },
    async stop() {
      stopping = true;
      unfollow?.();
      await engine.halt();
      await faces.stop();
      await closed(server);
      await engine.finish();
    },
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

const reporter =
  (log: Log, metrics: Metrics): Report =>
  (where, error, about) => {
    metrics.faults.inc({ where });
    log.error({ ...about, err: error, cause: error.cause }, where);
  };

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
