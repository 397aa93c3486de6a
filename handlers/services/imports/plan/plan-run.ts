import { unitFieldOf, type AnyLedger, type Fault } from '../../../../models/ledgers/engine/define.ts';
import { namesOf } from '../../../../models/ledgers/engine/show.ts';
import { tidyText } from '../../../../models/rules/parse/text.ts';
import { RefProposals } from '../choosing/ref-proposals.ts';
import { namesFor, RefLookup } from '../../ledgers/titles.ts';
import type { Ctx } from '../../context.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { Digest } from './digest.ts';
import { Sums } from '../preview/sums.ts';
import { Doubles, FUZZY_LOOKUPS } from './doubles.ts';
import { Existing } from './existing.ts';
import { Groups, type TitleGroup } from '../sheets/group-stack.ts';
import { DittoMarks } from '../sheets/cells/ditto.ts';
import { titleReader, unitAtStart, type TitleReader } from '../sheets/groups.ts';
import { findLayout, type SheetLayout } from '../sheets/layout.ts';
import { monthOfSheet, yearOfSheet } from '../sheets/spread.ts';
import { LineSorter, type Line, type SkipReason } from '../sheets/lines.ts';
import { learnedAliases, learnedWords, saidOf } from './learned.ts';
import type { PlannedLine } from './line-faults.ts';
import { Planner } from './planner.ts';
import { SheetRowParser, type ReadRow, type SaidOf } from '../sheets/rows.ts';
import { ReadingBatches } from './reading-batches.ts';
import { reportOf, SkipLog } from '../preview/sheet-report.ts';
import {
  columnTableName,
  NO_FRAME,
  tableName,
  type SheetFrame,
  type SheetRow,
  type SheetSource,
} from '../files/sheet.ts';
import type { ImportOptions, PlanRow, SheetReport } from './types.ts';
import { withUnits } from '../sheets/units.ts';

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
    const proposals = new RefProposals(this.#ctx);
    const lookup: Lookup = { refs: new RefLookup(this.#ctx, proposals), proposals };
    const name = nameOfTable(source.name, found);
    let table = this.#tableOf({ source, frame, layout: found }, lookup);
    const skipped = new SkipLog();
    const sums = new Sums(found, namesOf(this.#ctx.city));
    let head: SheetRow | undefined;
    let lines: PlannedLine[] = [];
    let between: PlanRow[] = [];
    let planning: Promise<void> = Promise.resolve();
    const leave = (line: SkippedLine): void => {
      skipped.add(line);
      between.push(skippedRow(name, table.reader, line));
    };
    for await (const batch of source.rows()) {
      const rows = batch.map((row) => rowIn(row, found.between));
      await lookup.refs.learn(table.reader.lookups(rows));
      for (const row of rows) {
        if (row.number <= found.headerRows[1]) continue;
        const taller = head && this.#under([head, row], table, lookup);
        head = undefined;
        if (taller && taller.layout.headerRows[1] === row.number) {
          table = taller;
          leave(leftOut(row, '另一个表头'));
          continue;
        }
        const line = table.sorter.sort(row);
        if (!line) continue;
        if (line.kind === 'header') {
          table = this.#under([row], table, lookup);
          head = row;
        }
        const { reader, ditto } = table;
        const read =
          line.kind === 'data'
            ? reader.under(reader.read(ditto.filled(line.row)), line.group.doubts)
            : undefined;
        if (line.kind === 'data' && read && !saysNothing(read, found)) {
          const { group, ended } = line;
          sums.add(read, group.context);
          lines.push({ sheet: name, reader, read, context: group.context, ended });
        } else {
          const why = line.kind === 'data' ? '这一列没有填' : '另一个表头';
          const left = line.kind === 'skipped' ? line : leftOut(row, why);
          leave(left);
          if (SUMMED.has(left.why)) {
            ditto.end();
            sums.line(row.number, titleOfLine(row), left.why === '合计行', reader.read(row).values);
          }
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
    const comments = name !== source.name ? new Map<string, string>() : await source.comments();
    return reportOf(name, found, skipped, comments, sums.result());
  }

  #tableOf({ source, frame, layout: found }: KnownSheet, lookup: Lookup): Table {
    const { city, rules, store, clock } = this.#ctx;
    const layout = { ...found, ...this.#fallbackYear(found, source.name) };
    const { today } = store.checkContext(clock.now());
    const year = layout.year === undefined ? {} : { fileYear: layout.year };
    const { codesOf: refs, unitOf: unitOfRef } = lookup.refs;
    const context = { city, rules, today, refs, unitOfRef, proposed: lookup.proposals.of };
    const titles = titleReader(layout.ledger, { ...context, ...year }, this.#said);
    const start = this.#startGroup(source.name, layout, titles);
    const times = [
      yearOfSheet(layout),
      monthOfSheet(layout, [...layout.titles, source.name, this.#options.file.name], today),
    ];
    const groups = new Groups({
      context: Object.assign(
        { ...this.#options.whole },
        start.context,
        ...times.map((each) => each.context),
        layout.spread?.sets,
      ),
      doubts: [...start.doubts, ...times.flatMap((each) => each.doubts)],
    });
    for (const title of layout.titles) {
      const said = isGroupTitle(title) ? titles.read(title) : undefined;
      if (said) groups.enter(title, said);
    }
    const name = nameOfTable(source.name, layout);
    return {
      source,
      frame,
      layout,
      groups,
      titles,
      ditto: new DittoMarks(layout.columns, layout.ledger),
      reader: new SheetRowParser(name, layout, context, this.#batches, this.#said),
      sorter: new LineSorter(layout, frame.merges, groups, titles),
    };
  }

  /** The same table under a header of other columns further down. */
  #under(head: readonly SheetRow[], table: Table, lookup: Lookup): Table {
    const { source, frame, groups, titles, layout: before } = table;
    const first = head[0]?.number ?? 0;
    const spans = frame.merges.filter(({ top }) => top >= first - 1 && top < first + head.length - 1);
    const found = findLayout(
      head,
      { ...NO_FRAME, merges: head.length > 1 ? spans : [] },
      [before.dictionary],
      2,
    );
    if (!found) return table;
    const { titles: lines, unit, strange, area, year, between } = before;
    const said = strange === undefined ? {} : { strange };
    const kept = { titles: lines, ...said, ...(unit ? { unit } : {}), ...(area ? { area } : {}) };
    const layout = withUnits(
      { ...found, ...kept, ...(year ? { year } : {}), ...(between ? { between } : {}) },
      this.#options,
    );
    const merges = frame.merges.filter(({ top }) => top >= found.headerRows[1]);
    const fresh = this.#tableOf({ source, frame: { ...frame, merges }, layout }, lookup);
    return { ...fresh, groups, sorter: new LineSorter(fresh.layout, merges, groups, titles) };
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
      if (row.faults.some(isNote)) row.faults = row.faults.filter((fault) => !isNote(fault));
      this.#chunks.add(row);
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

  /** What holds for a whole sheet: what its name says; the unit also by 填报单位, by the title; else the importer's own. */
  #startGroup(sheet: string, layout: SheetLayout, titles: TitleReader): TitleGroup {
    const { city, viewer } = this.#ctx;
    const unitField = unitFieldOf(layout.ledger);
    const bySheet: TitleGroup = titles.read(sheet) ?? { context: {}, doubts: [] };
    if (unitField === undefined || bySheet.context[unitField] !== undefined) return bySheet;
    const reporting = layout.titles.map((line) => /(?:填报|报送)单位\s*:\s*(\S+)/.exec(line)?.[1] ?? '');
    const unit = [...reporting, sheet, ...layout.titles, this.#options.file.name]
      .map((text) => (text === '' ? undefined : unitAtStart(city, text)))
      .find((code) => code !== undefined);
    const code = unit ?? viewer.unit;
    if (code === undefined) return bySheet;
    const doubts = bySheet.doubts.filter(({ field }) => field !== unitField);
    return { context: { ...bySheet.context, [unitField]: code }, doubts };
  }
}

const isNote = ({ level }: Fault): boolean => level === 'note';

type SkippedLine = Extract<Line, { kind: 'skipped' }>;

const skippedRow = (sheet: string, reader: SheetRowParser, { number, why, text }: SkippedLine): PlanRow => ({
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

const leftOut = (row: SheetRow, why: SkipReason): SkippedLine => ({
  kind: 'skipped',
  number: row.number,
  why,
  text: titleOfLine(row),
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

/** Which rows of other ledgers the sheet's texts name, and may name. */
interface Lookup {
  refs: RefLookup;
  proposals: RefProposals;
}

/** A table of a sheet under the header that holds. */
interface Table extends KnownSheet {
  groups: Groups;
  titles: TitleReader;
  ditto: DittoMarks;
  reader: SheetRowParser;
  sorter: LineSorter;
}

/** 一、源城区 above a header, as against the name of the whole sheet. */
const isGroupTitle = (title: string): boolean =>
  /^[(]?[一二三四五六七八九十]{1,3}[)、.,:]/.test(title) || title.length <= 6;

const nameOfTable = (sheet: string, { spread, between, columns }: SheetLayout): string => {
  const own = spread && !spread.alone ? columns.find(({ field }) => field === spread.value) : undefined;
  return own ? columnTableName(sheet, own.column) : tableName(sheet, between);
};

/** An empty cell under an indicator is no row. */
const saysNothing = ({ values, unread }: ReadRow, { spread }: SheetLayout): boolean =>
  spread !== undefined && values[spread.value] === undefined && !unread.has(spread.value);

/** Only the columns of a table beside which another one stands. */
const rowIn = (row: SheetRow, between: SheetLayout['between']): SheetRow =>
  between
    ? {
        ...row,
        cells: row.cells.map((cell, c) => (c >= between[0] && c <= between[1] ? cell : undefined)),
      }
    : row;
