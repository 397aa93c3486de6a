import { pinyin } from 'pinyin-pro';

/** How a word was recognised: as it stands, spelled in letters, or by its sound where another sign was typed. */
export type Likeness = 'written' | 'spelled' | 'sounded';

/** A known word in a text, and what it may mean. */
export interface SpokenWord<S> {
  text: string;
  start: number;
  end: number;
  senses: readonly S[];
  how: Likeness;
}

/** Reads what no list can hold, such as months and amounts, at a place of a text. */
export type SpanReader<S> = (text: string, at: number) => { sense: S; end: number } | undefined;

const LETTERS = /[a-z]+/y;
/** Part of a company's name, or of nothing. */
const BRACKETS_ONLY = /^[()]+$/;
const BETWEEN = /[\s,.;:!?、。，；：！？~·…"'“”‘’《》【】[\]<>*#_+=|\\/-]+/y;
/** Words of a single sign are known as they stand only. */
const SOUNDED_FROM = 2;

/**
 * The words that a reader of sentences knows. The longest word at a place wins; letters are read as pinyin in full or as
 * initials where only one word has them; what is left over is compared by its sound, because input methods offer the wrong
 * sign for the right sound (项目台帐).
 */
export class Lexicon<S> {
  readonly #words = new Map<string, S[]>();
  readonly #byFirst = new Map<string, string[]>();
  readonly #spelled = new Map<string, Set<string>>();
  readonly #readers: readonly SpanReader<S>[];

  /** @param plain words that are known as they stand only: too many for their sounds to tell one from another */
  constructor(
    words: Iterable<readonly [word: string, sense: S]>,
    readers: readonly SpanReader<S>[] = [],
    plain: Iterable<readonly [word: string, sense: S]> = [],
  ) {
    this.#readers = readers;
    for (const [word, sense] of words) this.#add(word, sense);
    for (const word of this.#words.keys())
      for (const spelling of spellings(word))
        this.#spelled.set(spelling, (this.#spelled.get(spelling) ?? new Set()).add(word));
    for (const [word, sense] of plain) this.#add(word, sense);
    for (const word of this.#words.keys()) {
      const first = word.charAt(0);
      const others = this.#byFirst.get(first);
      if (others) others.push(word);
      else this.#byFirst.set(first, [word]);
    }
    for (const together of this.#byFirst.values()) together.sort((a, b) => b.length - a.length);
  }

  #add(word: string, sense: S): void {
    const known = this.#words.get(word);
    if (known) known.push(sense);
    else this.#words.set(word, [sense]);
  }

  /** @param text in lower case and half width, and not longer than a message may be */
  scan(text: string): readonly SpokenWord<S>[] {
    const pieces: SpokenWord<S>[] = [];
    let from = 0;
    const flush = (to: number) => {
      if (to > from && !BRACKETS_ONLY.test(text.slice(from, to)))
        pieces.push(this.#heard(text.slice(from, to), from));
      from = to;
    };
    for (let at = 0; at < text.length;) {
      const token = this.#tokenAt(text, at);
      const gap = token ? '' : stickyMatch(BETWEEN, text, at);
      if (token || gap !== '') {
        flush(at);
        at = token ? token.end : at + gap.length;
        from = at;
        if (token) pieces.push(token);
      } else at += Math.max(1, stickyMatch(LETTERS, text, at).length);
    }
    flush(text.length);
    return pieces;
  }

  #tokenAt(text: string, at: number): SpokenWord<S> | undefined {
    for (const read of this.#readers) {
      const found = read(text, at);
      if (found)
        return {
          text: text.slice(at, found.end),
          start: at,
          end: found.end,
          senses: [found.sense],
          how: 'written',
        };
    }
    const written = this.#byFirst.get(text.charAt(at))?.find((word) => text.startsWith(word, at));
    const letters = stickyMatch(LETTERS, text, at);
    // Letters are a word as a whole, or none: xm is not the beginning of xmind.
    if (letters !== '' && (!written || written.length < letters.length)) {
      if (/[a-z]/.test(text.charAt(at - 1))) return undefined;
      const meant = this.#meantBy(letters);
      return meant === undefined ? undefined : this.#token(meant, text, at, at + letters.length, 'spelled');
    }
    return written === undefined ? undefined : this.#token(written, text, at, at + written.length, 'written');
  }

  #token(word: string, text: string, start: number, end: number, how: Likeness): SpokenWord<S> {
    return { text: text.slice(start, end), start, end, senses: this.#words.get(word) ?? [], how };
  }

  #meantBy(spelling: string): string | undefined {
    const words = this.#spelled.get(spelling);
    const [word] = words ?? [];
    return words?.size === 1 ? word : undefined;
  }

  /** What is left over between known words: one of them by its sound, or nothing known. */
  #heard(text: string, start: number): SpokenWord<S> {
    const piece = { text, start, end: start + text.length };
    const sounds = /^[\u4e00-\u9fff]+$/.test(text) && text.length >= SOUNDED_FROM;
    const word = sounds ? this.#meantBy(soundOf(text)) : undefined;
    return word?.length === text.length
      ? { ...piece, senses: this.#words.get(word) ?? [], how: 'sounded' }
      : { ...piece, senses: [], how: 'written' };
  }
}

function stickyMatch(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

const syllablesOf = (word: string): string[] => pinyin(word, { toneType: 'none', type: 'array', v: true });
const soundOf = (word: string): string => syllablesOf(word).join('');

function spellings(word: string): string[] {
  if (word.length < SOUNDED_FROM || !/^[\u4e00-\u9fff]+$/.test(word)) return [];
  const syllables = syllablesOf(word);
  return [syllables.join(''), syllables.map((each) => each.charAt(0)).join('')];
}
