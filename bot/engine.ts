import { ACTIONS, COMMANDS } from '../handlers/table.ts';
import { createDispatch } from '../handlers/dispatch.ts';
import type { Dispatcher } from '../handlers/dispatch/parts.ts';
import { onPlatformEvent } from '../handlers/platform-events.ts';
import type { Channel } from '../handlers/services/messages/channel.ts';
import type { Services } from '../handlers/services/context.ts';
import { resumeAndTell } from '../handlers/imports/resumed.ts';
import { receiveFiles } from '../handlers/uploads.ts';
import { adoptHolidays } from '../handlers/services/reminders/holidays.ts';
import { moveByMachine } from '../handlers/services/reminders/move.ts';
import { DigestRunner } from '../jobs/digest.ts';
import { createLoop, type DueWork } from '../jobs/loop.ts';
import { Sender } from '../jobs/sender.ts';
import { Runner } from '../jobs/runner.ts';
import { everyMinute } from '../jobs/schedule.ts';
import { jobTable } from '../jobs/table.ts';
import { TimerRunner } from '../jobs/timers.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import { AppError } from '../models/rules/errors.ts';
import type { Log } from './log.ts';

/** How often the outbox is looked at for what other replicas wrote or left; one's own goes the moment it is due. */
const OUTBOX_LOOK_MS = 5_000;
/** The same for timers, which act within a second of their moment whoever wrote them. */
const MOMENTS_LOOK_MS = 300;

/** Tells the operator of a fault of ours: where, what, and what it was about. */
export type Report = (where: string, error: AppError, about: object) => void;

export interface EngineParts {
  services: Services;
  /** In the order of preference; looked at anew for each message. */
  channels: readonly Channel[];
  log: Log;
  report: Report;
}

/** What runs behind the channels: what people do, what the clock brings, and what goes out. */
export interface Engine {
  dispatcher: Dispatcher;
  runner: Runner;
  sender: Sender;
  timers: TimerRunner;
  digest: DigestRunner;
  /** Takes up what a dead process left, then goes with the clock. */
  start(): Promise<void>;
  /** There may be something to send. */
  wake: () => void;
  /** Begins nothing more. */
  halt(): Promise<void>;
  /** Finishes what is under way. What cannot be sent any more waits in the outbox for the next start. */
  finish(): Promise<void>;
}

export function createEngine({ services, channels, log, report }: EngineParts): Engine {
  const sender = new Sender({
    services,
    channels,
    onDead: ({ id, key }, reason) => log.error({ id, key, reason }, 'message given up'),
    onStopped: (channel, reason) => report('channel', new AppError('UNAVAILABLE', reason), { channel }),
  });
  const { clock } = services;
  const outbox = createLoop(sender, clock, {
    lookEveryMs: OUTBOX_LOOK_MS,
    onFault: (error) => log.error(error, 'outbox'),
  });
  const timers = new TimerRunner({
    services,
    moveRow: moveByMachine,
    onFault: (error, about) => report('timer', error, about),
  });
  const digest = new DigestRunner({
    services,
    channels,
    onFault: (error, about) => report('digest', error, about),
  });
  const moments = createLoop(momentsOf(timers, digest, outbox.wake), clock, {
    lookEveryMs: MOMENTS_LOOK_MS,
    onFault: (error) => log.error(error, 'timers'),
  });
  const runner = new Runner({
    services,
    jobs: jobTable(services.rules),
    onFault: (error, about) => report('job', error, about),
  });
  const dispatcher = createDispatch({
    services,
    actions: ACTIONS,
    commands: COMMANDS,
    receiveFiles,
    onPlatformEvent,
    fetchFile: (name, ref) => fetchFrom(channels, name, ref),
    wake: outbox.wake,
    onFault: (error, { kind, channel }) => report('dispatch', error, { kind, channel }),
  });
  const tick = async (): Promise<void> => {
    const ran = await runner.tick();
    for (const run of ran) log.info(run, 'job');
    const resumed = await dispatcher.resume();
    if (resumed > 0) log.info({ resumed }, '续办上次中断的操作');
    if (ran.length > 0) outbox.wake();
  };
  let minutes: { stop(): Promise<void> } | undefined;
  return {
    dispatcher,
    runner,
    sender,
    timers,
    digest,
    wake: outbox.wake,
    async start() {
      const resumed = await resumeAndTell(services);
      if (resumed > 0) log.info({ resumed }, '续完上次中断的导入');
      const moved = await adoptHolidays({ ...services, viewer: SYSTEM, channel: 'start' });
      if (moved) log.info({ moved }, '放假安排有变，已重算期限');
      await tick();
      minutes = everyMinute(() => tick().catch((error: unknown) => log.error(error, 'tick')));
      outbox.start();
      moments.start();
    },
    async halt() {
      await minutes?.stop();
      outbox.stop();
      moments.stop();
    },
    async finish() {
      await dispatcher.idle();
      await runner.idle();
      await moments.idle();
      await sender.drain().catch((error: unknown) => log.error(error, 'outbox'));
    },
  };
}

/** What falls due on rows, and what posts are to hear of it: both by the same clock. */
const momentsOf = (timers: TimerRunner, digest: DigestRunner, wakeOutbox: () => void): DueWork => ({
  async drain() {
    const { told = 0, moved = 0 } = await timers.drain();
    const sent = await digest.drain();
    if (told + moved + sent > 0) wakeOutbox();
  },
  next: async () => earlier(await timers.next(), await digest.next()),
});

const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a < b ? a : b) : (a ?? b);

/** @throws AppError UNAVAILABLE when the channel a file came through is not there any more */
function fetchFrom(
  channels: readonly Channel[],
  name: string,
  ref: string,
): Promise<AsyncIterable<Uint8Array>> {
  const channel = channels.find((each) => each.name === name);
  if (channel?.fetch) return channel.fetch(ref);
  const detail = `${name}: no way to ${ref}`;
  return Promise.reject(new AppError('UNAVAILABLE', '文件没有取到，请再发一次', { detail }));
}
