import { type City, parkNamed, unitNamed } from '../../../models/ledgers/city.ts';
import type {
  ChoiceField,
  DecimalField,
  Field,
  TextField,
  Value,
} from '../../../models/ledgers/engine/fields.ts';
import { CHAINS, LAND_MODES, STAGES } from '../../../models/rules/codes.ts';
import { isDay, periodOf, type Day } from '../../../models/rules/time/day.ts';
import { parseHundredths } from '../../../models/rules/money.ts';
import { parseAmount, type MoneyUnit } from '../../../models/rules/parse/amount.ts';
import { parseArea, parseFloorArea, type AreaUnit } from '../../../models/rules/parse/area.ts';
import { isOverlong, LONGEST, refuseOverlong } from '../../../models/rules/parse/bounds.ts';
import { matchChoice } from '../../../models/rules/parse/choice.ts';
import { parseDate } from '../../../models/rules/parse/date.ts';
import { readPeriod } from '../../../models/rules/parse/period.ts';
import { numericText } from '../../../models/rules/parse/quantity.ts';
import { note, read, refuse, type Parsed } from '../../../models/rules/parse/result.ts';
import { parseFlag, parseInteger } from '../../../models/rules/parse/scalars.ts';
import { isBlankMark, isFormulaError, quote, tidyText } from '../../../models/rules/parse/text.ts';
import { CHAIN_WORDS, LAND_MODE_WORDS, parseStage } from '../../../models/rules/parse/words.ts';
import { parseMobile } from '../../../models/rules/phone.ts';
import type { RuleSet } from '../../../models/rules/ruleset.ts';
import { parseUscc } from '../../../models/rules/uscc.ts';
import type { SheetCell } from '../imports/files/sheet.ts';

/** What reading a column's cells depends on. */
export interface ReadContext {
  city: City;
  rules: RuleSet;
  today: Day;
  fileYear?: number;
  unit?: MoneyUnit | AreaUnit;
}

export type CellReader = (cell: SheetCell) => Parsed<Value>;

/** What 终止 reads as: no stage of its own, the row's closing. */
export const TERMINATED = 'TERMINATED';

/** Up to which a double holds two decimals for sure and no figure is out of reason: 亩 as the reader of areas has it. */
const REASONABLE: Readonly<Partial<Record<DecimalField['unit'], number>>> = { 亩: 1e5 };
const REASONABLE_ELSE = 1e9;

/** Words that counties use for a choice, beside those the ledger names. */
const MORE_WORDS = new Map<object, Readonly<Record<string, string>>>([
  [CHAINS, CHAIN_WORDS],
  [LAND_MODES, LAND_MODE_WORDS],
]);

/** Makes the reader of a field's cells. Readers never throw and have no memory. */
export function readerOf(field: Field, context: ReadContext): CellReader {
  switch (field.type) {
    case 'text':
    case 'longtext':
      return textReader(field);
    case 'int':
      return ({ raw }) => parseInteger(raw);
    case 'decimal':
      return decimalReader(field, context);
    case 'day':
      return ({ raw }) => dayOf(raw, context, !field.future);
    case 'period':
      return ({ raw, text }) => periodFrom(raw, text, context);
    case 'flag':
      return ({ raw }) => parseFlag(raw);
    case 'choice':
      return choiceReader(field);
    case 'choices':
      return listReader(choiceReader(field));
    case 'tags':
      return listReader(({ text }) => read<Value>(tidyText(text)));
    case 'unit':
      return named('考核单元', (text) => unitNamed(context.city, text)?.code, context.city.units);
    case 'park':
      return named('园区', (text) => parkNamed(context.city, text)?.code, context.city.parks);
    case 'post':
      return postReader(context.city);
  }
}

const textReader = (field: TextField): CellReader =>
  field.secret ? unmasked(plainTextReader(field)) : plainTextReader(field);

function plainTextReader(field: TextField): CellReader {
  if (field.format === 'uscc') return ({ raw }) => parseUscc(raw);
  if (field.format === 'mobile') return ({ raw, text }) => parseMobile(typeof raw === 'number' ? text : raw);
  return ({ text }) => {
    if (text.length > LONGEST.text) return refuseOverlong(text, LONGEST.text);
    if (isFormulaError(text)) return refuse(`单元格是公式错误 ${text.trim()}`, '请改成文字后再导入');
    return read<Value>(isBlankMark(text) ? null : tidyText(text));
  };
}

/** Exports show secrets masked: a masked value says nothing new. */
const unmasked =
  (inner: CellReader): CellReader =>
  (cell) =>
    cell.text.includes('*') ? read<Value>(null) : inner(cell);

const asMoney = (unit: ReadContext['unit']): MoneyUnit | undefined =>
  unit === '元' || unit === '万元' || unit === '亿元' || unit === '万美元' ? unit : undefined;
const asArea = (unit: ReadContext['unit']): AreaUnit | undefined =>
  unit === '亩' || unit === '平方米' || unit === '公顷' ? unit : undefined;

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
): (raw: SheetCell['raw']) => Parsed<Value> {
  const money = asMoney(unit);
  const area = asArea(unit);
  const areaOptions = area ? { headerUnit: area } : {};
  switch (own) {
    case '万元':
      return (raw) => parseAmount(raw, money ? { headerUnit: money } : {});
    case '万美元':
      return (raw) => dollars(parseAmount(raw, { headerUnit: '万美元' }));
    case '亩':
      return (raw) => parseArea(raw, rules.area, areaOptions);
    case '平方米':
      return (raw) => parseFloorArea(raw, rules.area, areaOptions);
    default:
      return (raw) => plainDecimal(raw, own);
  }
}

/** Are the column's bare numbers in the unit that the field is kept in? */
function isOwnUnit({ unit: own }: DecimalField, unit: ReadContext['unit']): boolean {
  if (own === '万元') return (asMoney(unit) ?? own) === own;
  if (own === '亩' || own === '平方米') return (asArea(unit) ?? own) === own;
  return true;
}

const PLAIN_NUMBER = /^\d{1,9}(?:\.\d{1,2})?$/;

/** A plain number with at most two decimals, as most cells are: nothing to interpret. Zero is another matter. */
function exactHundredths(raw: SheetCell['raw'], below: number): number | undefined {
  const value = typeof raw === 'string' && PLAIN_NUMBER.test(raw) ? Number(raw) : raw;
  if (typeof value !== 'number' || value <= 0 || value >= below) return undefined;
  const hundredths = Math.round(value * 100);
  return hundredths / 100 === value ? hundredths : undefined;
}

/** In a column of US dollars the dollars are the value, and no rate is missing. */
const dollars = (parsed: Parsed<number>): Parsed<Value> =>
  parsed.ok ? read<Value>(parsed.also.foreignUsdWan ?? parsed.value) : parsed;

function plainDecimal(raw: SheetCell['raw'], unit: string): Parsed<Value> {
  if (isBlankMark(raw)) return read<Value>(null);
  if (isOverlong(raw)) return refuseOverlong(raw);
  const text = typeof raw === 'number' ? String(Math.round(raw * 100) / 100) : numericText(String(raw));
  const value = parseHundredths(
    text
      .replace(unit, '')
      .replace(/[吨度]|标煤/g, '')
      .trim(),
  );
  return value === undefined
    ? refuse(`${quote(String(raw))}不是数字`, `请填写数字，例如 12.5（${unit}）`)
    : read<Value>(value);
}

/** `fact`: the day lies in the past, so "2026年5月" read in May means at the latest today, not the end of May. */
function dayOf(raw: SheetCell['raw'], { fileYear, today }: ReadContext, fact: boolean): Parsed<Value> {
  // The form that real date cells and exports come in: nothing to interpret.
  if (typeof raw === 'string' && isDay(raw) && raw >= '1990' && raw < '2100') return read<Value>(raw);
  const parsed = parseDate(raw, fileYear === undefined ? {} : { fileYear });
  if (!parsed.ok || !parsed.value) return parsed.ok ? read<Value>(null, parsed.notes, parsed.also) : parsed;
  const { day, precision } = parsed.value;
  const running = fact && day > today && day.startsWith(today.slice(0, RUNNING[precision]));
  return read<Value>(running ? today : day, parsed.notes, parsed.also);
}

/** How many characters of today name the period a date of this precision is still running in; a day never is. */
const RUNNING = { day: 10, month: 7, year: 4 } as const;

function periodFrom(raw: SheetCell['raw'], text: string, context: ReadContext): Parsed<Value> {
  if (isBlankMark(raw)) return read<Value>(null);
  const period = readPeriod(text, context.today);
  if (period) return read<Value>(period);
  const day = dayOf(raw, context, false);
  if (day.ok && typeof day.value === 'string') return read<Value>(periodOf(day.value));
  return refuse(`${quote(text)}看不出是哪个月`, '请写成 2026-05');
}

function choiceReader(field: ChoiceField): CellReader {
  const choices: object = field.choices;
  if (choices === STAGES) return ({ raw }) => parseStage(raw);
  const words = wordsOf(field);
  return ({ raw }) => matchChoice<string>(raw, field.choices, words);
}

/** Every other word for a choice of the field. */
export const wordsOf = (field: ChoiceField): Readonly<Record<string, string>> => ({
  ...MORE_WORDS.get(field.choices),
  ...field.words,
});

function listReader(readOne: CellReader): CellReader {
  return ({ text }) => {
    if (isBlankMark(text)) return read<Value>(null);
    if (isOverlong(text)) return refuseOverlong(text);
    const parts = text.split(/[、,，;；|\n\t]/).map((part) => part.trim());
    const values: string[] = [];
    for (const part of parts.filter((each) => each !== '')) {
      const parsed = readOne({ text: part, raw: part });
      if (!parsed.ok) return parsed;
      if (parsed.value !== null && !values.includes(String(parsed.value))) values.push(String(parsed.value));
    }
    return read<Value>(values.length > 0 ? values : null);
  };
}

function named(
  noun: string,
  find: (text: string) => string | undefined,
  known: readonly { name: string; short?: string }[],
): CellReader {
  const examples = known.map(({ short, name }) => short ?? name).join('、');
  return ({ raw, text }) => {
    if (isBlankMark(raw)) return read<Value>(null);
    const code = find(tidyText(text));
    return code === undefined
      ? refuse(`${quote(tidyText(text))}不是本市的${noun}`, `请填写：${examples}`)
      : read<Value>(code);
  };
}

/** Sheets name people where the ledger keeps posts (domain.md 0.1-1): a name is told of and left out. */
function postReader(city: City): CellReader {
  const byName = new Map(
    city.posts.flatMap(({ code, name }) => [[name, code] as const, [code, code] as const]),
  );
  return ({ raw, text }) => {
    if (isBlankMark(raw)) return read<Value>(null);
    const said = tidyText(text);
    const code = byName.get(said);
    if (code !== undefined) return read<Value>(code);
    return read<Value>(null, [
      note('converted', `${quote(said)}不是岗位名称，系统按岗位登记，这一格没有导入`),
    ]);
  };
}
