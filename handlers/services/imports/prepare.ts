import { createHash, randomUUID } from 'node:crypto';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand, may } from '../../../models/rules/rights.ts';
import type { Ctx } from '../context.ts';
import { withBook } from './files/with-book.ts';
import { ChunkWriter } from './plan/chunk-writer.ts';
import { emptyWorkbook, noDataRows } from './files/limits.ts';
import { headerKey } from './sheets/header-key.ts';
import { dictionaryOf, type Dictionary } from './sheets/headers.ts';
import { findLayout, HEAD_ROWS } from './sheets/layout.ts';
import { headersOf } from './plan/learned.ts';
import { PlanRun, type KnownSheet } from './plan/plan-run.ts';
import { unreadable } from './plan/sheet-report.ts';
import type { Book, SheetRow, SheetSource } from './files/sheet.ts';
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
  const dictionaries = await dictionariesFor(ctx, options.ledger);
  const sheets = book.sheets.filter(({ name, hidden }) =>
    options.sheet === undefined ? !hidden : name === options.sheet,
  );
  if (options.sheet !== undefined && sheets.length === 0) throw noSuchSheet(options.sheet, book.sheets);
  const { file: _file, ledger: _ledger, ...readAs } = options;
  const { known: found, left } = await recognise(sheets, dictionaries, file.name);
  const known = found.map((sheet) => ({ ...sheet, layout: withUnits(sheet.layout, readAs) }));
  const [first] = known;
  if (!first) throw emptyWorkbook(file.name);
  const { ledger } = first.layout;
  demandDoor(ledger);
  demand(viewer, ledger.rights.edit);
  const imports = importsOf(store);
  const id = randomUUID();
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const plan = new PlanRun(ctx, new ChunkWriter(imports, id, ctx.clock), ledger, options);
  const hidden = book.sheets.filter((sheet) => sheet.hidden && options.sheet === undefined);
  const reports: SheetReport[] = [];
  await plan.start();
  for (const sheet of known) reports.push(await plan.sheet(sheet));
  const { chunks, digest } = await plan.finish();
  const { skipped: _none, ...rows } = digest.counts;
  if (Object.values(rows).every((count) => count === 0)) throw noDataRows(file.name, ledger.noun, reports);
  const result = digest.result();
  const before = await imports.lastDone(ledger.name, sha256);
  const now = ctx.clock.now();
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
      sheets: [...reports, ...left, ...hidden.map(({ name }) => unreadable(name, '隐藏的工作表'))],
      ...result,
      questions: result.questions.map((question) =>
        withUnitChoices(
          question,
          known.map(({ layout }) => layout),
        ),
      ),
      readAs,
      corrections: correctionWords(ledger, readAs, namesOf(ctx.city)),
      ...(before ? { importedAt: before.updatedAt.toISOString() } : {}),
      mapping: known.flatMap(({ layout }) =>
        layout.columns.map(({ header, field }): [string, string] => [
          headerKey(header.replaceAll(' ', '')),
          field,
        ]),
      ),
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

/** The headers of every ledger, those first that the viewer may write, with what this unit's earlier imports taught. */
async function dictionariesFor({ store, viewer }: Ctx, wanted: AnyLedger | undefined): Promise<Dictionary[]> {
  const mine = (ledger: AnyLedger) => may(viewer, ledger.rights.edit);
  const ledgers = wanted
    ? [wanted]
    : [...store.ledgers.filter(mine), ...store.ledgers.filter((ledger) => !mine(ledger))];
  return Promise.all(
    ledgers.map(async (ledger) => dictionaryOf(ledger, await headersOf(store, ledger, viewer))),
  );
}

/** Finds each sheet's header. One file is one ledger: that of the best sheet. */
async function recognise(sheets: readonly SheetSource[], dictionaries: readonly Dictionary[], file: string) {
  const known: KnownSheet[] = [];
  const left: SheetReport[] = [];
  const heads: SheetRow[] = [];
  for (const source of sheets) {
    const head = await headOf(source);
    if (head.length === 0) {
      left.push(unreadable(source.name, '空工作表'));
      continue;
    }
    refuseSecrets(head);
    const frame = await source.frame();
    const layout = findLayout(head, frame, dictionaries);
    if (layout) known.push({ source, frame, layout });
    else {
      heads.push(...head);
      left.push(unreadable(source.name, '没有找到表头'));
    }
  }
  const best = known.toSorted((a, b) => b.layout.score - a.layout.score)[0];
  if (!best) throw heads.length === 0 ? emptyWorkbook(file) : noHeader(heads, dictionaries);
  const same = known.filter(({ layout }) => layout.ledger === best.layout.ledger);
  for (const { source, layout } of known) {
    if (layout.ledger !== best.layout.ledger)
      left.push(unreadable(source.name, `像是${layout.ledger.title}，请单独导入`));
  }
  return { known: same, left };
}

async function headOf(source: SheetSource): Promise<SheetRow[]> {
  const head: SheetRow[] = [];
  for await (const batch of source.rows()) {
    head.push(...batch.filter((row) => row.cells.some((cell) => cell && cell.text.trim() !== '')));
    if (head.length >= HEAD_ROWS) break;
  }
  return head.slice(0, HEAD_ROWS);
}

/** 涉密不上网 (domain.md 1.5, Appendix F): a file that carries a mark of secrecy is not taken in. */
function refuseSecrets(head: readonly SheetRow[]): void {
  for (const row of head.slice(0, 6)) {
    for (const cell of row.cells) {
      const mark = cell && /(绝密|机密|秘密)\s*[★☆]/.exec(cell.text)?.[1];
      if (!mark) continue;
      throw new AppError(
        'INVALID',
        `表内有“${mark}★”密级标识。本系统不得处理涉密文件，请立即删除本次上传并按保密规定处理`,
      );
    }
  }
}

function noHeader(heads: readonly SheetRow[], dictionaries: readonly Dictionary[]): AppError {
  const widest = heads.reduce((a, b) =>
    b.cells.filter(Boolean).length > a.cells.filter(Boolean).length ? b : a,
  );
  const found = widest.cells.flatMap((cell) => (cell ? [cell.text.trim().slice(0, 12)] : [])).slice(0, 12);
  const [dictionary] = dictionaries;
  const expected = dictionary
    ? dictionary.ledger.listed.flatMap((name) => dictionary.ledger.fields[name]?.label ?? []).slice(0, 8)
    : [];
  const titles = dictionaries
    .slice(0, 4)
    .map(({ ledger }) => ledger.title)
    .join('、');
  return new AppError(
    'INVALID',
    `没有认出表头。第 ${widest.number} 行是：${found.join('、')}。` +
      `可以导入的台账有：${titles}；${dictionary?.ledger.title ?? ''}的表头应有：${expected.join('、')} 等，至少三项。请把表头改成这些名称后再上传`,
  );
}

const noSuchSheet = (name: string, sheets: readonly SheetSource[]) =>
  new AppError(
    'INVALID',
    `没有名为“${name}”的工作表，这个文件里有：${sheets.map((sheet) => sheet.name).join('、')}`,
  );
