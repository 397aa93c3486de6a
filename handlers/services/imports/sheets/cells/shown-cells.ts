import type { Value } from '../../../../../models/ledgers/engine/fields.ts';
import type { AnyLedger } from '../../../../../models/ledgers/engine/define.ts';
import type { CellReader, ReadContext } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import { note, type Note, type Parsed } from '../../../../../models/rules/parse/result.ts';
import { quote } from '../../../../../models/rules/parse/text.ts';
import { NO_RESULT, type SheetCell, type StoredFigure } from '../../files/sheet.ts';

type Field = AnyLedger['fields'][string];

/** Tells what of a partly struck text was not read. */
export const struckNote = (struckOut: string): Note => note('struck', `划掉的${quote(struckOut)}没有读入`);

/** Tells of signs that were taken out. */
export const CLEANED: Note = note('converted', '格子里有看不见的控制字符，已去掉');

/** Is it a formula whose result nobody has worked out? */
export const isWithoutResult = ({ error, text }: SheetCell): boolean => error === true && text === NO_RESULT;

/** Why a cell that holds no value but an error of its formula cannot be read. */
export const formulaError = ({ text }: SheetCell): Extract<Parsed<Value>, { ok: false }> =>
  text === NO_RESULT
    ? {
        ok: false,
        reason: '公式没有计算结果（文件里只有公式，没有数）',
        suggestion: '请在 WPS/Excel 中打开保存后再发',
      }
    : { ok: false, reason: `单元格是公式错误 ${text}`, suggestion: '请改正公式，或改成数值后再导入' };

/** What 1 元 is to the units that people keep figures in and show in larger ones. */
const YUAN: Readonly<Partial<Record<NonNullable<ReadContext['unit']>, number>>> = {
  元: 1,
  千元: 1e3,
  万元: 1e4,
  百万元: 1e6,
  千万元: 1e7,
  亿元: 1e8,
};
const KEPT_IN = [1, 1e3, 1e4];

/**
 * Reads a cell whose number format shows another figure than it stores: the figure shown, as a person reads it. Told
 * where the column's heading bears it out, asked where it does not (32000000 shown as 3200 is sure in 万元 only).
 * @param unit as the heading or the sheet names it
 */
export function readShown(
  cell: SheetCell & { stored: StoredFigure },
  read: CellReader,
  field: Field,
  unit: ReadContext['unit'],
): Parsed<Value> {
  const { number, shown, unit: counted, currency } = cell.stored;
  const asShown = read(cell);
  const asStored = read({ text: String(number), raw: number });
  const asking = field.type === 'decimal' ? 'unit' : 'confirm';
  if (shown === '' || (asStored.ok && !(asShown.ok && asShown.value !== null))) {
    const words = shown === '' ? '格式不显示这个数' : `格式显示为${quote(shown)}`;
    return withNote(asStored, note(asking, `${words}，按存的 ${number} 读取，请确认`));
  }
  if (currency && field.type === 'decimal' && field.unit !== '万美元' && counted === '')
    return withNote(asShown, note(asking, `格式带外币符号，按${unit ?? field.unit}读取 ${shown}，请确认`));
  if (isSame(asShown, asStored)) return asShown;
  const words = `存的是 ${number}，格式显示为 ${shown}，按显示的读取`;
  if (isText(field)) return withNote(asShown, note('converted', words));
  const sure =
    counted === '' ? isUsual(number, cell.raw, unit) : unit === undefined || isHeadings(counted, read);
  return withNote(asShown, sure ? note('converted', words) : note(asking, `${words}，请确认单位`));
}

const isText = ({ type }: Field): boolean => type === 'text' || type === 'longtext';

const valueIn = (parsed: Parsed<Value>): string | undefined =>
  parsed.ok ? JSON.stringify([parsed.value, parsed.also]) : undefined;
const isSame = (a: Parsed<Value>, b: Parsed<Value>): boolean =>
  valueIn(a) !== undefined && valueIn(a) === valueIn(b);

/** Is the word behind the figure the unit that the heading names as well? */
const isHeadings = (counted: string, read: CellReader): boolean =>
  isSame(read({ text: `1${counted}`, raw: `1${counted}` }), read({ text: '1', raw: 1 }));

/** Is the heading's unit what a figure kept in 元, 千元 or 万元 is shown in? */
function isUsual(stored: number, shown: SheetCell['raw'], unit: ReadContext['unit']): boolean {
  const worth = unit && YUAN[unit];
  if (worth === undefined || typeof shown !== 'number' || shown === 0) return false;
  const ratio = stored / shown;
  return KEPT_IN.some((kept) => kept < worth && Math.abs(ratio / (worth / kept) - 1) < 1e-9);
}

const withNote = (parsed: Parsed<Value>, added: Note): Parsed<Value> =>
  parsed.ok ? { ...parsed, notes: [...parsed.notes, added] } : parsed;
