import { parseInteger } from '../../../rules/parse/scalars.ts';
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
  reader:
    () =>
    ({ raw }) =>
      parseInteger(raw),
  repeats: 'texts',
  find: findByReading,
  input: () => ({ kind: 'number' }),
  sheet: () => ({ look: 'int', width: 9 }),
  written: (_field, value) => Number(value),
  guide: (field) => rangeWords(field),
};
