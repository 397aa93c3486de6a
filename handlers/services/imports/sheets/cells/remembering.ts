import type { Value } from '../../../../../models/ledgers/engine/fields.ts';
import type { CellReader } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import type { Parsed } from '../../../../../models/rules/parse/result.ts';
import type { SheetCell } from '../../files/sheet.ts';

const REMEMBERED = 5000;

/** Reads each of the cells that repeat once; where numbers are read faster than looked up, `numbers` is false. */
export function remembering(read: CellReader, numbers: boolean): CellReader {
  const known = new Map<SheetCell['raw'], Parsed<Value>>();
  return (cell) => {
    if (!numbers && typeof cell.raw === 'number') return read(cell);
    const before = known.get(cell.raw);
    if (before) return before;
    const parsed = read(cell);
    // Long texts seldom repeat, and holding on to one holds on to the piece of file it was cut from.
    if (known.size < REMEMBERED && (typeof cell.raw !== 'string' || cell.raw.length <= 12))
      known.set(cell.raw, parsed);
    return parsed;
  };
}
