/**
 * Decimals are kept as integers in hundredths of their unit: 万元, 亩, 平方米 … (domain.md 0.1-3: no floats in sums).
 * 12000.00 万元 is 1_200_000. Rates are computed from exact integers and rounded half up for print.
 */
export type Hundredths = number;

/** What stands where a rate is undefined because its denominator is 0 (domain.md 4). */
export const UNDEFINED_RATE = '—';

/** numerator × 10^decimals / denominator, rounded half away from zero, as an integer. Exact: uses BigInt. */
export function scaledQuotient(numerator: number, denominator: number, decimals: number): number {
  const negative = numerator < 0 !== denominator < 0;
  const n = BigInt(Math.abs(numerator)) * 10n ** BigInt(decimals);
  const d = BigInt(Math.abs(denominator));
  const rounded = Number((2n * n + d) / (2n * d));
  return negative && rounded !== 0 ? -rounded : rounded;
}

/** Prints an integer scaled by 10^decimals: (4653, 2) is "46.53", (-12, 1) is "-1.2". */
export function printScaled(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return value < 0 ? `-${text}` : text;
}

/** 万元 hundredths as 亿元 with two decimals: 46_530_000 is "46.53". */
export const printYi = (wan: Hundredths): string => printScaled(scaledQuotient(wan, 10_000, 0), 2);

/** 万元/亩/平方米 hundredths as the shortest decimal: 1_200_000 is "12000", 8050 is "80.5". */
export const printHundredths = (value: Hundredths): string => printScaled(value, 2).replace(/\.?0+$/, '');

/** A decimal string of at most two places as hundredths; undefined when it is not one. */
export function parseHundredths(text: string): Hundredths | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] ? -value : value;
}
