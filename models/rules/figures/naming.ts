/** A unit with the printed value it is compared by. null: undefined, never named. */
export interface Named {
  u: string;
  name: string;
  value: number | null;
  fewBase: boolean;
}

/** Units that may be named for a value: it is defined and its base is not too small (domain.md 4, App. G 18). */
const eligible = (items: readonly Named[]) =>
  items.filter((item): item is Named & { value: number } => item.value !== null && !item.fewBase);

/**
 * The `n` highest, best first; when a tie crosses the line all tied are named (domain.md 6.2). A value of 0 is never
 * praised.
 */
export function highest(items: readonly Named[], n: number): (Named & { value: number })[] {
  const sorted = eligible(items).sort((a, b) => b.value - a.value);
  const line = sorted.at(Math.min(n, sorted.length) - 1)?.value ?? 0;
  return sorted.filter((item) => item.value >= line && item.value > 0);
}

/**
 * The `n` lowest, worst first, with all that tie at the line. Nobody who is not below the best: where all are equal,
 * nobody is last.
 */
export function lowest(items: readonly Named[], n: number): (Named & { value: number })[] {
  const sorted = eligible(items).sort((a, b) => a.value - b.value);
  const line = sorted.at(Math.min(n, sorted.length) - 1)?.value ?? 0;
  const best = sorted.at(-1)?.value ?? 0;
  return sorted.filter((item) => item.value <= line && item.value < best);
}
