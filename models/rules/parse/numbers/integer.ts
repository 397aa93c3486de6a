import { isOverlong, refuseOverlong } from '../bounds.ts';
import { chineseDigits } from '../dates/date-forms.ts';
import { measuredIn } from './measures.ts';
import { boundIn, numericText } from '../quantity.ts';
import { note, read, refuse, type Note, type Parsed } from '../result.ts';
import { isBlankMark, isFormulaError, normaliseText, quote, type Cell } from '../text.ts';

export interface IntegerOptions {
  /** What is counted: 人. */
  unit?: string;
  /** The unit that the header or the sheet names: 万人. */
  headerUnit?: string;
}

const APPROX =
  '约|近|超过|超|逾|不少于|不低于|不超过|不足|不到|大于|高于|多于|小于|低于|少于|至少|最少|至多|最多|预计|大约|[≥≤><]=?|≈';
const COUNT = new RegExp(
  `^(${APPROX})?\\s*(-?\\d{1,12}(?:\\.\\d{1,6})?)(?:\\s?[-~至到]\\s?(\\d{1,12}))?\\s*(余|多)?\\s*([十百千万]?)\\s*([余多])?([人个家台套件名位项宗次户年天]|以上|以下|以内|左右|[+起])*$`,
);
const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 1e4 };
/** Behind a count of people other things do not stand: 120台 are no staff. */
const NOT_PEOPLE = /[家台套件项宗次户年天]/;
const EXAMPLE = '请填写整数，例如 120';

/** The first number with more digits than `COUNT` reads. */
const MANY = 1e12;

/**
 * Reads a whole number such as 用工: `120`, `1,200人`, `1.2万人`, `约120` (tells so), `100-150` (the low end, asks). Fractions and
 * negatives are refused. Never throws.
 */
export function parseInteger(cell: Cell, { unit, headerUnit }: IntegerOptions = {}): Parsed<number> {
  const factor = measuredIn(unit, headerUnit) ?? 1;
  if (typeof cell === 'number' && cell > 0 && cell < MANY && Number.isInteger(cell * factor))
    return read<number>(cell * factor);
  if (isBlankMark(cell)) return read<number>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  if (typeof cell !== 'number' && typeof cell !== 'string') return refuse('单元格里不是整数', EXAMPLE);
  const raw = String(cell);
  if (isFormulaError(raw)) return refuse(`单元格是公式错误 ${raw.trim()}`, '请改成数值后再导入');
  const match = COUNT.exec(numericText(raw));
  if (!match) return refuse(`${quote(raw.trim())}不是整数`, EXAMPLE);
  const [, before, low = '', high, some, tens = '', more, behind] = match;
  const [counted] = (unit === '人' && NOT_PEOPLE.exec(raw)) || [];
  if (counted !== undefined)
    return { ...refuse(`${quote(raw.trim())}说的不是人数`, EXAMPLE), instead: counted };
  const each = SCALES[tens] ?? (behind === undefined ? factor : 1);
  const value = Number((Number(low) * each).toPrecision(15));
  if (value < 0) return refuse('不能是负数', EXAMPLE);
  if (!Number.isSafeInteger(value)) return refuse(`${quote(raw.trim())}不是整数`, EXAMPLE);
  const notes: Note[] = [];
  const bound = boundIn(numericText(raw));
  if (bound) notes.push(note('confirm', `${quote(raw.trim())}只说了${bound}，按${bound}读取，请确认`));
  else if ((before ?? some ?? more) !== undefined || raw.includes('左右'))
    notes.push(note('approx', `按“${raw.trim()}”取约数`));
  if (high !== undefined) notes.push(note('range', `${quote(raw.trim())}是区间，暂取低值 ${value}，请确认`));
  return read<number>(value, notes);
}

const YEAR = /^(?:公元)?(\d{4}|\d{2}(?=\s?年))\s?(?:年度?|财年)?$/;
/** 2026年1-5月, 2026-01-01: a time within the year. */
const WITHIN = /^(20\d{2})\s?[-年./]/;

/** Reads a calendar year: `2026`, `2026年度`, `二〇二六年`, `26年`. A time within a year asks. Never throws. */
export function parseYear(cell: Cell): Parsed<number> {
  if (isBlankMark(cell)) return read<number>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const raw = String(cell);
  const text = chineseDigits(normaliseText(raw).replace(/[−‐‑‒–—―]/g, '-'));
  const [, year] = YEAR.exec(text) ?? [];
  if (year !== undefined) return read(Number(year) + (year.length === 2 ? 2000 : 0));
  const [, within] = WITHIN.exec(text) ?? [];
  if (within !== undefined && !/[-~至]\s?(?:20)\d{2}/.test(text.slice(4)))
    return read(Number(within), [note('confirm', `${quote(raw.trim())}按 ${within} 年计，请确认`)]);
  return refuse(`${quote(raw.trim())}不是年份`, '请填写年份，例如 2026');
}
