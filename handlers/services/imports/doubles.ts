import type { AnyLedger, LooseRow } from '../../../models/ledgers/define.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { createSimilarityIndex, type SimilarityIndex } from '../../../models/rules/similarity-index.ts';
import type { Comparable } from '../../../models/rules/similarity.ts';
import type { Store } from '../../../models/store/store.ts';
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

/**
 * Likely doubles of a new row, in the ledger and among the file's own rows before it. The index over the ledger is made
 * when the first new row comes: files that only change rows do not pay for it.
 */
export class Doubles {
  readonly #store: Store;
  readonly #ledger: AnyLedger;
  readonly #viewer: Viewer;
  readonly #places: readonly string[];
  #index: Promise<SimilarityIndex> | undefined;

  constructor(store: Store, ledger: AnyLedger, viewer: Viewer, places: readonly string[]) {
    this.#store = store;
    this.#ledger = ledger;
    this.#viewer = viewer;
    this.#places = places;
  }

  async find(row: LooseRow, place: string): Promise<Found> {
    if (!this.#ledger.similarity) return NONE;
    const comparable = comparableOf(this.#ledger, row);
    if (!comparable) return NONE;
    const index = await (this.#index ??= this.#build());
    const candidates = index.candidates(comparable);
    index.add({ ...comparable, id: IN_FILE + place });
    const of = (verdict: 'block' | 'suggest') =>
      candidates
        .filter(({ similarity }) => similarity.verdict === verdict)
        .slice(0, SHOWN)
        .map(({ id, name, similarity }): RowCandidate => ({
          ...(id.startsWith(IN_FILE) ? { place: id.slice(1) } : { code: id }),
          name,
          score: similarity.score,
          ...(similarity.hint === 'PHASE' ? { phase: true as const } : {}),
        }));
    return { block: of('block'), suggest: of('suggest') };
  }

  async #build(): Promise<SimilarityIndex> {
    const index = createSimilarityIndex([], this.#places);
    const { similarity } = this.#ledger;
    const fields = [...Object.values(similarity ?? {}), 'investorUscc'];
    for await (const row of this.#store.rows(this.#ledger).stream(this.#viewer, { fields })) {
      const values: object = row;
      const comparable = comparableOf(this.#ledger, values as LooseRow);
      if (comparable) index.add({ ...comparable, id: row.code });
    }
    return index;
  }
}

function comparableOf({ similarity }: AnyLedger, row: LooseRow): Comparable | undefined {
  if (!similarity) return undefined;
  const text = (name: string | undefined) => (name === undefined ? undefined : row[name]);
  const name = text(similarity.name);
  if (typeof name !== 'string') return undefined;
  const [investor, unit, wan, date] = [
    similarity.investor,
    similarity.unit,
    similarity.amount,
    similarity.date,
  ].map(text);
  return {
    name,
    ...(typeof investor === 'string' ? { investor } : {}),
    ...(typeof row.investorUscc === 'string' ? { uscc: row.investorUscc } : {}),
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(typeof wan === 'number' ? { wan } : {}),
    ...(typeof date === 'string' ? { date } : {}),
  };
}
