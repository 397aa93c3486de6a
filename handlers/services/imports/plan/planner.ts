import {
  applyPatch,
  checkRow,
  completeRow,
  type CheckContext,
} from '../../../../models/ledgers/engine/check.ts';
import {
  unitFieldOf,
  type AnyLedger,
  type LooseRow,
  type RowOf,
} from '../../../../models/ledgers/engine/define.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import { whereOf } from '../../../../models/rules/rights.ts';
import { passes, type Where } from '../../../../models/rules/where.ts';
import { sheetPatch, filledOf } from './differences.ts';
import type { Doubles } from './doubles.ts';
import { identitiesOf, type Existing, type Wanted } from './existing.ts';
import { hashOf, NumberTable } from './compact.ts';
import {
  aboutColumn,
  aboutStruck,
  asksOf,
  faultAt,
  isFaulty,
  kindOfChange,
  relatedTo,
  struckOut,
  withCause,
  type PlannedLine,
} from './line-faults.ts';
import type { CellFault } from '../sheets/rows.ts';
import type { PlanRow } from './types.ts';
import { foreign, sayingUnit } from './whose.ts';

export interface PlannerParts {
  ledger: AnyLedger;
  viewer: Viewer;
  check: CheckContext;
  existing: Existing;
  doubles: Doubles;
  /** How a unit is called, for messages. */
  unitName: (code: string) => string;
}

const NONE_STRUCK: readonly string[] = [];

/** More than any sheet has rows. */
const STRIDE = 10_000_000;

/**
 * Compares the rows of a file with the ledger, batch by batch, inside what the viewer may write: new, changed field by
 * field, the same, or faulty. Nothing is merged: a likely double becomes a question.
 */
export class Planner {
  readonly #parts: PlannerParts;
  readonly #scope: Where;
  readonly #saysUnit: (row: LooseRow) => boolean;
  /** Identity, as a number -> where in the file it was met first: sheet × STRIDE + row. */
  readonly #met = new NumberTable();
  readonly #sheets: string[] = [];

  constructor(parts: PlannerParts) {
    this.#parts = parts;
    this.#saysUnit = sayingUnit(parts.ledger);
    this.#scope = whereOf(parts.ledger.rights.edit.right, parts.viewer);
  }

  async plan(lines: readonly PlannedLine[]): Promise<PlanRow[]> {
    const { existing, doubles } = this.#parts;
    const drafts = lines.map((line) => this.#draft(line));
    const found = await existing.find(drafts);
    const rows = drafts.map((draft, i) => {
      const row = found[i];
      return row ? this.#change(draft, row) : this.#fresh(draft);
    });
    if (rows.some(isNew)) await doubles.ready();
    return rows.map((row, i) => {
      const draft = drafts[i];
      return draft && isNew(row) ? this.#compared(row, draft) : row;
    });
  }

  #draft(line: PlannedLine): Draft {
    const { ledger, check } = this.#parts;
    const struck = struckOut(ledger, line);
    const values = struck ? { ...line.read.values, ...struck } : line.read.values;
    const context = contextFor(ledger, values, line);
    const complete = completeRow(ledger, applyPatch(values, context), check, true);
    const { code } = line.read;
    const draft = { line, values, struck: struck ? Object.keys(struck) : NONE_STRUCK, context, complete };
    return code ? { ...draft, code } : draft;
  }

  /** A planned row, made whole at once: a hundred thousand are made, and copying one takes as long as judging it. */
  #row(draft: Draft, kind: PlanRow['kind'], faults: CellFault[], row?: ExistingRow): PlanRow {
    const { ledger } = this.#parts;
    const { line, values, struck, context, complete } = draft;
    const { number, cells } = line.read;
    const planned: PlanRow = {
      sheet: line.sheet,
      row: number,
      at: line.reader.addressOf(number, ledger.titleField),
      title: titleOf(ledger, complete, row),
      kind,
      values,
      context,
      faults,
      asks: kind === 'faulty' ? [] : asksOf(faults),
    };
    if (struck.length > 0) planned.struck = struck;
    if (cells) planned.cells = cells;
    return planned;
  }

  /** A struck line is asked about where it says more than the line's own cells, and told of where it says nothing. */
  #struck({ line, struck }: Draft, changes: (field: string) => boolean = () => true): CellFault[] {
    const { ledger } = this.#parts;
    const matters = ledger.doors.struck ? struck.some(changes) : line.ended;
    return matters ? [aboutStruck(ledger, line)] : [];
  }

  #change(draft: Draft, row: ExistingRow): PlanRow {
    const { ledger, check } = this.#parts;
    const { line } = draft;
    const before = filledOf(ledger, row);
    const after = completeRow(ledger, applyPatch(before, draft.values), check, false);
    const patch = sheetPatch(ledger, before, after);
    const changed = new Set(Object.keys(patch));
    const again = this.#metBefore(line, [row.code]);
    const faults = [
      ...again,
      // What a word means is not known yet: it may change the row.
      ...line.read.faults.filter(
        ({ level, field, asked }) => level === 'error' || asked || changed.has(field ?? ''),
      ),
      ...(changed.size > 0
        ? this.#judge(line, after).filter((f) => f.level === 'error' || changed.has(f.field ?? ''))
        : []),
      ...(changed.size > 0 && !(passes(this.#scope, row) && passes(this.#scope, after))
        ? [foreign(this.#parts, line, passes(this.#scope, row) ? after : row)]
        : []),
      ...this.#struck(draft, (field) => changed.has(field)),
    ];
    const planned = this.#row(draft, kindOfChange(faults, changed.size > 0), faults, row);
    planned.target = { id: row.id, code: row.code, version: row.version };
    planned.patch = patch;
    return planned;
  }

  #fresh(draft: Draft): PlanRow {
    const { ledger } = this.#parts;
    const { line, complete, code } = draft;
    const faults = [
      ...line.read.faults,
      ...this.#judge(line, complete),
      ...(code ? [this.#strangeCode(line, code)] : []),
      ...this.#metBefore(line, identitiesOf(ledger, complete)),
      ...this.#struck(draft),
    ];
    if (this.#saysUnit(complete) && !passes(this.#scope, complete))
      faults.push(foreign(this.#parts, line, complete));
    return this.#row(draft, isFaulty(faults) ? 'faulty' : 'new', faults);
  }

  /** A new row, with what is to be asked or told of its likely doubles. */
  #compared(row: PlanRow, { line, complete }: Draft): PlanRow {
    const { ledger, doubles } = this.#parts;
    const { block, suggest } = doubles.find(complete, `${line.sheet}!${line.read.number}`);
    if (block.length === 0 && suggest.length === 0) return row;
    // A further phase is no double, but whether it counts as a project of its own is for a person to say.
    const asked = [...block, ...suggest.filter(({ phase, code }) => phase && code !== undefined)];
    const { further } = ledger.doors;
    const isPhase = asked.length === 0 && suggest.some(({ phase }) => phase);
    const another = isPhase && further && complete[further.field] === further.alone ? further : undefined;
    const told = asked.length === 0 ? [relatedTo(ledger, line, suggest, another)] : [];
    // A further phase of a row in the same file: registered as such unless its own cell says otherwise, so that its
    // number and amount are not counted twice (domain.md Appendix B, 0.2 A5).
    const context =
      another && line.read.values[another.field] === undefined
        ? { ...row.context, [another.field]: another.phase }
        : row.context;
    const related = { ...row, context, faults: [...row.faults, ...told] };
    return asked.length > 0 ? { ...related, candidates: asked } : related;
  }

  /**
   * A code that the ledger does not show: another unit's row, or a number of somebody else's book. The latter is common
   * (last year's numbers, the province's), so the row is new and gets a code of its own.
   */
  #strangeCode(line: PlannedLine, code: string): CellFault {
    const { ledger, existing } = this.#parts;
    if (!existing.isHidden(code)) {
      const text = `编号 ${code} 不在${ledger.title}中，按新${ledger.noun}登记，另编新号`;
      return faultAt(line, { level: 'note', rule: '编号', field: 'code', text });
    }
    return faultAt(line, {
      level: 'error',
      rule: '编号',
      field: 'code',
      text: `编号 ${code} 不在您能看到的${ledger.title}中`,
      suggestion: `请核对编号；新${ledger.noun}请把编号留空`,
    });
  }

  /** Faults of the whole row, less what is already said of a cell that could not be read. */
  #judge(line: PlannedLine, row: LooseRow): CellFault[] {
    const { ledger, check } = this.#parts;
    const found = checkRow(ledger, row, check);
    if (found.length === 0) return [];
    const faults = found.filter(
      ({ field, level }) => !(field && line.read.unread.has(field) && level !== 'ask'),
    );
    // What is derived repeats the fault of what it is derived from; it is told only where nothing else is.
    const seen = faults.filter(({ field }) => !(field && ledger.fields[field]?.hidden));
    return (isFaulty(seen) || line.read.unread.size > 0 ? seen : faults).map((fault) =>
      aboutColumn(line, ledger, withCause(line, faultAt(line, fault), row), row),
    );
  }

  #metBefore(line: PlannedLine, keys: readonly string[]): CellFault[] {
    const { ledger } = this.#parts;
    const numbers = keys.map(hashOf);
    const before = numbers.map((key) => this.#met.get(key)).find((place) => place !== undefined);
    if (before === undefined) {
      if (!this.#sheets.includes(line.sheet)) this.#sheets.push(line.sheet);
      const here = this.#sheets.indexOf(line.sheet) * STRIDE + line.read.number;
      for (const key of numbers) this.#met.set(key, here);
      return [];
    }
    const sheet = this.#sheets[Math.floor(before / STRIDE)] ?? '';
    return [
      faultAt(line, {
        level: 'error',
        rule: '重复行',
        field: ledger.titleField,
        text: `与“${sheet}”第 ${before % STRIDE} 行是同一个${ledger.noun}，同一文件里出现了两次`,
        suggestion: ledger.doors.further ? '请只保留一行；如果是分期或增资，请在名称中写明' : '请只保留一行',
      }),
    ];
  }
}

/** A line as the new row it would be. */
interface Draft extends Wanted {
  line: PlannedLine;
  values: LooseRow;
  /** Fields whose values only the line's being struck through says. */
  struck: readonly string[];
  context: LooseRow;
}

type ExistingRow = RowOf<AnyLedger> & LooseRow;

/** Values of the place fill what the row lacks; its unit only when no unit at all is written. */
function contextFor(ledger: AnyLedger, values: LooseRow, { context, read }: PlannedLine): LooseRow {
  const kept: LooseRow = {};
  for (const name of Object.keys(context)) {
    // A cell that says something, if nobody knows what, is not filled by what stands over it.
    if (values[name] !== undefined || read.cells?.[name] !== undefined) continue;
    if (name === unitFieldOf(ledger) && namesUnit(ledger, values)) continue;
    kept[name] = context[name];
  }
  return kept;
}

const namesUnit = (ledger: AnyLedger, values: LooseRow): boolean =>
  ledger.filled.some((name) => ledger.fields[name]?.type === 'unit' && values[name] !== undefined);

const titleOf = (ledger: AnyLedger, complete: LooseRow, row: ExistingRow | undefined): string =>
  String(complete[ledger.titleField] ?? row?.[ledger.titleField] ?? row?.code ?? '');

const isNew = ({ kind }: PlanRow): boolean => kind === 'new';
