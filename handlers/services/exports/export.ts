import type { CardFile } from '../../../cards/card.ts';
import { csv } from '../../../cards/documents/csv.ts';
import { workbook } from '../../../cards/documents/xlsx.ts';
import type { XlsxValue } from '../../../cards/documents/xlsx-sheet.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { printDay } from '../../../models/rules/figures/notes.ts';
import { whereOf } from '../../../models/rules/rights.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { isEverything, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { fileOrder } from '../ledgers/list.ts';
import { RefCodes } from '../ledgers/titles.ts';
import { exportColumns, type ExportColumn, type ExportForm } from './columns.ts';

/** Which rows a file is of, in words for its title, and with which columns. */
export interface ExportOptions {
  /** '' for all that the post may see. */
  which?: string;
  form?: ExportForm;
}

/** How a form is called in titles and names of files. */
const FORM_WORDS: Readonly<Record<ExportForm, string>> = { short: '简表', full: '全部列', update: '供更新' };

/**
 * The rows of a ledger that the viewer may see as an .xlsx to send on: codes as names, dates as dates; the title says
 * which rows, which columns and as of when. Columns in which nothing stands are hidden, not left out. Imported again it
 * changes nothing.
 * @throws AppError FORBIDDEN without the ledger's read permit
 */
export async function exportBytes(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where = {},
  { which = '', form = 'full' }: ExportOptions = {},
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
  const columns = exportColumns(ledger, form, await refs.names(ctx, 'private'));
  const isUpdate = form === 'update';
  const isShown = ({ field }: ExportColumn) =>
    field === undefined || used.has(field) || ledger.listed.includes(field) || count === 0 || isUpdate;
  const now = clock.now();
  const line = `${unitsOf(ledger, columns)}导出时间：${dayOf(now)} ${timeOf(now)}　导出岗位：${viewer.name}　共 ${count} 条`;
  const bytes = await workbook([
    {
      name: ledger.title,
      title: `${city.name}${ledger.title}（${rowsMeantBy(ctx, ledger, which)}，${FORM_WORDS[form]}，截至${printDay(dayOf(now))}）`,
      lines: isUpdate ? [line, HOW_TO_UPDATE] : [line],
      columns: columns.map((column) => (isShown(column) ? column : { ...column, hidden: true as const })),
      rows: valuesOf(store.rows(ledger).stream(viewer, { where, sort: fileOrder(city, ledger) }), columns),
      frozen: form === 'short' ? 1 : 2,
      ...(isUpdate ? { locked: true as const } : {}),
    },
  ]);
  return { bytes, rows: count };
}

const HOW_TO_UPDATE =
  '只改有底色的列，其余已锁定；没有变化的行不用动。改好后把文件发回给我，核对后确认即可。';

/** All is said to be all only where nothing is kept from the viewer. */
function rowsMeantBy({ viewer }: Ctx, { rights }: AnyLedger, which: string): string {
  if (which !== '') return which;
  return isEverything(whereOf(rights.read.right, viewer)) ? '全部' : `${viewer.name}可见的全部`;
}

/** The viewer's own rows that are updated from month to month, to write in and send back. */
export async function exportToUpdate(ctx: Ctx, ledger: AnyLedger, where: Where): Promise<CardFile> {
  const { updated } = ledger;
  const unit = ctx.viewer.unit === undefined ? '' : namesOf(ctx.city)('unit', ctx.viewer.unit);
  const which = `${unit}${updated?.words ?? ''}`;
  return exportLedger(ctx, ledger, { all: [where, updated?.rows ?? {}] }, { which, form: 'update' });
}

/**
 * The same rows and columns as separated text, without a title: for programs, and for whoever wants to look at it plainly.
 * @throws AppError FORBIDDEN without the ledger's read permit
 */
export async function exportCsv(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where,
  { form = 'full' }: ExportOptions = {},
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { store, viewer, city } = ctx;
  const refs = new RefCodes(ledger);
  let rows = 0;
  for await (const row of store.rows(ledger).stream(viewer, { where })) {
    rows++;
    refs.add(row);
  }
  const columns = exportColumns(ledger, form, await refs.names(ctx, 'private'));
  const sorted = store.rows(ledger).stream(viewer, { where, sort: fileOrder(city, ledger) });
  const headers = columns.map(({ header }) => header);
  return { bytes: await csv(headers, valuesOf(sorted, columns)), rows };
}

/** The same as an .xlsx in the file store for the viewer's post, named by which rows they are and of when. */
export async function exportLedger(
  ctx: Ctx,
  ledger: AnyLedger,
  where: Where = {},
  { which = '', form = 'short' }: ExportOptions = {},
): Promise<CardFile> {
  const { bytes } = await exportBytes(ctx, ledger, where, { which, form });
  return keepFor(ctx, [ledger.title, which, FORM_WORDS[form]], bytes);
}

/** Puts a workbook into the store for the viewer's post, named by these words and the day. */
export async function keepFor(ctx: Ctx, words: readonly string[], bytes: Uint8Array): Promise<CardFile> {
  const now = ctx.clock.now();
  const named = words.filter((word) => word !== '').map((word) => word.replaceAll(UNNAMEABLE, '_'));
  const name = `${[...named, dayOf(now).replaceAll('-', '')].join('_')}.xlsx`;
  const file = await ctx.store.files.put(name, bytes, { post: ctx.viewer.post }, now);
  return { id: file.id, name: file.name, bytes: file.bytes };
}

const UNNAMEABLE = /[\s\\/:*?"<>|]+/g;

async function* valuesOf(
  rows: AsyncIterable<object>,
  columns: readonly ExportColumn[],
): AsyncGenerator<XlsxValue[]> {
  for await (const row of rows) yield columns.map((column) => column.valueOf(row as LooseRow));
}

/** 单位：万元、亩 — the units that amounts in the sheet are in. */
function unitsOf(ledger: AnyLedger, columns: readonly ExportColumn[]): string {
  const units = columns.flatMap(({ field = '' }) => {
    const of = ledger.fields[field];
    return of?.type === 'decimal' ? [of.unit] : [];
  });
  return units.length === 0 ? '' : `单位：${[...new Set(units)].join('、')}　`;
}
