import type { SheetCell, SheetSource } from '../files/sheet.ts';

/** Filled cells of each column below the header: enough to see how its values look. */
export type Samples = ReadonlyMap<number, readonly SheetCell[]>;

const SAMPLED_ROWS = 20;

/** The cells of the first data rows, by column. */
export async function samplesIn(source: SheetSource, lastHeaderRow: number): Promise<Samples> {
  const samples = new Map<number, SheetCell[]>();
  let rows = 0;
  for await (const batch of source.rows()) {
    for (const { number, hidden, cells } of batch) {
      if (number <= lastHeaderRow || hidden) continue;
      for (const [column, cell] of cells.entries()) {
        if (!cell || cell.error || cell.text.trim() === '') continue;
        const known = samples.get(column);
        if (known) known.push(cell);
        else samples.set(column, [cell]);
      }
      if (++rows >= SAMPLED_ROWS) return samples;
    }
  }
  return samples;
}
