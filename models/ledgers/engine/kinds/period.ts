import { parsePeriodCell } from '../../../rules/parse/period.ts';
import { isPeriod } from '../../../rules/time/day.ts';
import type { PeriodField } from '../fields.ts';
import { findByReading, type FieldKind } from './kind.ts';

/** Months, such as those of bulletins. */
export const periodKind: FieldKind<PeriodField> = {
  title: '月份',
  stored: 'string',
  judge: (_field, value) =>
    typeof value === 'string' && isPeriod(value) ? undefined : `“${String(value)}”不是月份`,
  show: (_field, value) => String(value),
  reader:
    (_field, context) =>
    ({ text }) =>
      parsePeriodCell(text, context),
  repeats: 'all',
  find: findByReading,
  input: () => ({ kind: 'month' }),
  sheet: () => ({ look: 'center', width: 11 }),
  guide: () => [],
};
