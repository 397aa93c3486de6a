import type { Where } from '../../rules/where.ts';
import type { Viewer } from '../../rules/permissions.ts';
import { actorsAsked, mayEver, type Permit, type Right } from '../../rules/rights.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { FieldHeaders, Fields, LooseRow, Patch, PatchOf, ValuesOf } from './fields.ts';

export type { LooseRow, Patch } from './fields.ts';
import type { Day } from '../../rules/time/day.ts';
import { allRights } from './definition-faults.ts';
import type { Doors } from './doors.ts';
import type { Machine } from './machine.ts';

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

/** Fields that say who is in charge of a row: posts, and the organ in words of its own. */
export interface AskedCharge<K extends string = string> {
  posts: readonly K[];
  organ: K;
}

export interface LedgerOptions<
  F extends Fields,
  S extends string = string,
  E extends string = string,
  W extends string = string,
> {
  /** Plural English name: the collection, the CLI argument. */
  name: string;
  /** 招商项目台账 */
  title: string;
  /** 项目: how one row is called. */
  noun: string;
  /** What sheets of it are called besides, where title and noun do not tell: 企业名册, 进度表. */
  called?: readonly string[];
  fields: F;
  /** What sheets call the fields, where that is kept in a file of its own. */
  headers?: Readonly<Partial<Record<keyof F & string, FieldHeaders>>>;
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
  machine?: Machine<S, E, W>;
  /**
   * Who may see which rows (applied in the query, domain.md 0.1-11), and who may fill them in by form and sheet. `create`
   * is who may add one, where that is not who edits. Every move has a right of its own. A pair names the right where the
   * usual words (查看…, 登记、修改、导入…) do not fit.
   */
  rights: { read: NamedRight; edit: NamedRight; create?: NamedRight };
  doors?: Doors;
  /**
   * How lists and files come: by these fields, those of type unit in 礼宾顺序, a leading minus for the last first. Absent:
   * lists by what changed last, files by unit where the ledger has one.
   */
  order?: readonly ((keyof F & string) | `-${keyof F & string}`)[];
  /** Columns of the list card and page, first to last. */
  listed: readonly ('code' | (keyof F & string))[];
  /**
   * Columns of the file for people, where the listed ones with the name first and the code last are not those that people
   * read: some ten, names before codes.
   */
  short?: readonly ('code' | (keyof F & string))[];
  /**
   * What bare words of a question are about: a year or month, an amount (超亿元), and fields beside the listed ones by whose
   * values rows are asked for (红灯). `dateOf` has the date of each step of a field, for 5月动工; `called` are words that
   * name it in talk only, where sheets would mean others by them (台账). `origin` is where a row comes from (深圳, 大湾区),
   * `charge` who is in charge of it.
   */
  asked?: {
    date?: keyof F & string;
    dateOf?: { step: keyof F & string; dates: Readonly<Record<string, keyof F & string>> };
    amount?: keyof F & string;
    by?: readonly (keyof F & string)[];
    origin?: { region: keyof F & string; place: keyof F & string };
    charge?: AskedCharge<keyof F & string>;
    called?: readonly string[];
  };
  /** Further fields that people usually fill: they stand in the first form, not in 更多字段. */
  usual?: readonly (keyof F & string)[];
  /**
   * Fields that are filled in anew every month: they stand first when a row is edited, so that one finds them without a
   * scroll.
   */
  monthly?: readonly (keyof F & string)[];
  /**
   * The rows whose monthly fields are to be updated, in the words of the trade. The file for it has these columns to write
   * in and the listed ones beside them, locked, so that it comes back as changes only.
   */
  updated?: { rows: Where; words: string };
  /** Fuzzy duplicates are looked for on import by these fields (domain.md Appendix B, last lines). */
  similarity?: {
    name: keyof F & string;
    investor?: keyof F & string;
    /** The credit code of who invests: surer than a name. */
    uscc?: keyof F & string;
    unit?: keyof F & string;
    amount?: keyof F & string;
    date?: keyof F & string;
  };
}

/** A right, or its name in the trade's words and the right. */
export type NamedRight = Right | readonly [label: string, right: Right];

export interface Ledger<
  F extends Fields = Fields,
  S extends string = string,
  E extends string = string,
  W extends string = string,
> extends Omit<LedgerOptions<F, S, E, W>, 'rights' | 'doors'> {
  readonly rights: { readonly read: Permit; readonly edit: Permit; readonly create: Permit };
  readonly doors: Doors;
  /** Moves whose actors some right of this ledger asks for: rows remember who made them. */
  readonly remembered: readonly string[];
  /** Fields a person fills and sheets carry, in order. */
  readonly filled: readonly (keyof F & string)[];
}

/** The word that lists a ledger: its own command, or what people call it where a feature has the command. */
export const listWordOf = ({ doors, asked, title }: AnyLedger): string =>
  doors.command ? doors.command[0] : (asked?.called?.[0] ?? title);

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
  /** Since when the row is in its state. */
  since?: Date;
  /** Which post made those moves last on which some right depends: `{ submit: 'YC_FILL' }`. */
  actors?: Readonly<Record<string, string>>;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
  /** Where an imported row came from. */
  source?: { file: string; sheet: string; row: number };
  deleted?: boolean;
}

/** A row of a ledger; the states of its machine are the only values of `status`. */
export type RowOf<L> = L extends { fields: infer F extends Fields }
  ? L extends { machine?: Machine<infer S, infer _E> }
    ? RowEnvelope & StatusOf<S> & ValuesOf<F>
    : RowEnvelope & ValuesOf<F>
  : never;
/** Nothing where there is no machine, and nothing sure where the ledger is only known at run time. */
type StatusOf<S extends string> = [S] extends [never] ? unknown : string extends S ? unknown : { status: S };
/** The moves of a ledger's machine by name. */
export type EventOf<L> = L extends { machine?: Machine<infer _S, infer E> } ? E : never;
/** The messages that a ledger's machine sends and its feature makes, by name. */
export type SaysOf<L> = L extends { machine?: Machine<infer _S, infer _E, infer W> } ? W : never;
export type NewOf<L> = L extends { fields: infer F extends Fields } ? ValuesOf<F> : never;
export type ChangeOf<L> = L extends { fields: infer F extends Fields } ? PatchOf<F> : never;

/**
 * Makes a ledger from its description. Everything else about it (check, storage, form, sheet, list, history, guide,
 * buttons, refusals) is derived, so a new ledger is one file. What contradicts itself in it is not told here, where only
 * the first ledger's faults would be: `ledgerFaults` finds those of all, and the service does not start with one.
 */
export function defineLedger<
  const F extends Fields,
  const S extends string = never,
  const E extends string = never,
  const W extends string = never,
>(options: LedgerOptions<F, S, E, W>): Ledger<F, S, E, W> {
  const filled = Object.keys(options.fields).filter((key) => {
    const field = options.fields[key];
    return field && !field.system && !field.hidden && !field.asked;
  });
  const { name, title, noun, rights, doors = {} } = options;
  const edit = named(`${name}.edit`, `登记、修改、导入${noun}`, rights.edit);
  const ledger = {
    ...options,
    fields: withHeaders(options.fields, options.headers),
    doors,
    filled,
    rights: {
      read: named(`${name}.read`, `查看${title}`, rights.read),
      edit,
      create: rights.create ? named(`${name}.create`, `登记${noun}`, rights.create) : edit,
    },
    remembered: [] as string[],
  };
  return { ...ledger, remembered: allRights(ledger).flatMap(actorsAsked) };
}

function withHeaders<F extends Fields>(
  fields: F,
  headers: Readonly<Record<string, FieldHeaders | undefined>> = {},
): F {
  const named = Object.entries(fields).map(([key, field]) => [key, { ...field, ...headers[key] }]);
  return Object.fromEntries(named) as F;
}

/** The machine of a ledger that has one. */
export function machineOf<S extends string, E extends string>(ledger: {
  name: string;
  machine?: Machine<S, E>;
}): Machine<S, E> {
  if (!ledger.machine) throw new Error(`${ledger.name} has no machine`);
  return ledger.machine;
}

/** The field that says whose a row is that names no unit anywhere: the unit that every row must have. */
export const unitFieldOf = (ledger: AnyLedger): string | undefined =>
  ledger.filled.find((key) => {
    const field = ledger.fields[key];
    return field?.type === 'unit' && field.required === true;
  });

/** The fields that this viewer fills in. Those that only others put right are neither asked of it nor taken from it. */
export const askedOf = ({ filled, fields }: AnyLedger, viewer: Viewer): string[] =>
  filled.filter((key) => {
    const right = fields[key]?.filledBy;
    return !right || mayEver(right, viewer);
  });

const named = (name: string, usual: string, right: NamedRight): Permit =>
  'kind' in right ? { name, label: usual, right } : { name, label: right[0], right: right[1] };
