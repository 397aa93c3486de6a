import { read, refuse, type Parsed } from '../../../rules/parse/result.ts';
import { hasEmoji, isBlankMark, isFormulaError, tidyText } from '../../../rules/parse/text.ts';
import { maskMobile, maskName, parseMobile } from '../../../rules/phone.ts';
import { parseUscc } from '../../../rules/uscc.ts';
import type { TextField, Value } from '../fields.ts';
import type { CellReader, FieldKind } from './kind.ts';
import { rangeWords } from '../range.ts';

/** A stored text must be exactly what its reader would make of it. */
const FORMATS: Record<
  NonNullable<TextField['format']>,
  { parse: (text: string) => Parsed<string>; words: string }
> = {
  uscc: { parse: parseUscc, words: '18 位统一社会信用代码' },
  mobile: { parse: parseMobile, words: '11 位手机号' },
};

function judgeText(field: TextField, text: string): string | undefined {
  const { min = 0, max = Infinity } = field;
  // A sign takes one or two units of `length`: most texts are neither short nor long enough for it to matter.
  if (text.length < 2 * min || text.length > max) {
    const length = [...text].length;
    if (length < min) return `只有 ${length} 个字，至少 ${min} 个字`;
    if (length > max) return `有 ${length} 个字，最多 ${max} 个字`;
  }
  if (hasEmoji(text)) return '不能含表情符号';
  const parsed = field.format && FORMATS[field.format].parse(text);
  return parsed && !parsed.ok ? `：${parsed.reason}` : undefined;
}

function plainReader(field: TextField): CellReader {
  if (field.format === 'uscc') return ({ raw }) => parseUscc(raw);
  if (field.format === 'mobile') return ({ raw, text }) => parseMobile(typeof raw === 'number' ? text : raw);
  return ({ text }) => {
    if (isFormulaError(text)) return refuse(`单元格是公式错误 ${text.trim()}`, '请改成文字后再导入');
    return read<Value>(isBlankMark(text) ? null : tidyText(text));
  };
}

/** Exports show secrets masked: a masked value says nothing new. */
const unmasked =
  (inner: CellReader): CellReader =>
  (cell) =>
    cell.text.includes('*') ? read<Value>(null) : inner(cell);

const text: FieldKind<TextField> = {
  title: '文字',
  stored: 'string',
  prose: true,
  judge: (field, value) => (typeof value === 'string' ? judgeText(field, value) : '应为文字'),
  show(field, value) {
    if (field.secret === 'mobile') return maskMobile(String(value));
    return field.secret === 'name' ? maskName(String(value)) : String(value);
  },
  reader: (field) => (field.secret ? unmasked(plainReader(field)) : plainReader(field)),
  repeats: 'none',
  input: ({ max }) => ({ kind: 'text', ...(max ? { max } : {}) }),
  sheet: () => ({ look: 'text', width: 18 }),
  guide: (field) => [...(field.format ? [FORMATS[field.format].words] : []), ...rangeWords(field, ' 字')],
};

/** Words of a person: a line, or several sentences; secrets are shown masked and read only unmasked. */
export const textKinds = {
  text,
  longtext: {
    ...text,
    title: '长文字',
    input: ({ max }) => ({ kind: 'longtext', ...(max ? { max } : {}) }),
    sheet: () => ({ look: 'wrap', width: 36 }),
  },
} satisfies Record<TextField['type'], FieldKind<TextField>>;
