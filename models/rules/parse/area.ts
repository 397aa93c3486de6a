import { printHundredths, type Hundredths } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { isOverlong, refuseOverlong } from './bounds.ts';
import {
  boundIn,
  createQuantityReader,
  numericText,
  scale,
  unitWord,
  type Quantity,
  type QuantityUnit,
} from './quantity.ts';
import { note, read, refuse, type Note, type Parsed } from './result.ts';
import { isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

export type AreaUnit = '亩' | '万亩' | '平方米' | '万平方米' | '公顷' | '平方公里';

type Family = '亩' | '平方米' | '公顷' | '平方公里';
const SQM = ['平方米', '平方', '平米', '平', 'm2', '㎡', '方'];

/** Factors give hundredths of the family's own unit; families are converted by the rule set's ratios. */
const UNITS: readonly QuantityUnit<Family>[] = [
  unitWord('万亩', 1e6, '亩'),
  unitWord('亩', 100, '亩'),
  ...SQM.flatMap((word) => [unitWord(`万${word}`, 1e6, '平方米'), unitWord(word, 100, '平方米')]),
  unitWord('公顷', 100, '公顷'),
  unitWord('ha', 100, '公顷'),
  unitWord('平方公里', 100, '平方公里'),
  unitWord('平方千米', 100, '平方公里'),
  unitWord('km2', 100, '平方公里'),
];
const HEADER_UNITS: Readonly<Record<AreaUnit, QuantityUnit<Family>>> = {
  亩: unitWord('亩', 100, '亩'),
  万亩: unitWord('万亩', 1e6, '亩'),
  平方米: unitWord('平方米', 100, '平方米'),
  万平方米: unitWord('万平方米', 1e6, '平方米'),
  公顷: unitWord('公顷', 100, '公顷'),
  平方公里: unitWord('平方公里', 100, '平方公里'),
};
export const isAreaUnit = (unit: string | undefined): unit is AreaUnit =>
  unit !== undefined && Object.hasOwn(HEADER_UNITS, unit);

const readArea = createQuantityReader(UNITS, /(?!\s*(?:\/|每))/);
const EXPECTED_WORDS =
  /规划|项目|总|用地|占地|面积|土地|需求|租用|租赁|购置|厂房|建筑|建|标准|其中|一期|首期|共|合计|约|为|需|拟|新增|[(),;:.\s]/g;
const HA_PER_KM2 = 100;
/** A hundred thousand 亩 is a third of a county town's farmland: no project is larger. */
const LIMIT_MU = 1e7;

const EXAMPLE = { 亩: '请填写数字，例如 80.5（亩）', 平方米: '请填写数字，例如 12000（平方米）' } as const;

/** Reads 用地面积 as hundredths of 亩: `80亩`, `5.36公顷`, `53600㎡` (asks). `area` is the rule set's. 0 is nothing filled. Never throws. */
export const parseArea = (
  cell: Cell,
  area: RuleSet['area'],
  options: { headerUnit?: AreaUnit } = {},
): Parsed<Hundredths> => parse(cell, area, '亩', options.headerUnit ?? '亩');

/** Reads 厂房/建筑面积 as hundredths of 平方米: `3000㎡`, `0.3万平方米`, `80亩` (asks). Never throws. */
export const parseFloorArea = (
  cell: Cell,
  area: RuleSet['area'],
  options: { headerUnit?: AreaUnit } = {},
): Parsed<Hundredths> => parse(cell, area, '平方米', options.headerUnit ?? '平方米');

function parse(
  cell: Cell,
  area: RuleSet['area'],
  wanted: '亩' | '平方米',
  header: AreaUnit,
): Parsed<Hundredths> {
  if (isBlankMark(cell) || cell === 0 || cell === '0') return read<Hundredths>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  if (typeof cell !== 'number' && typeof cell !== 'string')
    return refuse('单元格里不是面积', EXAMPLE[wanted]);
  if (typeof cell === 'number' && !Number.isFinite(cell)) return refuse('单元格里不是面积', EXAMPLE[wanted]);
  const raw = String(cell);
  if (isFormulaError(raw)) return refuse(`单元格是公式错误 ${raw.trim()}`, '请改成数值后再导入');
  const { found, approx, rest } = readArea(plainNumber(cell));
  if (found.some((q) => q.negative)) return refuse('面积不能是负数', EXAMPLE[wanted]);
  const leftover = rest.replace(EXPECTED_WORDS, '') !== '';
  const areas = found.filter((q) => q.unit);
  const [only] = found;
  if (found.length === 1 && only && !only.unit && !leftover) areas.push(withUnit(only, header));
  const chosen = areas.find((q) => belongs(q, wanted)) ?? areas[0];
  if (!chosen?.unit) return refuse(`${quote(raw)}看不出面积`, EXAMPLE[wanted]);
  const bound = boundIn(raw);
  const notes: Note[] = approx && !bound ? [note('approx', `按“${raw.trim()}”取约数`)] : [];
  const to = (value: number) => converted(value, chosen.unit?.family ?? wanted, wanted, area);
  const value = to(chosen.low);
  if (wanted === '亩' && value > LIMIT_MU) return refuse(`${quote(raw)}面积过大`, '请核对单位是亩还是平方米');
  if (!Number.isSafeInteger(value)) return refuse(`${quote(raw)}面积过大`, EXAMPLE[wanted]);
  if (bound) notes.push(note('confirm', `${quote(raw.trim())}只说了${bound}，按${bound}读取，请确认`));
  else if (leftover || found.length > 1)
    notes.push(note('confirm', `从${quote(raw)}中读出 ${printHundredths(value)} ${wanted}，请确认`));
  if (value === 0) notes.push(note('confirm', '面积为 0，请确认'));
  notes.push(...conversionNotes(chosen, value, wanted));
  if (chosen.high === undefined || chosen.high === chosen.low) return read(value, notes);
  const [low, high] = [value, to(chosen.high)];
  const text = `${printHundredths(low)}—${printHundredths(high)} ${wanted}是区间，暂取低值，请确认`;
  return read(low, [...notes, note('range', text)], { range: [low, high] });
}

const plainNumber = (cell: number | string) =>
  typeof cell === 'string' ? numericText(cell) : cell.toFixed(Number.isInteger(cell) ? 0 : 6);

function withUnit(q: Quantity<Family>, header: AreaUnit): Quantity<Family> {
  const unit = HEADER_UNITS[header];
  return {
    ...q,
    low: scale(q.low, unit.factor),
    ...(q.high === undefined ? {} : { high: scale(q.high, unit.factor) }),
    unit,
    written: `${q.written}${unit.word}`,
  };
}

/** 占地80亩，建筑面积3万㎡: each column takes the figure in its own measure and under its own word. */
const belongs = (q: Quantity<Family>, wanted: '亩' | '平方米') => {
  if (/一期|首期|其中/.test(q.label)) return false;
  const floor = /建筑|厂房/.test(q.label);
  return wanted === '亩' ? q.unit?.family !== '平方米' && !floor : q.unit?.family === '平方米';
};

function converted(value: number, from: Family, to: '亩' | '平方米', area: RuleSet['area']): Hundredths {
  const mu: Record<Family, number> = {
    亩: value,
    公顷: value * area.haToMu,
    平方公里: value * HA_PER_KM2 * area.haToMu,
    平方米: value / area.muToSqm,
  };
  if (from === to) return value;
  return scale(to === '亩' ? mu[from] : mu[from] * area.muToSqm, 1);
}

function conversionNotes(q: Quantity<Family>, value: Hundredths, wanted: '亩' | '平方米'): Note[] {
  const from = q.unit?.family;
  if (from === wanted) return [];
  const text = `${q.written}＝${printHundredths(value)} ${wanted}`;
  return [
    from === '公顷' || from === '平方公里' ? note('converted', text) : note('confirm', `${text}，请确认单位`),
  ];
}
