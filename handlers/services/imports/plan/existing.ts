import type { AnyLedger, LooseRow, RowOf } from '../../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../../models/ledgers/engine/fields.ts';
import { SYSTEM, type Viewer } from '../../../../models/rules/permissions.ts';
import type { Scalar, Where } from '../../../../models/rules/where.ts';
import type { Store } from '../../../../models/store/store.ts';

/** A row to look for: by its code, else by what identifies it. */
export interface Wanted {
  code?: string;
  complete: LooseRow;
}

type Row = RowOf<AnyLedger> & LooseRow;

const keyOf = (set: number, values: readonly (Value | undefined)[]): string =>
  `${set}\u0000${values.join('\u0000')}`;

/** The row's identities as texts, for every set of identity fields that is complete in it. */
export const identitiesOf = (ledger: AnyLedger, row: LooseRow): string[] =>
  ledger.identity.flatMap((names, set) => {
    const values = names.map((name) => row[name]);
    return values.some((value) => value === undefined || value === '') ? [] : [keyOf(set, values)];
  });

/** Names that a person once said mean a ledger row: identity text -> code. */
export type Aliases = ReadonlyMap<string, string>;

/** Finds the ledger rows that a batch of a file's rows are. One query a batch and identity, whatever the ledger's size. */
export class Existing {
  readonly #store: Store;
  readonly #ledger: AnyLedger;
  readonly #viewer: Viewer;
  readonly #aliases: Aliases;
  #batch = new Map<string, Row>();
  #hidden: ReadonlySet<string> = new Set();

  constructor(store: Store, ledger: AnyLedger, viewer: Viewer, aliases: Aliases) {
    this.#store = store;
    this.#ledger = ledger;
    this.#viewer = viewer;
    this.#aliases = aliases;
  }

  async find(wanted: readonly Wanted[]): Promise<(Row | undefined)[]> {
    const codes = wanted.map(({ code, complete }) => code ?? this.#aliasOf(complete));
    const byCode = await this.#byCode(codes.flatMap((code) => code ?? []));
    const strange = codes.flatMap((code) => (code !== undefined && !byCode.has(code) ? [code] : []));
    this.#hidden = await this.#hiddenOf(strange);
    const rest = wanted.filter((_, i) => !byCode.has(codes[i] ?? ''));
    const byIdentity = await this.#byIdentity(rest);
    const found = wanted.map(({ complete }, i) => {
      const row = byCode.get(codes[i] ?? '');
      if (row || byIdentity.size === 0) return row;
      return identitiesOf(this.#ledger, complete)
        .map((key) => byIdentity.get(key))
        .find((row) => row !== undefined);
    });
    this.#batch = new Map(found.flatMap((row) => (row ? [[row.code, row]] : [])));
    return found;
  }

  /** Is this the code of a row that is there, but not for this viewer? Of the batch found last. */
  isHidden(code: string): boolean {
    return this.#hidden.has(code);
  }

  /** A row of the batch found last, as the ledger has it. */
  seen(code: string): LooseRow | undefined {
    return this.#batch.get(code);
  }

  #aliasOf(complete: LooseRow): string | undefined {
    if (this.#aliases.size === 0) return undefined;
    return identitiesOf(this.#ledger, complete)
      .map((key) => this.#aliases.get(key))
      .find((code) => code !== undefined);
  }

  async #byCode(codes: readonly string[]): Promise<Map<string, Row>> {
    const found = new Map<string, Row>();
    if (codes.length === 0) return found;
    for (const row of await this.#query({ code: { in: codes } })) found.set(row.code, row);
    return found;
  }

  async #hiddenOf(codes: readonly string[]): Promise<Set<string>> {
    if (codes.length === 0) return new Set();
    const where = { code: { in: codes } };
    const rows = await this.#store.rows(this.#ledger).find(SYSTEM, { where, fields: [] });
    return new Set(rows.map(({ code }) => code));
  }

  async #byIdentity(wanted: readonly Wanted[]): Promise<Map<string, Row>> {
    const found = new Map<string, Row>();
    for (const [set, names] of this.#ledger.identity.entries()) {
      const where = identityQuery(
        names,
        wanted.map(({ complete }) => names.map((name) => complete[name])),
      );
      if (!where) continue;
      for (const row of await this.#query(where))
        found.set(
          keyOf(
            set,
            names.map((name) => row[name]),
          ),
          row,
        );
    }
    return found;
  }

  async #query(where: Where): Promise<Row[]> {
    const rows: unknown[] = await this.#store.rows(this.#ledger).find(this.#viewer, { where });
    return rows as Row[];
  }
}

/** All but the last field are few (units, years), so rows are asked for by them with a list of the last. */
function identityQuery(
  names: readonly string[],
  tuples: readonly (readonly (Value | undefined)[])[],
): Where | undefined {
  const groups = new Map<string, { head: Scalar[]; last: Set<Scalar> }>();
  for (const tuple of tuples) {
    if (tuple.some((value) => value === undefined || value === '')) continue;
    const head = tuple.slice(0, -1) as Scalar[];
    const key = head.join('\u0000');
    const group = groups.get(key) ?? { head, last: new Set<Scalar>() };
    group.last.add(tuple.at(-1) as Scalar);
    groups.set(key, group);
  }
  if (groups.size === 0) return undefined;
  const lastName = names.at(-1) ?? '';
  return {
    any: [...groups.values()].map(({ head, last }) => ({
      ...Object.fromEntries(head.map((value, i) => [names[i] ?? '', value])),
      [lastName]: { in: [...last] },
    })),
  };
}
