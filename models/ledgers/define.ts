import type { Machine } from '../rules/machine.ts';
import type { Permit, Viewer } from '../rules/permissions.ts';
import type { Where } from '../rules/where.ts';
import type { Fields, PatchOf, Value, ValuesOf } from './fields.ts';
import type { Day } from '../rules/day.ts';

/** One thing wrong with one field of one row, in Chinese, with what to do about it. */
export interface Fault {
  field?: string;
  text: string;
  suggestion?: string;
  /** `ask` may be confirmed by the person; `error` may not be stored. */
  level: 'error' | 'ask';
  /** Stable id of the rule, such as V02 (domain.md 2.15). */
  rule?: string;
}

export type LooseRow = Record<string, Value | undefined>;

/** A check across fields (domain.md 2.15). `today` comes from the Clock. */
export type RowRule = (row: LooseRow, context: { today: Day }) => Fault | undefined;

export interface LedgerOptions<F extends Fields> {
  /** Plural English name: the collection, the CLI argument. */
  name: string;
  /** 招商项目台账 */
  title: string;
  /** 项目: how one row is called. */
  noun: string;
  fields: F;
  /** Name of the field a row is known by in lists. */
  titleField: keyof F & string;
  /**
   * How the row's code (XM-2026-YC-0001) is made: the part before the running number, and its width. Absent: the
   * code is the value of `codeField`.
   */
  code: { series: (row: ValuesOf<F>, today: Day) => string; width: number } | { field: keyof F & string };
  /** Sets of fields that together name one row: unique indexes, and how a sheet's row finds its ledger row. */
  identity: readonly (readonly (keyof F & string)[])[];
  /** Further indexes for queries. */
  indexes?: readonly (readonly (keyof F & string)[])[];
  /** Values worked out from others at every write; they overwrite what was there. */
  derive?: (row: ValuesOf<F>) => PatchOf<F>;
  /** Values proposed for a new row where none was given. */
  suggest?: (row: LooseRow) => PatchOf<F>;
  rules?: readonly RowRule[];
  machine?: Machine<string, ValuesOf<F> & { status: string }>;
  permits: { read: Permit; write: Permit };
  /** Rows a viewer may see; applied in the query (domain.md 0.1-11). */
  readScope: (viewer: Viewer) => Where;
  /** Rows a viewer may change. */
  writeScope: (viewer: Viewer) => Where;
  /** Columns of the list card and page, first to last. */
  listed: readonly (keyof F & string)[];
  /** Fuzzy duplicates are looked for on import by these fields (domain.md Appendix B, last lines). */
  similarity?: { name: keyof F & string; investor?: keyof F & string; unit?: keyof F & string; amount?: keyof F & string; date?: keyof F & string };
}

export interface Ledger<F extends Fields = Fields> extends LedgerOptions<F> {
  /** Fields a person fills and sheets carry, in order. */
  readonly filled: readonly (keyof F & string)[];
}

/**
 * A ledger where the field types no longer matter: engines that walk any ledger take this.
 * Function members are compared bivariantly on purpose, hence methods.
 */
export interface AnyLedger extends Omit<Ledger, 'code' | 'derive' | 'suggest' | 'machine'> {
  code: { series(row: LooseRow, today: Day): string; width: number } | { field: string };
  derive?(row: LooseRow): Record<string, Value | null | undefined>;
  suggest?(row: LooseRow): Record<string, Value | null | undefined>;
  machine?: Machine<string, never>;
}

/** What the store adds to every row (domain.md 2, common envelope). */
export interface Envelope {
  /** Database id, a 24-digit hex string. */
  id: string;
  code: string;
  /** Rises by one at each change; compare-and-set runs on it. */
  version: number;
  status?: string;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
  /** Where an imported row came from. */
  source?: { file: string; sheet: string; row: number };
  deleted?: boolean;
}

export type RowOf<L> = L extends { fields: infer F extends Fields } ? Envelope & ValuesOf<F> : never;
export type NewOf<L> = L extends { fields: infer F extends Fields } ? ValuesOf<F> : never;
export type ChangeOf<L> = L extends { fields: infer F extends Fields } ? PatchOf<F> : never;

/**
 * Makes a ledger from its description. Everything else about it (check, storage, form, sheet, list, history, guide)
 * is derived, so a new ledger is one file.
 * @throws Error at start when the description contradicts itself; a programmer's fault, not a user's.
 */
export function defineLedger<const F extends Fields>(options: LedgerOptions<F>): Ledger<F> {
  const labels = new Map<string, string>();
  for (const [key, field] of Object.entries(options.fields)) {
    for (const word of [field.label, ...(field.aliases ?? [])]) {
      const taken = labels.get(word);
      if (taken && taken !== key) throw new Error(`${options.name}: “${word}” names both ${taken} and ${key}`);
      labels.set(word, key);
    }
  }
  const filled = Object.keys(options.fields).filter((key) => {
    const field = options.fields[key];
    return field && !field.system && !field.hidden;
  });
  return { ...options, filled };
}
