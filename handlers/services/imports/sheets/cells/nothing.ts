import type { CellReader } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import { isNothingWord } from '../../../../../models/rules/parse/nothing.ts';
import { note, read as reading } from '../../../../../models/rules/parse/result.ts';
import { quote } from '../../../../../models/rules/parse/text.ts';
import type { Value } from '../../../../../models/ledgers/engine/fields.ts';

/**
 * A reader for which 待定 and 正在办理 are an empty cell, told as such, where it would refuse them or ask without a
 * proposal: 不涉及 may be a choice of its own.
 */
export const orNothing =
  (read: CellReader): CellReader =>
  (cell) => {
    const parsed = read(cell);
    if (parsed.ok || (parsed.asked && parsed.asked.proposals.length > 0) || !isNothingWord(cell.text))
      return parsed;
    return reading<Value>(null, [note('converted', `${quote(cell.text)}按未填读取`)]);
  };
