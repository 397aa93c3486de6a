import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importsOf } from '../../handlers/services/imports/plan/prepared.ts';
import type { ImportPreview, PlanRow } from '../../handlers/services/imports/plan/types.ts';
import { prepareImport, previewOf } from '../../handlers/services/imports/service.ts';
import type { LooseRow } from '../../models/ledgers/engine/define.ts';
import { AppError } from '../../models/rules/errors.ts';
import type { TestServices } from '../helpers/services.ts';

/** What a sheet was read as: a refusal in words, or a preview with its rows. */
export interface ReadCase {
  refused?: string;
  preview?: ImportPreview;
  rows: (Pick<PlanRow, 'sheet' | 'row' | 'kind' | 'title' | 'asks'> & {
    /** From its own cells and its group, by field. */
    values: LooseRow;
    errors: string[];
  })[];
  /** What is asked, in words. */
  questions: string[];
  /** What is told, in words. */
  notes: string[];
}

/** A file of test/cases/sheets, taken in as chat and command line take it in: without a ledger, the header tells it. */
export async function readCase(services: TestServices, name: string, ledgerName?: string): Promise<ReadCase> {
  return readSheetFile(services, name, await readFile(join(import.meta.dirname, 'sheets', name)), ledgerName);
}

/** The same of a file made in a test. */
export async function readSheetFile(
  services: TestServices,
  name: string,
  bytes: Uint8Array,
  ledgerName?: string,
): Promise<ReadCase> {
  const ctx = services.as();
  const ledger = services.store.ledgers.find((each) => each.name === ledgerName);
  try {
    const record = await prepareImport(ctx, { file: { name, bytes }, ...(ledger ? { ledger } : {}) });
    const preview = previewOf(record);
    const rows: ReadCase['rows'] = [];
    for (let n = 0; n < record.chunks; n++)
      for (const row of await importsOf(services.store).chunk(record._id, n)) rows.push(readRow(row));
    return {
      preview,
      rows,
      questions: preview.questions.map(({ text }) => text),
      notes: preview.notes.map(({ text }) => text),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refused: error.message, rows: [], questions: [], notes: [] };
  }
}

const readRow = ({ sheet, row, kind, title, asks, values, context, faults }: PlanRow) => ({
  sheet,
  row,
  kind,
  title,
  asks,
  values: { ...context, ...values },
  errors: faults.flatMap(({ level, text }) => (level === 'error' ? [text] : [])),
});
