import type { CardFile } from '../../../cards/card.ts';
import { csv } from '../../../cards/documents/csv.ts';
import { workbook, type SheetColumn, type XlsxValue } from '../../../cards/documents/xlsx.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import { kindOf, writtenValue } from '../../../models/ledgers/engine/kinds/all.ts';
import type { NameOf } from '../../../models/ledgers/engine/show.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import type { Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { fileOrder } from './list.ts';
import { RefCodes } from './titles.ts';

interface ExportColumn extends SheetColumn {
  valueOf(row: LooseRow): XlsxValue;
  /** Its field; the code column has none. */
  field?: string;
}

/**
 * The rows of a ledger that the viewer may see as an .xlsx to send on: the columns that the import takes, codes as
 * names, dates as dates. Columns in which nothing stands are hidden, not left out. Imported again it changes nothing.
 * @throws AppError FORBIDDEN without the ledger's read permit
 */
export async function exportBytes(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where = {},
  which = '',
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { store, viewer, clock, city } = ctx;
  const refs = new RefCodes(ledger);
  const used = new Set<string>();
  let count = 0;
  for await (const row of store.rows(ledger).stream(viewer, { where })) {
    count++;
    refs.add(row);
    for (const [name, value] of Object.entries(row))
      if (value !== undefined && value !== null) used.add(name);
  }
  const columns = columnsOf(ledger, await refs.names(ctx, 'private'));
  const now = clock.now();
  const line = `${unitsOf(ledger)}导出时间：${dayOf(now)} ${timeOf(now)}　导出岗位：${viewer.name}　共 ${count} 条`;
  const bytes = await workbook([
    {
      name: ledger.title,
      title: `${city.name}${ledger.title}${which === '' ? '' : `（${which}）`}`,
      lines: [line],
      columns: columns.map(({ field, ...column }) =>
        field === undefined || used.has(field) || ledger.listed.includes(field) || count === 0
          ? column
          : { ...column, hidden: true },
      ),
      rows: valuesOf(store.rows(ledger).stream(viewer, { where, sort: fileOrder(city, ledger) }), columns),
      frozen: 2,
    },
  ]);
  return { bytes, rows: count };
}

/**
 * The same rows and columns as separated text, without a title: for programs, and for whoever wants to look at it plainly.
 * @throws AppError FORBIDDEN without the ledger's read permit
 */
export async function exportCsv(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where,
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { store, viewer, city } = ctx;
  const refs = new RefCodes(ledger);
  let rows = 0;
  for await (const row of store.rows(ledger).stream(viewer, { where })) {
    rows++;
    refs.add(row);
  }
  const columns = columnsOf(ledger, await refs.names(ctx, 'private'));
  const sorted = store.rows(ledger).stream(viewer, { where, sort: fileOrder(city, ledger) });
  const headers = columns.map(({ header }) => header);
  return { bytes: await csv(headers, valuesOf(sorted, columns)), rows };
}

/** The same, put into the file store for the viewer's post. `which` says in title and name which rows they are. */
export async function exportLedger(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where = {},
  which = '',
): Promise<CardFile> {
  const now = ctx.clock.now();
  const { bytes } = await exportBytes(ctx, ledger, where, which);
  const words = which === '' ? '' : `_${which.replaceAll(/[\s\\/:*?"<>|]+/g, '_')}`;
  const name = `${ledger.title}${words}_${dayOf(now).replaceAll('-', '')}.xlsx`;
  const file = await ctx.store.files.put(name, bytes, { post: ctx.viewer.post }, now);
  return { id: file.id, name: file.name, bytes: file.bytes };
}

async function* valuesOf(
  rows: AsyncIterable<object>,
  columns: readonly ExportColumn[],
): AsyncGenerator<XlsxValue[]> {
  for await (const row of rows) yield columns.map((column) => column.valueOf(row as LooseRow));
}

/** 单位：万元、亩 — the units that amounts in the sheet are in. */
function unitsOf(ledger: AnyLedger): string {
  const units = ledger.filled.flatMap((name) => {
    const field = ledger.fields[name];
    return field?.type === 'decimal' ? [field.unit] : [];
  });
  return units.length === 0 ? '' : `单位：${[...new Set(units)].join('、')}　`;
}

function columnsOf(ledger: AnyLedger, nameOf: NameOf): ExportColumn[] {
  const code: ExportColumn = {
    header: `${ledger.noun}编号`,
    kind: 'text',
    width: 19,
    valueOf: (row) => String(row.code),
  };
  return [
    code,
    ...ledger.filled.flatMap((name): ExportColumn[] => {
      const field = ledger.fields[name];
      if (!field) return [];
      const unit = 'unit' in field && field.unit ? `（${field.unit}）` : '';
      return [
        {
          header: `${field.label}${unit}`,
          ...lookOf(ledger, name, field),
          field: name,
          valueOf: (row) => {
            const value = row[name];
            return value === undefined || value === null ? null : writtenValue(field, value, nameOf);
          },
        },
      ];
    }),
  ];
}

const TITLE_WIDTH = 34;
const YEAR_WIDTH = 8;

/** A year is a number that takes no thousands separator; what rows are known by gets room. */
function lookOf(
  ledger: AnyLedger,
  name: string,
  field: Field,
): Pick<SheetColumn, 'kind' | 'width' | 'picks'> {
  if (name === 'year') return { kind: 'year', width: YEAR_WIDTH };
  const { look, width, picks } = kindOf(field).sheet(field);
  return {
    kind: look,
    width: name === ledger.titleField && look === 'text' ? TITLE_WIDTH : width,
    ...(picks ? { picks } : {}),
  };
}
