import type { Field } from '../../../../../models/ledgers/engine/fields.ts';
import type { CellReader } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import type { AnyUnit } from '../../../../../models/rules/parse/numbers/measures.ts';
import { note, read } from '../../../../../models/rules/parse/result.ts';
import type { Column, SheetLayout } from '../layout.ts';

/** The unit of a column's bare numbers: its own, else the sheet's where that measures the same. */
export function columnUnit(column: Column, field: Field, { unit, area }: SheetLayout): AnyUnit | undefined {
  if (column.unit) return column.unit;
  if (field.type !== 'decimal') return undefined;
  if (field.unit === '万元' || field.unit === '万美元') return unit;
  // 单位：万元、亩 is of land, and no floor is measured in 亩.
  if (field.unit === '亩') return area;
  return field.unit === '平方米' && area === '万平方米' ? area : undefined;
}

/** Under a unit that nobody here knows, bare numbers are read in the field's own, and a person is asked once. */
export function askingOfUnit(
  reader: CellReader,
  { strange }: Column,
  field: Field,
  { unit }: SheetLayout,
): CellReader {
  if (strange === undefined || (field.type !== 'decimal' && field.type !== 'int')) return reader;
  const own = (field.unit === '万元' ? unit : undefined) ?? field.unit;
  const doubt = note('unit', `表头的单位“${strange}”认不出，暂按${own ?? '个数'}读取，请确认`);
  return (cell) => {
    const parsed = reader(cell);
    if (!parsed.ok || parsed.value === null || !/^[\d.,\s]+$/.test(cell.text)) return parsed;
    return read(parsed.value, [...parsed.notes, doubt], parsed.also);
  };
}
