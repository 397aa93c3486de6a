import fc from 'fast-check';
import { csvText, xlsx, type TestCell, type TestSheet } from '../../handlers/services/imports/files.ts';
import { COLUMNS, type ColumnOf } from './columns.ts';
import { WAN_IN, type HeaderUnit, type Written } from './writings.ts';

/** Between the rows of data. */
const EVENTS = ['blank', 'header', 'total', 'wrong total', 'group', 'remark', 'hidden', 'struck'] as const;
const UNIT_AT = ['bracket', 'comma', 'line', 'row', 'cells'] as const;
const GROUPS = [
  ['一、源城区', 'YC'],
  ['（二）东源县（3个）', 'DY'],
  ['三、龙川县', 'LC'],
] as const;
const FIRMS = ['澄光', '恒泽', '云岫', '北辰', '嘉禾', '锐普', '同洲', '明川', '远航', '新桥'];
const THINGS = ['电路板', '精密模具', '饮用水', '磁性材料', '家具', '连接器', '烘焙食品', '无人机'];

export interface DataRow {
  number: number;
  name: string;
  hidden: boolean;
  struck: boolean;
  /** By field. */
  written: Record<string, Written>;
  /** The county that the title over it names. */
  group?: string;
}

export interface Book {
  name: string;
  bytes: () => Promise<Uint8Array>;
  rows: DataRow[];
  fields: string[];
  totals: { row: number; right: boolean }[];
  /** How many columns its header has. */
  width: number;
}

/** A workbook of projects with all that people do to one, and what it says. */
export const books: fc.Arbitrary<Book> = fc
  .record({
    columns: fc.uniqueArray(fc.constantFrom(...COLUMNS), {
      minLength: 4,
      maxLength: 12,
      selector: ({ field }) => field,
    }),
    unit: fc.constantFrom(...(Object.keys(WAN_IN) as HeaderUnit[])),
  })
  .chain(({ columns, unit }) =>
    fc
      .record({
        header: fc.nat(),
        unitAt: fc.constantFrom(...UNIT_AT),
        nameAt: fc.nat({ max: columns.length }),
        serial: fc.boolean(),
        title: fc.nat({ max: 2 }),
        csv: fc.boolean(),
        hiddenColumn: fc.option(fc.nat({ max: columns.length - 1 }), { freq: 6 }),
        merged: fc.boolean(),
        mark: fc.constantFrom('', '', '*', '※', ' '),
        lines: fc.array(
          fc.record({
            event: fc.option(fc.constantFrom(...EVENTS), { freq: 3 }),
            pick: fc.nat(),
            cells: fc.tuple(...columns.map(({ cells }) => cells(unit))),
          }),
          { minLength: 2, maxLength: 9 },
        ),
      })
      .map((drawn) => build(columns, unit, drawn)),
  );

interface Drawn {
  header: number;
  unitAt: (typeof UNIT_AT)[number];
  nameAt: number;
  serial: boolean;
  title: number;
  csv: boolean;
  hiddenColumn: number | null;
  merged: boolean;
  mark: string;
  lines: { event: (typeof EVENTS)[number] | null; pick: number; cells: Written[] }[];
}

const NONE: Written = { cell: null, meant: null };
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Writes the sheet line by line, and beside it what each line says. */
class SheetWriter {
  readonly #columns: readonly ColumnOf[];
  readonly #unit: HeaderUnit;
  readonly #drawn: Drawn;
  readonly #unitAt: Drawn['unitAt'];
  readonly #head: TestCell[];
  readonly #sheet: TestCell[][] = [];
  readonly #hiddenRows: number[] = [];
  readonly #merges: string[] = [];
  readonly #money: number;
  readonly #county: number;
  #group: string | undefined;
  #sum = 0;
  readonly rows: DataRow[] = [];
  readonly totals: Book['totals'] = [];

  constructor(columns: readonly ColumnOf[], unit: HeaderUnit, drawn: Drawn) {
    this.#columns = columns;
    this.#unit = unit;
    this.#drawn = drawn;
    this.#unitAt = drawn.unitAt === 'cells' && unit !== '万元' ? 'bracket' : drawn.unitAt;
    this.#head = this.#around<TestCell>(
      columns.map((_, i) => this.#headOf(i)),
      '项目名称',
      '序号',
    );
    this.#money = columns.findIndex(({ field }) => field === 'plannedInvestWan');
    this.#county = columns.findIndex(({ field }) => field === 'landUnit');
    this.#top();
    for (const i of drawn.lines.keys()) this.#line(i);
  }

  sheet(): TestSheet {
    const { csv, hiddenColumn } = this.#drawn;
    const hidden = csv || hiddenColumn === null ? -1 : this.#head.indexOf(this.#headOf(hiddenColumn));
    return {
      name: '台账',
      rows: this.#sheet,
      hiddenRows: this.#hiddenRows,
      hiddenColumns: [hidden],
      merges: this.#merges,
    };
  }

  #around<T>(cells: readonly T[], name: T, serial: T): T[] {
    const row = [...cells.slice(0, this.#drawn.nameAt), name, ...cells.slice(this.#drawn.nameAt)];
    return this.#drawn.serial ? [serial, ...row] : row;
  }

  #headOf(i: number): string {
    const { headers = [], isMoney } = this.#columns[i] ?? {};
    const word = headers[(this.#drawn.header + i) % headers.length] ?? '';
    const shown = { bracket: `${word}（${this.#unit}）`, comma: `${word}:${this.#unit}` };
    return isMoney && (this.#unitAt === 'bracket' || this.#unitAt === 'comma') ? shown[this.#unitAt] : word;
  }

  #top(): void {
    if (this.#drawn.title > 0) this.#sheet.push(['河源市重点招商项目一览表']);
    if (this.#drawn.title > 1) this.#sheet.push(['填报单位：市商务局    填报日期：2026年3月5日']);
    if (this.#unitAt === 'line') this.#sheet.push([`单位：${this.#unit}`]);
    this.#sheet.push(this.#head);
    const units = this.#columns.map(({ isMoney }) => (isMoney ? `（${this.#unit}）` : null));
    if (this.#unitAt === 'row') this.#sheet.push(this.#around<TestCell>(units, null, null));
  }

  /** What stands before a row of data, if anything. */
  #before(event: Drawn['lines'][number]['event'], pick: number, i: number): void {
    const off = Number((7777 / WAN_IN[this.#unit]).toPrecision(12));
    const [title, code] = GROUPS[pick % GROUPS.length] ?? GROUPS[0];
    if (event === 'blank') this.#sheet.push([]);
    if (event === 'header') this.#sheet.push(this.#head);
    if (event === 'total') this.#total(0);
    if (event === 'wrong total') this.#total(off);
    if (event === 'remark') this.#sheet.push(['备注：以上数据由各县区填报']);
    if (event === 'group' && (i === 0 || this.#group !== undefined)) {
      this.#sheet.push([title]);
      this.#group = code;
    }
  }

  #total(off: number): void {
    const sum = Number((this.#sum / 100 / WAN_IN[this.#unit]).toPrecision(12)) + off;
    this.#sheet.push(
      this.#around<TestCell>(
        this.#columns.map((_, i) => (i === this.#money ? sum : null)),
        '合计',
        null,
      ),
    );
    if (this.#money >= 0 && this.#sum > 0) this.totals.push({ row: this.#sheet.length, right: off === 0 });
  }

  #line(i: number): void {
    const { event = null, pick = 0, cells = [] } = this.#drawn.lines[i] ?? {};
    const { csv, mark } = this.#drawn;
    this.#before(event, pick, i);
    const written = this.#columns.map((_, c) => cells[c] ?? NONE);
    const name = `${FIRMS[i]}${THINGS[pick % THINGS.length]}生产项目`;
    const merged = this.#mergedWith(i);
    if (merged) written[this.#county] = { ...merged, cell: null };
    const isStruck = event === 'struck' && !csv;
    const hidden = event === 'hidden' && !csv;
    const line = this.#around<TestCell>(
      written.map(({ cell }) => cell),
      mark + name,
      i + 1,
    );
    this.#sheet.push(isStruck ? line.map(struck) : line);
    if (hidden) this.#hiddenRows.push(this.#sheet.length);
    const says = Object.fromEntries(this.#columns.map(({ field }, c) => [field, written[c] ?? NONE]));
    this.rows.push({
      number: this.#sheet.length,
      name,
      hidden,
      struck: isStruck,
      written: says,
      ...(this.#group ? { group: this.#group } : {}),
    });
    const amount = written[this.#money]?.meant;
    if (!hidden && typeof amount === 'number') this.#sum += amount;
  }

  /** Every second row shares its county's cell with the one above, where no line stands between them. */
  #mergedWith(i: number): Written | undefined {
    const above = this.rows.at(-1);
    if (!this.#drawn.merged || this.#drawn.csv || i % 2 === 0 || this.#county < 0) return undefined;
    if (above?.number !== this.#sheet.length) return undefined;
    const letter = LETTERS[this.#head.indexOf(this.#headOf(this.#county))] ?? 'A';
    this.#merges.push(`${letter}${above.number}:${letter}${above.number + 1}`);
    return above.written['landUnit'];
  }
}

function build(columns: readonly ColumnOf[], unit: HeaderUnit, drawn: Drawn): Book {
  const writer = new SheetWriter(columns, unit, drawn);
  const { rows, totals } = writer;
  const sheet = writer.sheet();
  const text = () => csvText(sheet.rows.map((row) => row.map(plain)));
  return {
    rows,
    totals,
    width: columns.length + (drawn.serial ? 2 : 1),
    fields: columns.flatMap(({ field }) => (field === '' ? [] : [field])),
    name: drawn.csv ? '台账.csv' : '台账.xlsx',
    bytes: async () => (drawn.csv ? new TextEncoder().encode(text()) : xlsx(sheet)),
  };
}

const struck = (cell: TestCell): TestCell =>
  typeof cell === 'string' || typeof cell === 'number' ? { v: cell, strike: true } : cell;

/** As Excel writes a cell into text: without its looks. */
function plain(cell: TestCell): string | number | null {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell === 'boolean' || cell instanceof Date) return String(cell);
  if (cell.v instanceof Date) return cell.v.toISOString();
  const shown = /"([亿万]元)"/.exec(cell.format ?? '')?.[1];
  return shown ? `${cell.v}${shown}` : cell.v;
}
