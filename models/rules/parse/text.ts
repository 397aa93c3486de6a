import { isOverlong } from './bounds.ts';
import { dayOf, timeOf } from '../time/day.ts';

/** What a spreadsheet cell or a chat line may hold. Anything else reads as its own wrongness, never as a throw. */
export type Cell = unknown;

const BLANKS = new Set([
  '-',
  '--',
  '—',
  '——',
  '–',
  '/',
  '\\',
  '无',
  '暂无',
  '没有',
  '空',
  '未填',
  'n/a',
  'na',
  'null',
  '/无',
]);
const FORMULA_ERROR = /^#(REF|N\/A|NAME|VALUE|DIV\/0|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?$/i;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u{1F1E6}-\u{1F1FF}]|\uFE0F/u;
/** Signs that Unicode calls pictographs and office text does not. */
const OFFICE_SIGNS = /[©®™‼⁉ℹ↔-↪▪▫▶◀☎☑✔✖✳✴❇〰〽㊗㊙]\uFE0F?/gu;
/** Zero-width and bidirectional marks that copying from web pages leaves behind. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u00AD]/g;

/** Normalising sorts the marks of a run (accents, vowel signs), in the square of their number: no word has this many. */
const MARKS = /(\p{M}{30})\p{M}+/gu;

/** NFKC: full width to half width, signs to letters. Of a run of combining marks the first thirty stay (UAX #15). */
export const nfkc = (text: string): string => text.replace(MARKS, '$1').normalize('NFKC');

/** What normalising could change in a text: all but ASCII, unified ideographs and single spaces between them. */
const UNSETTLED = /[^ -~\u4E00-\u9FFF]|^ | $| {2}/;
/** What tidying could change. */
const UNTIDY =
  /[\s\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u00AD\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/;
/** Five signs that no normalising takes away: more than any word for "nothing here" has. */
const MORE_THAN_BLANK = /[!-~\u4E00-\u9FFF]{5}/;
/** ASCII, Chinese punctuation, ideographs, full width forms: no pictograph is among them. */
const NO_PICTOGRAPHS = /^[\0-~\u3000-\u302F\u4E00-\u9FFF\uFF00-\uFFEF]*$/;

/** Is the text as `normaliseText` leaves it? Most cells are, and telling so is far cheaper than normalising them. */
export const isSettled = (text: string): boolean => !UNSETTLED.test(text);

/** For comparing and parsing: NFKC (full width to half width), no invisible marks, whitespace and newlines as one space. */
export const normaliseText = (text: string): string =>
  isSettled(text)
    ? text
    : nfkc(text.replace(INVISIBLE, '')).replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();

/**
 * For storing: letters, digits and spaces to half width, whitespace as one space; Chinese punctuation stays, since
 * NFKC would turn ，（） into ,().
 */
export const tidyText = (text: string): string =>
  !UNTIDY.test(text)
    ? text
    : text
        .replace(INVISIBLE, '')
        .replace(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g, (c) =>
          String.fromCharCode(c.charCodeAt(0) - 0xfee0),
        )
        .replace(/\s+/g, ' ')
        .trim();

/** 归一名: names that differ in width, case, spaces or kind of bracket only are one name (domain.md 2.1). */
export const nameKeyOf = (name: string): string => normaliseText(name).toLowerCase().replace(/\s/g, '');

export const hasEmoji = (text: string): boolean =>
  !NO_PICTOGRAPHS.test(text) && EMOJI.test(text.replace(OFFICE_SIGNS, ''));

/** Does the cell say "nothing here": empty, —, /, 无, 暂无 …? 0 is not blank (domain.md Appendix B). */
export const isBlankMark = (cell: Cell): boolean => {
  if (cell === null || cell === undefined) return true;
  if (typeof cell !== 'string' || MORE_THAN_BLANK.test(cell)) return false;
  if (isOverlong(cell)) return cell.trim() === '';
  const text = normaliseText(cell).toLowerCase().replace(/\s/g, '');
  return text === '' || BLANKS.has(text);
};

/** Is the text an Excel error value, as in #REF! or #N/A? */
export const isFormulaError = (text: string): boolean => FORMULA_ERROR.test(text.trim());

/** A cell as normalised text; undefined for what no cell can hold (objects, functions, NaN …). */
export function cellText(cell: Cell): string | undefined {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return normaliseText(cell);
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : undefined;
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  if (typeof cell === 'bigint') return String(cell);
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? undefined : `${dayOf(cell)} ${timeOf(cell)}`;
  return undefined;
}

/** A long cell quoted in a message, cut to what fits on a card line. */
export const quote = (text: string): string => {
  const chars = [...text];
  return `“${chars.length > 30 ? `${chars.slice(0, 30).join('')}…` : text}”`;
};
