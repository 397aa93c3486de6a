import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { createFeishu, type Feishu } from '../../bot/feishu/feishu.ts';
import { createLog } from '../../bot/log.ts';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { AppError } from '../../models/rules/errors.ts';
import type { FeishuEmulator } from '../emulators/feishu/emulator.ts';
import { atEnd } from './at-end.ts';
import type { TestServices } from './services.ts';

export const PUBLIC_URL = 'https://zhaoyou.test';

interface ServiceParts {
  services: TestServices;
  dispatch: Dispatch;
  feishu: FeishuEmulator;
  onFault: (error: AppError) => void;
}

/** The service's Feishu side as bot/app.ts makes it, reachable by HTTP, for the application of an emulated Feishu. */
export async function serveFeishu({ services, dispatch, feishu, onFault }: ServiceParts): Promise<Feishu> {
  const { store, clock } = services;
  const { appId, appSecret, encryptKey, verificationToken } = feishu.app;
  const side = createFeishu({
    config: { appId, appSecret, encryptKey, verificationToken, baseUrl: feishu.url, mode: 'webhook' },
    publicUrl: PUBLIC_URL,
    dispatch,
    chatBook: store.chatBook,
    quotas: store.quotas,
    files: store.files,
    fileKeys: store.platformFiles,
    facts: store.settings,
    clock,
    wallClock: clock,
    log: createLog('silent'),
    onFault,
    // The emulator's clock decides what is late; how long a loaded machine takes does not.
    answerWithinMs: 60_000,
  });
  const koa = new Koa();
  // What Koa would print of senders who hang up.
  koa.silent = true;
  if (side.routes) koa.use(side.routes);
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  feishu.app.webhookUrl = `http://127.0.0.1:${port}/feishu/webhook`;
  await side.start();
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
    await side.stop();
  });
  return side;
}
