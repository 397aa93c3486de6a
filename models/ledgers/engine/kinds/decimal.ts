import { printHundredths } from '../../../rules/money.ts';
import { parseAmount } from '../../../rules/parse/amount.ts';
import { isAreaUnit, parseArea, parseFloorArea, type AreaUnit } from '../../../rules/parse/area.ts';
import { isDollars, isMoneyUnit, type MoneyUnit } from '../../../rules/parse/numbers/money-units.ts';
import { measuredIn, parseMeasure } from '../../../rules/parse/numbers/measures.ts';
import { read, type Parsed } from '../../../rules/parse/result.ts';
import type { DecimalField, Value } from '../fields.ts';
import type { CellReader, FieldKind, ReadContext, TypedCell } from './kind.ts';
import { judgeRange, rangeWords } from '../range.ts';

/** Up to which a double holds two decimals for sure and no figure is out of reason: 亩 as the reader of areas has it. */
const REASONABLE: Readonly<Partial<Record<DecimalField['unit'], number>>> = { 亩: 1e5 };
const REASONABLE_ELSE = 1e9;

const asMoney = (unit: ReadContext['unit']): MoneyUnit | undefined => (isMoneyUnit(unit) ? unit : undefined);
/** 万美元 where a column of dollars is headed by no unit of dollars; of other countries' money nothing is read. */
const dollarsOf = (unit: ReadContext['unit']): MoneyUnit => {
  const money = asMoney(unit);
  return money && (isDollars(money) || money === '外币') ? money : '万美元';
};
const asArea = (unit: ReadContext['unit']): AreaUnit | undefined => (isAreaUnit(unit) ? unit : undefined);

function decimalReader(field: DecimalField, context: ReadContext): CellReader {
  const interpret = interpreterOf(field, context);
  // Nothing invested yet is the normal state before 动工; a total of nothing is not.
  const mayBeZero = field.unit === '万元' && field.min === 0;
  const below = isOwnUnit(field, context.unit) ? (REASONABLE[field.unit] ?? REASONABLE_ELSE) : 0;
  return ({ raw }) => {
    if (mayBeZero && (raw === 0 || raw === '0')) return read<Value>(0);
    const exact = exactHundredths(raw, below);
    return exact === undefined ? interpret(raw) : read<Value>(exact);
  };
}

function interpreterOf(
  { unit: own }: DecimalField,
  { rules, unit }: ReadContext,
): (raw: TypedCell['raw']) => Parsed<Value> {
  const money = asMoney(unit);
  const area = asArea(unit);
  const areaOptions = area ? { headerUnit: area } : {};
  switch (own) {
    case '万元':
      return (raw) => parseAmount(raw, money ? { headerUnit: money } : {});
    case '万美元':
      return (raw) => dollars(parseAmount(raw, { headerUnit: dollarsOf(unit) }));
    case '亩':
      return (raw) => parseArea(raw, rules.area, areaOptions);
    case '平方米':
      return (raw) => parseFloorArea(raw, rules.area, areaOptions);
    default:
      return (raw) => parseMeasure(raw, own, unit);
  }
}

/** Are the column's bare numbers in the unit that the field is kept in? */
function isOwnUnit({ unit: own }: DecimalField, unit: ReadContext['unit']): boolean {
  if (own === '万元') return (asMoney(unit) ?? own) === own;
  if (own === '万美元') return dollarsOf(unit) === own;
  if (own === '亩' || own === '平方米') return (asArea(unit) ?? own) === own;
  return (measuredIn(own, unit) ?? 1) === 1;
}

const PLAIN_NUMBER = /^\d{1,9}(?:\.\d{1,2})?$/;

/** A plain number with at most two decimals, as most cells are: nothing to interpret. Zero is another matter. */
function exactHundredths(raw: TypedCell['raw'], below: number): number | undefined {
  const value = typeof raw === 'string' && PLAIN_NUMBER.test(raw) ? Number(raw) : raw;
  if (typeof value !== 'number' || value <= 0 || value >= below) return undefined;
  const hundredths = Math.round(value * 100);
  return hundredths / 100 === value ? hundredths : undefined;
}

/** In a column of US dollars the dollars are the value, and no rate is missing. */
const dollars = (parsed: Parsed<number>): Parsed<Value> =>
  parsed.ok ? read<Value>(parsed.also.foreignUsdWan ?? parsed.value) : parsed;

/** By how many places a unit that people write moves the point, where it is not the column's own. */
const SHIFTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  万元: { 万: 0, 亿元: 4, 亿: 4, 元: -4 },
};
const ONE_NUMBER = /^(?<whole>[\d,，]+)\.?(?<part>\d*)(?<unit>\D*)$/;

/** Digits behind the second place that are no zeros: told by the text itself, which a double would round. */
function finerThanHundredths({ unit: own }: DecimalField, text: string, value: Value): string | undefined {
  const { whole = '', part = '', unit = '' } = ONE_NUMBER.exec(text.replaceAll(/\s/g, ''))?.groups ?? {};
  const shift = unit === '' || unit === own ? 0 : SHIFTS[own]?.[unit];
  // What is written in another unit is converted, and printed anyway.
  if (shift === undefined) return undefined;
  const digits = whole.replaceAll(/\D/g, '').padStart(5, '0') + part;
  const behind = digits.slice(digits.length - part.length + shift);
  return /[1-9]/.test(behind.slice(2))
    ? `最多两位小数，“${text.trim()}”只能记为 ${printHundredths(Number(value))} ${own}，请按要记的数填写`
    : undefined;
}

/** Amounts, areas and the like: integer hundredths of the field's unit. */
export const decimalKind: FieldKind<DecimalField> = {
  title: '数字（两位小数）',
  stored: 'number',
  judge: (field, value) =>
    Number.isSafeInteger(value)
      ? judgeRange(field, Number(value), 100, printHundredths)
      : '应为数字，最多两位小数',
  show: ({ unit }, value) => `${printHundredths(Number(value))} ${unit}`,
  figure: (_field, value) => printHundredths(Number(value)),
  reader: decimalReader,
  repeats: 'texts',
  input: () => ({ kind: 'number' }),
  finer: finerThanHundredths,
  sheet: () => ({ look: 'amount', width: 13 }),
  written: (_field, value) => printHundredths(Number(value)),
  guide: (field) => rangeWords(field),
};
