import type { Middleware } from 'koa';
import { suggestionsFor } from '../handlers/commands.ts';
import { COMMANDS } from '../handlers/table.ts';
import type { Dispatch } from '../handlers/inbound.ts';
import type { Channel } from '../handlers/services/messages/channel.ts';
import { putDown } from '../handlers/dispatch/incoming-files.ts';
import type { Services } from '../handlers/services/context.ts';
import { receiveFile } from '../handlers/services/files/receive.ts';
import { recognise } from '../handlers/services/people/visitors.ts';
import { SandboxMessages } from '../models/store/messages/sandbox-messages.ts';
import type { Config } from './config.ts';
import type { Engine, Report } from './engine.ts';
import { personasOf } from './demo/personas.ts';
import type { Feishu } from './feishu/feishu.ts';
import type { OpenedServices } from './services.ts';
import type { Log } from './log.ts';
import { createPages } from './visitor-pages.ts';
import { createSandbox } from './sandbox.ts';
import { platformLogin } from './web/login/platform-login.ts';
import type { ChatContent } from './web/ports.ts';
import type { SessionParts } from './web/login/session.ts';
import { Visitors } from './web/login/visitors.ts';
import { createWeb } from './web/web.ts';

export interface ChannelsParts {
  config: Config;
  ground: OpenedServices;
  engine: Engine;
  dispatch: Dispatch;
  log: Log;
  report: Report;
}

/** Its settings are read and checked already; until that channel is there nobody may believe that it works. */
export const WECOM_ABSENT = '企业微信通道尚未提供';
type FeishuParts = Pick<ChannelsParts, 'config' | 'dispatch' | 'log' | 'report'> & {
  ground: Pick<OpenedServices, 'services' | 'wallClock'>;
};

/** How people reach the service: the channels that are configured, and the pages. */
export interface OpenChannels {
  /** In the order of preference: the sandbox knows every post, platforms only those whose holder they know. */
  channels: Channel[];
  routes: Middleware[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function createChannels(parts: ChannelsParts): Promise<OpenChannels> {
  const { config, ground, engine, dispatch } = parts;
  const { services, sandboxClock } = ground;
  if (config.wecom) parts.log.warn(`${WECOM_ABSENT}：WECOM_* 已填写，但不会收发任何消息`);
  const chats = new SandboxMessages<ChatContent>(services.store.connection);
  await chats.prepare();
  const session = {
    key: ground.secretKey,
    clock: ground.wallClock,
    secure: config.publicUrl.startsWith('https:'),
  };
  const visitors = visitorsOf(config, services, session);
  const { city, clock, calendar } = services;
  const sandbox = sandboxClock && createSandbox(services, sandboxClock, engine);
  const web = createWeb({
    dispatch,
    city,
    clock,
    calendar,
    chats,
    visitors,
    receiveFile: (viewer, file) => receiveFile({ ...services, viewer, channel: 'page' }, file),
    putDown: async (name, stream) => ({
      name,
      // How much comes at once is limited where it comes in.
      ...(await putDown(services, { name, stream, limit: Infinity })),
    }),
    suggest: (viewer) => suggestionsFor(COMMANDS, { viewer, channel: 'web' }),
    personas: () => personasOf(services),
    ...(sandbox ? { sandbox } : {}),
  });
  const feishu = await feishuOf(parts);
  const login = feishu?.login;
  return {
    channels: [...(feishu ? [feishu.channel] : []), ...(config.sandbox ? [web.channel] : [])],
    routes: [
      ...(feishu?.routes ? [feishu.routes] : []),
      web.routes,
      ...(login ? [platformLogin({ login, visitors, session, publicUrl: config.publicUrl })] : []),
      createPages({ services, dispatch, visitors, ...(login ? { login } : {}) }),
    ],
    start: async () => feishu?.start(),
    async stop() {
      await feishu?.stop();
      web.stop();
    },
  };
}

/** The Feishu channel where it is configured; elsewhere the platform's SDK is not even loaded, which takes seconds. */
export async function feishuOf({
  config,
  ground,
  dispatch,
  log,
  report,
}: FeishuParts): Promise<Feishu | undefined> {
  if (!config.feishu) return undefined;
  const { createFeishu } = await import('./feishu/feishu.ts');
  const { store, clock } = ground.services;
  return createFeishu({
    config: config.feishu,
    publicUrl: config.publicUrl,
    dispatch,
    knownChats: store.knownChats,
    sentCards: store.outbox,
    quotas: store.quotas,
    files: store.files,
    fileKeys: store.platformFiles,
    facts: store.settings,
    clock,
    wallClock: ground.wallClock,
    log,
    onFault: (error, about) => report('feishu', error, about),
  });
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
