import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';
import type { Context } from './groups.ts';
import { CODE } from './headers.ts';
import { lineAt, type SheetLayout } from './layout.ts';
import type { Merge, SheetCell, SheetRow } from '../files/sheet.ts';

/** A line below the header: a row of data, or why it is none. */
export type Line =
  | { kind: 'data'; row: SheetRow; context: Context; ended: boolean }
  | { kind: 'skipped'; number: number; why: SkipReason; text: string };

export type SkipReason =
  | '隐藏行'
  | '合计行'
  | '备注行'
  | '分组行'
  | '重复表头'
  | '合并单元格的后续行'
  | '无法归类';

/** Marks such as 合计 and 填表人 stand at the start of a short text. */
const MARK_CHARS = 24;
const TOTAL =
  /^[(]?(?:合计|小计|总计|共计|累计|全市|全区|全县|总和|其中[:].*|.{0,8}(?:小计|合计|总计))[)]?(?:[(]?\s*共?\s*\d+\s*[个家项宗条行]?(?:项目|企业)?[)]?)?[:]?$/;
const REMARK =
  /^(?:注|备注|说明|填表人|填报人|制表人?|审核人?|复核人?|负责人|联系人|联系电话|填表说明|填报单位|填表日期|报送单位|单位负责人|分管领导)\s*(?:[:]|$)|^[※*]/;
/** 一、 （二） before a group's name, or alone in the 序号 column. */
const NUMBERED = /^[(]?[一二三四五六七八九十]{1,3}(?:[)、.,:]|$)/;
const STARTS_NUMBERED = /^\s*[（(]?[一二三四五六七八九十]/;
const NUMERAL = /^[(]?(?:\d+|[一二三四五六七八九十]{1,3})[)、.,:]?$/;
/** 一、电子信息（12个）: a group's title even where its sums stand in the same row. */
const COUNTED = /^[(]?[一二三四五六七八九十]{1,3}[)、.,:].*[(]\s*共?\s*\d+\s*[个家项宗]/;

/**
 * Sorts the lines of a sheet, in order (domain.md Appendix A). `contextOf` gives what a group row says about the rows
 * below it, or nothing.
 */
export class LineSorter {
  readonly #layout: SheetLayout;
  readonly #merges: Merge[];
  readonly #contextOf: (text: string) => Context | undefined;
  readonly #titleColumn: number | undefined;
  readonly #keyColumns: readonly number[];
  /** The texts that repeat a column's header, by column. */
  readonly #headers: readonly (readonly [number, ReadonlySet<string>])[];
  readonly #above = new Map<Merge, (SheetCell | undefined)[]>();
  #active: Merge[] = [];
  #context: Context;

  constructor(
    layout: SheetLayout,
    merges: readonly Merge[],
    start: Context,
    contextOf: (text: string) => Context | undefined,
  ) {
    this.#layout = layout;
    this.#merges = merges
      .filter(({ top, bottom }) => bottom > top && top >= layout.headerRows[1])
      .sort((a, b) => b.top - a.top);
    this.#context = start;
    this.#contextOf = contextOf;
    this.#headers = layout.columns.map(({ column, header }) => [column, wordsOf(header)]);
    const columnOf = (field: string) => layout.columns.find((column) => column.field === field)?.column;
    this.#titleColumn = columnOf(layout.ledger.titleField);
    this.#keyColumns = [this.#titleColumn, columnOf(CODE)].flatMap((column) =>
      column === undefined ? [] : [column],
    );
  }

  sort(row: SheetRow): Line | undefined {
    const covered = this.#fillDown(row);
    if (!row.cells.some(isFilled)) return undefined;
    const why = this.#whySkipped(row, covered);
    if (why !== undefined) return { kind: 'skipped', number: row.number, why, text: lineAt(row) };
    return { kind: 'data', row, context: this.#context, ended: this.#isEnded(row) };
  }

  #whySkipped(row: SheetRow, covered: boolean): SkipReason | undefined {
    if (row.hidden) return '隐藏行';
    const first = firstText(row);
    if (TOTAL.test(first) || this.#keyColumns.some((c) => TOTAL.test(shortText(row.cells[c])))) {
      return '合计行';
    }
    if (REMARK.test(first) && (row.cells.filter(isFilled).length <= 2 || !this.#hasAmount(row))) {
      return '备注行';
    }
    if (this.#isHeaderAgain(row)) return '重复表头';
    if (covered) return '合并单元格的后续行';
    const titled = STARTS_NUMBERED.test(openingText(row)) && COUNTED.test(opening(row));
    return titled || this.#hasOneValue(row) ? this.#asGroup(row) : undefined;
  }

  /** A row of signatures (填表人 … 审核人 … 填表日期 …) fills many cells but states no number. */
  #hasAmount(row: SheetRow): boolean {
    return this.#layout.columns.some(({ column }) => typeof row.cells[column]?.raw === 'number');
  }

  /** Values of vertically merged cells stand in the first row only; the rows below get them. True: a row's own key is such a value. */
  #fillDown(row: SheetRow): boolean {
    const index = row.number - 1;
    while (this.#merges.length > 0 && (this.#merges.at(-1)?.top ?? 0) <= index) {
      const merge = this.#merges.pop();
      if (!merge || merge.bottom < index) continue;
      this.#active.push(merge);
      this.#above.set(merge, merge.top === index ? row.cells.slice(merge.left, merge.left + 1) : []);
    }
    if (this.#active.length === 0) return false;
    this.#active = this.#active.filter((merge) => merge.bottom >= index);
    let covered = false;
    for (const merge of this.#active) {
      if (merge.top === index) continue;
      row.cells[merge.left] ??= this.#above.get(merge)?.[0];
      if (merge.left === this.#titleColumn) covered = true;
    }
    return covered;
  }

  /** Or none. */
  #hasOneValue(row: SheetRow): boolean {
    let values = 0;
    return !this.#layout.columns.some(({ column }) => isFilled(row.cells[column]) && ++values > 1);
  }

  #asGroup(row: SheetRow): SkipReason | undefined {
    const texts = row.cells.flatMap((cell) => (cell ? [squeezed(cell.text)] : []));
    const context = this.#contextOf(texts.find((text) => text !== '' && !NUMERAL.test(text)) ?? '');
    if (context) {
      this.#context = { ...this.#context, ...context };
      return '分组行';
    }
    if (texts.some((text) => NUMBERED.test(text))) return '分组行';
    return this.#keyColumns.some((column) => isFilled(row.cells[column])) ? undefined : '无法归类';
  }

  /** Long sheets repeat their header for print. */
  #isHeaderAgain(row: SheetRow): boolean {
    let same = 0;
    for (const [column, words] of this.#headers) if (words.has(shortText(row.cells[column]))) same++;
    return same >= Math.min(3, this.#headers.length);
  }

  #isEnded(row: SheetRow): boolean {
    const key = this.#keyColumns.map((column) => row.cells[column]).find((cell) => cell);
    return key?.strike === true;
  }
}

const isFilled = (cell: SheetCell | undefined): boolean => cell !== undefined && cell.text.trim() !== '';

/** A header, and its first and last words: a stacked one may be repeated in part. */
function wordsOf(header: string): ReadonlySet<string> {
  const words = header.split(' ');
  const parts = words.flatMap((_, i) => [words.slice(0, i + 1), words.slice(i)]);
  return new Set(parts.map((part) => part.join(' ')).filter((text) => text !== ''));
}

/** 合  计 is 合计. Marks and titles stand at the start of a text. */
function squeezed(text: string): string {
  const plain = normaliseText(text.slice(0, LONGEST.value));
  return plain.includes(' ') ? plain.replace(/(?<=[一-龥]) (?=[一-龥])/g, '') : plain;
}

/** A cell's text where it is short enough to be a mark; data is told apart without being looked at closely. */
const shortText = (cell: SheetCell | undefined): string =>
  cell === undefined || typeof cell.raw === 'number' || cell.text.length > MARK_CHARS
    ? ''
    : squeezed(cell.text);

const openingText = (row: SheetRow): string => row.cells.find((cell) => cell !== undefined)?.text ?? '';

/** The first two texts of a row as one: the numeral may stand in a cell of its own. */
function opening(row: SheetRow): string {
  const [first = '', second = ''] = row.cells.flatMap((cell) => (cell ? [squeezed(cell.text)] : []));
  return /^[一二三四五六七八九十]+$/.test(first) ? `${first}、${second}` : first;
}

/** How the first text of a row begins, numbers (序号) and numerals passed over. */
const firstText = (row: SheetRow): string => {
  for (const cell of row.cells) {
    if (!cell || typeof cell.raw === 'number') continue;
    const text = squeezed(cell.text.slice(0, MARK_CHARS));
    if (text !== '' && !NUMERAL.test(text)) return text;
  }
  return '';
};
