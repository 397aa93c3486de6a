import { spreadOf, type Calendar } from '../../../models/rules/time/calendar.ts';
import { addDays, dayOf, instantOf } from '../../../models/rules/time/day.ts';
import type { Notice } from '../../../models/store/messages/notices.ts';

/** What decides what a post hears now. */
export interface DigestFacts {
  post: string;
  now: Date;
  /** All that waits for the post, and why it is not true any more, if so. */
  waiting: readonly { notice: Notice; untrue?: string | undefined }[];
  /** Pushes the post has had, or will have, today. */
  pushed: number;
  /** Pushes a post has at most in a day (office.maxCardsPerPostPerDay). */
  max: number;
  /** Somebody can be reached at the post. */
  reachable: boolean;
  calendar: Calendar;
}

export interface DigestPlan {
  drop: readonly { notice: Notice; reason: string }[];
  /** Goes now, all in one message. */
  push: readonly Notice[];
  wait?: { notices: readonly Notice[]; until: Date; reason: string; vacant?: true };
}

/**
 * Decides what of a post's notices goes now, what waits and what is dropped (domain.md 5: push windows, two pushes a
 * day). What may wait leaves the last push of a day to what may not, and goes along with it.
 */
export function planDigest(facts: DigestFacts): DigestPlan {
  const drop = facts.waiting.flatMap(({ notice, untrue }) =>
    untrue === undefined ? [] : [{ notice, reason: untrue }],
  );
  const notices = facts.waiting.flatMap(({ notice, untrue }) => (untrue === undefined ? [notice] : []));
  if (notices.length === 0) return { drop, push: [] };
  const wait = reasonToWait(facts, notices);
  return wait ? { drop, push: [], wait: { notices, ...wait } } : { drop, push: notices };
}

function reasonToWait(
  { post, now, pushed, max, reachable, calendar }: DigestFacts,
  notices: readonly Notice[],
): Omit<NonNullable<DigestPlan['wait']>, 'notices'> | undefined {
  const next = (from: Date) => calendar.nextPushMoment(from, undefined, spreadOf(post));
  const tomorrow = () => next(instantOf(addDays(dayOf(now), 1)));
  if (!reachable) return { until: tomorrow(), reason: '岗位暂时无人任职或没有登记账号', vacant: true };
  if (pushed >= max) return { until: tomorrow(), reason: `今天已推送 ${pushed} 次` };
  const patient = notices.every(({ urgency }) => urgency === 'digest');
  if (patient && pushed > 0 && pushed === max - 1)
    return { until: tomorrow(), reason: '今天最后一次推送留给当日到期的事项' };
  if (calendar.nextPushMoment(now) > now) return { until: next(now), reason: '不在推送时段' };
  return undefined;
}
