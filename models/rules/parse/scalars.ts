import { isOverlong, refuseOverlong } from './bounds.ts';
import { numericText } from './quantity.ts';
import { note, read, refuse, type Parsed } from './result.ts';
import { cellText, isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

const YES = new Set([
  '是',
  '有',
  '√',
  '✓',
  '✔',
  '☑',
  'y',
  'yes',
  'true',
  't',
  '1',
  '对',
  '已',
  '需要',
  '需',
  'o',
  '○',
]);
const NO = new Set([
  '否',
  '无',
  '×',
  '✗',
  '✘',
  '☒',
  'x',
  'n',
  'no',
  'false',
  'f',
  '0',
  '不',
  '不是',
  '没有',
  '未',
  '不需要',
  '错',
]);

/** Reads 是/否, √/×, 有/无, 1/0. An empty cell is null, 无 is no. Never throws. */
export function parseFlag(cell: Cell): Parsed<boolean> {
  if (typeof cell === 'boolean') return read<boolean>(cell);
  if (isOverlong(cell) && !isBlankMark(cell)) return refuseOverlong(cell);
  const text = cellText(cell)?.toLowerCase().replace(/\s/g, '');
  if (text === undefined) return refuse('单元格里不是“是”或“否”', '请填写：是、否');
  if (YES.has(text)) return read<boolean>(true);
  if (NO.has(text)) return read<boolean>(false);
  if (isBlankMark(cell)) return read<boolean>(null);
  return refuse(`${quote(text)}不是“是”或“否”`, '请填写：是、否');
}

const COUNT =
  /^(约|近|超|超过|不少于|预计)?\s*(-?\d{1,12})(?:\.0+)?\s*(余|多)?\s*([人个家台套件名项宗次户年天]|以上|左右)*$/;

/** The first number with more digits than `COUNT` reads. */
const MANY = 1e12;

/** Reads a whole number such as 用工: `120`, `1,200人`, `约120` (tells so). Fractions and negatives are refused. Never throws. */
export function parseInteger(cell: Cell): Parsed<number> {
  if (typeof cell === 'number' && Number.isInteger(cell) && cell > 0 && cell < MANY)
    return read<number>(cell);
  if (isBlankMark(cell)) return read<number>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  if (typeof cell !== 'number' && typeof cell !== 'string')
    return refuse('单元格里不是整数', '请填写整数，例如 120');
  const raw = String(cell);
  if (isFormulaError(raw)) return refuse(`单元格是公式错误 ${raw.trim()}`, '请改成数值后再导入');
  const match = COUNT.exec(numericText(raw));
  if (!match) return refuse(`${quote(raw.trim())}不是整数`, '请填写整数，例如 120');
  const value = Number(match[2]);
  if (value < 0) return refuse('不能是负数', '请填写整数，例如 120');
  const approx = match[1] !== undefined || match[3] !== undefined || /以上|左右/.test(raw);
  return read<number>(value, approx ? [note('approx', `按“${raw.trim()}”取约数`)] : []);
}
