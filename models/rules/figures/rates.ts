import { printScaled, scaledQuotient, UNDEFINED_RATE, type Hundredths } from '../money.ts';

/**
 * A rate is kept as the integer that is printed: 519 is "51.9" with one decimal; null is undefined and prints "—".
 * Comparing and subtracting these integers is what makes the printed table explain itself (domain.md 4).
 */
export type Rate = number | null;

/** part / whole in percent, rounded half up to `decimals`; null when `whole` is 0. */
export const rateOf = (part: number, whole: number, decimals: number): Rate =>
  whole === 0 ? null : scaledQuotient(part * 100, whole, decimals);

export const printRate = (rate: Rate, decimals: number): string =>
  rate === null ? UNDEFINED_RATE : printScaled(rate, decimals);

/** A printed rate or amount as its integer again; null for "—". */
export const readRate = (text: string, decimals: number): Rate =>
  text === UNDEFINED_RATE ? null : Math.round(Number(text) * 10 ** decimals);

/** now − before in percentage points with a sign: "+4.4", "0.0", "-1.2"; "—" when either is undefined. */
export function printDelta(now: Rate, before: Rate, decimals: number): string {
  if (now === null || before === null) return UNDEFINED_RATE;
  const text = printScaled(now - before, decimals);
  return now > before ? `+${text}` : text;
}

/** 万元 hundredths as 亿元 with `decimals` places. */
export const printAmountYi = (wan: Hundredths, decimals: number): string =>
  printScaled(scaledQuotient(wan, 1_000_000, decimals), decimals);

/**
 * Standard competition ranking, 1-2-2-4: equal items share a rank and the next one counts them (domain.md 4).
 * `compare` is negative when its first argument is better. Answers in the order of `items`.
 */
export function competitionRanks<T>(items: readonly T[], compare: (a: T, b: T) => number): number[] {
  return items.map((item) => 1 + items.filter((other) => compare(other, item) < 0).length);
}
