import { note, read as readSaid, type Parsed } from '../../../rules/parse/result.ts';
import { quote } from '../../../rules/parse/text.ts';
import type { AnyUnit } from '../../../rules/parse/numbers/measures.ts';
import type { RuleSet } from '../../../rules/ruleset.ts';
import type { Day } from '../../../rules/time/day.ts';
import type { Scalar } from '../../../rules/where.ts';
import type { City } from '../../city.ts';
import type { Field, FileRef, Item, RegisterField, Value } from '../fields.ts';

/** What a value is in the database, in words that no database owns; models/store makes its own types of them. */
export type Stored = 'string' | 'number' | 'boolean' | 'strings' | 'objects';

/** Which list of the city profile a code belongs to. */
export type Register = RegisterField['type'];

/** What judging a value may depend on: the day, the rules in force and which codes the city knows. */
export interface JudgeContext {
  today: Day;
  rules: RuleSet;
  /** Does the city profile have this code? */
  knows: (register: Register, code: string) => boolean;
}

/**
 * Names for the codes that rows hold: of the city's registers, and titles of rows of another ledger (`ref:enterprises`).
 * An unknown code is given back as it is.
 */
export type NameOf = (kind: Register | `ref:${string}`, code: string) => string;

/** A text that is to name a row of a ledger: one that the writer may see, or one that they may edit. */
export type RefNamed = readonly [ledger: string, text: string, within?: 'edit'];

/** What is read: a text that somebody typed, or a cell of a sheet. */
export interface TypedCell {
  /** As a person reads it. */
  text: string;
  /** What a parser should look at: numbers stay numbers. Of typed text the text itself. */
  raw: string | number | boolean;
}

/** What reading a column depends on. */
export interface ReadContext {
  city: City;
  rules: RuleSet;
  today: Day;
  /** The year that a file speaks of. */
  fileYear?: number;
  /** The unit of a column's bare numbers, where its heading or its sheet says one. */
  unit?: AnyUnit;
  /** Codes of the rows of a ledger that a text names, by code or title; what `lookups` told of was looked up before. */
  refs?: (...named: RefNamed) => readonly string[];
  /** The unit that a row of another ledger belongs to, by its code; it was looked up with it. */
  unitOfRef?: (ledger: string, code: string) => string | undefined;
  /** The rows that a text may mean where it names none or several, the likeliest first; absent where nobody is asked. */
  proposed?: (...named: RefNamed) => readonly { value: string; label: string }[];
  /** What a person said that a word of this column means: a value as text, null for nothing; undefined where nobody has. */
  said?: (word: string) => string | null | undefined;
}

export type CellReader = (cell: TypedCell) => Parsed<Value>;

/** The input that a field asks for in a form, without saying how a card draws it. */
export interface InputShape {
  kind: 'text' | 'longtext' | 'number' | 'day' | 'month' | 'choice' | 'choices' | 'flag';
  /** What there is to pick from: the choices themselves, or the register whose codes the form is to offer. */
  picks?: readonly { value: string; label: string }[] | Register;
  /** In characters. */
  max?: number;
  /** How to write it. */
  hint?: string;
}

/** How a field's column looks in a sheet. */
export interface SheetShape {
  /** Alignment and number format: `wrap` is a long text, `amount` has two decimals and separators. */
  look: 'text' | 'wrap' | 'center' | 'int' | 'amount' | 'day';
  /** In characters. */
  width: number;
  /** What a cell's drop-down offers, in the words that reading takes. */
  picks?: readonly string[];
}

/**
 * Everything that a type of field means, so that generic code asks the kind and never compares types. One file each;
 * kinds/all.ts has the table. Optional parts have their plain default there.
 */
export interface FieldKind<F extends Field = Field> {
  /** In the words of those who fill it in. */
  title: string;
  stored: Stored;
  /** Words that may be many: texts and lists of records. All else is a short value. */
  prose?: true;
  /** What is wrong with a value, to be read after the field's label; undefined when nothing is. */
  judge(field: F, value: Value, context: JudgeContext): string | undefined;
  /** As people read it on cards and in questions: names for codes, units for amounts, secrets masked. */
  show(field: F, value: Value, nameOf: NameOf): string;
  /**
   * A number as it stands under a heading that carries its unit, and in an input. Columns of these are aligned to the
   * right.
   */
  figure?(field: F, value: Value): string;
  /** Makes the reader of typed texts and cells. Readers never throw and have no memory. */
  reader(field: F, context: ReadContext): CellReader;
  /** Which rows of other ledgers a text names: the caller looks them up before it reads. */
  lookups?(field: F, text: string): readonly RefNamed[];
  /** Do cells of one column repeat, so that an import reads each only once? `texts`: only those that are no numbers. */
  repeats: 'all' | 'texts' | 'none';
  /** The value that a word of a list's filter means; undefined when it means none. Absent: no filter by this kind. */
  find?(field: F, word: string, context: ReadContext): Scalar | undefined;
  /** What a word of a column may be said to mean, where that is a short list; absent: people are not asked for it. */
  meanings?(field: F, city: City): readonly { value: string; label: string }[];
  /** Undefined: no input of an ordinary form takes it; a move or a form of its own does. */
  input(field: F): InputShape | undefined;
  /** The value as it stands in its input; by default the figure, else the value as text. */
  typed?(field: F, value: Value): string | readonly string[];
  /** What a text in a form says more finely than the column holds, with what would be kept; undefined when nothing is lost. */
  finer?(field: F, text: string, value: Value): string | undefined;
  sheet(field: F): SheetShape;
  /** The value as its cell holds it, so that reading it again changes nothing; by default what `show` gives. */
  written?(field: F, value: Value, nameOf: NameOf): string | number;
  /** Do two values say the same as far as a form or a sheet can tell? By default only equal ones do. */
  alike?(field: F, a: Value, b: Value): boolean;
  /** A change in words, for the history; by default old → new. */
  changed?(field: F, before: Value | undefined, after: Value | undefined, nameOf: NameOf): string;
  /** What the field guide says of the values that are taken. */
  guide(field: F): readonly string[];
}

/** A reader that takes a person's word for what it would ask. `valueOf` makes the value of what was said. */
export const heeding =
  (read: CellReader, { said }: Pick<ReadContext, 'said'>, valueOf: (text: string) => Value): CellReader =>
  (cell) => {
    const parsed = read(cell);
    if (parsed.ok || !parsed.asked) return parsed;
    const meant = said?.(parsed.asked.word);
    if (meant === undefined) return parsed;
    return readSaid(meant === null ? null : valueOf(meant), [
      note('converted', `${quote(parsed.asked.word)}按回答读取`),
    ]);
  };

/** What most kinds filter by: the one value that a word reads as. */
export function findByReading<F extends Field>(
  this: FieldKind<F>,
  field: F,
  word: string,
  context: ReadContext,
) {
  const parsed = this.reader(field, context)({ text: word, raw: word });
  return parsed.ok && parsed.value !== null && typeof parsed.value !== 'object' ? parsed.value : undefined;
}

/** A value of a field that holds several, as a list. */
export const asTexts = (value: Value): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [String(value)];

/** A value of a field that holds records, as a list of them; empty when it is none. */
export const asRecords = (value: Value | undefined): readonly (Item | FileRef)[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

/** What came and what went between two lists, in words; `keyOf` tells one from another. */
export function listChange<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
  show: (one: T) => string,
): string {
  const [old, fresh] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  const come = after.filter((one) => !old.has(keyOf(one))).map(show);
  const gone = before.filter((one) => !fresh.has(keyOf(one))).map(show);
  return [
    ...(come.length > 0 ? [`新增 ${come.join('、')}`] : []),
    ...(gone.length > 0 ? [`去掉 ${gone.join('、')}`] : []),
  ].join('，');
}
