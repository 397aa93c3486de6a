import { westernDigits } from '../parse/numerals.ts';

const WAN: Readonly<Record<string, number>> = { 亿: 10_000, 千万: 1000, 百万: 100, 万: 1 };
const LEAST =
  /(超过?|高于|大于|不低于|至少|过)?(\d{1,6}(?:\.\d{1,2})?)?个?(亿|千万|百万|万)元?(及?以上|起|往上)?/y;

/** An amount that is the least of what is asked for, and where in the text it ends. */
export interface LeastFound {
  wan: number;
  end: number;
}

/**
 * 超亿元, 10亿以上, 不低于5000万元: the least amount in 万元 that is named at a place of a text; undefined where none is, or where
 * nothing says that it is the least.
 */
export function leastAt(text: string, at: number): LeastFound | undefined {
  LEAST.lastIndex = at;
  const found = LEAST.exec(text);
  if (!found) return undefined;
  const [whole, more, digits, unit = '', above] = found;
  if (more === undefined && above === undefined) return undefined;
  const wan = Number(digits ?? 1) * (WAN[unit] ?? 0);
  return { wan, end: at + whole.length };
}

/** The same of a word that is nothing else. */
export function leastSaid(word: string): number | undefined {
  const text = westernDigits(word);
  const found = leastAt(text, 0);
  return found?.end === text.length ? found.wan : undefined;
}
