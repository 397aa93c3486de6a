/** How often a message is tried before it is given up, and how the waits grow. Jitter comes in as a number in [0, 1). */
const MAX_ATTEMPTS = 16;
const FIRST_MS = 2_000;
const LONGEST_MS = 30 * 60_000;

/**
 * How long to wait after the n-th failed attempt (n from 1), in milliseconds, or null to give up. Doubles from 2 s to
 * half an hour, spread by ± 20 % so that many failures do not come back at one moment: about 3 h in all.
 */
export function retryDelay(attempt: number, jitter: number): number | null {
  if (attempt >= MAX_ATTEMPTS) return null;
  const base = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(base * (0.8 + 0.4 * jitter));
}
