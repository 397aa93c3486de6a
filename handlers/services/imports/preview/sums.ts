import { unitFieldOf, type AnyLedger, type LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { showValue, type NameOf } from '../../../../models/ledgers/engine/show.ts';
import { printHundredths, printYi } from '../../../../models/rules/money.ts';
import type { SheetLayout } from '../sheets/layout.ts';
import type { ReadRow } from '../sheets/rows.ts';

/** What the rows of a sheet come to, beside what the sheet itself says they do. */
export interface SheetSums {
  /** Rows of data, whatever is to become of them. */
  rows: number;
  columns: { field: string; label: string; sum: string }[];
  /** The rows by county and by stage: how many, and what the main column comes to. */
  groups: { label: string; of: string; items: { name: string; rows: number; sum: string }[] }[];
  /** 合计 and 小计 lines of the sheet, held against the rows that were read. */
  totals: SheetTotal[];
  /** Beyond those listed. */
  moreTotals: number;
}

interface SheetTotal {
  row: number;
  title: string;
  label: string;
  said: string;
  read: string;
  agrees: boolean;
}

/** More totals than a printed ledger has; each remembers the sums at its place. */
const TOTALS = 200;
const OVER_YI = 1_000_000;
const WHOLE_SHEET = /[合总共]计|累计|总和|全[市区县]/;
const OF_WHICH = /^其中/;
const COUNTED = /(\d{1,6})\s*[个家项宗条]/;

/** The sums and the number of rows at a place of the sheet; the last entry counts rows. */
type Standing = readonly number[];

interface TotalLine {
  row: number;
  title: string;
  said: readonly (number | undefined)[];
  /** Where it stands among the places between which sums are taken. */
  place: number;
}

/** How many rows have a value, and what their main column comes to. */
interface Group {
  field: string;
  of: Map<string, [rows: number, sum: number]>;
}

/** 321500 万元 as 32.15 亿元, other figures in their own unit; `beside` is the greatest of the figures it stands among. */
export const sumWords = (hundredths: number, unit: string, beside = hundredths): string =>
  unit === '万元' && Math.abs(beside) >= OVER_YI
    ? `${printYi(hundredths)} 亿元`
    : `${printHundredths(hundredths)} ${unit}`;

/** Amounts and areas add up; a rate such as 万元/亩 does not. */
const unitToAdd = (field: Field | undefined): string | undefined =>
  field?.type === 'decimal' && !field.unit.includes('/') ? field.unit : undefined;

/** Adds up a sheet's columns while its rows go by, and compares them with the sheet's own totals. */
export class Sums {
  readonly #ledger: AnyLedger;
  readonly #nameOf: NameOf;
  readonly #columns: readonly { field: string; label: string; unit: string }[];
  readonly #groups: readonly Group[];
  readonly #main: number;
  #now: number[];
  /** Beginning, group titles and totals: between any two of them a subtotal may be meant. */
  readonly #places: Standing[] = [];
  readonly #totals: TotalLine[] = [];
  #more = 0;

  constructor({ ledger, columns }: SheetLayout, nameOf: NameOf) {
    this.#ledger = ledger;
    this.#nameOf = nameOf;
    this.#columns = columns.flatMap(({ field }) => {
      const known = ledger.fields[field];
      const unit = unitToAdd(known);
      return known && unit ? [{ field, label: known.label, unit }] : [];
    });
    const amount = ledger.similarity?.amount;
    this.#main = Math.max(
      0,
      this.#columns.findIndex(({ field }) => field === amount),
    );
    const known = new Set(columns.map(({ field }) => field));
    this.#groups = groupFields(ledger, known).map((field) => ({ field, of: new Map() }));
    this.#now = [...this.#columns.map(() => 0), 0];
    this.#places.push([...this.#now]);
  }

  /** A row of data, with what its place says of it. */
  add({ values, cells = {} }: Pick<ReadRow, 'values' | 'cells'>, context: Readonly<LooseRow>): void {
    const now = this.#now;
    for (const [i, { field }] of this.#columns.entries()) {
      const value = values[field];
      if (typeof value === 'number') now[i] = (now[i] ?? 0) + value;
    }
    now[this.#columns.length] = this.#rows + 1;
    const main = values[this.#columns[this.#main]?.field ?? ''];
    for (const { field, of } of this.#groups) {
      const told = cells[field] === undefined ? context[field] : undefined;
      const key = String(values[field] ?? told ?? '');
      const known = of.get(key);
      const sum = typeof main === 'number' ? main : 0;
      if (known) {
        known[0]++;
        known[1] += sum;
      } else of.set(key, [1, sum]);
    }
  }

  /** A line between the rows: a group's title, or a total, with what its cells say. */
  line(row: number, title: string, isTotal: boolean, values: LooseRow): void {
    const said = this.#columns.map(({ field }) => numberIn(values[field]));
    const counted = Number(COUNTED.exec(title)?.[1] ?? Number.NaN);
    const all = [...said, Number.isNaN(counted) ? undefined : counted];
    if (this.#places.length > TOTALS) {
      this.#more += isTotal ? 1 : 0;
      return;
    }
    this.#places.push([...this.#now]);
    // A part of a total is a sum of rows that nobody can tell.
    if (OF_WHICH.test(title)) return;
    if (isTotal || all.some((value) => value !== undefined))
      this.#totals.push({ row, title, said: all, place: this.#places.length - 1 });
  }

  result(): SheetSums {
    this.#places.push([...this.#now]);
    const groupsBelow = this.#groupsBelow();
    return {
      rows: this.#rows,
      columns: this.#columns.map(({ field, label, unit }, i) => ({
        field,
        label,
        sum: sumWords(this.#now[i] ?? 0, unit),
      })),
      groups: this.#groups.flatMap((group) => this.#grouped(group)),
      totals: this.#totals.flatMap((line) => this.#compared(line, groupsBelow)),
      moreTotals: this.#more,
    };
  }

  get #rows(): number {
    return this.#now[this.#columns.length] ?? 0;
  }

  #grouped({ field: name, of }: Group): SheetSums['groups'] {
    const field = this.#ledger.fields[name];
    const main = this.#columns[this.#main];
    // Where every row lacks the value, or all have one, the whole says as much.
    if (!field || of.size < 2) return [];
    const items = [...of]
      .sort(([, a], [, b]) => b[0] - a[0])
      .map(([value, [rows, sum]]) => ({
        name: value === '' ? '未填' : showValue(field, value, this.#nameOf),
        rows,
        sum: main ? sumWords(sum, main.unit, this.#now[this.#main]) : '',
      }));
    return [{ label: field.label, of: main?.label ?? '', items }];
  }

  /** What a total says of each column, beside the sum that it can be meant for. */
  #compared({ row, title, said, place }: TotalLine, groupsBelow: boolean): SheetTotal[] {
    return said.flatMap((value, i) => {
      const column = this.#columns[i] ?? ROWS_COLUMN;
      if (value === undefined) return [];
      const sums = this.#sumsAt(i, place);
      const equal = sums.find(({ sum }) => isSame(value, sum, column.unit));
      const whole = this.#now[i] ?? 0;
      const nearest = sums.find(({ sum, below }) => below === groupsBelow && sum !== 0)?.sum ?? 0;
      const found = equal?.sum ?? (WHOLE_SHEET.test(title) ? whole : nearest);
      const words = (n: number) =>
        column.unit === ROWS_COLUMN.unit ? `${n} 行` : sumWords(n, column.unit, Math.max(value, found));
      return [
        {
          row,
          title,
          label: column.label,
          said: words(value),
          read: words(found),
          agrees: equal !== undefined,
        },
      ];
    });
  }

  /** Do the sheet's subtotals stand above the rows that they add up? Told by those that agree. */
  #groupsBelow(): boolean {
    let below = 0;
    for (const { said, place } of this.#totals) {
      const [value] = said;
      const equal = this.#sumsAt(0, place).find(
        ({ sum }) => value !== undefined && isSame(value, sum, '万元'),
      );
      if (equal && equal.sum !== this.#now[0]) below += equal.below ? 1 : -1;
    }
    return below > 0;
  }

  /** The whole sum of a column and the sums between a place and every other, the nearest first. */
  #sumsAt(column: number, place: number): { sum: number; below: boolean }[] {
    const at = (n: number) => this.#places[n]?.[column] ?? 0;
    const above = this.#places.slice(0, place).map((_, n) => ({ sum: at(place) - at(n), below: false }));
    const below = this.#places
      .slice(place + 1)
      .map((_, n) => ({ sum: at(place + 1 + n) - at(place), below: true }));
    return [...above.toReversed(), ...below, { sum: this.#now[column] ?? 0, below: false }];
  }
}

const ROWS_COLUMN = { label: '行数', unit: '行' };

const numberIn = (value: LooseRow[string]): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** Printed totals are rounded: to 0.01 亿元 at most, or to a whole of another unit. */
const isSame = (said: number, sum: number, unit: string): boolean =>
  unit === ROWS_COLUMN.unit ? said === sum : Math.abs(said - sum) <= (unit === '万元' ? 5_000 : 50);

/** By which a ledger's rows are looked at: the unit and the state that its list shows, or the unit that is told by place. */
function groupFields(ledger: AnyLedger, columns: ReadonlySet<string>): string[] {
  const { fields, listed } = ledger;
  const shown = listed.find((name) => fields[name]?.type === 'unit');
  const unit = shown !== undefined && columns.has(shown) ? shown : (unitFieldOf(ledger) ?? shown);
  const choice = listed.find((name) => fields[name]?.type === 'choice');
  return [unit, choice].filter((name) => name !== undefined);
}
