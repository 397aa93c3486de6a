import type { Context, TitleDoubt, TitleSaid } from './groups.ts';

/** What the titles over a row say of it. */
export interface TitleGroup {
  context: Context;
  doubts: readonly TitleDoubt[];
}

const STYLES: readonly (readonly [string, RegExp])[] = [
  ['一', /^[一二三四五六七八九十]{1,3}(?:[、.,:]|$)/],
  ['(一)', /^[(][一二三四五六七八九十]{1,3}[)]/],
  ['1', /^\d{1,2}[、.,]/],
  ['(1)', /^[(]?\d{1,2}[)]/],
  ['第', /^第[一二三四五六七八九十]/],
];
const styleOf = (text: string): string => STYLES.find(([, pattern]) => pattern.test(text))?.[0] ?? '';

/**
 * The titles in force. A title ends those numbered as it is and all below them, whether or not anybody knows what it
 * says: 二、 ends 一、 and its （三）.
 */
export class Groups {
  readonly #base: TitleGroup;
  #stack: { style: string; said: TitleGroup }[] = [];
  #group: TitleGroup;

  constructor(base: TitleGroup = { context: {}, doubts: [] }) {
    this.#base = base;
    this.#group = base;
  }

  /** @param written how the title begins: 一、 （二） */
  enter(written: string, said: TitleSaid | undefined): void {
    const style = styleOf(written);
    const level = this.#stack.findIndex((each) => each.style === style);
    if (level >= 0) this.#stack = this.#stack.slice(0, level);
    this.#stack.push({ style, said: said ?? { context: {}, doubts: [] } });
    this.#group = this.#stack.map((each) => each.said).reduce(under, this.#base);
  }

  get group(): TitleGroup {
    return this.#group;
  }
}

/** A lower title says more of other fields, and all that is said of its own. */
function under(upper: TitleGroup, lower: TitleGroup): TitleGroup {
  const own = new Set([...Object.keys(lower.context), ...lower.doubts.map(({ field }) => field)]);
  const kept = Object.entries(upper.context).filter(([field]) => !own.has(field));
  return {
    context: { ...Object.fromEntries(kept), ...lower.context },
    doubts: [...upper.doubts.filter(({ field }) => !own.has(field)), ...lower.doubts],
  };
}
