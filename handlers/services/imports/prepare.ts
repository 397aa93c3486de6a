import { createHash, randomUUID } from 'node:crypto';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/define.ts';
import { namesOf } from '../../../models/ledgers/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand, may } from '../../../models/rules/permissions.ts';
import type { Ctx } from '../context.ts';
import { Digest } from './digest.ts';
import { Doubles, FUZZY_LOOKUPS } from './doubles.ts';
import { Existing } from './existing.ts';
import { contextOf, unitAtStart, unitFieldOf, type Context } from './groups.ts';
import { emptyWorkbook, noDataRows } from './guards.ts';
import { dictionaryOf, headerKey, type Dictionary } from './headers.ts';
import { findLayout, HEAD_ROWS, type Layout } from './layout.ts';
import { LineSorter } from './lines.ts';
import { aliasesOf, headersOf } from './memory.ts';
import { Planner, type PlannedLine } from './planner.ts';
import { openBook } from './read.ts';
import { RowReader } from './rows.ts';
import { reportOf, SkipLog, unreadable } from './sheet-report.ts';
import type { SheetFrame, SheetRow, SheetSource } from './sheet.ts';
import { importsOf, type Imports, type Prepared } from './store.ts';
import type { ImportOptions, PlanRow, SheetReport } from './types.ts';
import { correctionWords, withUnitChoices, withUnits } from './units.ts';

/** Rows that are kept, and later written, together. */
export const CHUNK_ROWS = 500;
/** Rows that are read and looked up together: few, so that most of what they leave behind is collected young. */
const BATCH_ROWS = 100;

const COARSE = `新增超过 ${FUZZY_LOOKUPS} 行：之后的行只按名称主干和信用代码查重，没有逐一比对相似名称`;

interface KnownSheet {
  source: SheetSource;
  frame: SheetFrame;
  layout: Layout;
}

/**
 * Reads a file and compares it with the ledger. Nothing is written but the prepared import itself, which
 * `confirmImport` takes up, minutes later or after a restart.
 * @throws AppError INVALID for files that cannot be read or in which no header is found, FORBIDDEN without the permit
 */
export async function prepareImport(ctx: Ctx, options: ImportOptions): Promise<Prepared> {
  const { store, viewer } = ctx;
  const { file } = options;
  if (options.ledger) demand(viewer, options.ledger.permits.write);
  const book = await openBook(file);
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
  demand(viewer, ledger.permits.write);
  const imports = await importsOf(store);
  const id = randomUUID();
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const plan = new PlanRun(ctx, imports, id, ledger, options);
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
  const record: Prepared = {
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
      corrections: correctionWords(ledger, readAs.units),
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

/** The headers of every ledger, those first that the viewer may write, with what this unit's earlier imports taught. */
async function dictionariesFor({ store, viewer }: Ctx, wanted: AnyLedger | undefined): Promise<Dictionary[]> {
  const mine = (ledger: AnyLedger) => may(viewer, ledger.permits.write);
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

/** One pass over a file's sheets: read, sort, plan, keep. */
class PlanRun {
  readonly #ctx: Ctx;
  readonly #imports: Imports;
  readonly #id: string;
  readonly #ledger: AnyLedger;
  readonly #options: ImportOptions;
  readonly #digest: Digest;
  #planner: Planner | undefined;
  #existing: Existing | undefined;
  /** Rows to keep, as JSON: one text each instead of dozens of objects that outlive their batch. */
  #kept: string[] = [];
  #chunks = 0;
  #storing: Promise<void> = Promise.resolve();
  #doubles: Doubles | undefined;

  constructor(ctx: Ctx, imports: Imports, id: string, ledger: AnyLedger, options: ImportOptions) {
    this.#ctx = ctx;
    this.#imports = imports;
    this.#id = id;
    this.#ledger = ledger;
    this.#options = options;
    this.#digest = new Digest(ledger, namesOf(ctx.city));
  }

  async start(): Promise<void> {
    const { store, viewer, clock, city } = this.#ctx;
    const ledger = this.#ledger;
    this.#existing = new Existing(store, ledger, viewer, await aliasesOf(store, ledger, viewer));
    const places = [city.name, city.short, ...city.units.map(({ short }) => short)];
    this.#doubles = new Doubles(store, ledger, viewer, places);
    this.#planner = new Planner({
      ledger,
      viewer,
      check: store.checkContext(clock.now()),
      existing: this.#existing,
      doubles: this.#doubles,
      unitName: (code) => namesOf(city)('unit', code),
    });
  }

  async sheet({ source, frame, layout: found }: KnownSheet): Promise<SheetReport> {
    const { city, rules, store, clock } = this.#ctx;
    const layout = { ...found, ...this.#fallbackYear(found, source.name) };
    const { today } = store.checkContext(clock.now());
    const reader = new RowReader(source.name, layout, { city, rules, today });
    const sorter = new LineSorter(layout, frame.merges, this.#startContext(source.name, layout), (text) =>
      contextOf(city, layout.ledger, text),
    );
    const skipped = new SkipLog();
    let lines: PlannedLine[] = [];
    let planning: Promise<void> = Promise.resolve();
    for await (const batch of source.rows()) {
      for (const row of batch) {
        if (row.number <= layout.headerRows[1]) continue;
        const line = sorter.sort(row);
        if (!line) continue;
        if (line.kind === 'skipped') {
          skipped.add(line);
          this.#digest.skip();
          continue;
        }
        const { context, ended } = line;
        lines.push({ sheet: source.name, reader, read: reader.read(line.row), context, ended });
        if (lines.length === BATCH_ROWS) {
          // The next batch is read while the database looks this one up.
          await planning;
          planning = this.#plan(lines);
          planning.catch(() => undefined);
          lines = [];
        }
      }
    }
    await planning;
    await this.#plan(lines);
    return reportOf(source.name, layout, skipped, await source.comments());
  }

  async finish(): Promise<{ chunks: number; digest: Digest }> {
    await this.#keep(0);
    await this.#storing;
    if (this.#doubles?.coarse) this.#digest.remark(COARSE);
    return { chunks: this.#chunks, digest: this.#digest };
  }

  async #plan(lines: readonly PlannedLine[]): Promise<void> {
    if (lines.length === 0 || !this.#planner) return;
    for (const row of await this.#planner.plan(lines)) {
      this.#digest.add(row, row.target ? this.#existing?.seen(row.target.code) : undefined);
      // Notes are counted by now; what is kept is what answering, writing and marking need.
      const faults = row.faults.filter(({ level }) => level !== 'note');
      if (row.kind !== 'same') this.#kept.push(JSON.stringify({ ...row, faults } satisfies PlanRow));
    }
    await this.#keep(CHUNK_ROWS);
  }

  /** Puts whole chunks away; what stays in memory is less than one. */
  async #keep(atLeast: number): Promise<void> {
    while (this.#kept.length > 0 && this.#kept.length >= atLeast) {
      const rows = this.#kept.splice(0, CHUNK_ROWS);
      // One chunk is on its way to the database while the next is read.
      await this.#storing;
      this.#storing = this.#imports.addChunk(this.#id, this.#chunks, rows, this.#ctx.clock.now());
      this.#storing.catch(() => undefined);
      this.#chunks++;
    }
  }

  #fallbackYear(layout: Layout, sheet: string): Pick<Layout, 'year'> {
    const year = layout.year ?? Number(/20\d\d/.exec(`${sheet} ${this.#options.file.name}`)?.[0]);
    return Number.isInteger(year) ? { year } : {};
  }

  /** What holds for a whole sheet: the unit named by the sheet, by 填报单位, by the title; else the importer's own. */
  #startContext(sheet: string, layout: Layout): Context {
    const { city, viewer } = this.#ctx;
    const unitField = unitFieldOf(layout.ledger);
    const bySheet: LooseRow = { ...contextOf(city, layout.ledger, sheet) };
    if (unitField === undefined || bySheet[unitField] !== undefined) return bySheet;
    const reporting = layout.titles.map((line) => /(?:填报|报送)单位\s*:\s*(\S+)/.exec(line)?.[1] ?? '');
    const unit = [...reporting, sheet, ...layout.titles, this.#options.file.name]
      .map((text) => (text === '' ? undefined : unitAtStart(city, text)))
      .find((code) => code !== undefined);
    const code = unit ?? viewer.unit;
    return code === undefined ? bySheet : { ...bySheet, [unitField]: code };
  }
}
