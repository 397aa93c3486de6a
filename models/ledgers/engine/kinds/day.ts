import { parseDate } from '../../../rules/parse/date.ts';
import { read, type Parsed } from '../../../rules/parse/result.ts';
import { isDay } from '../../../rules/time/day.ts';
import type { DayField, Value } from '../fields.ts';
import type { FieldKind, ReadContext, TypedCell } from './kind.ts';

/** How many characters of today name the period a date of this precision is still running in; a day never is. */
const RUNNING = { day: 10, month: 7, year: 4 } as const;

/**
 * Reads a day. `fact`: it lies in the past, so "2026年5月" read in May means at the latest today, not the end of May.
 */
export function readDay(
  raw: TypedCell['raw'],
  { fileYear, today }: ReadContext,
  fact: boolean,
): Parsed<Value> {
  // The form that real date cells and exports come in: nothing to interpret.
  if (typeof raw === 'string' && isDay(raw) && raw >= '1990' && raw < '2100') return read<Value>(raw);
  const parsed = parseDate(raw, fileYear === undefined ? {} : { fileYear });
  if (!parsed.ok || !parsed.value) return parsed.ok ? read<Value>(null, parsed.notes, parsed.also) : parsed;
  const { day, precision } = parsed.value;
  const running = fact && day > today && day.startsWith(today.slice(0, RUNNING[precision]));
  return read<Value>(running ? today : day, parsed.notes, parsed.also);
}

/** Calendar days; a plan may lie in the future, a fact may not. */
export const dayKind: FieldKind<DayField> = {
  title: '日期',
  stored: 'string',
  judge(field, value, { today }) {
    if (typeof value !== 'string' || !isDay(value)) return `“${String(value)}”不是日期`;
    return !field.future && value > today ? `（${value}）晚于今天` : undefined;
  },
  show: (_field, value) => String(value),
  reader:
    (field, context) =>
    ({ raw }) =>
      readDay(raw, context, !field.future),
  repeats: 'all',
  input: () => ({ kind: 'day' }),
  sheet: () => ({ look: 'day', width: 12 }),
  guide: ({ future }) => (future ? [] : ['不晚于今天']),
};
