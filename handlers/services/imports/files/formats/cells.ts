import { cleanNumber, NO_RESULT, type SheetCell } from '../sheet.ts';
import type { NumberFormat } from './number-format.ts';
import type { SharedText } from './rich-text.ts';

/** A number as its format shows it: 32000000 under 0!.0, is 3200, and 3.2 under 0.00"亿元" is 3.2亿元. */
export function figureCell(stored: number, format: NumberFormat | undefined): SheetCell {
  const number = cleanNumber(stored);
  const shown = format?.(number);
  if (!shown) return { text: String(number), raw: number };
  const { figure, unit, text, currency } = shown;
  const about = { number, shown: text, unit, ...(currency ? { currency } : {}) };
  // Where no figure is shown, what is stored is all there is to go by.
  if (text === '') return { text: String(number), raw: number, stored: about };
  const raw = figure !== undefined && unit === '' ? figure : text;
  return { text, raw, stored: about };
}

/** A formula whose result is not in the file. */
export const noResult = (): SheetCell => ({ text: NO_RESULT, raw: NO_RESULT, error: true });

/** A text as it stands; none for an empty one. */
export const textCell = (text: string, strike: boolean): SheetCell | undefined =>
  text === '' ? undefined : strike ? { text, raw: text, strike: true } : { text, raw: text };

/** A text of several fonts in a cell, which may itself be struck through: what is struck is not read. */
export function sharedCell(
  { text, strike, partly, partlyInStruck }: SharedText,
  struck: boolean,
): SheetCell | undefined {
  const part = struck ? partlyInStruck : partly;
  if (part) return { text: part.text, raw: part.text, struckOut: part.struckOut };
  return textCell(text, struck || strike);
}
