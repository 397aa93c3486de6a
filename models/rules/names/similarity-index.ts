import {
  compare,
  mayBeAlike,
  prepare,
  type Comparable,
  type Prepared,
  type Similarity,
} from './similarity.ts';

export interface IndexedRow extends Comparable {
  id: string;
}

export interface Candidate {
  id: string;
  name: string;
  similarity: Similarity;
}

/** How many index entries one lookup walks at most, rarest first, and how many rows it then compares in full. */
const BUDGET = 20_000;
const COMPARED = 60;

/**
 * Finds the likely doubles of one row among many without comparing it to each: rows that share rare pairs of
 * characters of the name, the investor or the credit code are gathered, and only the best of them are compared.
 */
export class SimilarityIndex {
  readonly #places: readonly string[];
  readonly #rows: (Prepared & { id: string })[] = [];
  readonly #postings = new Map<string, number[]>();
  #weights = new Float64Array(1024);

  constructor(rows: Iterable<IndexedRow>, places: readonly string[] = []) {
    this.#places = places;
    for (const row of rows) this.add(row);
  }

  /** Adds a row, so that later rows of the same file are compared with it too. */
  add(row: IndexedRow): void {
    const prepared = { ...prepare(row, this.#places), id: row.id };
    const at = this.#rows.push(prepared) - 1;
    for (const token of tokensOf(prepared)) {
      const list = this.#postings.get(token);
      if (list) list.push(at);
      else this.#postings.set(token, [at]);
    }
  }

  /** Rows to block or suggest for `row`, the likeliest first. A row with the same id is left out. */
  candidates(row: Comparable & { id?: string }, limit = 5): Candidate[] {
    const prepared = prepare(row, this.#places);
    const out: Candidate[] = [];
    for (const at of this.#gather(prepared)) {
      const other = this.#rows[at];
      if (!other || other.id === row.id || !mayBeAlike(prepared, other)) continue;
      const similarity = compare(prepared, other);
      if (similarity.verdict !== 'none') out.push({ id: other.id, name: other.name, similarity });
    }
    return out.sort((a, b) => b.similarity.score - a.similarity.score).slice(0, limit);
  }

  /** The rows that share the most, rare tokens counting more, within the budget. */
  #gather(prepared: Prepared): number[] {
    const lists: number[][] = [];
    for (const token of tokensOf(prepared)) {
      const list = this.#postings.get(token);
      if (list) lists.push(list);
    }
    return this.#heaviest(lists.sort((a, b) => a.length - b.length));
  }

  #heaviest(lists: readonly (readonly number[])[]): number[] {
    if (this.#weights.length < this.#rows.length) this.#weights = new Float64Array(this.#rows.length * 2);
    const weights = this.#weights;
    const touched: number[] = [];
    let walked = 0;
    for (const list of lists) {
      if (walked > 0 && walked + list.length > BUDGET) break;
      walked += list.length;
      const rarity = Math.log(1 + this.#rows.length / list.length);
      for (const at of list) {
        if (weights[at] === 0) touched.push(at);
        weights[at] = (weights[at] ?? 0) + rarity;
      }
    }
    const best = heaviestOf(touched, weights);
    for (const at of touched) weights[at] = 0;
    return best;
  }
}

/** An index over the rows of a ledger; `places` are the city's own names, which tell nothing apart. */
export const createSimilarityIndex = (
  rows: Iterable<IndexedRow>,
  places: readonly string[] = [],
): SimilarityIndex => new SimilarityIndex(rows, places);

/** The COMPARED heaviest of `touched`, those as heavy as the last of them in the order in which they were touched. */
function heaviestOf(touched: readonly number[], weights: Float64Array): number[] {
  if (touched.length <= COMPARED) return [...touched];
  const least = leastOfHeaviest(touched, weights);
  const above: number[] = [];
  const equal: number[] = [];
  for (const at of touched) {
    const weight = weights[at] ?? 0;
    if (weight > least) above.push(at);
    else if (weight === least) equal.push(at);
  }
  return [...above, ...equal.slice(0, COMPARED - above.length)];
}

/** The weight of the COMPARED-th heaviest: few are heavier than what is known so far, so that nothing is sorted. */
function leastOfHeaviest(touched: readonly number[], weights: Float64Array): number {
  const heaviest = new Float64Array(COMPARED);
  for (const at of touched) {
    const weight = weights[at] ?? 0;
    if (weight <= (heaviest[0] ?? 0)) continue;
    let place = 0;
    for (; place + 1 < COMPARED && (heaviest[place + 1] ?? 0) < weight; place++)
      heaviest[place] = heaviest[place + 1] ?? 0;
    heaviest[place] = weight;
  }
  return heaviest[0] ?? 0;
}

function tokensOf(row: Prepared): string[] {
  const tokens = new Set<string>();
  pairs(row.key.core, (pair) => tokens.add(pair));
  if (row.investorCore) tokens.add(`i:${row.investorCore}`);
  if (row.uscc) tokens.add(`u:${row.uscc}`);
  return [...tokens];
}

function pairs(text: string, use: (pair: string) => void): void {
  if (text.length === 1) use(text);
  for (let i = 0; i + 1 < text.length; i++) use(text.slice(i, i + 2));
}
