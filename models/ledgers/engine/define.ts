import type { Machine } from '../../rules/machine.ts';
import type { Permit, Viewer } from '../../rules/permissions.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Where } from '../../rules/where.ts';
import type { Fields, LooseRow, Patch, PatchOf, ValuesOf } from './fields.ts';

export type { LooseRow, Patch } from './fields.ts';
import type { Day } from '../../rules/time/day.ts';

/** One thing wrong with one field of one row, in Chinese, with what to do about it. */
export interface Fault {
  field?: string;
  text: string;
  suggestion?: string;
  /**
   * `error` may not be stored. `ask` may be stored once a person has said yes. `note` is stored and shown: how a
   * doubtful value was read, what is still to be filled in.
   */
  level: 'error' | 'ask' | 'note';
  /** Stable id of the rule, such as V02 (domain.md 2.15). */
  rule?: string;
}

/** What checks and derived values may depend on besides the row: today by the Clock, and the rule set in force. */
export interface RowContext {
  today: Day;
  rules: RuleSet;
}

/** A check across fields (domain.md 2.15). */
export type RowRule = (row: LooseRow, context: RowContext) => Fault | undefined;

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
   * The row's code: either given by its own values, or a series (XM-2026-YC-) with a running number of `width` digits.
   */
  code: { of: (row: LooseRow) => string } | { series: (row: LooseRow, today: Day) => string; width: number };
  /** Sets of fields that together name one row: unique indexes, and how a sheet's row finds its ledger row. */
  identity: readonly (readonly (keyof F & string)[])[];
  /** Further indexes for queries. */
  indexes?: readonly (readonly (keyof F & string)[])[];
  /** Values worked out from others at every write; they overwrite what was there. */
  derive?: (row: LooseRow, context: RowContext) => Patch;
  /** Values proposed for a new row where none was given. */
  suggest?: (row: LooseRow, context: RowContext) => Patch;
  /** What new rows are taken to be where a sheet has no such column, for the preview: nothing is filled in silently. */
  presumes?: readonly { field: keyof F & string; text: string }[];
  rules?: readonly RowRule[];
  machine?: Machine;
  permits: { read: Permit; write: Permit };
  /** Rows a viewer may see; applied in the query (domain.md 0.1-11). */
  readScope: (viewer: Viewer) => Where;
  /** Rows a viewer may change. */
  writeScope: (viewer: Viewer) => Where;
  /**
   * How lists and files come: by these fields, those of type unit in 礼宾顺序, a leading minus for the last first. Absent:
   * lists by what changed last, files by unit where the ledger has one.
   */
  order?: readonly ((keyof F & string) | `-${keyof F & string}`)[];
  /** Columns of the list card and page, first to last. */
  listed: readonly ('code' | (keyof F & string))[];
  /** Further fields that people usually fill: they stand in the first form, not in 更多字段. */
  usual?: readonly (keyof F & string)[];
  /** Fuzzy duplicates are looked for on import by these fields (domain.md Appendix B, last lines). */
  similarity?: {
    name: keyof F & string;
    investor?: keyof F & string;
    unit?: keyof F & string;
    amount?: keyof F & string;
    date?: keyof F & string;
  };
}

export interface Ledger<F extends Fields = Fields> extends LedgerOptions<F> {
  /** Fields a person fills and sheets carry, in order. */
  readonly filled: readonly (keyof F & string)[];
}

/**
 * A ledger where the field types no longer matter: engines that walk any ledger take this. `Omit` makes the compiler
 * compare member by member instead of by the variance of `Ledger`, under which no ledger would fit.
 */
export type AnyLedger = Omit<Ledger, never>;

/** What the store adds to every row (domain.md 2, common envelope). */
export interface RowEnvelope {
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

export type RowOf<L> = L extends { fields: infer F extends Fields } ? RowEnvelope & ValuesOf<F> : never;
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
      if (taken && taken !== key)
        throw new Error(`${options.name}: “${word}” names both ${taken} and ${key}`);
      labels.set(word, key);
    }
  }
  const filled = Object.keys(options.fields).filter((key) => {
    const field = options.fields[key];
    return field && !field.system && !field.hidden;
  });
  return { ...options, filled };
}
