import { moveByMachine } from '../../handlers/services/reminders/move.ts';
import { DigestRunner } from '../../jobs/digest.ts';
import { TimerRunner } from '../../jobs/timers.ts';
import { Runner } from '../../jobs/runner.ts';
import { Sender } from '../../jobs/sender.ts';
import { jobTable } from '../../jobs/table.ts';
import type { Channel } from '../../handlers/services/messages/channel.ts';
import { AppError } from '../../models/rules/errors.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { systemClock, type ShiftedClock } from '../../models/rules/time/clock.ts';
import { dayOf, instantOf, isDay, readInstant, timeOf } from '../../models/rules/time/day.ts';
import { SandboxMessages } from '../../models/store/messages/sandbox-messages.ts';
import { createSandbox } from '../sandbox.ts';
import { createWebChannel } from '../web/chat/channel.ts';
import type { ChatContent, MoveReport } from '../web/ports.ts';
import { option, type CliCall, type CliRun } from './command.ts';

/** The sandbox's time: told, set, or moved on; everything due on the way has happened when it answers (architecture.md 7). */
export const clock: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const { sandboxClock } = call;
  if (!sandboxClock) throw new AppError('FORBIDDEN', '只有演示沙箱的时间可以调整，这里不是沙箱');
  const target = targetOf(call, sandboxClock.now());
  const { ran } = target ? await moveTo(call, sandboxClock, target) : { ran: [] };
  const now = sandboxClock.now();
  const lines = ran.map(({ slot, title }) => `${slot}\t${title}`);
  return { data: { now, ran }, text: [`演示沙箱时间 ${dayOf(now)} ${timeOf(now)}`, ...lines].join('\n') };
};

/** Where the options lead; undefined without any. @throws AppError USAGE for what is no moment and no span */
function targetOf(call: CliCall, now: Date): Date | undefined {
  const [set, add] = [option(call, 'set'), option(call, 'add')];
  if (set !== undefined && add !== undefined) throw new AppError('USAGE', '--set 和 --add 只能用一个');
  if (add !== undefined) return later(call, now, add);
  if (set === undefined) return undefined;
  const moment = isDay(set) ? instantOf(set, '09:00') : readInstant(set);
  if (moment) return moment;
  throw new AppError('USAGE', `“${set}”不是时间，请写成 2026-06-01 或 2026-06-01T09:00+08:00`);
}

const SPANS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `3wd` is the third working day from now, at this time of day. */
function later({ services }: CliCall, now: Date, span: string): Date {
  const [, digits, unit] = /^([1-9]\d{0,4})(wd|[mhd])$/.exec(span) ?? [];
  if (!unit) throw new AppError('USAGE', `“${span}”不是时长，请写成 3wd（工作日）、1d、2h 或 30m`);
  if (unit === 'wd') return instantOf(services.calendar.addWorkdays(dayOf(now), Number(digits)), timeOf(now));
  return new Date(now.getTime() + Number(digits) * SPANS[unit as keyof typeof SPANS]);
}

/** Does here what a running service would do; one that runs follows the time and finds it done. */
async function moveTo(call: CliCall, sandboxClock: ShiftedClock, target: Date): Promise<MoveReport> {
  const { services, say } = call;
  const channels = await channelsOf(call);
  const sender = new Sender({
    services,
    channels,
    onDead: ({ key }, reason) => say(`${key} 没有送达：${reason}`),
    onStopped: (channel, reason) => say(`${channel}：${reason}`),
  });
  const runner = new Runner({
    services,
    jobs: jobTable(services.rules),
    onFault: (error, { job }) => say(`${job}：${error.message}`),
  });
  const timers = new TimerRunner({
    services,
    moveRow: moveByMachine,
    onFault: (error, { code }) => say(`${code}：${error.message}`),
  });
  const digest = new DigestRunner({
    services,
    channels,
    onFault: (error) => say(`提醒：${error.message}`),
  });
  return createSandbox(services, sandboxClock, { runner, sender, timers, digest }).moveTo(target);
}

/** The channels of the service, in its order: a message goes the way on which the service would send it. */
async function channelsOf({ services, config, log, say }: CliCall): Promise<Channel[]> {
  const { store, city, clock } = services;
  const chats = new SandboxMessages<ChatContent>(store.connection);
  await chats.prepare();
  const web = createWebChannel({ city, clock, chats }, () => undefined);
  if (!config.feishu) return [web];
  const { feishuOf } = await import('../channels.ts');
  const feishu = await feishuOf({
    config,
    ground: { services, wallClock: systemClock },
    dispatch: async () => ({}),
    log,
    report: (_, error) => say(error.message),
  });
  return [...(feishu ? [feishu.channel] : []), web];
}
