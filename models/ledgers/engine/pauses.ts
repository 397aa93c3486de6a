import type { Pause } from '../../rules/time/calendar.ts';
import { dayOf, daysBetween, readInstant } from '../../rules/time/day.ts';

const HOUR = 3_600_000;

/** A moment put off by the time that lies in pauses before it. */
export function putOff(
  due: Date,
  from: Date,
  pauses: readonly Pause[],
  between: (a: Date, b: Date) => number,
): Date {
  let at = due;
  let reached = from;
  for (const { from: start, to: end } of pauses.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const since = start > reached ? start : reached;
    if (since >= at || end === undefined || end <= since) continue;
    at = new Date(at.getTime() + between(since, end));
    reached = end;
  }
  return at;
}

/** How many calendar days lie in pauses of those that are counted from a moment on. */
export function pausedDays(from: Date, n: number, pauses: readonly Pause[]): number {
  const days = (a: Date, b: Date) => daysBetween(dayOf(a), dayOf(b)) * 24 * HOUR;
  const plain = new Date(from.getTime() + n * 24 * HOUR);
  return (putOff(plain, from, pauses, days).getTime() - plain.getTime()) / (24 * HOUR);
}

/** An instant as rows hold it: a Date, or ISO text. */
export function instantIn(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  return typeof value === 'string' ? readInstant(value) : undefined;
}

/** The pauses that a row's field holds. */
export function pausesIn(value: unknown): Pause[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pause: unknown) => {
    if (typeof pause !== 'object' || pause === null || !('from' in pause)) return [];
    const from = instantIn(pause.from);
    const to = 'to' in pause ? instantIn(pause.to) : undefined;
    return from ? [{ from, ...(to ? { to } : {}) }] : [];
  });
}
