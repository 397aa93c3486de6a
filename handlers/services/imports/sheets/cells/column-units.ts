import type { Field, Value } from '../../../../../models/ledgers/engine/fields.ts';
import type { CellReader } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import type { AnyUnit } from '../../../../../models/rules/parse/numbers/measures.ts';
import { foreignMoneyIn } from '../../../../../models/rules/parse/numbers/money-units.ts';
import { note, read } from '../../../../../models/rules/parse/result.ts';
import { headerKey } from '../header-key.ts';
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

/**
 * Money of other countries, and what is counted in 台 under people, is left out and asked about, once for a column or for
 * such a word: nobody here knows the rate. What a row must have stays refused.
 */
export function leavingOthers(reader: CellReader, { header }: Column, field: Field): CellReader {
  if ((field.type !== 'decimal' && field.type !== 'int') || field.required) return reader;
  const named = foreignMoneyIn(headerKey(header)) ?? '外币';
  const isMoney = field.unit === '万元' || field.unit === '万美元';
  const wanted = isMoney ? '人民币或美元' : (field.unit ?? '个数');
  return (cell) => {
    const parsed = reader(cell);
    if (parsed.ok || parsed.instead === undefined) return parsed;
    const doubt =
      parsed.instead === ''
        ? note(
            field.unit === '万元' ? 'unit' : 'confirm',
            `这一列的单位是${named}，不是${wanted}，先不导入，对吗？`,
          )
        : note('confirm', `有的格写的是${parsed.instead}，不是${wanted}，这样的格先不导入，对吗？`);
    return read<Value>(null, [doubt]);
  };
}

/**
 * Under a unit that nobody here knows, bare numbers are read in the field's own, and a person is asked once; so they are
 * where the figures themselves speak against the unit.
 */
export function askingOfUnit(
  reader: CellReader,
  { unit: named, strange: own, doubt: unlike }: Column,
  field: Field,
  { unit, strange: whole }: SheetLayout,
): CellReader {
  // 单位：十万元 above the header is of amounts that name no unit of their own.
  const sheets = field.type === 'decimal' && field.unit === '万元' && !named && !unit ? whole : undefined;
  const strange = own ?? sheets;
  if (field.type !== 'decimal' && field.type !== 'int') return reader;
  const readIn = (field.unit === '万元' ? unit : undefined) ?? field.unit;
  const words =
    strange === undefined ? unlike : `表头的单位“${strange}”认不出，暂按${readIn ?? '个数'}读取，请确认`;
  if (words === undefined) return reader;
  const doubt = note('unit', words);
  return (cell) => {
    const parsed = reader(cell);
    if (!parsed.ok || parsed.value === null || !/^[\d.,\s]+$/.test(cell.text)) return parsed;
    return read(parsed.value, [...parsed.notes, doubt], parsed.also);
  };
}
