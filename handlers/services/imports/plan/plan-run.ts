import { unitFieldOf, type AnyLedger, type LooseRow } from '../../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../../models/ledgers/engine/show.ts';
import { tidyText } from '../../../../models/rules/parse/text.ts';
import { namesFor, RefLookup } from '../../ledgers/titles.ts';
import type { Ctx } from '../../context.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { Digest } from './digest.ts';
import { Sums } from '../preview/sums.ts';
import { Doubles, FUZZY_LOOKUPS } from './doubles.ts';
import { Existing } from './existing.ts';
import { contextOf, unitAtStart, type Context } from '../sheets/groups.ts';
import type { SheetLayout } from '../sheets/layout.ts';
import { LineSorter, type Line, type SkipReason } from '../sheets/lines.ts';
import { learnedAliases, learnedWords, saidOf } from './learned.ts';
import type { PlannedLine } from './line-faults.ts';
import { Planner } from './planner.ts';
import { SheetRowParser, type SaidOf } from '../sheets/rows.ts';
import { ReadingBatches } from './reading-batches.ts';
import { reportOf, SkipLog } from '../preview/sheet-report.ts';
import type { SheetFrame, SheetRow, SheetSource } from '../files/sheet.ts';
import type { ImportOptions, PlanRow, SheetReport } from './types.ts';

/** Rows that are read and looked up together: few, so that most of what they leave behind is collected young. */
const BATCH_ROWS = 200;

const COARSE = `新增超过 ${FUZZY_LOOKUPS} 行：之后的行只按名称主干和信用代码查重，没有逐一比对相似名称`;

/** Lines between the rows that may state what the rows come to. */
const SUMMED: ReadonlySet<SkipReason> = new Set(['合计行', '分组行']);
/** Of a line that is no row, what tells a person which one is meant. */
const SKIPPED_CHARS = 60;

/** A sheet whose header was recognised. */
export interface KnownSheet {
  source: SheetSource;
  frame: SheetFrame;
  layout: SheetLayout;
}

/** One pass over a file's sheets: read, sort, plan, keep. */
export class PlanRun {
  readonly #ctx: Ctx;
  readonly #chunks: ChunkWriter;
  readonly #ledger: AnyLedger;
  readonly #options: ImportOptions;
  readonly #digest: Digest;
  readonly #batches = new ReadingBatches();
  #said: SaidOf | undefined;
  #planner: Planner | undefined;
  #existing: Existing | undefined;
  #doubles: Doubles | undefined;

  constructor(ctx: Ctx, chunks: ChunkWriter, ledger: AnyLedger, options: ImportOptions) {
    this.#ctx = ctx;
    this.#chunks = chunks;
    this.#ledger = ledger;
    this.#options = options;
    this.#digest = new Digest(ledger, ctx.city);
  }

  async start(): Promise<void> {
    const { store, viewer, clock, city } = this.#ctx;
    const ledger = this.#ledger;
    this.#existing = new Existing(store, ledger, viewer, await learnedAliases(store, ledger, viewer));
    this.#said = saidOf(await learnedWords(store, ledger, viewer), this.#options.words);
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
    const lookup = new RefLookup(this.#ctx);
    const context = { city, rules, today, refs: lookup.codesOf };
    const reader = new SheetRowParser(source.name, layout, context, this.#batches, this.#said);
    const sorter = new LineSorter(layout, frame.merges, this.#startContext(source.name, layout), (text) =>
      contextOf(city, layout.ledger, text),
    );
    const skipped = new SkipLog();
    const sums = new Sums(layout, namesOf(city));
    let lines: PlannedLine[] = [];
    let between: PlanRow[] = [];
    let planning: Promise<void> = Promise.resolve();
    for await (const batch of source.rows()) {
      await lookup.learn(reader.lookups(batch));
      for (const row of batch) {
        if (row.number <= layout.headerRows[1]) continue;
        const line = sorter.sort(row);
        if (!line) continue;
        if (line.kind === 'skipped') {
          skipped.add(line);
          between.push(skippedRow(source.name, reader, line));
          if (SUMMED.has(line.why))
            sums.line(row.number, titleOfLine(row), line.why === '合计行', reader.read(row).values);
        } else {
          const { context, ended } = line;
          const read = reader.read(line.row);
          sums.add(read.values, context);
          lines.push({ sheet: source.name, reader, read, context, ended });
        }
        if (lines.length + between.length >= BATCH_ROWS) {
          // The next batch is read while the database looks this one up.
          await planning;
          planning = this.#plan(lines, between);
          planning.catch(() => undefined);
          lines = [];
          between = [];
        }
      }
    }
    await planning;
    await this.#plan(lines, between);
    return reportOf(source.name, layout, skipped, await source.comments(), sums.result());
  }

  async finish(): Promise<{ chunks: number; digest: Digest }> {
    const chunks = await this.#chunks.finish();
    if (this.#doubles?.coarse) this.#digest.remark(COARSE);
    return { chunks, digest: this.#digest };
  }

  /** @param between lines among them that are no rows of data */
  async #plan(lines: readonly PlannedLine[], between: readonly PlanRow[]): Promise<void> {
    if (!this.#planner) return;
    const rows = await this.#planner.plan(lines);
    const beforeOf = ({ target }: PlanRow) => (target ? this.#existing?.seen(target.code) : undefined);
    const nameOf = await namesFor(
      this.#ctx,
      this.#ledger,
      rows.flatMap((row) => (this.#digest.shows(row) ? this.#named(row, beforeOf(row)) : [])),
    );
    for (const [i, row] of rows.entries()) {
      const line = lines[i];
      if (line && row.cells)
        this.#digest.readings(row, (field) => line.reader.addressOf(row.row, field), nameOf);
    }
    for (const row of inOrder(rows, between)) {
      this.#digest.add(row, nameOf, beforeOf(row));
      // Notes are counted by now; what is kept is what answering, writing and marking need.
      this.#chunks.add({ ...row, faults: row.faults.filter(({ level }) => level !== 'note') });
      if (this.#chunks.full) await this.#chunks.store();
    }
  }

  /** The values of a row that a preview may show. */
  #named({ title, context, values, patch }: PlanRow, before: object | undefined): object[] {
    return [{ [this.#ledger.titleField]: title }, context, values, patch ?? {}, before ?? {}];
  }

  #fallbackYear(layout: SheetLayout, sheet: string): Pick<SheetLayout, 'year'> {
    const year = layout.year ?? Number(/20\d\d/.exec(`${sheet} ${this.#options.file.name}`)?.[0]);
    return Number.isInteger(year) ? { year } : {};
  }

  /** What holds for a whole sheet: the unit named by the sheet, by 填报单位, by the title; else the importer's own. */
  #startContext(sheet: string, layout: SheetLayout): Context {
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

const skippedRow = (
  sheet: string,
  reader: SheetRowParser,
  { number, why, text }: Extract<Line, { kind: 'skipped' }>,
): PlanRow => ({
  sheet,
  row: number,
  at: reader.addressOf(number),
  kind: 'skipped',
  reason: why,
  title: text.slice(0, SKIPPED_CHARS),
  values: {},
  context: {},
  faults: [],
  asks: [],
});

/** What a line is called: its first text. */
const titleOfLine = ({ cells }: SheetRow): string =>
  tidyText(
    (cells.find((cell) => typeof cell?.raw === 'string' && cell.text.trim() !== '')?.text ?? '').slice(
      0,
      SKIPPED_CHARS,
    ),
  );

/** Rows and the lines between them as the sheet has them. */
const inOrder = (rows: readonly PlanRow[], between: readonly PlanRow[]): readonly PlanRow[] =>
  between.length === 0 ? rows : [...rows, ...between].sort((a, b) => a.row - b.row);
