import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';
import type { SheetCell, SheetRow } from '../files/sheet.ts';

/** How a line looks before anybody knows what it is. */

/** Marks such as 合计 and 填表人 stand at the start of a short text. */
export const MARK_CHARS = 24;
/** The number of a row or of a group, alone in its cell. */
export const NUMERAL = /^[(]?(?:\d+|[一二三四五六七八九十]{1,3})[)、.,:]?$/;
/** A title in a row of its own is no longer, and no sentence. */
const TITLE_CHARS = 24;

/** Short, and no sentence. */
export const isShort = (title: string): boolean =>
  title !== '' && title.length <= TITLE_CHARS && !/[。;；]|^(?:填|制|审|注|单位)/.test(title);

/** A number of its own, as rows of data have. */
export const hasSerial = ({ cells }: SheetRow): boolean =>
  cells.some(
    (cell) => cell !== undefined && (typeof cell.raw === 'number' || /^\d{1,4}$/.test(cell.text.trim())),
  );

/** 1 2 3 4 … or 甲 乙 丙 … below a header: the columns' numbers. */
export function isCounting({ cells }: SheetRow): boolean {
  const first = cells.find(isFilled)?.text.trim() ?? '';
  if (first !== '1' && first !== '甲') return false;
  const texts = cells.filter(isFilled).map((cell) => cell?.text.trim() ?? '');
  if (texts.length < 4) return false;
  const letters = '甲乙丙丁戊己庚辛壬癸';
  const start = texts.findIndex((text) => /^\d/.test(text));
  return texts.every((text, i) =>
    letters.includes(first) && (start < 0 || i < start)
      ? text === letters[i]
      : text === String(i - Math.max(0, start) + 1),
  );
}

export const isFilled = (cell: SheetCell | undefined): boolean =>
  cell !== undefined && cell.text.trim() !== '';

/** Digits and ideographs, which normalising leaves as they are. */
const isSettledSign = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x4e00 && code <= 0x9fff);

/** A header, and its first and last words: a stacked one may be repeated in part. */
export class HeaderTexts {
  readonly #texts: ReadonlySet<string>;
  readonly #beginnings: ReadonlySet<number>;

  constructor(header: string) {
    const words = header.split(' ');
    const parts = words.flatMap((_, i) => [words.slice(0, i + 1), words.slice(i)]);
    this.#texts = new Set(parts.map((part) => part.join(' ')).filter((text) => text !== ''));
    this.#beginnings = new Set([...this.#texts].map((text) => text.charCodeAt(0)));
  }

  /** Does a cell say the header again? Most cells of data are told apart by their first sign. */
  has(cell: SheetCell | undefined): boolean {
    if (cell === undefined) return false;
    const beginning = cell.text.charCodeAt(0);
    if (isSettledSign(beginning) && !this.#beginnings.has(beginning)) return false;
    return this.#texts.has(shortText(cell));
  }
}

/** 合  计 is 合计. Marks and titles stand at the start of a text. */
export function squeezed(text: string): string {
  const plain = normaliseText(text.slice(0, LONGEST.value));
  return plain.includes(' ') ? plain.replace(/(?<=[一-龥]) (?=[一-龥])/g, '') : plain;
}

/** A cell's text where it is short enough to be a mark; data is told apart without being looked at closely. */
export const shortText = (cell: SheetCell | undefined): string =>
  cell === undefined || typeof cell.raw === 'number' || cell.text.length > MARK_CHARS
    ? ''
    : squeezed(cell.text);

export const openingText = (row: SheetRow): string =>
  row.cells.find((cell) => cell !== undefined)?.text ?? '';

/** The first two texts of a row as one: the numeral may stand in a cell of its own. */
export function opening(row: SheetRow): string {
  const [first = '', second = ''] = row.cells.flatMap((cell) => (cell ? [squeezed(cell.text)] : []));
  return /^[一二三四五六七八九十]+$/.test(first) ? `${first}、${second}` : first;
}

/** How the first text of a row begins, numbers (序号) and numerals passed over. */
export const firstText = (row: SheetRow): string => {
  for (const cell of row.cells) {
    if (!cell || typeof cell.raw === 'number') continue;
    const text = squeezed(cell.text.slice(0, MARK_CHARS));
    if (text !== '' && !NUMERAL.test(text)) return text;
  }
  return '';
};
