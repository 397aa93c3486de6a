import { canonicalJson } from '../../../rules/canonical.ts';
import { note, read, refuse, type Note, type Parsed } from '../../../rules/parse/result.ts';
import { isBlankMark, tidyText } from '../../../rules/parse/text.ts';
import type { Item, ItemField, ItemValue, ListField, Value } from '../fields.ts';
import {
  asRecords,
  listChange,
  type CellReader,
  type FieldKind,
  type JudgeContext,
  type NameOf,
  type ReadContext,
} from './kind.ts';

type KindOf = (field: ItemField) => FieldKind;

/** Between the parts of a line. Texts that hold one get the narrow bar instead. */
const BAR = '｜';
/** As many as a card shows of a list without becoming a scroll. */
const SHOWN = 3;
/** A list of no more parts is filled in a form's own input, a line each. */
const SMALL = 2;

const partsOf = ({ fields }: ListField): (readonly [string, ItemField])[] =>
  Object.entries(fields).filter(([, field]) => !field.hidden);

const itemsOf = (value: Value | undefined): readonly Item[] =>
  // A list's records are items and no files: the field's own type says so.
  asRecords(value) as readonly Item[];

/**
 * Sub-records: judged one by one, shown the newest first, written a line each. `kindOf` is the table of kinds, handed in
 * because the table holds this kind, too.
 */
export function listKind(kindOf: KindOf): FieldKind<ListField> {
  /** Can an item be typed as a line? Files cannot. */
  const isTypeable = (field: ListField): boolean =>
    partsOf(field).every(([, part]) => kindOf(part).stored !== 'objects');

  const showItem = (field: ListField, item: Item, nameOf: NameOf): string =>
    partsOf(field)
      .flatMap(([key, part]) => {
        const value = item[key];
        return value === undefined ? [] : [kindOf(part).show(part, value, nameOf)];
      })
      .join(' ');

  const lineOf = (field: ListField, item: Item, nameOf: NameOf): string =>
    partsOf(field)
      .map(([key, part]) => {
        const value = item[key];
        if (value === undefined) return '';
        const kind = kindOf(part);
        const text = String(kind.written?.(part, value, nameOf) ?? kind.show(part, value, nameOf));
        return tidyText(text).replaceAll(BAR, '|');
      })
      .join(BAR);

  const linesOf = (field: ListField, value: Value, nameOf: NameOf): string =>
    itemsOf(value)
      .map((item) => lineOf(field, item, nameOf))
      .join('\n');

  function judgeItem(field: ListField, item: Item, context: JudgeContext): string | undefined {
    const stranger = Object.keys(item).find((key) => !Object.hasOwn(field.fields, key));
    if (stranger !== undefined) return `没有“${stranger}”这一项`;
    for (const [key, part] of Object.entries(field.fields)) {
      const value = item[key];
      if (value === undefined || value === '') {
        if (part.required === true) return `${part.label}未填`;
        continue;
      }
      const fault = kindOf(part).judge(part, value, context);
      if (fault !== undefined) return `${part.label}${fault}`;
    }
    return undefined;
  }

  function judge(field: ListField, value: Value, context: JudgeContext): string | undefined {
    const items = itemsOf(value);
    if (!Array.isArray(value) || items.length < value.length) return `应为一组${field.noun ?? '记录'}`;
    const { max = Infinity } = field;
    if (items.length > max) return `有 ${items.length} 条，最多 ${max} 条`;
    for (const [i, item] of items.entries()) {
      const fault = judgeItem(field, item, context);
      if (fault !== undefined) return `第 ${i + 1} 条：${fault}`;
    }
    return undefined;
  }

  function reader(field: ListField, context: ReadContext): CellReader {
    if (!isTypeable(field)) return notTyped(field);
    const parts = partsOf(field).map(([key, part]) => ({
      key,
      label: part.label,
      read: kindOf(part).reader(part, context),
    }));
    return ({ text }) => {
      if (isBlankMark(text)) return read<Value>(null);
      const items: Item[] = [];
      const notes: Note[] = [];
      for (const [i, line] of linesIn(text).entries()) {
        const parsed = readLine(line, parts);
        if (!parsed.ok) return { ...parsed, reason: `第 ${i + 1} 条：${parsed.reason}` };
        if (parsed.value !== null) items.push(parsed.value);
        for (const each of parsed.notes) notes.push(note(each.kind, `第 ${i + 1} 条：${each.text}`));
      }
      return read<Value>(items.length > 0 ? items : null, notes);
    };
  }

  return {
    title: '多条记录',
    stored: 'objects',
    prose: true,
    judge,
    show(field, value, nameOf) {
      const items = itemsOf(value);
      const newest = items.slice(-SHOWN).toReversed();
      const shown = newest.map((item) => showItem(field, item, nameOf)).join('；');
      if (items.length === 0) return '—';
      return items.length > SHOWN ? `${shown}（共 ${items.length} 条）` : shown;
    },
    lookups: (field, text) =>
      linesIn(text).flatMap((line) =>
        splitLine(line, partsOf(field).length).flatMap((said, i) => {
          const part = partsOf(field)[i]?.[1];
          return (part && kindOf(part).lookups?.(part, said)) ?? [];
        }),
      ),
    reader,
    repeats: 'none',
    input: (field) =>
      isTypeable(field) && partsOf(field).length <= SMALL
        ? { kind: 'longtext', hint: `一行一条：${headOf(field)}` }
        : undefined,
    typed: (field, value) => linesOf(field, value, bare),
    sheet: () => ({ look: 'wrap', width: 36 }),
    written: linesOf,
    alike: (field, a, b) => linesOf(field, a, bare) === linesOf(field, b, bare),
    changed: (field, before, after, nameOf) =>
      listChange(
        itemsOf(before),
        itemsOf(after),
        canonicalJson,
        (item) => `“${showItem(field, item, nameOf)}”`,
      ),
    guide: (field) => [
      `每条：${partsOf(field)
        .map(([, { label, required }]) => (required === true ? `${label}（必填）` : label))
        .join('、')}`,
      ...(field.max === undefined ? [] : [`最多 ${field.max} 条`]),
      ...(isTypeable(field) ? [`表格中一行一条：${headOf(field)}`] : ['不能在表格中填写']),
    ],
  };
}

/** Codes instead of names, where nothing is looked up. */
const bare: NameOf = (_kind, code) => code;

const headOf = (field: ListField): string =>
  partsOf(field)
    .map(([, { label }]) => label)
    .join(BAR);

const notTyped =
  ({ label }: ListField): CellReader =>
  ({ text }) =>
    read<Value>(
      null,
      isBlankMark(text) ? [] : [note('converted', `${label}含附件，不能在单元格里填写，这一格没有导入`)],
    );

const linesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** People also type the narrow bar; a line with wide ones is split at those only. */
const splitLine = (line: string, parts: number): string[] =>
  parts < 2 ? [line] : line.split(line.includes(BAR) ? BAR : '|').map((part) => part.trim());

interface Part {
  key: string;
  label: string;
  read: CellReader;
}

function readLine(line: string, parts: readonly Part[]): Parsed<Item> {
  const said = splitLine(line, parts.length);
  const head = parts.map(({ label }) => label).join(BAR);
  if (said.length > parts.length)
    return refuse(`有 ${said.length} 项，应为 ${parts.length} 项`, `请写成：${head}`);
  const item: Record<string, ItemValue> = {};
  const notes: Note[] = [];
  for (const [i, { key, label, read: readPart }] of parts.entries()) {
    const text = said[i] ?? '';
    const parsed = readPart({ text, raw: text });
    if (!parsed.ok) return { ...parsed, reason: `${label}：${parsed.reason}` };
    // No part of a list is a list, so its value is an item's.
    if (parsed.value !== null) item[key] = parsed.value as ItemValue;
    for (const each of parsed.notes) notes.push(note(each.kind, `${label}：${each.text}`));
  }
  return read<Item>(Object.keys(item).length > 0 ? item : null, notes);
}
