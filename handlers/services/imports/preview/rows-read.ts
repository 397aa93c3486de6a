import type { ImportRowsView, ImportRowView, RowFilter } from '../../../../cards/imports/view.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { showValue, type NameOf } from '../../../../models/ledgers/engine/show.ts';
import type { Ctx } from '../../context.ts';
import { namesFor } from '../../ledgers/titles.ts';
import { answersOf, ledgerOf } from '../answer.ts';
import { CODE } from '../sheets/headers.ts';
import { outcomeOf, type PlanAnswers } from '../plan/digest.ts';
import { importsOf, type PreparedImport } from '../plan/prepared.ts';
import type { PlanRow } from '../plan/types.ts';

const ON_PAGE = 50;
const BY_PLACE = '按分组、表名或填报单位';

const PASSES: Readonly<Record<RowFilter, (row: PlanRow, answers: PlanAnswers) => boolean>> = {
  all: () => true,
  differs: ({ cells }) => cells !== undefined,
  open: (row, answers) => outcomeOf(row, answers) === 'open',
  faulty: ({ kind }) => kind === 'faulty',
  skipped: ({ kind }) => kind === 'skipped' || kind === 'taken',
};
const FILTERS = Object.keys(PASSES) as RowFilter[];

/** One page of the rows of a prepared import, fifty of them, as they were read. */
export async function pageOfRows(
  ctx: Ctx,
  record: PreparedImport,
  filter: RowFilter,
  wanted: number,
): Promise<ImportRowsView> {
  const counts: Record<RowFilter, number> = { all: 0, differs: 0, open: 0, faulty: 0, skipped: 0 };
  const answers = answersOf(record);
  const from = (wanted - 1) * ON_PAGE;
  const shown: PlanRow[] = [];
  for await (const rows of chunksOf(ctx, record)) {
    for (const row of rows) {
      const place = counts[filter];
      for (const each of FILTERS) if (PASSES[each](row, answers)) counts[each]++;
      if (counts[filter] > place && place >= from && place < from + ON_PAGE) shown.push(row);
    }
  }
  const { head } = record;
  const ledger = ledgerOf(ctx, record);
  const rows = await shownRows(ctx, ledger, shown);
  // In the order of the sheet; what a cell or a group told besides comes behind. The name stands in front of all.
  const labels = head.sheets.flatMap(({ columns }) =>
    columns.flatMap(({ field, label }) => (field === CODE ? [] : label)),
  );
  return {
    token: record._id,
    title: head.title,
    noun: head.noun,
    file: head.file,
    filter,
    counts,
    page: wanted,
    pages: Math.max(1, Math.ceil(counts[filter] / ON_PAGE)),
    columns: [...new Set([...labels, ...rows.flatMap(({ values }) => Object.keys(values))])].filter(
      (label) => label !== ledger.fields[ledger.titleField]?.label,
    ),
    rows,
  };
}

/** Every row of a prepared import as it was read, in the order of the file. */
export async function allRows(ctx: Ctx, record: PreparedImport): Promise<ImportRowView[]> {
  const ledger = ledgerOf(ctx, record);
  const all: ImportRowView[] = [];
  for await (const rows of chunksOf(ctx, record)) all.push(...(await shownRows(ctx, ledger, rows)));
  return all;
}

async function* chunksOf({ store }: Ctx, { _id, chunks }: PreparedImport): AsyncGenerator<PlanRow[]> {
  for (let n = 0; n < chunks; n++) yield importsOf(store).chunk(_id, n);
}

async function shownRows(ctx: Ctx, ledger: AnyLedger, rows: readonly PlanRow[]): Promise<ImportRowView[]> {
  const nameOf = await namesFor(
    ctx,
    ledger,
    rows.map(({ context, values }) => ({ ...context, ...values })),
  );
  return rows.map((row) => shownRow(ledger, row, nameOf));
}

function shownRow(ledger: AnyLedger, row: PlanRow, nameOf: NameOf): ImportRowView {
  const { sheet, row: number, kind, title, values, context, cells = {}, faults, candidates = [] } = row;
  const shown: Record<string, { text: string; said?: string }> = {};
  for (const name of ledger.filled) {
    const field = ledger.fields[name];
    const value = values[name] ?? (cells[name] === undefined ? context[name] : undefined);
    const said = cells[name] ?? (values[name] === undefined && value !== undefined ? BY_PLACE : undefined);
    if (!field || (value === undefined && said === undefined)) continue;
    const text = value === undefined ? '' : showValue(field, value, nameOf);
    shown[field.label] = said === undefined ? { text } : { text, said };
  }
  const doubles = candidates.map(({ code, place, name }) => `疑似重复：${code ?? place ?? ''} ${name}`);
  const texts = (level: string) => faults.flatMap((fault) => (fault.level === level ? [fault.text] : []));
  const reason = row.reason ?? (kind === 'taken' ? '已答复不导入' : undefined);
  return {
    sheet,
    row: number,
    kind: kind === 'taken' ? 'skipped' : kind,
    title,
    values: shown,
    faults: texts('error'),
    asks: [...texts('ask'), ...doubles],
    ...(reason === undefined ? {} : { reason }),
  };
}
