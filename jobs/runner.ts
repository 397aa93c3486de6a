import { dayOf, instantOf, timeOf } from '../models/rules/day.ts';
import { AppError } from '../models/rules/errors.ts';
import { SYSTEM } from '../models/rules/permissions.ts';
import type { Services } from '../handlers/services/context.ts';
import type { Job } from './job.ts';
import { nextSlot, slotsBetween } from './slots.ts';

const LEASE_MS = 10 * 60_000;
const MAX_ATTEMPTS = 5;
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

/**
 * Runs duties by slot, each once in the cluster: claim → run → done, failed or exhausted. A watermark a job says up to
 * where slots have been considered; on an empty database it starts now, so nothing from before the installation runs.
 */
export class Runner {
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    const names = new Set(parts.jobs.map(({ name }) => name));
    if (names.size !== parts.jobs.length) throw new Error('two jobs share a name');
  }

  /** Runs whatever is due and takes up what failed or was left behind. Gives what ran. */
  async tick(): Promise<JobRun[]> {
    const ran: JobRun[] = [];
    for (const job of this.#parts.jobs) {
      for (const slot of await this.#due(job)) {
        const run = await this.run(job, slot);
        if (run) ran.push(run);
      }
    }
    ran.push(...(await this.#resume()));
    return ran;
  }

  /** Runs one slot now, whatever the watermark says. Undefined when it is done or in another's hands. */
  async run(job: Job, slot: Date): Promise<JobRun | undefined> {
    const { services, onFault } = this.#parts;
    const { clock, store } = services;
    const id = slotId(job, slot);
    const late = clock.now().getTime() - slot.getTime() > LATE_MS;
    const claim = await store.runs.claim({ id, job: job.name, slot, late }, clock.now(), LEASE_MS);
    if (!claim) return undefined;
    try {
      const report = await job.run({ ...services, viewer: SYSTEM, channel: `job:${job.name}` }, slot);
      await store.runs.finish(claim, clock.now(), { status: 'done', report });
      return { job: job.name, title: job.title, slot: id, report };
    } catch (error) {
      const fault = AppError.from(error);
      const status = claim.attempt >= MAX_ATTEMPTS ? 'exhausted' : 'failed';
      await store.runs.finish(claim, clock.now(), { status, error: fault.message });
      onFault(fault, { job: job.name, slot });
      return undefined;
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

  /** The slots of a job to run now, by its policy; the watermark moves past them. */
  async #due(job: Job): Promise<Date[]> {
    const { store, clock, calendar } = this.#parts.services;
    const now = clock.now();
    const key = `watermark:${job.name}`;
    const watermark = await store.settings.get<Date>(key);
    if (!watermark) {
      await store.settings.set(key, now);
      return [];
    }
    const slots = slotsBetween(job.when, watermark, now, calendar);
    if (slots.length === 0) return [];
    const isLate = (slot: Date) => now.getTime() - slot.getTime() > LATE_MS;
    const wanted = {
      all: () => slots,
      latest: () => slots.slice(-1),
      skip: () => slots.filter((slot) => !isLate(slot)),
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
    for (const { job: name, slot } of await this.#parts.services.store.runs.unfinished(
      this.#parts.services.clock.now(),
    )) {
      const job = this.#parts.jobs.find((candidate) => candidate.name === name);
      const run = job && (await this.run(job, slot));
      if (run) ran.push(run);
    }
    return ran;
  }
}

/** A slot given by a person: a day means the job's own time on that day. */
export function slotOf(job: Job, text: string): Date {
  const at = 'daily' in job.when ? job.when.daily : job.when.at;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return instantOf(text, at);
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) {
    throw new AppError('USAGE', `“${text}”不是日期或时间，请写成 2026-06-01 或 2026-06-01T08:45+08:00`);
  }
  return instantOf(dayOf(instant), timeOf(instant));
}
