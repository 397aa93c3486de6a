import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { DecimalField, Field } from '../../../../models/ledgers/engine/fields.ts';
import { readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import type { ReadContext } from '../../../../models/ledgers/engine/kinds/kind.ts';
import { printHundredths } from '../../../../models/rules/money.ts';
import type { Ctx } from '../../context.ts';
import { sumWords } from '../preview/sums.ts';
import { columnUnit } from '../sheets/cells/column-units.ts';
import type { Column, SheetLayout } from '../sheets/layout.ts';
import type { Samples } from './samples.ts';

/** Below it a median says little. */
const LEAST_VALUES = 5;
/** Of the ledger's rows the newest ones tell what is usual. */
const USUAL_ROWS = 200;

/** The medians of the figures that the importer's ledger holds, by field, in hundredths of the field's unit. */
export type Usual = ReadonlyMap<string, number>;

/** What is usual in the rows that the viewer sees; nothing for a field that too few of them have. */
export async function usualFigures({ store, viewer }: Ctx, ledger: AnyLedger): Promise<Usual> {
  const fields = Object.entries(ledger.fields).flatMap(([name, field]) => (isFigure(field) ? [name] : []));
  if (fields.length === 0) return new Map();
  const rows: readonly object[] = await store
    .rows(ledger)
    .find(viewer, { fields, sort: { code: -1 }, limit: USUAL_ROWS });
  return new Map(
    fields.flatMap((name) => {
      const usual = medianOf(rows.map((row) => Reflect.get(row, name)));
      return usual === undefined ? [] : [[name, usual] as const];
    }),
  );
}

/**
 * The layout with a doubt on every column of figures whose median is far off the main amount's of the sheet, or off what
 * the ledger usually holds: as if one of the two were in another unit (domain.md 2.15 V01). Where most columns are off the
 * main one alike, that one is doubted. By the first rows of the sheet.
 */
export function doubtingUnits(
  layout: SheetLayout,
  samples: Samples,
  usual: Usual,
  context: Omit<ReadContext, 'unit'>,
): SheetLayout {
  const { farFromColumns, farFromLedger } = context.rules.money;
  const figures = layout.columns.flatMap((column) => figureIn(layout, column, samples, context) ?? []);
  const doubts = new Map<Column, string>();
  for (const figure of figures) {
    const known = usual.get(figure.column.field);
    if (known !== undefined && timesOff(figure.median, known) >= farFromLedger)
      doubts.set(figure.column, doubtWords(figure, '台账里已有的', known));
  }
  const main = figures.find(({ column }) => column.field === layout.ledger.similarity?.amount);
  for (const [figure, beside] of main ? offTheMain(main, figures, farFromColumns) : [])
    if (!doubts.has(figure.column))
      doubts.set(figure.column, doubtWords(figure, `“${beside.field.label}”一列`, beside.median));
  if (doubts.size === 0) return layout;
  const columns = layout.columns.map((column) => {
    const doubt = doubts.get(column);
    return doubt === undefined ? column : { ...column, doubt };
  });
  return { ...layout, columns };
}

interface Figure {
  column: Column;
  field: DecimalField;
  median: number;
}

/** Amounts and areas are counted in units that are mistaken for each other; rates and shares are not. */
const isFigure = (field: Field | undefined): field is DecimalField =>
  field?.type === 'decimal' && !field.hidden && (field.unit === '万元' || field.unit === '亩');

function figureIn(
  layout: SheetLayout,
  column: Column,
  samples: Samples,
  context: Omit<ReadContext, 'unit'>,
): Figure | undefined {
  const field = layout.ledger.fields[column.field];
  if (!isFigure(field)) return undefined;
  const unit = columnUnit(column, field, layout);
  const read = readerOf(field, { ...context, ...(unit ? { unit } : {}) });
  const cells = samples.get(column.column) ?? [];
  const median = medianOf(
    cells.map((cell) => {
      const parsed = read(cell);
      return parsed.ok ? parsed.value : undefined;
    }),
  );
  return median === undefined ? undefined : { column, field, median };
}

/** Which columns are too far off the main one, each with what it is held against: the main one itself if most are. */
function offTheMain(main: Figure, figures: readonly Figure[], far: number): (readonly [Figure, Figure])[] {
  const others = figures.filter(
    ({ column, field }) => column !== main.column && field.unit === main.field.unit,
  );
  const off = others.filter(({ median }) => timesOff(median, main.median) >= far);
  const [first] = off;
  if (first && others.length > 1 && off.length > others.length / 2) return [[main, first]];
  return off.map((figure) => [figure, main] as const);
}

const timesOff = (a: number, b: number): number => Math.max(a / b, b / a);

const doubtWords = ({ field, median }: Figure, beside: string, other: number): string => {
  const words = (figure: number) =>
    field.unit === '万元' ? sumWords(figure, field.unit) : `${printHundredths(figure)} ${field.unit}`;
  return `这一列多在 ${words(median)}上下，${beside}多在 ${words(other)}上下，相差约 ${Math.round(timesOff(median, other))} 倍，单位对吗？`;
};

/** Of the values that are more than nothing; none where they are few. */
function medianOf(values: readonly unknown[]): number | undefined {
  const told = values.filter((value) => typeof value === 'number' && value > 0) as number[];
  if (told.length < LEAST_VALUES) return undefined;
  return told.toSorted((a, b) => a - b)[Math.floor(told.length / 2)];
}
