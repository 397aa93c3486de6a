import type { Hundredths } from '../../rules/money.ts';
import type { Right } from '../../rules/rights.ts';
import type { Also, Parsed } from '../../rules/parse/result.ts';
import type { Day, Instant, Period } from '../../rules/time/day.ts';

/**
 * The kinds of ledger columns. A field is data: its Chinese label, type, unit, limits and Excel aliases; the form, the
 * check, the Excel column, the list column and the change history are all read from it. What a type means stands in
 * kinds/, one file each.
 */
interface FieldBase {
  /** 中文名, also the Excel header that export writes. */
  label: string;
  /** Other headers that counties use for it (domain.md Appendix A). Compared after normalisation. */
  aliases?: readonly string[];
  /**
   * How headers for it are put together, in patterns of the header words (models/rules/parse/headers): `开工 拟|约定 日?`. What
   * is only likely begins with `? `: a person is asked.
   */
  parts?: readonly string[];
  /** Must be there: always, or when `when` holds; `text` then says when, in Chinese. */
  required?: true | { when: (row: LooseRow) => boolean; text: string };
  /** Kept by the system: shown and exported, never filled by a person or taken from a sheet. */
  system?: true;
  /** Follows from other columns; only these put it right, by form or sheet. It is asked of nobody else. */
  filledBy?: Right;
  /** Only in the database: in no form, sheet or history line. */
  hidden?: true;
  /** Only asked by moves: what is answered goes into the history and to the move's effect, not into the row. */
  asked?: true;
  hint?: string;
  /**
   * What cells of other columns say of this one by the way (“1.2亿元，其中固投8000万” of the fixed investment): what of it, and
   * of which field's cell; of any when absent. The field's own cell goes first.
   */
  told?: { as: keyof Also; by?: string };
  /** 敏感 fields stay out of group cards and of the log. */
  sensitivity?: '公开' | '内部' | '敏感';
}

/** What sheets call a field, kept apart from it where a ledger has many: as `aliases` and `parts` of the field. */
export type FieldHeaders = Pick<FieldBase, 'aliases' | 'parts'>;

export interface TextField extends FieldBase {
  type: 'text' | 'longtext';
  min?: number;
  max?: number;
  /** A named check of models/ledgers/engine/check.ts beyond length: '18-character credit code', mobile number … */
  format?: 'uscc' | 'mobile';
  /** Encrypted at rest; people see it masked. */
  secret?: 'name' | 'mobile';
}
export interface IntField extends FieldBase {
  type: 'int';
  unit?: string;
  /** A calendar year: 2026年度 and 二〇二六年 are read. */
  year?: true;
  min?: number;
  max?: number;
}
/** Stored as integer hundredths of its unit. `min`/`max` are in whole units. */
export interface DecimalField extends FieldBase {
  type: 'decimal';
  unit: '万元' | '万美元' | '亩' | '平方米' | '万元/亩' | '吨标煤' | '万度' | '分';
  min?: number;
  max?: number;
}
export interface DayField extends FieldBase {
  type: 'day';
  /** A plan may lie in the future, a fact may not. */
  future?: true;
}
/** A moment, stored as ISO text in UTC, so that moments sort as texts. `future` as for days. */
export interface InstantField extends FieldBase {
  type: 'instant';
  future?: true;
}
export interface PeriodField extends FieldBase {
  type: 'period';
}
export interface FlagField extends FieldBase {
  type: 'flag';
  /** The column's own words for yes and no, beside 是, 否 and its label: 制造业, 非制造业. */
  words?: { yes?: readonly string[]; no?: readonly string[]; documents?: true };
}
export interface ChoiceField<C extends string = string> extends FieldBase {
  type: 'choice' | 'choices';
  choices: Readonly<Record<C, string>>;
  /** The choices are steps in their order: 未动工 are those before 动工, 已动工 it and those after it. */
  steps?: true;
  /** Other words that mean a choice: { 水经济: 'WATER_FOOD' }. */
  words?: Readonly<Record<string, C>>;
  /** More of them, too wide to filter a list by, since names hold them as well: 旅游. */
  cellWords?: Readonly<Record<string, C>>;
  /** Words of sheets that stand for none of them: asked, with the choices that people mean by them first. */
  likely?: Readonly<Record<string, readonly C[]>>;
  /** Reads cells in the place of words, where the trade writes more than one word for a choice: 竣工投产, 拟开工. */
  reads?: (cell: string | number | boolean) => Parsed<string>;
  /**
   * What `reads` may give that is no choice of this field, and what a sheet says by it of other fields: 终止 is no stage but
   * the row's closing.
   */
  means?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}
/** A code of the city profile: assessment unit, park, post, or organ (an assessment unit is one, too). */
export interface RegisterField extends FieldBase {
  type: 'unit' | 'park' | 'post' | 'org';
}
export interface TagsField extends FieldBase {
  type: 'tags';
}
/** A row of another ledger: its code is stored, its title shown. */
export interface RefField extends FieldBase {
  type: 'ref';
  /** The other ledger's name. */
  ref: string;
  /** In which scope of the writer the other row must be; 'read' unless given. */
  within?: 'read' | 'edit';
  /** The row is seen only by those who see the row it names. */
  follows?: true;
}

/** A file that is kept with a row; the bytes are in the file store under `id`. */
export interface FileRef {
  id: string;
  name: string;
  /** In bytes. */
  size: number;
  /** MIME type. */
  type: string;
  /** Of the bytes, in hex. */
  sha256: string;
  at: Instant;
}
/** What files are called by their makers; kinds/files.ts has the name endings of each. */
export type FileFamily = 'pdf' | 'image' | 'word' | 'excel' | 'ofd';
export interface FilesField extends FieldBase {
  type: 'files';
  /** Types that are taken; any when absent. */
  of?: readonly FileFamily[];
  most?: number;
}

/** The kinds of which a sub-record may be made: all but lists, and nothing that is sealed at rest. */
export type ItemField =
  | (TextField & { secret?: never })
  | IntField
  | DecimalField
  | DayField
  | InstantField
  | PeriodField
  | FlagField
  | ChoiceField
  | RegisterField
  | TagsField
  | RefField
  | FilesField;

/** Sub-records with fields of their own, oldest first: logs, extensions, feedbacks. */
export interface ListField<
  I extends Readonly<Record<string, ItemField>> = Readonly<Record<string, ItemField>>,
> extends FieldBase {
  type: 'list';
  fields: I;
  /** How one is called: 日志; 记录 unless given. */
  noun?: string;
  /** How many there may be at most. */
  max?: number;
}

export type Field =
  | TextField
  | IntField
  | DecimalField
  | DayField
  | InstantField
  | PeriodField
  | FlagField
  | ChoiceField
  | RegisterField
  | TagsField
  | RefField
  | FilesField
  | ListField;

export type Fields = Readonly<Record<string, Field>>;

/**
 * Every object is one. Records in values say so, because `String(row.name)` stands wherever a row of some ledger gives a
 * word, and the linter cannot know that this field holds no records.
 */
interface Printable {
  toString(): string;
}

/** The stored value of a field. */
export type ValueOf<F extends Field> =
  F extends ChoiceField<infer C>
    ? F['type'] extends 'choices'
      ? readonly C[]
      : C
    : F extends IntField
      ? number
      : F extends DecimalField
        ? Hundredths
        : F extends DayField
          ? Day
          : F extends PeriodField
            ? Period
            : F extends FlagField
              ? boolean
              : F extends TagsField
                ? readonly string[]
                : F extends FilesField
                  ? readonly (FileRef & Printable)[]
                  : F extends ListField<infer I>
                    ? readonly (ValuesOf<I> & Printable)[]
                    : string;

/** The value of one field of a sub-record. */
export type ItemValue = string | number | boolean | readonly string[] | readonly (FileRef & Printable)[];
/** A sub-record whose fields are only known at run time. */
export type Item = Readonly<Record<string, ItemValue | undefined>>;
export type Value = ItemValue | readonly (Item & Printable)[];

/** A row, or a part of one, whose ledger is only known at run time. */
export type LooseRow = Record<string, Value | undefined>;
/** A change to such a row: null takes a value away, undefined leaves it. */
export type Patch = Record<string, Value | null | undefined>;

type Demanded<F extends Fields> = { [K in keyof F]: F[K]['required'] extends true ? K : never }[keyof F];

/** What a row holds: required fields are there, all others may be absent. */
export type ValuesOf<F extends Fields> = { [K in Demanded<F>]: ValueOf<F[K]> } & {
  [K in Exclude<keyof F, Demanded<F>>]?: ValueOf<F[K]>;
};

/** A change: null takes a value away. */
export type PatchOf<F extends Fields> = { [K in keyof F]?: ValueOf<F[K]> | null };
