import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDispatch } from '../../handlers/dispatch.ts';
import type { Inbound } from '../../handlers/inbound.ts';
import type { Channel, Delivery } from '../../handlers/services/messages/channel.ts';
import { actionTable } from '../../handlers/action.ts';
import { Sender } from '../../jobs/sender.ts';
import { Runner } from '../../jobs/runner.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { CRASH_ACTIONS, dutyTable } from './actions.ts';
import { openCrashServices } from './setup.ts';
import type { Order, StartOrder, Word } from './protocol.ts';

/**
 * A worker process: the whole service but its platform and its timer, on the database given. It warms up, waits for
 * `start`, and works until it is killed. The clockwork turns without a break instead of once a minute.
 */
const [uri = ''] = process.argv.slice(2);
const say = (word: Word): void => void process.send?.(word);
// Whoever lost its test has nothing left to do.
process.once('disconnect', () => process.exit(0));

const services = await openCrashServices(uri);
const gate = new EventEmitter();
/** What comes in before everything is loaded. */
const early: Inbound[] = [];
let handle = (inbound: Inbound): void => void early.push(inbound);
const deliveries = new Map<string, (delivery: Delivery) => void>();

/** The platform is the test itself: it remembers every id and shows none twice. */
const channel: Channel = {
  name: 'web',
  send: ({ id, chat, content }) =>
    new Promise((resolve) => {
      deliveries.set(id, resolve);
      const text = 'text' in content ? content.text : 'card' in content ? content.card.title : '';
      say({ word: 'deliver', id, chat, text });
    }),
};

function dieAt({ failpoint }: StartOrder): void {
  if (!failpoint) return;
  let left = failpoint.command;
  services.store.connection.getClient().on(failpoint.side, () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  });
}

async function work(start: StartOrder): Promise<void> {
  shift(start.shiftMs);
  dieAt(start);
  const hold = async (slot: string): Promise<void> => {
    if (!start.holdJobs) return;
    say({ word: 'held', slot });
    await once(gate, 'go');
  };
  const onFault = (error: Error, where: object) =>
    say({ word: 'fault', text: `${start.name}: ${error.message} ${JSON.stringify(where).slice(0, 200)}` });
  const { jobs, actions } =
    start.play === 'month' ? await theMonth() : { jobs: dutyTable(start.name, hold), actions: CRASH_ACTIONS };
  const runner = new Runner({ services, jobs, onFault });
  const sender = new Sender({
    services,
    channels: [channel],
    onDead: ({ key }, reason) => say({ word: 'fault', text: `dead: ${key} ${reason}` }),
  });
  const dispatch = createDispatch({
    services,
    actions,
    commands: [],
    receiveFiles: async () => ({}),
    onPlatformEvent: async () => ({}),
    fetchFile: () => Promise.reject(new Error('no files here')),
    wake: () => undefined,
    onFault,
  });
  const answer = (inbound: Inbound): Promise<void> =>
    dispatch(inbound).then(
      (reply) => say({ word: 'answered', eventId: inbound.eventId, reply }),
      (error: unknown) => say({ word: 'threw', eventId: inbound.eventId, error: String(error) }),
    );
  handle = (inbound) => void answer(inbound);
  for (const inbound of early.splice(0)) handle(inbound);
  void turn('duties', async () => (await runner.tick()).length);
  void turn('outbox', () => sender.drain());
}

/** The clockwork and the sender's timer, without a break and each on its own, as in the service. */
async function turn(of: 'duties' | 'outbox', work: () => Promise<number>): Promise<never> {
  for (;;) {
    try {
      say({ word: 'turn', of, done: await work() });
    } catch (error) {
      say({ word: 'fault', text: `${of}: ${String(error)}` });
    }
    await sleep(15);
  }
}

/** The real tables; loaded only by those who need them, for a worker must be quick to start. */
async function theMonth() {
  const { bulletinActions } = await import('../../handlers/bulletins/bulletins.ts');
  const { ledgerActions } = await import('../../handlers/ledgers.ts');
  const { bulletins } = await import('../../models/ledgers/bulletin.ts');
  const { jobTable } = await import('../../jobs/table.ts');
  return {
    jobs: jobTable(services.rules),
    actions: actionTable([...bulletinActions, ...ledgerActions([bulletins])]),
  };
}

function shift(ms: number): void {
  services.clock.set(new Date(systemClock.now().getTime() + ms));
}

process.on('message', (order: Order) => {
  if (order.order === 'start') void work(order);
  if (order.order === 'handle') handle(order.inbound);
  if (order.order === 'go') gate.emit('go');
  if (order.order === 'shift') shift(order.shiftMs);
  if (order.order === 'delivered') {
    deliveries.get(order.id)?.({ kind: 'sent', messageId: `shown-${order.id}` });
    deliveries.delete(order.id);
  }
});
say({ word: 'ready' });
