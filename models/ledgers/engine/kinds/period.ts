import { readPeriod } from '../../../rules/parse/period.ts';
import { read, refuse, type Parsed } from '../../../rules/parse/result.ts';
import { isBlankMark, quote } from '../../../rules/parse/text.ts';
import { isPeriod, periodOf } from '../../../rules/time/day.ts';
import type { PeriodField, Value } from '../fields.ts';
import { readDay } from './day.ts';
import { findByReading, type FieldKind, type ReadContext, type TypedCell } from './kind.ts';

function periodFrom({ raw, text }: TypedCell, context: ReadContext): Parsed<Value> {
  if (isBlankMark(raw)) return read<Value>(null);
  const period = readPeriod(text, context.today);
  if (period) return read<Value>(period);
  const day = readDay(raw, context, false);
  if (day.ok && typeof day.value === 'string') return read<Value>(periodOf(day.value));
  return refuse(`${quote(text)}看不出是哪个月`, '请写成 2026-05');
}

/** Months, such as those of bulletins. */
export const periodKind: FieldKind<PeriodField> = {
  title: '月份',
  stored: 'string',
  judge: (_field, value) =>
    typeof value === 'string' && isPeriod(value) ? undefined : `“${String(value)}”不是月份`,
  show: (_field, value) => String(value),
  reader: (_field, context) => (cell) => periodFrom(cell, context),
  repeats: 'all',
  find: findByReading,
  input: () => ({ kind: 'month' }),
  sheet: () => ({ look: 'center', width: 11 }),
  guide: () => [],
};
