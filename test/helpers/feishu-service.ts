import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa, { type Middleware } from 'koa';
import type { Patience } from '../../bot/channel/answer-in-time.ts';
import type { FeishuConfig } from '../../bot/config.ts';
import { createFeishu, type Feishu } from '../../bot/feishu/feishu.ts';
import { createLog } from '../../bot/log.ts';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { AppError } from '../../models/rules/errors.ts';
import type { FeishuEmulator } from '../emulators/feishu/emulator.ts';
import { atEnd } from './at-end.ts';
import type { TestServices } from './services.ts';

const PUBLIC_URL = 'https://zhaoyou.test';

interface ServiceParts {
  services: TestServices;
  dispatch: Dispatch;
  feishu: FeishuEmulator;
  onFault: (error: AppError) => void;
  /** How events come in. */
  mode: FeishuConfig['mode'];
  patience?: Patience | undefined;
}

/** The emulator's clock decides what is late; how long a loaded machine takes does not. */
const PATIENT: Patience = { promiseMs: 60_000, answerMs: 60_000 };

/** The service's Feishu side as bot/channels.ts makes it, within reach of an emulated Feishu. */
export async function serveFeishu(parts: ServiceParts): Promise<Feishu> {
  const { services, dispatch, feishu, onFault, mode, patience = PATIENT } = parts;
  const { store, clock } = services;
  const { appId, appSecret, encryptKey, verificationToken } = feishu.app;
  const side = createFeishu({
    config: { appId, appSecret, encryptKey, verificationToken, baseUrl: feishu.url, mode },
    publicUrl: PUBLIC_URL,
    dispatch,
    knownChats: store.knownChats,
    sentCards: store.outbox,
    quotas: store.quotas,
    files: store.files,
    fileKeys: store.platformFiles,
    facts: store.settings,
    clock,
    wallClock: clock,
    log: createLog('silent'),
    onFault,
    patience,
  });
  atEnd(() => side.stop());
  if (side.routes) feishu.app.webhookUrl = await listening(side.routes);
  await side.start();
  // Without an address events go over the long connection.
  if (mode === 'websocket') await feishu.connections.connected();
  return side;
}

/** A server of its own; gives the address of the webhook. */
async function listening(routes: Middleware): Promise<string> {
  const koa = new Koa();
  // What Koa would print of senders who hang up.
  koa.silent = true;
  koa.use(routes);
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/feishu/webhook`;
}
