import type { Middleware } from 'koa';
import type { Channel } from '../../handlers/services/messages/channel.ts';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { Clock } from '../../models/rules/time/clock.ts';
import type { AppError } from '../../models/rules/errors.ts';
import type { FeishuConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { askedOnce } from '../channel/asked-once.ts';
import type { ChatNotes } from '../channel/chat-kinds.ts';
import { createFeishuApi } from './api/api.ts';
import { credentials } from './doctor.ts';
import { createFeishuChannel, type FeishuChannelParts } from './outbound/channel.ts';
import { HealthNotes, type Facts } from './health.ts';
import type { Intake } from './inbound/intake.ts';
import { feishuLogin, type FeishuLogin } from './login.ts';
import { LongConnection } from './inbound/websocket.ts';
import { createHandleEvent } from './inbound/handle-event.ts';
import { topicsOf, type SentCards } from './inbound/topics.ts';
import { feishuWebhook } from './inbound/webhook.ts';

export interface FeishuParts extends Pick<FeishuChannelParts, 'quotas' | 'files' | 'fileKeys'> {
  config: FeishuConfig;
  publicUrl: string;
  dispatch: Dispatch;
  knownChats: FeishuChannelParts['knownChats'] & ChatNotes;
  sentCards: SentCards;
  facts: Facts;
  /** The service's time. */
  clock: Clock;
  /** The real time, by which what comes in is too old or not: the sandbox's clock can be moved. */
  wallClock: Clock;
  log: Log;
  onFault: (error: AppError, about: object) => void;
  patience?: Intake['patience'];
}

export interface Feishu {
  channel: Channel;
  /** How people log in to our pages. */
  login: FeishuLogin;
  /** Absent in long-connection mode, where nothing comes in by HTTP. */
  routes: Middleware | undefined;
  start(): Promise<void>;
  /** Takes no more and lets go. */
  stop(): Promise<void>;
}

/** Where events and card callbacks arrive (architecture.md 7). */
const WEBHOOK_PATH = '/feishu/webhook';

/** The Feishu channel: one way out, and in by webhook or by long connection. */
export function createFeishu(parts: FeishuParts): Feishu {
  const { config, clock, log, publicUrl, onFault } = parts;
  const api = createFeishuApi({ config, clock, log });
  const health = new HealthNotes(parts.facts, parts.wallClock, (error) => log.error(error, 'feishu health'));
  const intake: Intake = {
    appId: config.appId,
    clock: parts.wallClock,
    take: createHandleEvent({
      ...parts,
      options: { publicUrl },
      topicOf: topicsOf(parts),
      botId: askedOnce(async () => (await api.botInfo()).openId),
    }),
    onGenuine: (type) => health.genuine(type),
    onRefused(why) {
      log.warn({ why }, '飞书回调未通过校验');
      health.refused(why);
    },
    onFault,
    ...(parts.patience === undefined ? {} : { patience: parts.patience }),
  };
  const line = config.mode === 'websocket' ? new LongConnection(intake, config, log) : undefined;
  const { encryptKey, verificationToken } = config;
  return {
    channel: createFeishuChannel({ ...parts, api }),
    login: feishuLogin({ config, log }),
    routes: line
      ? undefined
      : feishuWebhook({ ...intake, path: WEBHOOK_PATH, keys: { encryptKey, verificationToken } }),
    async start() {
      await line?.start();
      // In the background: a platform that cannot be reached must not keep the service from starting.
      void credentials({ api })
        .then(({ state, found, cure }) =>
          log[state === 'ok' ? 'info' : 'error']({ cure }, `飞书凭证：${found}`),
        )
        .catch((error: unknown) => log.error(error, 'feishu'));
    },
    async stop() {
      await line?.stop();
      await health.settled();
    },
  };
}
