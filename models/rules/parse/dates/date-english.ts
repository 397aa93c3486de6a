import type { DateDraft, DateForm } from './date-draft.ts';

/** Dates with an English month, as Excel shows them in an English setting: 15-Mar-24, Mar 15, 2024, Mar-24. */
const NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])';
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`((?:19|20)\d{2})`;
const GAP = String.raw`[-\s./,']{0,3}`;

const monthOf = (text: string | undefined) => NAMES.indexOf((text ?? '').toLowerCase().slice(0, 3)) + 1;
const form = (pattern: string, draft: DateForm['draft']): DateForm => ({
  pattern: new RegExp(pattern, 'i'),
  draft,
});
const onDay = (
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  ask = false,
): DateDraft => ({
  ...(year === undefined ? {} : { year: Number(year) }),
  month: monthOf(month),
  day: Number(day),
  precision: 'day',
  ...(ask ? { ask } : {}),
});
const inMonth = (year: string | undefined, month: string | undefined, ask = false): DateDraft => ({
  year: Number(year),
  month: monthOf(month),
  precision: 'month',
  ...(ask ? { ask } : {}),
});

/** The most telling first. Two digits that may be a day as well as a year are asked. */
export const ENGLISH_FORMS: readonly DateForm[] = [
  form(`(?<!\\d)${DAY}${GAP}${MONTH}${GAP}${YEAR}(?!\\d)`, (m) => onDay(m[3], m[2], m[1])),
  form(`(?<!\\d)${YEAR}${GAP}${MONTH}${GAP}${DAY}(?!\\d)`, (m) => onDay(m[1], m[2], m[3])),
  form(`(?<![a-z])${MONTH}${GAP}${DAY}${GAP}(?<!\\d)${YEAR}(?!\\d)`, (m) => onDay(m[3], m[1], m[2])),
  form(`(?<!\\d)${DAY}${GAP}${MONTH}${GAP}(\\d{2})(?!\\d)`, (m) =>
    onDay(m[3], m[2], m[1], Number(m[3]) < 20 || Number(m[1]) > 31),
  ),
  form(`(?<![a-z])${MONTH}${GAP}${DAY}[-\\s./,']{1,3}(\\d{2})(?!\\d)`, (m) => onDay(m[3], m[1], m[2], true)),
  form(`(?<![a-z])${MONTH}${GAP}${YEAR}(?!\\d)`, (m) => inMonth(m[2], m[1])),
  form(`(?<!\\d)${YEAR}${GAP}${MONTH}`, (m) => inMonth(m[1], m[2])),
  form(`(?<![a-z])${MONTH}[-']\\s?(\\d{2})(?!\\d)`, (m) => inMonth(m[2], m[1], true)),
  form(`(?<!\\d)${DAY}${GAP}${MONTH}`, (m) => onDay(undefined, m[2], m[1], true)),
  form(`(?<![a-z])${MONTH}${GAP}${DAY}(?!\\d)`, (m) => onDay(undefined, m[1], m[2], true)),
];
