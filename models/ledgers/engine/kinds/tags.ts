import { read } from '../../../rules/parse/result.ts';
import { isBlankMark, tidyText } from '../../../rules/parse/text.ts';
import type { TagsField, Value } from '../fields.ts';
import { asTexts, type CellReader, type FieldKind } from './kind.ts';

/** Reads a cell that holds several, each by `readOne`; repeats count once. */
export function readerOfSeveral(readOne: CellReader): CellReader {
  return ({ text }) => {
    if (isBlankMark(text)) return read<Value>(null);
    const parts = text.split(/[、,，;；|\n\t]/).map((part) => part.trim());
    const values: string[] = [];
    for (const part of parts.filter((each) => each !== '')) {
      const parsed = readOne({ text: part, raw: part });
      if (!parsed.ok) return parsed;
      if (parsed.value !== null && !values.includes(String(parsed.value))) values.push(String(parsed.value));
    }
    return read<Value>(values.length > 0 ? values : null);
  };
}

/** Several words of people's own. */
export const tagsKind: FieldKind<TagsField> = {
  title: '多个词',
  stored: 'strings',
  judge: (_field, value) => (Array.isArray(value) ? undefined : '应为一组文字'),
  show: (_field, value) => asTexts(value).join('、'),
  reader: () => readerOfSeveral(({ text }) => read<Value>(tidyText(text))),
  repeats: 'none',
  input: () => ({ kind: 'text', hint: '多个用“、”隔开' }),
  typed: (_field, value) => asTexts(value).join('、'),
  sheet: () => ({ look: 'text', width: 18 }),
  guide: () => [],
};
