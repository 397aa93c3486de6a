import type { SheetColumn, XlsxValue } from '../../../cards/documents/xlsx-sheet.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import { kindOf, writtenValue } from '../../../models/ledgers/engine/kinds/all.ts';
import { shortColumns, STATUS_LABEL, type NameOf } from '../../../models/ledgers/engine/show.ts';

/**
 * `short` has the columns that people read, names before codes; `full` all that the import reads back; `update` those
 * that are filled in anew every month, open, and beside them, locked, what one knows a row by.
 */
export type ExportForm = 'short' | 'full' | 'update';

export interface ExportColumn extends SheetColumn {
  valueOf(row: LooseRow): XlsxValue;
  /** Its field; the code column has none. */
  field?: string;
}

/** The columns of a form of a ledger's file, in their order. Amounts carry their unit in the heading. */
export function exportColumns(ledger: AnyLedger, form: ExportForm, nameOf: NameOf): ExportColumn[] {
  const column = (name: string) => columnOf(ledger, name, nameOf);
  if (form === 'short') return shortColumns(ledger).flatMap(column);
  const all = ['code', ...ledger.filled].flatMap(column);
  return form === 'full' ? all : toUpdate(ledger, all);
}

/** The listed columns to know a row by, locked, and behind them those that are updated. */
function toUpdate({ listed, monthly = [] }: AnyLedger, columns: readonly ExportColumn[]): ExportColumn[] {
  const isOpen = (field = '') => monthly.includes(field);
  const known = columns.filter(({ field = 'code' }) => listed.includes(field) && !isOpen(field));
  const open = monthly.flatMap((name) => columns.filter(({ field }) => field === name));
  return [...known, ...open.map((column) => ({ ...column, open: true as const }))];
}

function columnOf(ledger: AnyLedger, name: string, nameOf: NameOf): ExportColumn[] {
  if (name === 'code') return [codeColumn(ledger)];
  if (name === 'status') return [statusColumn(ledger)];
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
}

const codeColumn = ({ noun }: AnyLedger): ExportColumn => ({
  header: `${noun}编号`,
  kind: 'text',
  width: 19,
  valueOf: (row) => String(row.code),
});

const statusColumn = ({ machine }: AnyLedger): ExportColumn => ({
  header: STATUS_LABEL,
  kind: 'center',
  width: 12,
  valueOf: ({ status }) => machine?.states[String(status)]?.label ?? null,
});

const TITLE_WIDTH = 34;
const YEAR_WIDTH = 8;

/** A year is a number that takes no thousands separator; what rows are known by gets room, and as many lines as it needs. */
function lookOf(
  ledger: AnyLedger,
  name: string,
  field: Field,
): Pick<SheetColumn, 'kind' | 'width' | 'picks'> {
  if (name === 'year') return { kind: 'year', width: YEAR_WIDTH };
  const { look, width, picks } = kindOf(field).sheet(field);
  return {
    ...(name === ledger.titleField && look === 'text'
      ? { kind: 'wrap', width: TITLE_WIDTH }
      : { kind: look, width }),
    ...(picks ? { picks } : {}),
  };
}
