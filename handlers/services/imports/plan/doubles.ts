import type { AnyLedger, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import { SimilarityIndex, type Candidate } from '../../../../models/rules/names/similarity-index.ts';
import { compare, fuzzyKey, prepare, type Comparable } from '../../../../models/rules/names/similarity.ts';
import type { Store } from '../../../../models/store/store.ts';
import { hashOf, NumberTable, TextPile } from './compact.ts';
import type { RowCandidate } from './types.ts';

export interface Found {
  /** The person must say what it is. */
  block: RowCandidate[];
  /** Only told. */
  suggest: RowCandidate[];
}

const NONE: Found = { block: [], suggest: [] };
const SHOWN = 3;
/** Code of a ledger row, or the place of a row of the file behind this mark. */
const IN_FILE = '@';
/** A fuzzy look-up costs a millisecond. A file of more new rows is a migration: see `CoreIndex`. */
export const FUZZY_LOOKUPS = 3000;
const COMPARED = 20;

/** Rows by the core of their name and by their credit code: no fuzziness, no cost that grows. */
class CoreIndex {
  readonly #places: readonly string[];
  readonly #rows = new TextPile();
  /** The first row under a key, and the few others there may be. */
  readonly #first = new NumberTable();
  readonly #others = new Map<number, number[]>();

  constructor(places: readonly string[]) {
    this.#places = places;
  }

  /** Under what a row is found. */
  keysOf({ name, uscc }: Comparable): number[] {
    const { core } = fuzzyKey(name, this.#places);
    return uscc === undefined ? [hashOf(core)] : [hashOf(core), hashOf(uscc)];
  }

  add(row: Comparable & { id: string }, keys = this.keysOf(row)): void {
    const number = this.#rows.add(JSON.stringify(row));
    for (const key of keys) {
      const others = this.#others.get(key);
      if (this.#first.get(key) === undefined) this.#first.set(key, number);
      else if (!others) this.#others.set(key, [number]);
      else if (others.length < COMPARED - 1) others.push(number);
    }
  }

  #under(key: number): number[] {
    const first = this.#first.get(key);
    return first === undefined ? [] : [first, ...(this.#others.get(key) ?? [])];
  }

  candidates(row: Comparable, keys = this.keysOf(row)): Candidate[] {
    const others = new Set(keys.flatMap((key) => this.#under(key)));
    if (others.size === 0) return [];
    const prepared = prepare(row, this.#places);
    return [...others]
      .map((number) => JSON.parse(this.#rows.get(number)) as Comparable & { id: string })
      .map((other) => ({
        id: other.id,
        name: other.name,
        similarity: compare(prepared, prepare(other, this.#places)),
      }))
      .filter(({ similarity }) => similarity.verdict !== 'none')
      .sort((a, b) => b.similarity.score - a.similarity.score);
  }
}

interface Indexes {
  fuzzy: SimilarityIndex;
  core: CoreIndex;
}

/**
 * Likely doubles of a new row, in the ledger and among the file's own rows before it. The first rows of a file are
 * compared fuzzily, those beyond `FUZZY_LOOKUPS` by the core of their name and their credit code only; `coarse` tells.
 * The indexes are made when the first new row comes: files that only change rows do not pay for them.
 */
export class Doubles {
  readonly #store: Store;
  readonly #ledger: AnyLedger;
  readonly #viewer: Viewer;
  readonly #places: readonly string[];
  #indexes: Indexes | undefined;
  #lookups = 0;

  constructor(store: Store, ledger: AnyLedger, viewer: Viewer, places: readonly string[]) {
    this.#store = store;
    this.#ledger = ledger;
    this.#viewer = viewer;
    this.#places = places;
  }

  /** Were some rows only compared by core and code? */
  get coarse(): boolean {
    return this.#lookups > FUZZY_LOOKUPS;
  }

  /** To be waited for before rows are looked for. */
  async ready(): Promise<void> {
    if (this.#ledger.similarity) this.#indexes ??= await this.#build();
  }

  find(row: LooseRow, place: string): Found {
    const comparable = comparableOf(this.#ledger, row);
    if (!comparable || !this.#indexes) return NONE;
    const { fuzzy, core } = this.#indexes;
    this.#lookups++;
    const own = { ...comparable, id: IN_FILE + place };
    const keys = core.keysOf(comparable);
    const candidates = this.coarse ? core.candidates(comparable, keys) : fuzzy.candidates(comparable);
    core.add(own, keys);
    if (!this.coarse) fuzzy.add(own);
    if (candidates.length === 0) return NONE;
    return { block: shown(candidates, 'block'), suggest: shown(candidates, 'suggest') };
  }

  async #build(): Promise<Indexes> {
    const indexes = { fuzzy: new SimilarityIndex([], this.#places), core: new CoreIndex(this.#places) };
    const fields = Object.values(this.#ledger.similarity ?? {});
    for await (const row of this.#store.rows(this.#ledger).stream(this.#viewer, { fields })) {
      const values: object = row;
      const comparable = comparableOf(this.#ledger, values as LooseRow);
      if (!comparable) continue;
      indexes.fuzzy.add({ ...comparable, id: row.code });
      indexes.core.add({ ...comparable, id: row.code });
    }
    return indexes;
  }
}

const shown = (candidates: readonly Candidate[], verdict: 'block' | 'suggest'): RowCandidate[] =>
  candidates
    .filter(({ similarity }) => similarity.verdict === verdict)
    .slice(0, SHOWN)
    .map(({ id, name, similarity }) => ({
      ...(id.startsWith(IN_FILE) ? { place: id.slice(1) } : { code: id }),
      name,
      score: similarity.score,
      ...(similarity.hint === 'phase' ? { phase: true as const } : {}),
    }));

function comparableOf({ similarity }: AnyLedger, row: LooseRow): Comparable | undefined {
  if (!similarity) return undefined;
  const name = row[similarity.name];
  if (typeof name !== 'string') return undefined;
  const comparable: Comparable = { name };
  const { investor, uscc, unit, wan, date } = {
    investor: row[similarity.investor ?? ''],
    uscc: row[similarity.uscc ?? ''],
    unit: row[similarity.unit ?? ''],
    wan: row[similarity.amount ?? ''],
    date: row[similarity.date ?? ''],
  };
  if (typeof investor === 'string') comparable.investor = investor;
  if (typeof uscc === 'string') comparable.uscc = uscc;
  if (typeof unit === 'string') comparable.unit = unit;
  if (typeof wan === 'number') comparable.wan = wan;
  if (typeof date === 'string') comparable.date = date;
  return comparable;
}
