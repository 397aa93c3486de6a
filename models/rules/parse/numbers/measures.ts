import type { Hundredths } from '../../money.ts';
import { isOverlong, refuseOverlong } from '../bounds.ts';
import type { AreaUnit } from '../area.ts';
import type { MoneyUnit } from './money-units.ts';
import { boundIn, createQuantityReader, numericText, scale, unitWord } from '../quantity.ts';
import { note, read, refuse, type Note, type Parsed } from '../result.ts';
import { isBlankMark, isFormulaError, quote, type Cell } from '../text.ts';

type Family = '电量' | '标煤' | '人数' | '亩均' | '分数';

/** Units of neither money nor area, with what one of them is worth in the unit that ledgers keep (万度, 吨标煤, 人). */
const MEASURES = {
  度: ['电量', 1e-4],
  千瓦时: ['电量', 1e-4],
  kwh: ['电量', 1e-4],
  兆瓦时: ['电量', 0.1],
  mwh: ['电量', 0.1],
  万度: ['电量', 1],
  万千瓦时: ['电量', 1],
  万kwh: ['电量', 1],
  亿度: ['电量', 1e4],
  亿千瓦时: ['电量', 1e4],
  吨标煤: ['标煤', 1],
  吨标准煤: ['标煤', 1],
  tce: ['标煤', 1],
  万吨标煤: ['标煤', 1e4],
  万吨标准煤: ['标煤', 1e4],
  吨: ['标煤', 1],
  万吨: ['标煤', 1e4],
  千克标煤: ['标煤', 1e-3],
  千克标准煤: ['标煤', 1e-3],
  人: ['人数', 1],
  名: ['人数', 1],
  百人: ['人数', 100],
  千人: ['人数', 1000],
  万人: ['人数', 1e4],
  '万元/亩': ['亩均', 1],
  '元/亩': ['亩均', 1e-4],
  '亿元/亩': ['亩均', 1e4],
  分: ['分数', 1],
} as const satisfies Readonly<Record<string, readonly [Family, number]>>;

export type MeasureUnit = keyof typeof MEASURES;
/** Every unit that a header or a sheet may name. */
export type AnyUnit = MoneyUnit | AreaUnit | MeasureUnit;

export const isMeasureUnit = (word: string | undefined): word is MeasureUnit =>
  word !== undefined && Object.hasOwn(MEASURES, word);

/** How many of `own` one of `unit` is; undefined where they measure different things. */
export function measuredIn(own: string | undefined, unit: string | undefined): number | undefined {
  if (!isMeasureUnit(own) || !isMeasureUnit(unit)) return undefined;
  const [[family, worth], [other, wanted]] = [MEASURES[unit], MEASURES[own]];
  return family === other ? worth / wanted : undefined;
}

const readMeasures = createQuantityReader(
  Object.entries(MEASURES).map(([word, [family, worth]]) => unitWord(word, worth * 100, family)),
  /(?!\s*(?:\/|每))/,
);
const EXPECTED_WORDS = /年|约|为|合计|共|综合|能耗|用电量?|总|[(),;:.\s]/g;

/**
 * Reads a plain decimal (万度, 吨标煤, 万元/亩) as hundredths of `own`: a bare number in the header's unit, else with the unit
 * behind it. A range gives its low end and asks. Never throws.
 */
export function parseMeasure(cell: Cell, own: string, headerUnit?: string): Parsed<Hundredths> {
  if (isBlankMark(cell)) return read<Hundredths>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const factor = measuredIn(own, headerUnit) ?? 1;
  if (typeof cell === 'number' && Number.isFinite(cell) && cell >= 0) return rounded(cell * factor);
  const raw = String(cell);
  const wrong = refuse(`${quote(raw)}不是数字`, `请填写数字，例如 12.5（${own}）`);
  if (typeof cell !== 'string' || isFormulaError(raw)) return wrong;
  const { found, approx, rest } = readMeasures(numericText(raw));
  const [one] = found;
  if (!one || found.length > 1 || one.negative || rest.replace(EXPECTED_WORDS, '') !== '') return wrong;
  const each = one.unit ? measuredIn(own, one.unit.word) : factor;
  if (each === undefined) {
    const refused = refuse(`${quote(raw)}的单位不是${own}`, `请填写数字，例如 12.5（${own}）`);
    return { ...refused, instead: one.unit?.word ?? '' };
  }
  const bound = boundIn(numericText(raw));
  const notes: Note[] = approx && !bound ? [note('approx', `按“${raw.trim()}”取约数`)] : [];
  if (bound) notes.push(note('confirm', `${quote(raw.trim())}只说了${bound}，按${bound}读取，请确认`));
  if (one.high !== undefined && one.high !== one.low)
    notes.push(note('range', `${quote(raw)}是区间，暂取低值，请确认`));
  return rounded(one.unit ? (one.low * each) / one.unit.factor : one.low * each, notes);
}

function rounded(value: number, notes: readonly Note[] = []): Parsed<Hundredths> {
  const hundredths = scale(value, 100);
  return Number.isSafeInteger(hundredths) ? read(hundredths, notes) : refuse('数字过大', '请核对单位');
}
