import { LONGEST, refuseOverlong } from '../../../rules/parse/bounds.ts';
import type { Field, Value } from '../fields.ts';
import { choiceKinds } from './choice.ts';
import { dayKind } from './day.ts';
import { decimalKind } from './decimal.ts';
import { filesKind } from './files.ts';
import { flagKind } from './flag.ts';
import { instantKind } from './instant.ts';
import { intKind } from './int.ts';
import type { CellReader, FieldKind, NameOf, ReadContext } from './kind.ts';
import { listKind } from './list.ts';
import { periodKind } from './period.ts';
import { refKind } from './ref.ts';
import { registerKinds } from './register.ts';
import { tagsKind } from './tags.ts';
import { textKinds } from './text.ts';

/** The fields that have a type: both text and longtext are of TextField. */
type FieldOf<T extends Field['type'], F = Field> = F extends { type: infer U }
  ? T extends U
    ? F
    : never
  : never;

/** Every kind of column by the type that a field names. A new kind is one file and one line here. */
export const FIELD_KINDS: { readonly [T in Field['type']]: FieldKind<FieldOf<T>> } = {
  ...textKinds,
  int: intKind,
  decimal: decimalKind,
  day: dayKind,
  instant: instantKind,
  period: periodKind,
  flag: flagKind,
  ...choiceKinds,
  ...registerKinds,
  tags: tagsKind,
  ref: refKind,
  files: filesKind,
  // What its parts are read and shown by is this table again.
  list: listKind((field) => kindOf(field)),
};

/** What a field's type means. */
export const kindOf = (field: Field): FieldKind => FIELD_KINDS[field.type];

/**
 * Makes the reader of a field's typed texts and cells. Readers never throw and have no memory, and none meets a text
 * longer than its kind can mean: one cell of brackets must not hold the service.
 */
export function readerOf(field: Field, context: ReadContext): CellReader {
  const kind = kindOf(field);
  const reader = kind.reader(field, context);
  const longest = kind.prose ? LONGEST.text : LONGEST.value;
  return (cell) => (cell.text.length > longest ? refuseOverlong(cell.text, longest) : reader(cell));
}

/** A stored value as it stands in the field's input: numbers in their unit, codes of choices. */
export function typedValue(field: Field, value: Value): string | readonly string[] {
  const kind = kindOf(field);
  return kind.typed?.(field, value) ?? kind.figure?.(field, value) ?? String(value);
}

/** A stored value as the field's cell holds it in a sheet. */
export function writtenValue(field: Field, value: Value, nameOf: NameOf): string | number {
  const kind = kindOf(field);
  return kind.written?.(field, value, nameOf) ?? kind.show(field, value, nameOf);
}
