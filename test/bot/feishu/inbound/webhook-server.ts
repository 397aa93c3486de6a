import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { EventEnvelope, Refusal } from '../../../../bot/feishu/inbound/envelope.ts';
import type { Intake, HandleEvent } from '../../../../bot/feishu/inbound/intake.ts';
import { feishuWebhook } from '../../../../bot/feishu/inbound/webhook.ts';
import type { Clock } from '../../../../models/rules/time/clock.ts';
import type { AppError } from '../../../../models/rules/errors.ts';
import type { App } from '../../../emulators/feishu/state/app.ts';
import { atEnd } from '../../../helpers/at-end.ts';

/** What came through, and what was told of it. */
export interface Book {
  taken: EventEnvelope[];
  genuine: string[];
  refused: Refusal[];
  faults: AppError[];
}

/** An intake that keeps a book and answers as told. */
export function bookedIntake(appId: string, clock: Clock, take: HandleEvent = async () => ({})) {
  const book: Book = { taken: [], genuine: [], refused: [], faults: [] };
  const intake: Intake = {
    appId,
    clock,
    take: (envelope, waiting) => {
      book.taken.push(envelope);
      return take(envelope, waiting);
    },
    onGenuine: (type) => void book.genuine.push(type),
    onRefused: (why) => void book.refused.push(why),
    onFault: (error) => void book.faults.push(error),
  };
  return { intake, book };
}

/** A small server with the webhook on it, for the keys and the time of an emulated application. */
export async function createHook(feishu: { app: App; clock: Clock }, take?: HandleEvent) {
  const { app, clock } = feishu;
  const { intake, book } = bookedIntake(app.appId, clock, take);
  const koa = new Koa();
  // What Koa would print of senders who hang up.
  koa.silent = true;
  koa.use(feishuWebhook({ ...intake, path: '/feishu/webhook', keys: app }));
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/feishu/webhook`;
  app.webhookUrl = url;
  return { ...book, url, port };
}
