const DAY_MS = 86_400_000;
/**
 * Handled events are remembered for 7 days from when they came (models/store/messages/handled-events.ts), and a recorded
 * letter stays genuine for ever: one that could outlive its mark is refused. At most a day early and at most six days
 * late make seven, so no letter is young enough to be taken when its mark is gone.
 */
const OLDEST_MS = 6 * DAY_MS;
const EARLIEST_MS = DAY_MS;

/** May an event that was sent at this moment (epoch milliseconds) still be taken? Never when it is not a number. */
export function isTimely(sentAt: number, now: Date): boolean {
  const age = now.getTime() - sentAt;
  return age <= OLDEST_MS && age >= -EARLIEST_MS;
}
