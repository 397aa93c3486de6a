import { dayOf, instantOf, isDay, readInstant, timeOf } from '../models/rules/time/day.ts';
import { AppError } from '../models/rules/errors.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import type { Claim } from '../models/store/runs.ts';
import type { Services } from '../handlers/services/context.ts';
import type { Job } from './job.ts';
import { nextSlot, slotsBetween } from './slots.ts';

const LEASE_MS = 10 * 60_000;
const RENEW_EVERY_MS = LEASE_MS / 4;
/** Minutes to wait after each failed attempt; after the last one there is no further. */
const RETRY_MINUTES = [1, 4, 16, 64];
const MINUTE = 60_000;
/** A slot found later than this was missed: the service was down, or the clock was moved. */
const LATE_MS = 5 * 60_000;

export interface JobRun {
  job: string;
  title: string;
  slot: string;
  report: string;
}

export interface RunnerParts {
  services: Services;
  jobs: readonly Job[];
  onFault: (error: AppError, run: { job: string; slot: Date }) => void;
}

/** `monthly-open@2026-06-01`: a duty has at most one slot a day. */
export const slotId = (job: Job, slot: Date): string => `${job.name}@${dayOf(slot)}`;

const watermarkOf = ({ name }: Job): string => `watermark:${name}`;

/**
 * Runs duties by slot, each once in the cluster: claim → run → done, failed or exhausted. A watermark a job says up to
 * where slots have been considered; on an empty database it starts now, so nothing from before the installation runs.
 */
export class Runner {
  readonly #parts: RunnerParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    const names = new Set(parts.jobs.map(({ name }) => name));
    if (names.size !== parts.jobs.length) throw new Error('two jobs share a name');
  }

  /**
   * Runs whatever is due and takes up what failed or was left behind. Gives what ran. Ticks of one process follow one
   * another, so that a clock that is moved meets no half-run duty of its own.
   */
  async tick(): Promise<JobRun[]> {
    const turn = this.#last.then(() => this.#tick());
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** When the tick under way, if any, is over. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #tick(): Promise<JobRun[]> {
    const ran: JobRun[] = [];
    for (const job of await this.#withSlots()) {
      for (const slot of await this.#due(job)) {
        const run = await this.run(job, slot);
        if (run) ran.push(run);
      }
    }
    ran.push(...(await this.#resume()));
    return ran;
  }

  /**
   * Runs one slot now, whatever the watermark says. Undefined when it is done or in another's hands, and when it
   * failed. With `again` also one that failed for good or was skipped.
   */
  async run(job: Job, slot: Date, again = false): Promise<JobRun | undefined> {
    const { services, onFault } = this.#parts;
    const { clock, store } = services;
    const id = slotId(job, slot);
    const late = isLate(slot, clock.now());
    const claim = await store.runs.claim({ id, job: job.name, slot, late, again }, clock.now(), LEASE_MS);
    if (!claim) return undefined;
    try {
      const report = await this.#holding(claim, () =>
        job.run({ ...services, viewer: SYSTEM, channel: `job:${job.name}` }, slot),
      );
      const mine = await store.runs.finish(claim, clock.now(), { status: 'done', report });
      return mine ? { job: job.name, title: job.title, slot: id, report } : undefined;
    } catch (error) {
      const fault = AppError.from(error);
      const wait = RETRY_MINUTES[claim.attempt - 1];
      await store.runs.finish(
        claim,
        clock.now(),
        wait === undefined
          ? { status: 'exhausted', error: fault.message }
          : {
              status: 'failed',
              error: fault.message,
              leaseUntil: new Date(clock.now().getTime() + wait * MINUTE),
            },
      );
      onFault(fault, { job: job.name, slot });
      return undefined;
    }
  }

  /** Does the work and keeps the claim alive meanwhile, however long it takes. */
  async #holding<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    const { store, clock } = this.#parts.services;
    const renewing = setInterval(() => {
      // A renewal that fails is made up for by the next; a claim that was lost shows when the run is finished.
      void store.runs.renew(claim, clock.now(), LEASE_MS).catch(() => undefined);
    }, RENEW_EVERY_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
    }
  }

  /** The next slot after a moment, over all jobs or those of interest. */
  next(after: Date, interesting: (job: Job) => boolean = () => true): { job: Job; at: Date } | undefined {
    const upcoming = this.#parts.jobs.filter(interesting).flatMap((job) => {
      const at = nextSlot(job.when, after, this.#parts.services.calendar);
      return at ? [{ job, at }] : [];
    });
    return upcoming.sort((a, b) => a.at.getTime() - b.at.getTime())[0];
  }

  find(name: string): Job {
    const job = this.#parts.jobs.find((candidate) => candidate.name === name);
    if (job) return job;
    const known = this.#parts.jobs.map((candidate) => candidate.name).join('、');
    throw new AppError('NOT_FOUND', `没有叫“${name}”的周期任务。现有：${known}`);
  }

  /** Jobs with a slot since they were considered last, or never considered: mostly none, found by one look. */
  async #withSlots(): Promise<Job[]> {
    const { jobs, services } = this.#parts;
    const { store, clock, calendar } = services;
    const watermarks = await store.settings.several<Date>(jobs.map(watermarkOf));
    const now = clock.now();
    return jobs.filter((job) => {
      const watermark = watermarks.get(watermarkOf(job));
      return !watermark || slotsBetween(job.when, watermark, now, calendar).length > 0;
    });
  }

  /** The slots of a job to run now, by its policy; the watermark moves past them. */
  async #due(job: Job): Promise<Date[]> {
    const { store, clock, calendar } = this.#parts.services;
    const now = clock.now();
    const key = watermarkOf(job);
    const watermark = await store.settings.get<Date>(key);
    if (!watermark) {
      await store.settings.set(key, now);
      return [];
    }
    const slots = slotsBetween(job.when, watermark, now, calendar);
    if (slots.length === 0) return [];
    const wanted = {
      all: () => slots,
      latest: () => slots.slice(-1),
      skip: () => slots.filter((slot) => !isLate(slot, now)),
    }[job.missed]();
    for (const slot of slots.filter((candidate) => !wanted.includes(candidate))) {
      await store.runs.skip({ id: slotId(job, slot), job: job.name, slot }, now);
    }
    // Announced before the watermark moves past them: a crash in between loses none, the claims keep all single.
    for (const slot of wanted) await store.runs.announce({ id: slotId(job, slot), job: job.name, slot }, now);
    await store.settings.set(key, slots.at(-1) ?? now);
    return wanted;
  }

  async #resume(): Promise<JobRun[]> {
    const ran: JobRun[] = [];
    const { store, clock } = this.#parts.services;
    for (const { _id: id, job: name, slot, status } of await store.runs.unfinished(clock.now())) {
      const job = this.#parts.jobs.find((candidate) => candidate.name === name);
      if (!job) continue;
      if (status === 'waiting' && job.missed === 'skip' && isLate(slot, clock.now())) {
        await store.runs.skip({ id, job: name, slot }, clock.now());
        continue;
      }
      const run = await this.run(job, slot);
      if (run) ran.push(run);
    }
    return ran;
  }
}

const isLate = (slot: Date, now: Date): boolean => now.getTime() - slot.getTime() > LATE_MS;

/** A slot given by a person: a day means the job's own time on that day. */
export function slotOf(job: Job, text: string): Date {
  const at = 'daily' in job.when ? job.when.daily : job.when.at;
  if (isDay(text)) return instantOf(text, at);
  const instant = readInstant(text);
  if (instant) return instantOf(dayOf(instant), timeOf(instant));
  throw new AppError('USAGE', `“${text}”不是日期或时间，请写成 2026-06-01 或 2026-06-01T08:45+08:00`);
}
