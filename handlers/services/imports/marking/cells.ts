import { cellAddress, columnOf } from '../files/sheet.ts';
import { attributeIn, elementIn, xmlElements, withAttributes } from './xml-edit.ts';
import { styleIn, type MarkedStyles, type MarkLevel } from './styles.ts';

/** CellMarks by the address of their cell. */
export type CellMarks = ReadonlyMap<string, MarkLevel>;

const rowOf = (address: string): number => Number(address.replace(/^[A-Z]+/, ''));

/**
 * A sheet's XML with some cells in the fill of a mark: nothing else of it is written anew. Cells and rows that are not
 * there are put in.
 * @throws Error for XML without cells
 */
export function markedCells(xml: string, marks: CellMarks, styles: MarkedStyles): string {
  const data = elementIn(xml, 'sheetData');
  if (!data) throw new Error('no cells');
  const byRow = new Map<number, Map<number, MarkLevel>>();
  for (const [address, level] of marks) {
    const row = byRow.get(rowOf(address)) ?? new Map<number, MarkLevel>();
    byRow.set(rowOf(address), row.set(columnOf(address), level));
  }
  const wanted = [...byRow.keys()].sort((a, b) => a - b);
  const { prefix } = data;
  const missing = (upTo: number): string => {
    const rows = [];
    while ((wanted[0] ?? Infinity) < upTo) {
      const row = wanted.shift() ?? 0;
      const cells = markedRow('', { row, style: 0, prefix, marks: byRow.get(row) ?? new Map(), styles });
      rows.push(`<${prefix}row r="${row}">${cells}</${prefix}row>`);
    }
    return rows.join('');
  };
  let last = 0;
  const content = data.content.replace(
    xmlElements('row'),
    (whole: string, own: string | undefined, attributes: string, cells: string | undefined) => {
      const row = Number(attributeIn(attributes, 'r') ?? last + 1);
      last = row;
      const before = missing(row);
      if (wanted[0] !== row) return before + whole;
      wanted.shift();
      const context = { row, style: styleIn(attributes), marks: byRow.get(row) ?? new Map(), styles };
      const marked = markedRow(cells ?? '', { ...context, prefix: own ?? '' });
      // How far the row reaches is a hint only, and may be wrong where a cell was put in.
      const isLonger = countIn(marked) > countIn(cells ?? '');
      const kept = isLonger ? attributes.replace(/\sspans\s*=\s*(?:"[^"]*"|'[^']*')/, '') : attributes;
      return `${before}<${own ?? ''}row${kept}>${marked}</${own ?? ''}row>`;
    },
  );
  return data.replaced(content + missing(Infinity));
}

const countIn = (cells: string): number => [...cells.matchAll(xmlElements('c'))].length;

interface RowToMark {
  row: number;
  /** Of cells that are put in. */
  style: number;
  prefix: string;
  marks: ReadonlyMap<number, MarkLevel>;
  styles: MarkedStyles;
}

function markedRow(cells: string, { row, style, prefix, marks, styles }: RowToMark): string {
  const wanted = [...marks.keys()].sort((a, b) => a - b);
  const marked = (column: number, of: number): number => styles.marked(of, marks.get(column) ?? 'error');
  const missing = (upTo: number): string => {
    const made = [];
    while ((wanted[0] ?? Infinity) < upTo) {
      const column = wanted.shift() ?? 0;
      made.push(`<${prefix}c r="${cellAddress(column, row)}" s="${marked(column, style)}"/>`);
    }
    return made.join('');
  };
  let last = -1;
  const content = cells.replace(
    xmlElements('c'),
    (whole: string, own: string | undefined, attributes: string) => {
      const address = attributeIn(attributes, 'r');
      const column = address === undefined ? last + 1 : columnOf(address);
      last = column;
      const before = missing(column);
      if (wanted[0] !== column) return before + whole;
      wanted.shift();
      const tag = `<${own ?? ''}c`;
      const set = withAttributes(attributes, { s: marked(column, styleIn(attributes)) });
      return before + tag + set + whole.slice(tag.length + attributes.length);
    },
  );
  return content + missing(Infinity);
}
