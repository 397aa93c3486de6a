import { addDays, instantOf, isDay, readInstant, yearOf, type Day, type Instant } from '../time/day.ts';
import { parseDate } from './date.ts';
import { note, read, refuse, type Note, type Parsed } from './result.ts';
import { isBlankMark, normaliseText, quote, type Cell } from './text.ts';

export interface InstantOptions {
  /** For 今天 9:00, and for the year where none is written. */
  today: Day;
  /** The year the file speaks of. */
  fileYear?: number;
}

const EXAMPLE = '请写成 2026-05-06 09:00';
/** Excel counts days from here, and their parts of the day as fractions. */
const SERIAL_EPOCH: Day = '1899-12-30';
/** Excel serials of 1990-01-01 and 2099-12-31. */
const SERIALS = [32_874, 73_050] as const;
const MINUTES = 1440;

/** 上午9时30分, 下午3点半, 09:00:30, 9:00 PM; seconds are left out. */
const TIME =
  /(凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚|AM|PM)?\s*(\d{1,2})\s*(?::\s*(\d{2})(?::\d{2}(?:\.\d+)?)?|[时点]\s*(?:(半)|(\d{1,2})\s*分?)?整?(?:\s*\d{1,2}\s*秒)?)\s*(AM|PM)?/i;
const AFTER_NOON = /^(下午|傍晚|晚上|晚|PM)$/i;
const DAYS_FROM_TODAY: Readonly<Record<string, number>> = { 前天: -2, 昨天: -1, 今天: 0, 明天: 1, 后天: 2 };

/**
 * Reads a moment as people here write it: `2026-05-06 09:00`, `2026年5月6日上午9时30分`, `5月6日下午3点半`, `今天 9:00`, an ISO
 * text with or without a zone, an Excel date number. A day without a time is read as its beginning and says so. Never throws.
 */
export function parseInstant(cell: Cell, options: InstantOptions): Parsed<Instant> {
  if (isBlankMark(cell)) return read<Instant>(null);
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? refuse('单元格里的时间无效', EXAMPLE) : exactly(cell);
  if (typeof cell === 'number') return fromSerial(cell);
  if (typeof cell !== 'string') return refuse('单元格里不是时间', EXAMPLE);
  const text = normaliseText(cell);
  const iso = readInstant(text);
  return iso ? exactly(iso) : fromText(text, options);
}

const exactly = (instant: Date, notes: readonly Note[] = []): Parsed<Instant> =>
  read<Instant>(instant.toISOString(), notes);

function fromSerial(serial: number): Parsed<Instant> {
  if (!(serial >= SERIALS[0] && serial < SERIALS[1] + 1)) return refuse('单元格里不是时间', EXAMPLE);
  const minutes = Math.round(serial * MINUTES);
  const day = addDays(SERIAL_EPOCH, Math.floor(minutes / MINUTES));
  return exactly(at(day, minutes % MINUTES));
}

const at = (day: Day, minutes: number): Date => new Date(instantOf(day).getTime() + minutes * 60_000);

function fromText(text: string, options: InstantOptions): Parsed<Instant> {
  const match = TIME.exec(text);
  const rest = match ? `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}` : text;
  const found = dayIn(rest, options);
  if (!found.ok) return found;
  if (!found.value) return refuse(`${quote(text)}看不出是哪一天`, EXAMPLE);
  if (!match)
    return exactly(instantOf(found.value), [
      ...found.notes,
      note('approx', `${quote(text)}没有写几点，按 00:00 读取`),
    ]);
  const minutes = minutesOf(match);
  if (minutes === undefined) return refuse(`${quote(text)}没有这个时间`, EXAMPLE);
  return exactly(at(found.value, minutes), found.notes);
}

/** Minutes since midnight; 24:00 is the end of the day. Undefined when there is no such time. */
function minutesOf(match: RegExpExecArray): number | undefined {
  const [, before = '', hours = '', colon, half, minute, behind = ''] = match;
  const minutes = half ? 30 : Number(colon ?? minute ?? 0);
  const part = before || behind;
  let hour = Number(hours);
  if (hour < 12 && (AFTER_NOON.test(part) || (part === '中午' && hour < 3))) hour += 12;
  if (hour === 12 && /^(am|凌晨)$/i.test(part)) hour = 0;
  return minutes > 59 || hour * 60 + minutes > MINUTES ? undefined : hour * 60 + minutes;
}

function dayIn(text: string, { today, fileYear }: InstantOptions): Parsed<Day> {
  const said = text.trim();
  if (isDay(said)) return read<Day>(said);
  const near = /前天|昨天|今天|明天|后天/.exec(said)?.[0];
  if (near !== undefined) return read<Day>(addDays(today, DAYS_FROM_TODAY[near] ?? 0));
  const parsed = parseDate(said, { fileYear: fileYear ?? yearOf(today) });
  if (!parsed.ok) return refuse(`${quote(said)}看不出是哪一天`, parsed.suggestion ?? EXAMPLE);
  if (!parsed.value) return read<Day>(null);
  return parsed.value.precision === 'day'
    ? read<Day>(parsed.value.day, parsed.notes)
    : refuse(`${quote(said)}没有写明哪一天`, EXAMPLE);
}
