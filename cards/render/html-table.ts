import { plain, type Rich, type TableBlock } from '../card.ts';
import { attrs, escapeHtml, safePath } from './html-text.ts';

const NUMERAL = /^[-+−]?[\d,]*\.?\d+\s*%?$/;
const BLANK = /^[—–-]?$/;
/** Longer texts wrap; up to here a cell stays on one line. */
const LINE_MOST = 12;
/** Wider tables scroll where they have no room, and their names stay in sight. */
const UNPINNED_MOST = 4;

/** A table that is as wide as what is around it. `richHtml` makes the inside of a cell. */
export function htmlTable(block: TableBlock, richHtml: (rich: Rich) => string): string {
  const columns = columnsOf(block);
  const small = smallCards(block, columns);
  const row = (cells: readonly Rich[]) =>
    `<tr>${cells.map((value, i) => `<td${attrs(cellOf(block, columns[i], small, i, value))}>${richHtml(value)}</td>`).join('')}</tr>`;
  const head = block.columns.map(
    (column, i) =>
      `<th${attrs({ scope: 'col', class: classOf(columns[i]) })}>${escapeHtml(column.label)}</th>`,
  );
  const body = block.total ? block.rows.slice(0, -1) : block.rows;
  const total = block.total ? block.rows.slice(-1) : [];
  const caption = block.caption ? `<caption>${escapeHtml(block.caption)}</caption>` : '';
  const foot = total.length > 0 ? `<tfoot>${total.map(row).join('')}</tfoot>` : '';
  const more = block.more
    ? `<p class="more"><a${attrs({ href: safePath(block.more.page) })}>还有 ${block.more.count} 行，查看全部 ›</a></p>`
    : '';
  return (
    `<div${attrs({ class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': block.caption ?? '表格' })}>` +
    `<table${attrs({ class: small })}>${caption}<thead><tr>${head.join('')}</tr></thead><tbody>${body.map(row).join('')}</tbody>${foot}</table></div>${more}`
  );
}

interface Column {
  align: string;
  /** Not of numerals only. */
  names: boolean;
  /** Some of its texts wrap. */
  long: boolean;
  /** In letters as wide as high: the widest that stands in it on one line. */
  width: number;
  label: string;
  /** It stays in sight while the rest scrolls. */
  pinned: boolean;
  /** What a row is called; on a phone it heads the row's small card. */
  heads: boolean;
}

function columnsOf(block: TableBlock): Column[] {
  const columns = block.columns.map(({ align, label }, i) => {
    const texts = block.rows.map((row) => plain(row[i] ?? '').trim()).filter((text) => !BLANK.test(text));
    // Columns of numerals read best flush right; a dash stands for an undefined number.
    const numerals = texts.length > 0 && texts.every((text) => NUMERAL.test(text));
    const long = texts.some((text) => text.length > LINE_MOST);
    return {
      align: align ?? (numerals ? 'right' : 'left'),
      names: !numerals,
      long,
      width: Math.max(1, ...texts.filter((text) => text.length <= LINE_MOST).map(widthOf)),
      label,
    };
  });
  const named = columns.findIndex(({ names }) => names);
  return columns.map((column, i) => ({
    ...column,
    pinned: i === named && columns.length > UNPINNED_MOST,
    heads: i === named,
  }));
}

/** Latin letters and digits are about half as wide as Chinese ones. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[\u2E80-\uFFFF]/.test(letter) ? 1 : 0.6), 0);

/** As many letters as a card on a phone has room for, at the size that tables have there (public/card.css). */
const PHONE = 27;
/** On both sides of a cell, and a wrapped text at its narrowest. */
const PADDING = 1.3;
const WRAPPED = 8.5;
/** Two and three cells beside each other in a small card. */
const HALF = 12;
const THIRD = 7.8;

/**
 * Where a table is wider than a phone, each of its rows stands there as a small card: `by-row` with a line a cell, where people
 * read row by row what was written, else `as-cards` with as many cells in a line as have room.
 */
function smallCards({ byRow }: TableBlock, columns: readonly Column[]): string | undefined {
  if (byRow) return 'by-row';
  const width = columns.reduce((sum, { label, width: widest, long }) => {
    const cell = long ? WRAPPED : widest;
    return sum + Math.max(cell, widthOf(label)) + PADDING;
  }, 0);
  if (width <= PHONE) return undefined;
  const cells = columns.filter(({ heads, long }) => !heads && !long);
  const widest = Math.max(0, ...cells.map(({ label, width: one }) => widthOf(label) + one + 0.6));
  return `as-cards ${widest <= THIRD ? 'in-three' : widest <= HALF ? 'in-two' : ''}`.trim();
}

const classOf = (column: Column | undefined): string =>
  [`to-${column?.align ?? 'left'}`, column?.long ? 'long' : '', column?.pinned ? 'pin' : '']
    .filter(Boolean)
    .join(' ');

function cellOf(
  block: TableBlock,
  column: Column | undefined,
  small: string | undefined,
  i: number,
  value: Rich,
): Record<string, string | undefined> {
  const heads = small !== 'by-row' && column?.heads === true;
  const label = small && !heads && plain(value) !== '' ? block.columns[i]?.label : undefined;
  return { class: `${classOf(column)}${heads && small ? ' row-name' : ''}`, 'data-label': label };
}
