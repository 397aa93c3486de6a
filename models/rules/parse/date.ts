import { addDays, dayOf, isDay, lastDayOf, yearOf, type Day } from '../time/day.ts';
import { isOverlong, refuseOverlong } from './bounds.ts';
import type { DateDraft } from './dates/date-draft.ts';
import { chineseDigits, DATE_FORMS, ISO_INSTANT } from './dates/date-forms.ts';
import { note, read, refuse, type Note, type Parsed } from './result.ts';
import { isBlankMark, isFormulaError, normaliseText, quote, type Cell } from './text.ts';
import { stageWord } from './words.ts';

/** A day and how exactly it was told. A month or a year stands for its last day, as deadlines need (Appendix B). */
export interface ReadDate {
  day: Day;
  precision: 'day' | 'month' | 'year';
}

export interface DateOptions {
  /** The year the file speaks of, for 今年5月 and 3月8日. */
  fileYear?: number;
}

const SERIAL_EPOCH: Day = '1899-12-30';
/** Excel serials of 1990-01-01 and 2099-12-31. */
const SERIALS = [32_874, 73_050] as const;
const YEARS = [1990, 2099] as const;
const EXAMPLE = '请写成 2026-05-31 或 2026年5月';

const TIME = /[T\s]*(?:上午|下午)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?秒?\s*(?:Z|[AP]M)?/gi;
const WEEKDAY = /\(?(?:星期|周|礼拜)[一二三四五六日天]\)?/g;
const ROUGH = /预计|预期|计划|拟|力争|争取|大约|(?<!签|履|违|解)约|左右|之前|以前|前|之后|以后|后|上下/g;
const HARMLESS =
  /已经|已|于|在|时间|日期|正式|实际|完成|签约|签订|签署|合同|落地|动工|开工|建设|竣工|投产|试产|达产|建成|封顶|的|份|[(),;:.、。\s]/g;

/**
 * Reads a date cell in any form of domain.md Appendix B: text, Excel serial, JS Date (its Shanghai day). Words such as
 * 已动工 give no date but `also.stage`. A day that does not exist is refused with the nearest one. Never throws.
 */
export function parseDate(cell: Cell, options: DateOptions = {}): Parsed<ReadDate> {
  if (isBlankMark(cell) || cell === 0 || cell === '0') return read<ReadDate>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? refuse('单元格里的日期无效', EXAMPLE) : exactly(dayOf(cell));
  if (typeof cell === 'number') return fromNumber(cell, options);
  if (typeof cell !== 'string') return refuse('单元格里不是日期', EXAMPLE);
  if (isFormulaError(cell)) return refuse(`单元格是公式错误 ${cell.trim()}`, '请改成日期后再导入');
  const text = normaliseText(cell);
  if (ISO_INSTANT.test(text)) return parseDate(new Date(text), options);
  if (/^\d{5}(?:\.\d+)?$/.test(text)) return fromNumber(Number(text), options);
  return fromText(text, options);
}

function fromNumber(cell: number, options: DateOptions): Parsed<ReadDate> {
  if (!Number.isFinite(cell) || cell < 0) return refuse('单元格里不是日期', EXAMPLE);
  if (cell >= SERIALS[0] && cell < SERIALS[1] + 1) return fromSerial(cell);
  const parsed = fromText(String(cell), options);
  // A cell of number type cannot tell 2025.1 from 2025.10.
  if (parsed.ok && /^\d{4}\.1$/.test(String(cell)))
    return { ...parsed, notes: [...parsed.notes, note('confirm', `${cell} 是 1 月还是 10 月？暂按 1 月`)] };
  return parsed;
}

/** Cells that are formatted as dates come as days: a bare number may be one that nobody formatted, or something else. */
function fromSerial(cell: number): Parsed<ReadDate> {
  const parsed = exactly(addDays(SERIAL_EPOCH, Math.floor(cell)));
  if (!parsed.ok || !parsed.value) return parsed;
  const asked = `${cell} 不是日期格式，按表格软件的日期序号是 ${parsed.value.day}，请确认`;
  return read(parsed.value, [note('confirm', asked)]);
}

/** What people put between year, month and day where others put a dot: 2024、3、15 and 2024 3 15. */
const BETWEEN = /(?<=\d)\s?[、,·。・•‧∙⋅;|_]\s?(?=\d)|(?<=\d)\s(?=\d)/g;

function fromText(original: string, options: DateOptions): Parsed<ReadDate> {
  const text = chineseDigits(original.replace(/[−‐‑‒–—―─]/g, '-').replace(WEEKDAY, ' '))
    .replace(TIME, ' ')
    .replace(BETWEEN, '.');
  for (const form of DATE_FORMS) {
    const match = form.pattern.exec(text);
    const draft = match && form.draft(match);
    if (!draft) continue;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    return isUnsure(draft, rest) ? unsure(original) : settle(withYear(draft, rest), rest, original, options);
  }
  return withoutDate(original);
}

/** A year beside further digits or words is no year's end: they say a time that nobody here reads. */
const isUnsure = ({ precision }: DateDraft, rest: string): boolean =>
  precision === 'year' && leftover(rest) !== '';

const leftover = (rest: string): string => rest.replace(ROUGH, '').replace(HARMLESS, '');

const unsure = (original: string): Parsed<ReadDate> =>
  read<ReadDate>(null, [note('confirm', `${quote(original)}看不出是哪一天，按未填处理，请确认`)]);

/** 3月15日（2024年）: a year that stands apart is the day's, not the file's. */
function withYear(draft: DateDraft, rest: string): DateDraft {
  if (draft.year !== undefined || draft.relative !== undefined) return draft;
  const apart = /(?<!\d)((?:19|20)\d{2})(?!\d)|(?<!\d)(\d{2})\s*年/.exec(rest);
  return apart ? { ...draft, year: Number(apart[1] ?? apart[2]), ask: true } : draft;
}

/** No date at all: a stage word is a hint, 未动工 and 待定 are nothing yet, all else is refused. */
function withoutDate(text: string): Parsed<ReadDate> {
  const { stage } = stageWord(text);
  if (stage !== undefined)
    return read<ReadDate>(null, [note('confirm', `${quote(text)}没有日期，请补填日期`)], { stage });
  if (/未|待|不详|不明|暂缓|拟|计划|筹/.test(text) && !/\d/.test(text))
    return read<ReadDate>(null, [note('approx', `${quote(text)}没有日期，按未填处理`)]);
  return refuse(`${quote(text)}看不出日期`, EXAMPLE);
}

function settle(draft: DateDraft, rest: string, original: string, options: DateOptions): Parsed<ReadDate> {
  const year = yearFrom(draft, options);
  if (year === undefined) return refuse(`${quote(original)}没有年份`, '请写上年份，例如 2026年5月');
  if (year < YEARS[0] || year > YEARS[1]) return refuse(`${quote(original)}的年份 ${year} 不合理`, EXAMPLE);
  const { month = 12 } = draft;
  if (month < 1 || month > 12) return refuse(`${quote(original)}没有 ${month} 月`, EXAMPLE);
  const period = `${year}-${String(month).padStart(2, '0')}`;
  const last = lastDayOf(period);
  const day = draft.day === undefined ? last : `${period}-${String(draft.day).padStart(2, '0')}`;
  if (!isDay(day))
    return refuse(`${day} 这一天不存在`, (draft.day ?? 0) > 27 ? `${month} 月最后一天是 ${last}` : EXAMPLE);
  const { stage } = stageWord(rest);
  const also = stage !== undefined && rest.includes('已') ? { stage } : {};
  return read({ day, precision: draft.precision }, notesFor(draft, day, rest, original), also);
}

function notesFor(draft: DateDraft, day: Day, rest: string, original: string): Note[] {
  const notes: Note[] = [];
  if (draft.year === undefined) notes.push(note('converted', `${quote(original)}按 ${yearOf(day)} 年计`));
  if (draft.precision !== 'day')
    notes.push(note('converted', `只写到${draft.precision === 'month' ? '月' : '年'}，按 ${day} 计`));
  if (draft.rough || rest.search(ROUGH) >= 0) notes.push(note('approx', `${quote(original)}按 ${day} 计`));
  if (draft.ask) notes.push(note('confirm', `${quote(original)}按 ${day} 理解，请确认`));
  const left = leftover(rest);
  if (/\d/.test(left)) notes.push(note('confirm', `${quote(original)}不止一个日期，暂取 ${day}，请确认`));
  else if (left !== '') notes.push(note('confirm', `从${quote(original)}中读出 ${day}，请确认`));
  return notes;
}

function yearFrom({ year, relative }: DateDraft, { fileYear }: DateOptions): number | undefined {
  if (year !== undefined) return year < 100 ? 2000 + year : year;
  return fileYear === undefined ? undefined : fileYear + (relative ?? 0);
}

function exactly(day: Day): Parsed<ReadDate> {
  const year = yearOf(day);
  if (!isDay(day) || year < YEARS[0] || year > YEARS[1]) return refuse(`日期 ${day} 的年份不合理`, EXAMPLE);
  return read({ day, precision: 'day' });
}
