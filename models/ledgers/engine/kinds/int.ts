import { parseInteger, parseYear } from '../../../rules/parse/numbers/integer.ts';
import type { IntField } from '../fields.ts';
import { findByReading, type FieldKind } from './kind.ts';
import { judgeRange, rangeWords } from '../range.ts';

/** Whole numbers. */
export const intKind: FieldKind<IntField> = {
  title: '整数',
  stored: 'number',
  judge: (field, value) =>
    Number.isSafeInteger(value) ? judgeRange(field, Number(value), 1, String) : '应为整数',
  show: ({ unit }, value) => (unit ? `${String(value)} ${unit}` : String(value)),
  figure: (_field, value) => String(Number(value)),
  reader: ({ unit, year }, context) => {
    if (year) return ({ raw }) => parseYear(raw);
    const options = { ...(unit ? { unit } : {}), ...(context.unit ? { headerUnit: context.unit } : {}) };
    return ({ raw }) => parseInteger(raw, options);
  },
  repeats: 'texts',
  find: findByReading,
  input: () => ({ kind: 'number' }),
  sheet: () => ({ look: 'int', width: 9 }),
  written: (_field, value) => Number(value),
  guide: (field) => rangeWords(field),
};
