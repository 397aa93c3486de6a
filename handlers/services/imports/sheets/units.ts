import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { showValue, type NameOf } from '../../../../models/ledgers/engine/show.ts';
import type { Column, SheetLayout } from './layout.ts';
import {
  EVERY_AMOUNT,
  UNITS_SAID,
  type ImportQuestion,
  type UnitChoice,
  type ReadAs,
  type UnitsSaid,
} from '../plan/types.ts';

/** Amounts of money in 万元; dollars and areas have units of their own. */
export const isAmount = (ledger: AnyLedger, field: string): boolean => {
  const known = ledger.fields[field];
  return known?.type === 'decimal' && known.unit === '万元';
};

const amountsOf = ({ columns, ledger }: SheetLayout): Column[] =>
  columns.filter(({ field, unit }) => isAmount(ledger, field) && unit !== '万美元');

/** The layout with the units that were said in the place of those that were found. */
export function withUnits(layout: SheetLayout, { unit, units = {} }: UnitsSaid): SheetLayout {
  const amounts = new Set(amountsOf(layout));
  const every = units[EVERY_AMOUNT] ?? (allNamed(layout) ? unit : undefined);
  const whole = every ?? layout.unit ?? unit;
  return withoutForeign({
    ...layout,
    columns: layout.columns.map((column) => {
      const said = amounts.has(column) ? (units[column.field] ?? every) : undefined;
      return said ? { ...column, unit: said } : column;
    }),
    ...(whole ? { unit: whole } : {}),
  });
}

/** What every row must have and stands in another country's money is missing once, as a column, not row by row. */
function withoutForeign(layout: SheetLayout): SheetLayout {
  const { ledger, unit } = layout;
  const left = layout.columns.filter(
    (column) =>
      isAmount(ledger, column.field) &&
      ledger.fields[column.field]?.required === true &&
      (column.unit ?? unit) === '外币',
  );
  if (left.length === 0) return layout;
  const why = '单位不是人民币或美元，没有导入；请折算成人民币万元';
  const ignored = left.map(({ column, header, key }) => ({ column, header, key, why }));
  return {
    ...layout,
    columns: layout.columns.filter((column) => !left.includes(column)),
    ignored: [...layout.ignored, ...ignored].sort((a, b) => a.column - b.column),
  };
}

const allNamed = (layout: SheetLayout): boolean =>
  layout.unit !== undefined || amountsOf(layout).every((column) => column.unit !== undefined);

/** What was corrected, in words, for the preview. */
export function correctionWords(
  { fields }: AnyLedger,
  { units = {}, words = [], whole = {} }: Pick<ReadAs, 'units' | 'words' | 'whole'>,
  nameOf: NameOf,
): string[] {
  const amounts = Object.entries(units).map(([field, unit]) => {
    const what = field === EVERY_AMOUNT ? '各金额列' : (fields[field]?.label ?? field);
    return `${what}按${unit}读取`;
  });
  const meant = words.map(([name, word, means]) => {
    const field = fields[name];
    const value = field?.type === 'flag' ? means === 'true' : means;
    return `“${word}”按${means === null || !field ? '未填' : `“${showValue(field, value, nameOf)}”`}`;
  });
  const all = Object.entries(whole).map(([name, value]) => `${fields[name]?.label ?? name}都按 ${value}`);
  return [...amounts, ...meant, ...all];
}

/**
 * A question about the unit of an amount (V01) also offers to read the column in the other unit, and where further
 * columns are read as it is, those too (domain.md Appendix B: ask 12000 亿).
 */
export function withUnitChoices(question: ImportQuestion, layouts: readonly SheetLayout[]): ImportQuestion {
  const [rule, field = ''] = question.id.split(':');
  if (rule !== 'V01') return question;
  const readings = layouts.flatMap((layout) =>
    amountsOf(layout).map((column) => ({
      field: column.field,
      unit: column.unit ?? layout.unit ?? '万元',
    })),
  );
  const column = layouts[0]?.ledger.fields[field]?.label ?? field;
  const units = UNITS_SAID.flatMap((unit): UnitChoice[] => {
    const other = readings.filter((reading) => reading.unit !== unit);
    if (!other.some((reading) => reading.field === field)) return [];
    const further = other.some((reading) => reading.field !== field);
    return [
      { field, column, unit, all: false, label: `这一列其实是${unit}` },
      ...(further ? [{ field, column, unit, all: true, label: `各金额列其实都是${unit}` }] : []),
    ];
  });
  return units.length > 0 ? { ...question, units } : question;
}
