/** Whose money a sign in a format means. ¥ and 元 in a currency format say nothing: clicking on the button makes them. */
export type Currency = 'usd' | 'foreign';

/** What one section of a number format makes of a number. */
export interface FormatSection {
  condition?: (value: number) => boolean;
  /** Shown figure per stored one. */
  factor: number;
  /** Words, by how many digits stand right of them; those behind the last digit have none. */
  words: { text: string; digits: number }[];
  hasFigure: boolean;
  integers: number;
  decimals: number;
  currency?: Currency;
}

type Token =
  | { kind: 'digit' | 'comma' | 'point' | 'percent' | 'general' | 'end' }
  | { kind: 'words' | 'bracket'; text: string };

/** One token at a time: quotes, escapes (\ and the ! of Chinese Excel), skips (_x), fills (*x), brackets, placeholders. */
function* tokens(code: string): Generator<Token> {
  for (let at = 0; at < code.length; at++) {
    const c = code.charAt(at);
    if (c === '"' || c === '[') {
      const end = code.indexOf(c === '"' ? '"' : ']', at + 1);
      const to = end < 0 ? code.length : end;
      yield { kind: c === '"' ? 'words' : 'bracket', text: code.slice(at + 1, to) };
      at = to;
    } else if (c === '\\' || c === '!') yield { kind: 'words', text: code.charAt(++at) };
    else if (c === '_' || c === '*') at++;
    else if (PLACEHOLDERS.has(c)) yield { kind: 'digit' };
    else if (SIGNS[c]) yield { kind: SIGNS[c] };
    else if (GENERAL.test(code.slice(at, at + 10))) {
      yield { kind: 'general' };
      at += GENERAL.exec(code.slice(at, at + 10))?.[0].length ?? 1;
      at--;
    } else yield { kind: 'words', text: c };
  }
  yield { kind: 'end' };
}

const PLACEHOLDERS: ReadonlySet<string> = new Set(['0', '#', '?']);
const SIGNS: Readonly<Record<string, 'comma' | 'point' | 'percent' | 'end'>> = {
  ',': 'comma',
  '.': 'point',
  '%': 'percent',
  ';': 'end',
};
/** @ stands for a text, or the number as it is. */
const GENERAL = /^(?:general|G\/通用格式|@)/i;

/** The sections of a number format that are of numbers: at most three. */
export function sectionsOf(code: string): FormatSection[] {
  const sections: FormatSection[] = [];
  let section = new SectionReader();
  for (const token of tokens(code)) {
    if (token.kind !== 'end') {
      section.take(token);
      continue;
    }
    sections.push(section.end());
    section = new SectionReader();
  }
  // The fourth is of texts.
  return sections.slice(0, 3);
}

/** The signs of a section one after the other: what a comma or a point means shows only by what comes behind it. */
class SectionReader {
  readonly #words: { text: string; before: number }[] = [];
  #digits = 0;
  #decimals = 0;
  #afterPoint = false;
  #general = false;
  #percents = 0;
  /** Commas since the last digit. */
  #commas = 0;
  /** Of those that stood in front of the decimal point. */
  #scaling = 0;
  #condition: FormatSection['condition'];
  #currency: Currency | undefined;

  take(token: Exclude<Token, { kind: 'end' }>): void {
    if (token.kind === 'words') this.#take(token.text);
    else if (token.kind === 'bracket') this.#bracket(token.text);
    else if (token.kind === 'digit') this.#digit();
    else if (token.kind === 'general') this.#general = true;
    else if (token.kind === 'percent') {
      this.#percents++;
      this.#take('%');
    } else if (token.kind === 'point') {
      this.#scaling += this.#commas;
      this.#commas = 0;
      this.#afterPoint = true;
    } else if (this.#digits + this.#decimals > 0) this.#commas++;
  }

  #digit(): void {
    this.#commas = 0;
    if (this.#afterPoint) this.#decimals++;
    else this.#digits++;
  }

  #take(text: string): void {
    const last = this.#words.at(-1);
    const before = this.#afterPoint ? Infinity : this.#digits;
    if (last?.before === before) last.text += text;
    else this.#words.push({ text, before });
  }

  #bracket(text: string): void {
    const test = /^(<=|>=|<>|<|>|=)\s*(-?[\d.]+(?:E[+-]?\d+)?)$/i.exec(text.trim());
    if (test) this.#condition = conditionOf(test[1] ?? '', Number(test[2]));
    const sign = text.startsWith('$') ? (text.slice(1).split('-', 1)[0] ?? '') : '';
    if (/[亿万千百]/.test(sign)) this.#take(sign);
    else this.#currency ??= currencyIn(sign);
  }

  end(): FormatSection {
    const figure = this.#digits + this.#decimals > 0 || this.#general;
    const point = this.#words.find(
      ({ text, before }) => /^[.．·]$/.test(text.trim()) && before < this.#digits,
    );
    const shift = point && point.before > 0 && !this.#afterPoint ? this.#digits - point.before : 0;
    const said = this.#words.map(({ text }) => text).join(' ');
    const currency = this.#currency ?? currencyIn(said);
    return {
      factor: 100 ** this.#percents / 1000 ** (this.#scaling + this.#commas) / 10 ** shift,
      words: this.#words
        // What stands in front of the figure does not count it.
        .filter((word) => word !== point && (word.before > 0 || this.#general || !figure))
        .map(({ text, before }) => ({ text, digits: Math.max(0, this.#digits - before) })),
      hasFigure: figure,
      integers: this.#digits,
      decimals: this.#decimals,
      ...(this.#condition ? { condition: this.#condition } : {}),
      ...(currency ? { currency } : {}),
    };
  }
}

const CURRENCIES: readonly (readonly [Currency, RegExp])[] = [
  ['foreign', /HK\$|NT\$|A\$|C\$|S\$|€|£|₩|HKD|EUR|JPY|GBP|TWD|KRW|港币|港元|欧元|日元|英镑|台币/i],
  ['usd', /\$|USD|美元|美金/i],
];
const currencyIn = (words: string): Currency | undefined =>
  CURRENCIES.find(([, pattern]) => pattern.test(words))?.[0];

const CONDITIONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '=': (value, limit) => value === limit,
  '<>': (value, limit) => value !== limit,
};
const conditionOf = (sign: string, limit: number): ((value: number) => boolean) => {
  const holds = CONDITIONS[sign];
  return (value) => holds?.(value, limit) ?? false;
};
