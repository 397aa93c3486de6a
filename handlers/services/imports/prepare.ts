import { createHash, randomUUID } from 'node:crypto';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand } from '../../../models/rules/rights.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import type { Ctx } from '../context.ts';
import { withBook } from './files/with-book.ts';
import { ChunkWriter } from './plan/chunk-writer.ts';
import { emptyWorkbook, noDataRows } from './files/limits.ts';
import { doubtingUnits, usualFigures } from './columns/medians.ts';
import { columnWords, fieldsToPick, withLikeliest, withMonths } from './columns/unknown.ts';
import { dictionariesFor, recogniseSheets } from './recognise.ts';
import { PlanRun } from './plan/plan-run.ts';
import { unreadable } from './preview/sheet-report.ts';
import type { Book, SheetSource } from './files/sheet.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import type { ImportOptions, SheetReport } from './plan/types.ts';
import { correctionWords, withUnitChoices, withUnits } from './sheets/units.ts';

/**
 * Reads a file and compares it with the ledger. Nothing is written but the prepared import itself, which
 * `confirmImport` takes up, minutes later or after a restart.
 * @throws AppError INVALID for files that cannot be read or in which no header is found, FORBIDDEN without the permit
 */
export async function prepareImport(ctx: Ctx, options: ImportOptions): Promise<PreparedImport> {
  if (options.ledger) {
    demandDoor(options.ledger);
    demand(ctx.viewer, options.ledger.rights.edit);
  }
  return withBook(options.file, (book) => prepareBook(ctx, options, book));
}

async function prepareBook(ctx: Ctx, options: ImportOptions, book: Book): Promise<PreparedImport> {
  const { store, viewer } = ctx;
  const { file } = options;
  const dictionaries = await dictionariesFor(ctx, options);
  const sheets = book.sheets.filter(({ name, hidden }) =>
    options.sheet === undefined ? !hidden : name === options.sheet,
  );
  if (options.sheet !== undefined && sheets.length === 0) throw noSuchSheet(options.sheet, book.sheets);
  const { file: _file, ledger: _ledger, ...readAs } = options;
  const recognised = await recogniseSheets(ctx, sheets, dictionaries, options);
  const { known: found, unknown, left, others } = recognised;
  const [first] = found;
  if (!first) throw emptyWorkbook(file.name);
  const { ledger } = first.layout;
  demandDoor(ledger);
  demand(viewer, ledger.rights.edit);
  const usual = await usualFigures(ctx, ledger);
  const { today } = store.checkContext(ctx.clock.now());
  const context = { city: ctx.city, rules: ctx.rules, today };
  const known = found.map(({ samples, ...sheet }) => ({
    ...sheet,
    layout: doubtingUnits(withUnits(sheet.layout, readAs), samples, usual, context),
  }));
  const imports = importsOf(store);
  const id = randomUUID();
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const plan = new PlanRun(ctx, new ChunkWriter(imports, id, ctx.clock), ledger, options);
  const unread = book.sheets.filter((sheet) => !sheets.includes(sheet));
  const reports: SheetReport[] = [];
  await plan.start();
  for (const sheet of known) reports.push(await plan.sheet(sheet));
  const { chunks, digest } = await plan.finish();
  const { skipped: _none, ...rows } = digest.counts;
  if (Object.values(rows).every((count) => count === 0)) throw noDataRows(file.name, ledger.noun, reports);
  const result = digest.result();
  const before = await imports.lastDone(ledger.name, sha256);
  const now = ctx.clock.now();
  const layouts = known.map(({ layout }) => layout);
  const stored = await store.files.put(file.name, file.bytes, { post: viewer.post }, now);
  const record: PreparedImport = {
    _id: id,
    status: 'READY',
    ledger: ledger.name,
    post: viewer.post,
    file: stored.id,
    fileName: file.name,
    sha256,
    createdAt: now,
    updatedAt: now,
    head: {
      ledger: ledger.name,
      title: ledger.title,
      noun: ledger.noun,
      file: file.name,
      sheets: [
        ...reports,
        ...left,
        ...unread.map(({ name, hidden }) =>
          unreadable(name, hidden ? '隐藏的工作表' : `只读了工作表“${options.sheet ?? ''}”`),
        ),
      ],
      ...result,
      questions: result.questions
        .map((question) => withLikeliest(withUnitChoices(question, layouts), unknown))
        .map((question) => withMonths(question, ledger, dayOf(now))),
      unknown,
      fields: fieldsToPick(ledger),
      others: others.map(({ name, title }) => ({ ledger: name, title })),
      readAs,
      corrections: [
        ...columnWords(ledger, readAs.columns),
        ...correctionWords(ledger, readAs, namesOf(ctx.city)),
      ],
      ...(before ? { importedAt: before.updatedAt.toISOString() } : {}),
    },
    answers: {},
    chunks,
    nextChunk: 0,
  };
  await imports.add(record);
  await imports.sweep(now);
  return record;
}

/** @throws AppError FORBIDDEN for a ledger whose rows the service keeps: a sheet of it is told what it looks like */
function demandDoor({ title, doors, rights }: AnyLedger): void {
  if (doors.keptBy)
    throw new AppError('FORBIDDEN', `这份表像是“${title}”，${title}由系统维护，不能导入`, {
      detail: rights.edit.name,
    });
}

const noSuchSheet = (name: string, sheets: readonly SheetSource[]) =>
  new AppError(
    'INVALID',
    `没有名为“${name}”的工作表，这个文件里有：${sheets.map((sheet) => sheet.name).join('、')}`,
  );
