import { plain, type Rich, type TableBlock } from '../../card.ts';
import { wecomLine } from './text.ts';

/** A row as a phone shows it: its name, the values that fit on a line with it, and those that need one of their own. */
interface PhoneRow {
  name: string;
  /** 完成率 45.2% */
  short: string[];
  /** 情况：签约满 6 个月未动工…… */
  long: string[];
}

/** Values of a row; tables put first what decides. */
const VALUES_MOST = 4;
/** Letters of a value that does not stand on one line with others. */
const LONG = 16;

/**
 * A table for messages that have none (wecom.md 4.1): squeezed between bars, nobody knows which figure is which. Each row
 * is told by itself, its values under the names of their columns.
 * @returns the rows, and of how many columns they say nothing
 */
export function rowsForPhone({ columns, rows }: Pick<TableBlock, 'columns' | 'rows'>): {
  rows: PhoneRow[];
  hidden: number;
} {
  const heads = columns.length > 2 && rows.every(isNumbered) ? 2 : 1;
  const shown = columns.slice(heads, heads + VALUES_MOST);
  return {
    rows: rows.map((row) => {
      const cells = shown.map(({ label }, i) => ({ label: wecomLine(label), value: words(row[heads + i]) }));
      return {
        name: nameOf(row.slice(0, heads)),
        short: cells.filter(({ value }) => value.length <= LONG).map(beside),
        long: cells.filter(({ value }) => value.length > LONG).map(({ label, value }) => under(label, value)),
      };
    }),
    hidden: Math.max(0, columns.length - heads - shown.length),
  };
}

const words = (cell: Rich = ''): string => wecomLine(plain(cell)) || '—';

/** Ranks stand before the name; a total has none. Names are no ranks. */
const isNumbered = ([first = '']: readonly Rich[]): boolean => /^(?:\d*|—)$/.test(plain(first).trim());

const nameOf = (cells: readonly Rich[]): string =>
  cells
    .map((cell) => wecomLine(plain(cell)))
    .filter((text) => text !== '' && text !== '—')
    .join(' ') || (cells.length > 1 ? '—' : '');

/** The sign of a column of rates goes behind each of them. */
function beside({ label, value }: { label: string; value: string }): string {
  const rate = /^(.+)%$/.exec(label)?.[1];
  if (rate !== undefined && /^(?:[+-]?[\d.]+%?|—)$/.test(value))
    return `${rate} ${value}${/\d$/.test(value) ? '%' : ''}`;
  return [label, value].filter((text) => text !== '').join(' ');
}

const under = (label: string, value: string): string => (label === '' ? value : `${label}：${value}`);
