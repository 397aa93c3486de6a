import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../handlers/services/context.ts';
import { instantOf, dayOf, timeOf } from '../models/rules/time/day.ts';
import { AppError } from '../models/rules/errors.ts';
import type { ShiftedClock } from '../models/rules/time/clock.ts';
import type { JobRun } from '../jobs/runner.ts';
import type { Engine } from './engine.ts';
import { CLOCK_SETTING } from './services.ts';
import type { MoveReport, SandboxControls } from './web/ports.ts';

/** Beyond this the walk from event to event takes longer than anybody waits. */
const LONGEST_DAYS = 400;
const DAY_MS = 86_400_000;
const BUSY_LOOK_MS = 50;
/** Looks at messages on their way in another process, which may have died with them: some twenty seconds. */
const SENDING_LOOKS = 2_000;
const SENDING_LOOK_MS = 10;
/** A step’s messages are spread over so much of the time after it, so that nothing leaves at the full hour. */
const SPREAD_MS = 3_600_000;
/** How often a process looks whether another has moved the sandbox's time. */
const FOLLOW_MS = 500;

/**
 * The sandbox's time. Moving it walks from event to event, so that everything due on the way happens at its own
 * moment and in its order, as if the days had passed.
 */
export function createSandbox(
  services: Services,
  clock: ShiftedClock,
  { runner, sender, timers, digest }: Pick<Engine, 'runner' | 'sender' | 'timers' | 'digest'>,
): SandboxControls {
  const { store, calendar } = services;

  /** The next moment at which something happens, strictly after now. */
  async function nextEvent(): Promise<Date | undefined> {
    const now = clock.now();
    const soonest = new Date(now.getTime() + 1000);
    const waiting = [await store.outbox.nextDueAt(), await timers.next(), await digest.next()];
    const moments = [
      runner.next(now)?.at,
      ...waiting.map((moment) => moment && (moment > soonest ? moment : soonest)),
    ];
    return moments.flatMap((moment) => moment ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  }

  /** Another process may have taken what is due: its work belongs to this moment, and its lease must not run out. */
  async function othersDone(): Promise<void> {
    while (await store.runs.areBusy(clock.now())) await sleep(BUSY_LOOK_MS);
  }

  /** Messages that another process has taken are out as well when it has settled them. */
  async function othersSent(): Promise<void> {
    for (let looks = 0; looks < SENDING_LOOKS && (await store.outbox.areBusy(clock.now())); looks++)
      await sleep(SENDING_LOOK_MS);
  }

  /** When the next message leaves, or is put together, of those that follow from a step at this moment. */
  async function nextOfStep(step: Date): Promise<Date | undefined> {
    const until = step.getTime() + SPREAD_MS;
    const moments = [await store.outbox.nextDueAt(), await digest.next()];
    const waits = moments.some((moment) => moment && moment.getTime() <= until);
    return waits ? nextEvent() : undefined;
  }

  async function moveTo(target: Date, { settles = false } = {}): Promise<MoveReport> {
    const now = clock.now();
    if (target <= now) throw new AppError('INVALID', '时间只能往后走');
    if (target.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS) {
      throw new AppError('INVALID', `一次最多往后走 ${LONGEST_DAYS} 天`);
    }
    await othersDone();
    const ran: JobRun[] = [];
    let sent = 0;
    const arrive = async (moment: Date) => {
      await store.settings.raise(CLOCK_SETTING, clock.set(moment));
      ran.push(...(await runner.tick()));
      await timers.drain();
      await digest.drain();
      await othersDone();
      sent += await sender.drain();
      await othersSent();
    };
    for (let next = await nextEvent(); next && next < target; next = await nextEvent()) await arrive(next);
    await arrive(target);
    for (let next = settles && (await nextOfStep(target)); next; next = await nextOfStep(target))
      await arrive(next);
    return { ran, sent };
  }

  return {
    now: () => clock.now(),
    moveTo,
    async nextDuty() {
      const next = runner.next(clock.now(), (job) => job.duty !== undefined && 'workdayOfMonth' in job.when);
      return next && { name: next.job.name, title: next.job.title, at: next.at };
    },
    nextWorkday() {
      const now = clock.now();
      return instantOf(calendar.nextWorkday(dayOf(now)), timeOf(now) < '09:01' ? timeOf(now) : '09:01');
    },
  };
}

/**
 * Keeps a process on the sandbox's time when another one moves it (`zy clock`). `onMoved`: something may be due now. What
 * cannot be read is read the next time.
 */
export function followClock({ store }: Services, clock: ShiftedClock, onMoved: () => void): () => void {
  const look = async () => {
    const offset = await store.settings.get<number>(CLOCK_SETTING);
    if (offset !== undefined && clock.follow(offset)) onMoved();
  };
  const timer = setInterval(() => void look().catch(() => undefined), FOLLOW_MS);
  return () => clearInterval(timer);
}
