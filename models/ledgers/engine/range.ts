/** Limits of numbers and lengths, in words. */
interface Limits {
  min?: number;
  max?: number;
  unit?: string;
}

/**
 * What is wrong with a number outside its limits; `print` shows it, `scale` is how much one of its unit is stored as.
 */
export function judgeRange(
  { min = -Infinity, max = Infinity, unit }: Limits,
  value: number,
  scale: 1 | 100,
  print: (value: number) => string,
): string | undefined {
  if (value >= min * scale && value <= max * scale) return undefined;
  const shown = `${print(value)}${unit ? ` ${unit}` : ''}`;
  return `为 ${shown}，不能${value < min * scale ? `小于 ${min}` : `大于 ${max}`}`;
}

/** 1–60, ≥ 0, ≤ 500; nothing where there is no limit. */
export function rangeWords({ min, max }: Limits, unit = ''): string[] {
  if (min === undefined) return max === undefined ? [] : [`≤ ${max}${unit}`];
  return [max === undefined ? `≥ ${min}${unit}` : `${min}–${max}${unit}`];
}
