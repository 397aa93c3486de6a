import type { Ctx } from '../handlers/services/context.ts';
import type { When } from './slots.ts';

/**
 * A periodic duty. `missed` says what to do with slots that nobody ran in time: `all` runs each in order, `latest` the
 * newest only, `skip` none; what is left out is recorded as skipped.
 */
export interface Job {
  name: string;
  /** 发起月报: for people. */
  title: string;
  /** Duty of the register (domain.md 1.4) it belongs to, if any. */
  duty?: string;
  when: When;
  missed: 'all' | 'latest' | 'skip';
  /** Does the duty of a slot; must be repeatable, for a run may die half way. Gives a line for the record. */
  run(ctx: Ctx, slot: Date): Promise<string>;
}
