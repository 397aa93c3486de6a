import type { CardFile } from '../../../cards/card.ts';
import { csv } from '../../../cards/documents/csv.ts';
import { workbook, type SheetColumn, type XlsxValue } from '../../../cards/documents/xlsx.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import { kindOf, writtenValue } from '../../../models/ledgers/engine/kinds/all.ts';
import { namesOf, type NameOf } from '../../../models/ledgers/engine/show.ts';
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
  purpose: 'whole' | 'update' = 'whole',
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
  const all = columnsOf(ledger, await refs.names(ctx, 'private'));
  const isUpdate = purpose === 'update';
  const columns = isUpdate ? toUpdate(ledger, all) : all;
  const now = clock.now();
  const line = `${unitsOf(ledger)}导出时间：${dayOf(now)} ${timeOf(now)}　导出岗位：${viewer.name}　共 ${count} 条`;
  const bytes = await workbook([
    {
      name: ledger.title,
      title: `${city.name}${ledger.title}${which === '' ? '' : `（${which}）`}`,
      lines: isUpdate ? [line, HOW_TO_UPDATE] : [line],
      columns: columns.map(({ field, ...column }) =>
        field === undefined || used.has(field) || ledger.listed.includes(field) || count === 0 || isUpdate
          ? column
          : { ...column, hidden: true },
      ),
      rows: valuesOf(store.rows(ledger).stream(viewer, { where, sort: fileOrder(city, ledger) }), columns),
      frozen: 2,
      ...(isUpdate ? { locked: true as const } : {}),
    },
  ]);
  return { bytes, rows: count };
}

const HOW_TO_UPDATE =
  '只改有底色的列，其余已锁定；没有变化的行不用动。改好后把文件发回给我，核对后确认即可。';

/** The listed columns to know a row by, locked, and behind them those that are updated. */
function toUpdate({ listed, monthly = [] }: AnyLedger, columns: readonly ExportColumn[]): ExportColumn[] {
  const isOpen = (field = '') => monthly.includes(field);
  const known = columns.filter(({ field = 'code' }) => listed.includes(field) && !isOpen(field));
  const open = monthly.flatMap((name) => columns.filter(({ field }) => field === name));
  return [...known, ...open.map((column) => ({ ...column, open: true as const }))];
}

/** The viewer's own rows that are updated from month to month, to write in and send back. */
export async function exportToUpdate(ctx: Ctx, ledger: AnyLedger, where: Where): Promise<CardFile> {
  const { updated } = ledger;
  const unit = ctx.viewer.unit === undefined ? '' : namesOf(ctx.city)('unit', ctx.viewer.unit);
  const which = `${unit}${updated?.words ?? ''}，供更新`;
  const { bytes } = await exportBytes(ctx, ledger, { all: [where, updated?.rows ?? {}] }, which, 'update');
  return keepFor(ctx, ledger, which, bytes);
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
  const { bytes } = await exportBytes(ctx, ledger, where, which);
  return keepFor(ctx, ledger, which, bytes);
}

/** Puts a file of rows into the store, named by which rows they are and of when. */
async function keepFor(ctx: Ctx, ledger: AnyLedger, which: string, bytes: Uint8Array): Promise<CardFile> {
  const now = ctx.clock.now();
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
