import { westernDigits } from './numerals.ts';
import { isSettled, normaliseText } from './text.ts';

/** A unit word as written: what one of it is worth in hundredths of its family's base unit. */
export interface QuantityUnit<F extends string> {
  word: string;
  factor: number;
  family: F;
}

export const unitWord = <F extends string>(word: string, factor: number, family: F): QuantityUnit<F> => ({
  word,
  factor,
  family,
});

export interface Quantity<F extends string> {
  /** Hundredths of the family's base unit, rounded half up. */
  low: number;
  /** Upper end of a range. */
  high?: number;
  /** Undefined for a bare number, which then stands unscaled: `low` is the number itself. */
  unit?: QuantityUnit<F>;
  /** The words before it, back to the quantity before. */
  label: string;
  /** The words after it, up to the next quantity. */
  tail: string;
  /** As written. */
  written: string;
  negative: boolean;
}

export interface Quantities<F extends string> {
  found: Quantity<F>[];
  /** Words such as 约, 左右, 以上 were there. */
  approx: boolean;
  /** What is left without quantities and approximations. */
  rest: string;
}

const CIRCLED = /[\u2460-\u24FF\u2776-\u2793]/g;
const SCRIPTS = /(?<![mM米])[\u00B2\u00B3\u00B9\u2070-\u2089]/g;
const TRADITIONAL: Readonly<Record<string, string>> = { 億: '亿', 萬: '万', 圓: '元' };
const DASHES = /[−‐‑‒–—―─]/g;
const TILDES = /[～〜∼≈]/g;
const APPROX =
  /大约|大概|约为|约|将近|接近|近(?=\d)|不超过|超过|超(?=\d)|逾|不少于|不低于|不高于|不足(?=\d)|不到(?=\d)|大于|高于|多于|小于|低于|少于|至少|最少|至多|最多|预计|估算|左右|上下|以上|以下|以内|之内|[≥≤><]=?|^~|(?<=[^\d\s万亿元亩顷米])~(?=\d)|(?<=\d)[余多+](?=\s*$)|(?<=[\d万亿元])[起+](?=\s*$)/g;
/** Between number and unit: 1.2个亿, 500余万, 3多亿. */
const BETWEEN = /(?<=\d)\s*[个余多几]{1,2}\s*(?=[万亿元亩公平顷])/g;
const ROUGHLY = '\u0000';
/** 12000（万元）: the unit in a bracket of its own. */
const BRACKETED_UNIT =
  /(?<=[\d余多])\s?[([【]\s?((?:单位:)?(?:人民币)?[十百千万亿]{0,2}(?:元|美元|美金|港元|港币|欧元|日元|亩|公顷|平方米|平方|平米|m2|平方公里|度|千瓦时|kwh|吨标煤|吨标准煤|人|名)?(?:人民币)?)\s?[)\]】]/g;
const UNIT_BEFORE = `(?:人民币)?[十百千万亿]{0,2}(?:元|美元|美金|亩|公顷|平方米|平方|平米|m2|度|千瓦时|吨标煤|吨标准煤|人|名)`;
/** （万元）12000, 万元 12000: the unit before the only number. */
const UNIT_FIRST = new RegExp(
  `^([^\\d()]{0,20})(?:[([【]\\s?(?:单位:)?(${UNIT_BEFORE})\\s?[)\\]】]|(?<![^\\s])(${UNIT_BEFORE}))[:\\s]{0,2}(\\d{1,20}(?:\\.\\d{1,20})?)$`,
);
/** 12 000: three digits each, and no other number. */
const SPACED = /^([^\d]{0,20}[1-9]\d{0,2})((?: \d{3}){1,6})((?:\.\d{1,20})?(?!\d)[^\d]{0,20})$/;
/** 1.2e4, as a spreadsheet shows what does not fit. */
const EXPONENT = /(?<![\d.a-z])\d{1,15}(?:\.\d{1,15})?e[+-]?\d{1,2}(?![\d.a-z])/gi;
const THOUSANDS = /(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g;
const NUMBER = String.raw`\d{1,20}(?:\.\d{1,20})?|\.\d{1,20}`;

/**
 * A cell's text ready for reading numbers: half width, one kind of dash, no thousands separators, Chinese numerals as
 * digits. List numbers such as ① become a break and exponents a ^, lest NFKC glues them to the digits beside.
 */
export const numericText = (cell: string): string => {
  const text = isSettled(cell) && !/[億萬圓]/.test(cell) ? cell : unifiedSigns(cell);
  const plain = text.includes(',') ? text.replace(THOUSANDS, (n) => n.replaceAll(',', '')) : text;
  const tight = plain.includes(' ')
    ? plain.replace(
        SPACED,
        (_, first: string, more: string, rest: string) => first + more.replaceAll(' ', '') + rest,
      )
    : plain;
  return westernDigits(
    tight
      .replace(UNIT_FIRST, '$1$4$2$3')
      .replace(EXPONENT, plainDigits)
      .replace(BRACKETED_UNIT, (_, unit: string) => unit.replace('单位:', ''))
      .replace(/([百千万亿]) (?=元)/g, '$1'),
  );
};

/** Digits without an exponent, as long as they are few enough to be told exactly. */
function plainDigits(written: string): string {
  const value = Number(written);
  return Number.isSafeInteger(value * 1e6) ? String(value) : written;
}

const unifiedSigns = (cell: string): string =>
  normaliseText(cell.replace(CIRCLED, ';').replace(SCRIPTS, '^'))
    .replace(DASHES, '-')
    .replace(TILDES, '~')
    .replace(/[億萬圓]/g, (sign) => TRADITIONAL[sign] ?? sign)
    .replace(/[、。]/g, ';');

/** 5千万元以下: no more is known than what it does not exceed. */
const AT_MOST = /以下|以内|之内|不超过|不足|不到|不高于|(?<!不)低于|(?<!不)少于|小于|最多|至多|[≤<]/;
/** 超过5亿元, >5, 5亿以上: no more is known than what it is not below. */
const AT_LEAST =
  /以上|(?<!不)超(?:过|(?=\d))|逾|不少于|不低于|不小于|(?<!不)(?:大于|高于|多于)|至少|最少|[≥>]|(?<=[\d万亿元])[余多起+]+\s*$/;

/** Which bound a text states instead of a figure, in words for the question. */
export function boundIn(text: string): '上限' | '下限' | undefined {
  if (AT_MOST.test(text)) return '上限';
  return AT_LEAST.test(text) ? '下限' : undefined;
}

/** n × factor in exact-looking decimals: 0.07 × 1,000,000 is 70000, not 70000.00000000001; half rounds up. */
export const scale = (n: number, factor: number): number => Math.round(Number((n * factor).toPrecision(15)));

/** Makes a reader of quantities for one table of units. */
export function createQuantityReader<F extends string>(units: readonly QuantityUnit<F>[], measured: RegExp) {
  const byWord = new Map(units.map((unit) => [unit.word, unit]));
  const words = [...byWord.keys()].sort((a, b) => b.length - a.length).map(escape);
  const unitPattern = `(?:${words.join('|')})${measured.source}`;
  const pattern = new RegExp(
    `(?<![\\d.⁄/^])(?<sign>(?<![\\d.元万亿亩)])-\\s*)?(?<a>${NUMBER})(?![\\d.^⁄])\\s*(?<ua>${unitPattern})?` +
      `(?:\\s*(?:-|~|至|到)\\s*(?<b>${NUMBER})(?![\\d.^⁄])\\s*(?<ub>${unitPattern})?)?`,
    'giu',
  );
  return (text: string): Quantities<F> => {
    const tight = text.replace(BETWEEN, (filler) => (filler.trim() === '个' ? '' : ROUGHLY));
    const clean = tight.replaceAll(ROUGHLY, '').replace(APPROX, ' ');
    const approx = clean !== tight;
    const found: Quantity<F>[] = [];
    let rest = '';
    let end = 0;
    for (const match of clean.matchAll(pattern)) {
      const label = clean.slice(end, match.index);
      end = match.index + match[0].length;
      rest += label;
      const previous = found.at(-1);
      if (previous) previous.tail = label;
      found.push(quantityOf(match.groups ?? {}, label, match[0].trim(), byWord));
    }
    const tail = clean.slice(end);
    const last = found.at(-1);
    if (last) last.tail = tail;
    return { found: joined(found), approx, rest: rest + tail };
  };
}

function quantityOf<F extends string>(
  groups: Record<string, string | undefined>,
  label: string,
  written: string,
  byWord: ReadonlyMap<string, QuantityUnit<F>>,
): Quantity<F> {
  const above = byWord.get((groups.ub ?? groups.ua ?? '').toLowerCase());
  const unit = byWord.get((groups.ua ?? groups.ub ?? '').toLowerCase());
  const low = valueOf(groups.a ?? '', unit);
  const base = { label, tail: '', written, negative: groups.sign !== undefined, ...(unit ? { unit } : {}) };
  if (groups.b === undefined) return { ...base, low };
  const high = valueOf(groups.b, above);
  return { ...base, low: Math.min(low, high), high: Math.max(low, high) };
}

const valueOf = (digits: string, unit: QuantityUnit<string> | undefined): number =>
  unit ? scale(Number(digits), unit.factor) : Number(digits);

/** 1亿2000万 is one amount: joins neighbours with nothing between when the second is of a smaller unit. */
function joined<F extends string>(found: readonly Quantity<F>[]): Quantity<F>[] {
  const out: Quantity<F>[] = [];
  for (const next of found) {
    const before = out.at(-1);
    const fits =
      before?.unit &&
      next.unit &&
      next.label.trim() === '' &&
      before.unit.family === next.unit.family &&
      next.unit.factor < before.unit.factor &&
      next.low < before.unit.factor &&
      before.high === undefined &&
      next.high === undefined;
    if (before && fits)
      out[out.length - 1] = {
        ...before,
        low: before.low + next.low,
        tail: next.tail,
        written: before.written + next.written,
      };
    else out.push(next);
  }
  return out;
}

const escape = (word: string) => word.replace(/[$.*+?^{}()|[\]\\]/g, '\\$&');
