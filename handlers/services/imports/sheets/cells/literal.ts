import type { Field, Value } from '../../../../../models/ledgers/engine/fields.ts';
import { showValue, type NameOf } from '../../../../../models/ledgers/engine/show.ts';
import { tidyText } from '../../../../../models/rules/parse/text.ts';
import type { Note } from '../../../../../models/rules/parse/result.ts';
import type { SheetCell } from '../../files/sheet.ts';

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;
/** 2026-3-15, 2026/03/15 and 2026年3月15日 are one way of writing. */
const numbersIn = (text: string): string => (text.match(/\d+/g) ?? []).map(Number).join('-');

/**
 * Does a value say what its cell shows, so that nobody need compare the two? Names for codes, and numbers in the unit of
 * their column, are literal; a number with a unit of its own, an abbreviation, a word of the trade and whatever was
 * noted are not.
 */
export function isLiteral(
  field: Field,
  { raw, text, struckOut }: SheetCell,
  value: Value,
  notes: readonly Note[],
  nameOf: NameOf,
): boolean {
  if (notes.length > 0 || struckOut !== undefined) return false;
  if (value === raw || typeof raw !== 'string' || field.type === 'ref') return true;
  if (text.length > 40) return field.type === 'text' && value === tidyText(text);
  if (field.type === 'decimal' || field.type === 'int') return PLAIN_NUMBER.test(text.trim());
  const shown = showValue(field, value, nameOf);
  if (field.type === 'day' || field.type === 'period') return numbersIn(shown) === numbersIn(text);
  return shown.replace(/\s/g, '') === tidyText(text).replace(/\s/g, '');
}
