/**
 * Number formats, as far as they make a cell show another figure than it stores (ECMA-376 18.8.31): trailing commas and
 * percent signs scale, words stand behind the digits (0.00"亿"), a point typed as a letter moves the figure (0!.0, shows
 * ten thousandths). Everything else about a format is how a number looks, and nothing here.
 */
import { sectionsOf, type Currency, type FormatSection } from './format-sections.ts';

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

const unitOf = ({ words }: FormatSection): string =>
  words
    .filter(({ digits }) => digits === 0)
    .map(({ text }) => text)
    .join('')
    // Behind a line break nothing is seen: people hide the percent sign of 0.00,, there.
    .split('\n', 1)
    .join('')
    .replace(/[\s()（）+-]/g, '');

const splits = ({ words }: FormatSection): boolean =>
  words.some(({ text, digits }) => digits > 0 && /[亿万千百]/.test(text));

const isPlain = (section: FormatSection): boolean =>
  section.hasFigure &&
  section.factor === 1 &&
  section.currency === undefined &&
  !splits(section) &&
  !MATTERS.test(unitOf(section));

/** By conditions where there are some, else positive; negative; zero. */
function sectionFor(sections: readonly FormatSection[], stored: number): FormatSection | undefined {
  if (sections.some(({ condition }) => condition))
    return sections.find(({ condition }) => condition?.(stored) ?? true);
  const [positive, negative = positive, zero = positive] = sections;
  if (stored === 0) return zero;
  return stored < 0 ? negative : positive;
}

function shownBy(section: FormatSection, stored: number): Shown | undefined {
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
function placed({ words, factor, integers, decimals }: FormatSection, stored: number): string {
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
