/**
 * Number formats, as far as they make a cell show another figure than it stores (ECMA-376 18.8.31): trailing commas and
 * percent signs scale, words stand behind the digits (0.00"亿"), a point typed as a letter moves the figure (0!.0, shows
 * ten thousandths). Everything else about a format is how a number looks, and nothing here.
 */

/** Whose money a sign in a format means. ¥ and 元 in a currency format say nothing: clicking on the button makes them. */
export type Currency = 'usd' | 'foreign';

/** A number as its format shows it, where that says something else than the number does. */
export interface Shown {
  /** The figure alone, not rounded as the format would; undefined where the format shows no figure. */
  figure?: number;
  /** The word behind the figure that counts it: 亿元, %. */
  unit: string;
  /** As a person sees it. */
  text: string;
  currency?: Currency;
}

export type NumberFormat = (stored: number) => Shown | undefined;

interface Section {
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

/** Longer ones are no program's: Excel takes 255 signs. */
const LONGEST_FORMAT = 1000;
/** What may change a figure: most formats have none of it and are not taken apart. */
const MAY_MATTER = /[,%!\\"$\];]|[^ -~]/;

/** What a format means for the numbers under it; undefined where it shows them as they are. */
export function numberFormat(code: string): NumberFormat | undefined {
  if (!MAY_MATTER.test(code)) return undefined;
  const sections = sectionsOf(code.slice(0, LONGEST_FORMAT));
  if (sections.every(isPlain)) return undefined;
  return (stored) => {
    const section = sectionFor(sections, stored);
    return section && !isPlain(section) ? shownBy(section, stored) : undefined;
  };
}

/** Measures and scales: what is counted by anything else (个, 人, 号) is the same number with or without the word. */
const MATTERS = /[亿万千百元亩顷㎡²%‰]|平方|美金|英镑|港币|m2|^(?:k|m|mm|b|bn|mn|bps)$/i;

const unitOf = ({ words }: Section): string =>
  words
    .filter(({ digits }) => digits === 0)
    .map(({ text }) => text)
    .join('')
    // Behind a line break nothing is seen: people hide the percent sign of 0.00,, there.
    .split('\n', 1)
    .join('')
    .replace(/[\s()（）+-]/g, '');

const splits = ({ words }: Section): boolean =>
  words.some(({ text, digits }) => digits > 0 && /[亿万千百]/.test(text));

const isPlain = (section: Section): boolean =>
  section.hasFigure &&
  section.factor === 1 &&
  section.currency === undefined &&
  !splits(section) &&
  !MATTERS.test(unitOf(section));

/** By conditions where there are some, else positive; negative; zero. */
function sectionFor(sections: readonly Section[], stored: number): Section | undefined {
  if (sections.some(({ condition }) => condition))
    return sections.find(({ condition }) => condition?.(stored) ?? true);
  const [positive, negative = positive, zero = positive] = sections;
  if (stored === 0) return zero;
  return stored < 0 ? negative : positive;
}

function shownBy(section: Section, stored: number): Shown | undefined {
  const { currency, hasFigure, factor } = section;
  const money = currency ? { currency } : {};
  if (!hasFigure) {
    // A dash for nothing, as accountants write it, or nothing at all: zero either way.
    const text = section.words.map((word) => word.text).join('');
    return stored === 0 ? undefined : { text: text.trim(), unit: '', ...money };
  }
  if (splits(section)) return { text: placed(section, stored), unit: '', ...money };
  const figure = exact(stored * factor);
  const unit = unitOf(section);
  const known = MATTERS.test(unit) ? unit : '';
  return { figure, unit: known, text: `${figure}${known}`, ...money };
}

const exact = (value: number): number => Number(value.toPrecision(15));

/** Digits and words where the format puts them: 0"亿"0000"万" shows 1亿2345万. */
function placed({ words, factor, integers, decimals }: Section, stored: number): string {
  const value = Math.abs(exact(stored * factor));
  const places = Math.min(decimals, 15);
  const [whole = '0', fraction = ''] = value.toFixed(places).split('.');
  const digits = whole.padStart(integers, '0');
  let text = '';
  let from = 0;
  for (const word of words.filter((each) => each.digits > 0)) {
    const to = digits.length - word.digits;
    text += digits.slice(from, Math.max(from, to)) + word.text;
    from = Math.max(from, to);
  }
  const behind = words.filter((each) => each.digits === 0).map((word) => word.text);
  return (
    (stored < 0 ? '-' : '') + text + digits.slice(from) + (fraction ? `.${fraction}` : '') + behind.join('')
  );
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

function sectionsOf(code: string): Section[] {
  const sections: Section[] = [];
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
  #condition: Section['condition'];
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

  end(): Section {
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
