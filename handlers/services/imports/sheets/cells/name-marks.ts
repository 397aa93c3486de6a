import type { CellReader } from '../../../../../models/ledgers/engine/kinds/kind.ts';
import { note, read, refuse } from '../../../../../models/rules/parse/result.ts';
import { quote } from '../../../../../models/rules/parse/text.ts';
import { isDitto } from './ditto.ts';

/** Signs that lists put before or behind a name: *重点项目, ★. */
const MARKS = /^[*※★☆▲△●◆◇■□#＊]{1,5}\s{0,3}(?=\S)|(?<=\S)\s{0,3}[*※★☆▲△＊]{1,5}$/g;
const MARKED = /^[*※★☆▲△●◆◇■□#＊]|[*※★☆▲△＊]$/;

/** Reads names without the signs around them; what a sign means is told of, since only its sheet knows. */
export const unmarked =
  (reader: CellReader): CellReader =>
  (cell) => {
    if (isDitto(cell.text)) return refuse(`${quote(cell.text)}不是名称`, '请写出这一行自己的名称');
    if (!MARKED.test(cell.text)) return reader(cell);
    const text = cell.text.trim().replace(MARKS, '');
    const parsed = reader({ text, raw: text });
    const marks = [...new Set(cell.text.match(MARKS)?.map((mark) => mark.trim()) ?? [])].join('、');
    return parsed.ok && marks !== ''
      ? read(
          parsed.value,
          [...parsed.notes, note('converted', `名称上的标记“${marks}”没有计入名称`)],
          parsed.also,
        )
      : parsed;
  };
