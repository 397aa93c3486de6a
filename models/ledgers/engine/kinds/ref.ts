import { ask, read } from '../../../rules/parse/result.ts';
import { isBlankMark, quote, tidyText } from '../../../rules/parse/text.ts';
import type { RefField, Value } from '../fields.ts';
import { heeding, type CellReader, type FieldKind, type ReadContext, type RefNamed } from './kind.ts';

/** A title and its code behind it, as cells are written, so that reading one again needs no guess. */
const WITH_CODE = /^(.+)（([A-Z][A-Z0-9_-]*)）$/;

/** The texts that may name the row: the whole text, and the code behind a title. */
function namesIn(text: string): readonly string[] {
  const said = tidyText(text);
  const code = WITH_CODE.exec(said)?.[2];
  return code === undefined ? [said] : [said, code];
}

const named = ({ ref, within }: RefField, text: string): RefNamed =>
  within === 'edit' ? [ref, text, within] : [ref, text];

/** One row, or the question which one is meant: a name that none or several have is never guessed. */
function refReader(field: RefField, { refs, proposed, unitOfRef }: ReadContext): CellReader {
  const where = field.within === 'edit' ? '它不在您可填报的范围内' : '您的岗位看不到它';
  return ({ text }) => {
    if (isBlankMark(text)) return read<Value>(null);
    const said = tidyText(text);
    const found = namesIn(text)
      .map((name) => refs?.(...named(field, name)) ?? [])
      .find((codes) => codes.length > 0);
    const [code] = found ?? [];
    if (code !== undefined && found?.length === 1) {
      const unit = unitOfRef?.(field.ref, code);
      return read<Value>(code, [], unit === undefined ? {} : { unit });
    }
    const means = proposed?.(...named(field, said)) ?? [];
    const asked = { word: said, proposals: means.map(({ value }) => value), means };
    return found && code !== undefined
      ? ask(`${quote(said)}有 ${found.length} 个同名的`, `请填编号：${found.join('、')}`, asked)
      : ask(`找不到${quote(said)}，或${where}`, '请填编号或名称全称', asked);
  };
}

/** A row of another ledger: its code is stored, its title shown; read by code or by its exact title. */
export const refKind: FieldKind<RefField> = {
  title: '其他台账的一行',
  stored: 'string',
  judge: (_field, value) =>
    typeof value === 'string' && value.trim() === value ? undefined : `“${String(value)}”不是编号`,
  show: ({ ref }, value, nameOf) => nameOf(`ref:${ref}`, String(value)),
  lookups: (field, text) => (isBlankMark(text) ? [] : namesIn(text).map((name) => named(field, name))),
  reader: (field, context) => heeding(refReader(field, context), context, (code) => code),
  repeats: 'none',
  input: () => ({ kind: 'text', hint: '填编号或名称全称' }),
  sheet: () => ({ look: 'text', width: 30 }),
  written({ ref }, value, nameOf) {
    const code = String(value);
    const title = nameOf(`ref:${ref}`, code);
    return title === code ? code : `${title}（${code}）`;
  },
  guide: ({ ref }) => [`${ref} 台账中的一行，填编号或名称全称`],
};
