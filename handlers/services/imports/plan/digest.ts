import type { City } from '../../../../models/ledgers/city.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { showValue, type NameOf } from '../../../../models/ledgers/engine/show.ts';
import type { Value } from '../../../../models/ledgers/engine/fields.ts';
import { asUsual, MISSING, questionOfLine, STRUCK } from './line-faults.ts';
import { READING, type CellFault } from '../sheets/rows.ts';
import {
  emptyCounts,
  type Counts,
  type DuplicateQuestion,
  type ImportHead,
  type PlanRow,
  type ImportQuestion,
} from './types.ts';
import { wordAsked } from './word-asked.ts';

const LISTED = {
  faults: 200,
  rows: 60,
  duplicates: 300,
  cells: 40,
  notes: 50,
  readings: 60,
  questions: 300,
} as const;

const TOO_MANY = '要确认的地方太多，列不下的行不会导入；请把这些格子改成规范写法后重新发送';

/** Gathers what a preview shows while the plan's rows stream by; none of it grows with the file. */
export class Digest {
  readonly counts: Counts = emptyCounts();
  readonly #ledger: AnyLedger;
  readonly #city: City;
  readonly #errors: CellFault[] = [];
  readonly #rows: ImportHead['rows'] = [];
  readonly #notes = new Map<string, { text: string; count: number; cells: string[] }>();
  readonly #questions = new Map<string, ImportQuestion>();
  readonly #duplicates: DuplicateQuestion[] = [];
  readonly #readings: ImportHead['readings'] = [];
  readonly #said = new Set<string>();
  #moreReadings = 0;
  #moreFaults = 0;
  #ready = 0;

  constructor(ledger: AnyLedger, city: City) {
    this.#ledger = ledger;
    this.#city = city;
  }

  /** Will the row be shown by its values, not only counted? */
  shows({ kind, candidates, cells }: PlanRow): boolean {
    if (kind === 'same' || kind === 'skipped') return false;
    if (this.#rows.length < LISTED.rows || candidates !== undefined) return true;
    return cells !== undefined && this.#readings.length < LISTED.readings;
  }

  /** @param nameOf names of what this row and the one before it name in other ledgers, as the importer may see them */
  add(row: PlanRow, nameOf: NameOf, before?: Readonly<Record<string, unknown>>): void {
    this.counts[row.kind === 'taken' ? 'skipped' : row.kind]++;
    if (outcomeOf(row, NO_ANSWERS) === 'ready') this.#ready++;
    if (row.faults.length > 0) this.#faults(row);
    if (row.candidates && row.choice === undefined && row.kind === 'new') this.#duplicate(row, nameOf);
    if ((row.kind === 'new' || row.kind === 'changed') && this.#rows.length < LISTED.rows) {
      const { sheet, row: number, kind } = row;
      const title = this.#title(row, nameOf);
      const changes = this.#changes(row, before ?? {}, nameOf);
      const says = kind === 'new' ? { says: this.#says(row, nameOf) } : {};
      this.#rows.push({ sheet, row: number, kind, title, changes, ...says });
    }
  }

  /** What a new row says in the columns of the ledger's list, its name apart. */
  #says({ context, values }: PlanRow, nameOf: NameOf): string[] {
    const { fields, listed, titleField } = this.#ledger;
    const all = { ...context, ...values };
    return listed.flatMap((name) => {
      const field = fields[name];
      const value = all[name];
      if (!field || name === titleField || value === undefined) return [];
      const shown = showValue(field, value, nameOf);
      return field.type === 'day' ? `${field.label} ${shown}` : shown;
    });
  }

  /** Readings that are not what the cell shows: each kind of them once. */
  readings(
    { sheet, kind, values, cells = {}, faults }: PlanRow,
    addressOf: (field: string) => string,
    nameOf: NameOf,
  ): void {
    if (kind === 'same') return;
    for (const [name, said] of Object.entries(cells)) {
      const field = this.#ledger.fields[name];
      const value = values[name];
      // What is refused or asked is said elsewhere; what is read as nothing is a reading as well.
      const open = faults.some((fault) => fault.field === name && fault.level !== 'note');
      if (!field || (value === undefined && open)) continue;
      const key = `${name}:${said}`;
      if (this.#said.has(key)) continue;
      if (this.#readings.length >= LISTED.readings) {
        this.#moreReadings++;
        continue;
      }
      this.#said.add(key);
      const read = value === undefined ? '未填' : showValue(field, value, nameOf);
      this.#readings.push({ sheet, cell: addressOf(name), label: field.label, said, read });
    }
  }

  /** Something about the file as a whole. */
  remark(text: string): void {
    this.#notes.set(text, { text, count: 1, cells: [] });
  }

  /** What is shown of everything added, errors first. */
  result(): Pick<
    ImportHead,
    | 'counts'
    | 'ready'
    | 'faults'
    | 'moreFaults'
    | 'notes'
    | 'rows'
    | 'readings'
    | 'moreReadings'
    | 'questions'
    | 'duplicates'
  > {
    return {
      counts: this.counts,
      ready: this.#ready,
      faults: this.#errors,
      moreFaults: this.#moreFaults,
      notes: [...this.#notes.values()].sort((a, b) => b.count - a.count).slice(0, LISTED.notes),
      rows: this.#rows,
      readings: this.#readings,
      moreReadings: this.#moreReadings,
      questions: [...this.#questions.values()],
      duplicates: this.#duplicates,
    };
  }

  /** One cell may raise a question twice, by how it reads and by what it says: it is asked once. */
  #faults(row: PlanRow): void {
    const asked = new Set<string>();
    for (const fault of row.faults) {
      const question = fault.level === 'ask' ? questionOfLine(fault) : '';
      if (question === '' || !asked.has(question)) this.#fault(row, fault);
      asked.add(question);
    }
  }

  #fault(row: PlanRow, fault: CellFault): void {
    if (fault.level === 'note') this.#note(fault);
    else if (fault.level === 'ask' && row.kind !== 'faulty') this.#ask(fault);
    if (fault.level === 'note' || fault.rule === MISSING) return;
    if (this.#errors.length < LISTED.faults) this.#errors.push(fault);
    else this.#moreFaults++;
  }

  #note(fault: CellFault): void {
    const field = this.#ledger.fields[fault.field ?? ''];
    const key = `${fault.rule ?? ''}:${fault.field ?? fault.text}:${fault.rule ? '' : fault.text}`;
    const known = this.#notes.get(key);
    if (!known) this.#notes.set(key, { text: fault.text, count: 1, cells: [placeOf(fault)] });
    else {
      known.count++;
      if (known.count === 2 && field && fault.rule?.startsWith(READING))
        known.text = `${field.label}：读法与原文不同`;
      if (known.cells.length < LISTED.cells) known.cells.push(placeOf(fault));
    }
  }

  #ask(fault: CellFault): void {
    const id = questionOfLine(fault);
    const known = this.#questions.get(id);
    if (known) {
      known.count++;
      if (known.cells.length < LISTED.cells) known.cells.push(placeOf(fault));
      if (fault.question !== undefined) this.#alsoRead(known, fault);
      return;
    }
    if (this.#questions.size >= LISTED.questions) {
      this.remark(TOO_MANY);
      return;
    }
    const options = [{ value: 'skip' as const, label: '这些行先不导入' }];
    const word = wordAsked(this.#ledger, this.#city, fault);
    if (word) {
      this.#questions.set(id, { id, text: fault.text, count: 1, cells: [placeOf(fault)], options, word });
      return;
    }
    if (fault.rule === MISSING && fault.field !== undefined) {
      const missing = { field: fault.field, label: this.#ledger.fields[fault.field]?.label ?? fault.field };
      this.#questions.set(id, { id, text: fault.text, count: 1, cells: [placeOf(fault)], options, missing });
      return;
    }
    const { noun, doors } = this.#ledger;
    const struck = fault.rule === STRUCK ? doors.struck : undefined;
    const keep = struck ? [{ value: 'keep' as const, label: asUsual(noun) }] : [];
    this.#questions.set(id, {
      id,
      text: fault.suggestion ? `${fault.text}（${fault.suggestion}）` : fault.text,
      count: 1,
      cells: [placeOf(fault)],
      options: [
        { value: 'accept', label: struck ? `按${struck.as}导入` : '对，就按这样导入' },
        ...keep,
        { value: 'skip', label: '这些行先不导入' },
      ],
    });
  }

  /** Another reading that the same answer is to cover: each is shown. */
  #alsoRead(question: ImportQuestion, { field: name = '', text, ...fault }: CellFault): void {
    question.readings ??= [{ cell: question.cells[0] ?? '', text: question.text }];
    if (question.readings.some((each) => each.text === text)) return;
    question.readings.push({ cell: placeOf({ ...fault, text }), text });
    const label = this.#ledger.fields[name]?.label ?? name;
    question.text = `${label}：有 ${question.readings.length} 种写法，这样读对吗`;
  }

  #duplicate(row: PlanRow, nameOf: NameOf): void {
    const { sheet, row: number, candidates = [] } = row;
    const title = this.#title(row, nameOf);
    if (this.#duplicates.length >= LISTED.duplicates) return;
    const parts = partsIn(this.#ledger);
    const id = `${sheet}!${number}`;
    this.#duplicates.push({ id, sheet, row: number, name: title, candidates, ...(parts ? { parts } : {}) });
  }

  /** A row may be called by another one: it has that one's code. */
  #title({ title }: PlanRow, nameOf: NameOf): string {
    const field = this.#ledger.fields[this.#ledger.titleField];
    return field ? showValue(field, title, nameOf) : title;
  }

  #changes(row: PlanRow, before: Readonly<Record<string, unknown>>, nameOf: NameOf) {
    const shown = row.kind === 'changed' ? Object.entries(row.patch ?? {}) : [];
    return shown.flatMap(([name, value]) => {
      const field = this.#ledger.fields[name];
      if (!field) return [];
      const show = (v: Value | null | undefined) => showValue(field, v, nameOf);
      const old = before[name] as Value | undefined;
      return [{ field: name, label: field.label, before: show(old), after: show(value) }];
    });
  }
}

/** As what a row of this ledger may carry on another one, in the ledger's own words. */
function partsIn({ fields, doors: { further } }: AnyLedger): DuplicateQuestion['parts'] {
  const field = fields[further?.field ?? ''];
  if (!further || !field || !('choices' in field)) return undefined;
  return (['expansion', 'phase'] as const).map((value) => ({
    value,
    label: field.choices[further[value]] ?? further[value],
  }));
}

/** PlanAnswers to questions about cells, by question. */
export type PlanAnswers = ReadonlyMap<string, ImportQuestion['answer']>;
const NO_ANSWERS: PlanAnswers = new Map();

/** Where a row stands: may be written, waits for an answer, is faulty, or is left out. */
export function outcomeOf(row: PlanRow, answers: PlanAnswers): 'ready' | 'open' | 'faulty' | 'out' {
  if (row.kind === 'faulty') return 'faulty';
  if (row.kind !== 'new' && row.kind !== 'changed') return 'out';
  if (row.asks.length === 0 && !row.candidates) return 'ready';
  const given = row.asks.map((id) => answers.get(id));
  if (given.includes('skip')) return 'out';
  if (given.includes(undefined) || (row.candidates && row.choice === undefined)) return 'open';
  return 'ready';
}

const placeOf = ({ sheet, cell }: CellFault): string => `${sheet}!${cell}`;
