import Koa, { type Middleware } from 'koa';
import { createHandleEvent } from '../../bot/feishu/inbound/handle-event.ts';
import { feishuWebhook } from '../../bot/feishu/inbound/webhook.ts';
import { createLog } from '../../bot/log.ts';
import { createDispatch } from '../../handlers/dispatch.ts';
import { actionTable } from '../../handlers/action.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { correct } from './action.ts';
import { bareAction, type BareRow } from './bare-action.ts';
import type { BareClick, Side } from './click.ts';
import { openBenchServices } from './setup.ts';
import { APP, PATH } from './webhook.ts';

/** A process of its own for one way to take a click. Says its port, then serves until it is let go. */
const [side = '', uri = ''] = process.argv.slice(2);
const services = { ...(await openBenchServices(uri)), clock: systemClock };
const { store } = services;
const refuse = (what: unknown) => console.error(what);

/** The whole way: signature, decryption, parsing, who, may he, one durable transaction, the answer. */
function ours(): Middleware {
  const dispatch = createDispatch({
    services,
    actions: actionTable([correct]),
    commands: [],
    receiveFiles: async () => ({}),
    onPlatformEvent: async () => ({}),
    fetchFile: () => Promise.reject(new Error('no files here')),
    wake: () => undefined,
    onFault: refuse,
  });
  const take = createHandleEvent({
    dispatch,
    knownChats: store.knownChats,
    clock: systemClock,
    botId: async () => '',
    topicOf: async (card) => (await store.outbox.placeOf(card))?.thread,
    options: { publicUrl: 'http://localhost' },
    log: createLog('silent'),
  });
  const noted = { onGenuine: () => undefined, onRefused: refuse, onFault: refuse };
  return feishuWebhook({ path: PATH, appId: APP.appId, keys: APP, clock: systemClock, take, ...noted });
}

/** A Koa handler that reads JSON and makes the same transaction. */
function bare(): Middleware {
  const act = bareAction(store.connection);
  const rows = store.connection.collection<BareRow>('projects');
  const ids = new Map<string, BareRow['_id']>();
  return async (ctx) => {
    const chunks: Buffer[] = [];
    for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
    const { id, event, wan } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as BareClick;
    if (ids.size === 0) for await (const row of rows.find()) ids.set(String(row._id), row._id);
    const row = ids.get(id);
    if (!row) throw new Error(`no row ${id}`);
    await act(row, event, wan);
    ctx.body = { toast: { type: 'success', content: '已更新' } };
  };
}

const SIDES: Readonly<Record<Side, () => Middleware>> = { ours, bare };
const made = Object.entries(SIDES).find(([name]) => name === side);
if (!made) throw new Error(`no side is called ${side}`);
const server = new Koa().use(made[1]()).listen(0, '127.0.0.1', () => process.send?.(server.address()));
// One side rests while the other is measured.
server.keepAliveTimeout = 600_000;
process.on('disconnect', () => process.exit());
