/** How many different readings one answer covers: as many as are shown beside the question. */
export const READINGS_ASKED = 10;
/** Different readings that are told apart; in a file of more, each cell counts as another one. */
const KNOWN = 2000;

/**
 * Which question a doubtful reading belongs to. Equal readings of a column are asked once; different ones share a
 * question only while all of them can be seen before one yes is said to them.
 */
export class ReadingBatches {
  readonly #columns = new Map<string, { texts: Map<string, number>; count: number }>();

  /** @param column of what kind a doubt is and in which field; `reading` what was read of what, in words */
  questionOf(column: string, reading: string): string {
    const known = this.#columns.get(column) ?? { texts: new Map<string, number>(), count: 0 };
    this.#columns.set(column, known);
    let batch = known.texts.get(reading);
    if (batch === undefined) {
      batch = Math.floor(known.count++ / READINGS_ASKED);
      if (known.texts.size < KNOWN) known.texts.set(reading, batch);
    }
    return batch === 0 ? column : `${column}:${batch + 1}`;
  }
}
