import { adaptKoa, EventDispatcher } from '@larksuiteoapi/node-sdk';
import Koa, { type Middleware } from 'koa';
import { feishuWebhook } from '../../bot/feishu/inbound/webhook.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { APP, PATH, type Side, TOAST } from './webhook.ts';

/** A process of its own for one way to receive clicks. Says its port, then serves until it is let go. */

const CLICK = 'card.action.trigger';
/** The same trivial dispatch on both sides: by type, in memory. */
const handlers = new Map([[CLICK, async () => TOAST]]);
const ignore = () => undefined;

const SIDES: Readonly<Record<Side, () => Middleware>> = {
  ours: () =>
    feishuWebhook({
      path: PATH,
      appId: APP.appId,
      keys: APP,
      clock: systemClock,
      take: ({ header }) => handlers.get(header.event_type)?.() ?? Promise.resolve({}),
      onGenuine: ignore,
      onRefused: ignore,
      onFault: ignore,
    }),
  sdk: () => adaptKoa(PATH, dispatcher()),
  'sdk-challenge': () => adaptKoa(PATH, dispatcher(), { autoChallenge: true }),
};

function dispatcher(): EventDispatcher {
  const logger = { error: ignore, warn: ignore, info: ignore, debug: ignore, trace: ignore };
  return new EventDispatcher({ ...APP, logger }).register(Object.fromEntries(handlers));
}

const side = Object.entries(SIDES).find(([name]) => name === process.argv[2]);
if (!side) throw new Error(`no side is called ${process.argv[2]}`);
const server = new Koa().use(side[1]()).listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('disconnect', () => process.exit());
