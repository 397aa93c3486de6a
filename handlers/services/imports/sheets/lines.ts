import type { TitleGroup, Groups } from './group-stack.ts';
import type { TitleReader } from './groups.ts';
import { headerKey } from './header-key.ts';
import { CODE } from './headers.ts';
import type { SheetLayout } from './layout.ts';
import {
  firstText,
  hasSerial,
  HeaderTexts,
  isCounting,
  isFilled,
  isShort,
  MARK_CHARS,
  NUMERAL,
  opening,
  openingText,
  shortText,
  squeezed,
} from './line-looks.ts';
import { lineAt } from './titles.ts';
import type { Merge, SheetCell, SheetRow } from '../files/sheet.ts';

/** A line below the header: a row of data, or why it is none. */
export type Line =
  | { kind: 'data'; row: SheetRow; group: TitleGroup; ended: boolean }
  /** A header of other columns: what follows stands under it. */
  | { kind: 'header'; row: SheetRow }
  | { kind: 'skipped'; number: number; why: SkipReason; text: string };

export type SkipReason =
  | '隐藏行'
  | '合计行'
  | '备注行'
  | '分组行'
  | '重复表头'
  | '另一个表头'
  | '合并单元格的后续行'
  | '这一列没有填'
  | '无法归类';

const TOTAL =
  /^[(]?(?:合计|小计|总计|共计|累计|全市|全区|全县|总和|其中[:].*|.{0,8}(?:小计|合计|总计))[)]?(?:[(]?\s*共?\s*\d+\s*[个家项宗条行]?(?:项目|企业)?[)]?)?(?:[(][^()]{1,12}[)])?[:]?$/;
const PLACED = /^全[市区县]$/;
/** A name, and not the number of rows. */
const NAMING = /^[^\d]*[一-龥]{4}/;
const REMARK =
  /^(?:注|备注|说明|填表人|填报人|制表人?|审核人?|复核人?|负责人|联系人|联系电话|填表说明|填报单位|填表日期|报送单位|单位负责人|分管领导)\s*(?:[:]|$)/;
/** Before a name it marks a project, alone in its row it explains the mark. */
const STAR = /^[※*★☆▲△]/;
/** 一、 （二） before a group's name, or alone in the 序号 column. */
const NUMBERED = /^[(]?[一二三四五六七八九十]{1,3}(?:[)、.,:]|$)/;
const STARTS_NUMBERED = /^\s*[（(]?[一二三四五六七八九十]/;
/** 共12个, （3个）: the number of rows below. */
const HAS_COUNT = /[(]\s*共?\s*\d+\s*[个家项宗]|共\s*\d+\s*[个家项宗]/;
/** A title in the column of names that is not numbered: a mere word. */
const WORD_CHARS = 8;
/** 一、电子信息（12个）: a group's title even where its sums stand in the same row. */
const COUNTED = /^[(]?[一二三四五六七八九十]{1,3}[)、.,:].*[(]\s*共?\s*\d+\s*[个家项宗]/;

/** Sorts the lines of a sheet, in order (domain.md Appendix A). */
export class LineSorter {
  readonly #layout: SheetLayout;
  readonly #merges: Merge[];
  /** Rows, 0-based, with a cell merged over most of the table. */
  readonly #wide: ReadonlySet<number>;
  readonly #groups: Groups;
  readonly #titles: TitleReader;
  readonly #titleColumn: number | undefined;
  readonly #keyColumns: readonly number[];
  /** The texts that repeat a column's header, by column. */
  readonly #headers: readonly (readonly [number, HeaderTexts])[];
  readonly #above = new Map<Merge, (SheetCell | undefined)[]>();
  #active: Merge[] = [];

  constructor(layout: SheetLayout, merges: readonly Merge[], groups: Groups, titles: TitleReader) {
    this.#layout = layout;
    this.#merges = merges
      .filter(({ top, bottom }) => bottom > top && top >= layout.headerRows[1])
      .sort((a, b) => b.top - a.top);
    this.#wide = wideRows(merges, layout);
    this.#groups = groups;
    this.#titles = titles;
    this.#headers = layout.columns.map(({ column, header }) => [column, new HeaderTexts(header)]);
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
    if (why === '另一个表头') return { kind: 'header', row };
    if (why !== undefined) return { kind: 'skipped', number: row.number, why, text: lineAt(row) };
    return { kind: 'data', row, group: this.#groups.group, ended: this.#isEnded(row) };
  }

  #whySkipped(row: SheetRow, covered: boolean): SkipReason | undefined {
    if (row.hidden) return '隐藏行';
    const first = firstText(row);
    const keys = this.#keyColumns.map((c) => shortText(row.cells[c]));
    // 全市 in the column of counties is where a project lies, if the row names one.
    const placed = PLACED.test(first) && keys.some((key) => NAMING.test(key) && !TOTAL.test(key));
    if ((!placed && TOTAL.test(first)) || keys.some((key) => TOTAL.test(key))) return '合计行';
    if (REMARK.test(first) && (row.cells.filter(isFilled).length <= 2 || !this.#hasAmount(row))) {
      return '备注行';
    }
    if (STAR.test(first) && this.#hasOneValue(row) && !hasSerial(row)) return '备注行';
    if (this.#isHeaderAgain(row) || isCounting(row)) return '重复表头';
    if (this.#isOtherHeader(row)) return '另一个表头';
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

  /** A title, where the row reads as one; a row with only a name is a project of which nothing else is known. */
  #asGroup(row: SheetRow): SkipReason | undefined {
    const texts = row.cells.flatMap((cell) => (cell ? [squeezed(cell.text)] : []));
    const title = texts.find((text) => text !== '' && !NUMERAL.test(text)) ?? '';
    const [written = ''] = texts;
    const isKeyed = this.#keyColumns.some((column) => isFilled(row.cells[column]));
    const said = this.#titles.read(title);
    const isWord = title.length <= WORD_CHARS && said !== undefined && said.doubts.length === 0;
    const isTitle =
      texts.some((text) => NUMBERED.test(text)) ||
      HAS_COUNT.test(title) ||
      this.#wide.has(row.number - 1) ||
      (!hasSerial(row) && (isKeyed ? isWord || title.endsWith('类') : isShort(title)));
    if (!isTitle) return isKeyed ? undefined : '无法归类';
    this.#groups.enter(written, said);
    return '分组行';
  }

  /** Long sheets repeat their header for print. */
  #isHeaderAgain(row: SheetRow): boolean {
    let same = 0;
    for (const [column, words] of this.#headers) if (words.has(row.cells[column])) same++;
    return same >= Math.min(3, this.#headers.length) && !this.#namesOthers(row);
  }

  /** The columns of a header in another order are other columns. */
  #namesOthers({ cells }: SheetRow): boolean {
    return this.#headers.some(([column, words]) => {
      const text = shortText(cells[column]);
      return text !== '' && !words.has(cells[column]) && this.#isColumnName(text);
    });
  }

  #isColumnName(text: string): boolean {
    return this.#layout.dictionary.words.has(headerKey(text.replace(/[(].*$/, '')));
  }

  /** Words only, most of them names of columns. */
  #isOtherHeader({ cells }: SheetRow): boolean {
    const key = this.#titleColumn === undefined ? undefined : cells[this.#titleColumn];
    if (key && key.text.length > MARK_CHARS) return false;
    const filled = cells.filter(isFilled);
    if (filled.length < 3 || filled.some((cell) => typeof cell?.raw !== 'string')) return false;
    const named = filled.filter((cell) => {
      const text = shortText(cell);
      return text !== '' && this.#isColumnName(text);
    });
    return named.length >= Math.max(3, filled.length / 2);
  }

  #isEnded(row: SheetRow): boolean {
    const key = this.#keyColumns.map((column) => row.cells[column]).find((cell) => cell);
    return key?.strike === true;
  }
}

/** The rows with one cell over most of the table's columns. */
function wideRows(merges: readonly Merge[], { columns, headerRows }: SheetLayout): ReadonlySet<number> {
  const covers = ({ left, right }: Merge) =>
    columns.filter(({ column }) => column >= left && column <= right).length;
  const wide = merges.filter(
    (merge) => merge.top >= headerRows[1] && covers(merge) >= Math.max(2, columns.length / 2),
  );
  return new Set(wide.map(({ top }) => top));
}
