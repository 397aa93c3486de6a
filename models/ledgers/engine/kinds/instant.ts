import { parseInstant } from '../../../rules/parse/instant.ts';
import { dayOf, instantText, isInstant } from '../../../rules/time/day.ts';
import type { InstantField, Value } from '../fields.ts';
import type { FieldKind } from './kind.ts';

const EXAMPLE = '2026-05-06 09:00';

const show = (value: Value): string => {
  const text = String(value);
  return isInstant(text) ? instantText(text) : text;
};

/** Moments: stored in UTC, shown and read as the time in China, to the minute. */
export const instantKind: FieldKind<InstantField> = {
  title: '时刻',
  stored: 'string',
  judge(field, value, { today }) {
    const text = String(value);
    if (!isInstant(text)) return `“${text}”不是时刻`;
    return !field.future && dayOf(new Date(text)) > today ? `（${instantText(text)}）晚于今天` : undefined;
  },
  show: (_field, value) => show(value),
  reader:
    (_field, { today, fileYear }) =>
    ({ raw }) =>
      parseInstant(raw, { today, ...(fileYear === undefined ? {} : { fileYear }) }),
  repeats: 'all',
  input: () => ({ kind: 'text', hint: `写成 ${EXAMPLE}` }),
  typed: (_field, value) => show(value),
  // As text: a date cell would keep its day only.
  sheet: () => ({ look: 'center', width: 17 }),
  // Seconds are not shown, so nobody who leaves a moment alone has changed it.
  alike: (_field, a, b) => show(a) === show(b),
  guide: ({ future }) => [`如 ${EXAMPLE}`, ...(future ? [] : ['不晚于今天'])],
};
