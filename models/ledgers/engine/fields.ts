import type { Hundredths } from '../../rules/money.ts';
import type { Also, Parsed } from '../../rules/parse/result.ts';
import type { Day, Period } from '../../rules/time/day.ts';

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
  /** Must be there: always, or when `when` holds; `text` then says when, in Chinese. */
  required?: true | { when: (row: LooseRow) => boolean; text: string };
  /** Kept by the system: shown and exported, never filled by a person or taken from a sheet. */
  system?: true;
  /** Only in the database: in no form, sheet or history line. */
  hidden?: true;
  hint?: string;
  /**
   * What cells of other columns say of this one by the way (“1.2亿元，其中固投8000万” of the fixed investment): what of it, and
   * of which field's cell; of any when absent. The field's own cell goes first.
   */
  told?: { as: keyof Also; by?: string };
  /** 敏感 fields stay out of group cards and of the log. */
  sensitivity?: '公开' | '内部' | '敏感';
}

export interface TextField extends FieldBase {
  type: 'text' | 'longtext';
  min?: number;
  max?: number;
  /** A named check of models/ledgers/checks.ts beyond length: '18-character credit code', mobile number … */
  format?: 'uscc' | 'mobile';
  /** Encrypted at rest; people see it masked. */
  secret?: 'name' | 'mobile';
}
export interface IntField extends FieldBase {
  type: 'int';
  unit?: string;
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
export interface PeriodField extends FieldBase {
  type: 'period';
}
export interface FlagField extends FieldBase {
  type: 'flag';
}
export interface ChoiceField<C extends string = string> extends FieldBase {
  type: 'choice' | 'choices';
  choices: Readonly<Record<C, string>>;
  /** Other words that mean a choice: { 水经济: 'WATER_FOOD' }. */
  words?: Readonly<Record<string, C>>;
  /** More of them, too wide to filter a list by, since names hold them as well: 旅游. */
  cellWords?: Readonly<Record<string, C>>;
  /** Reads cells in the place of words, where the trade writes more than one word for a choice: 竣工投产, 拟开工. */
  reads?: (cell: string | number | boolean) => Parsed<string>;
  /**
   * What `reads` may give that is no choice of this field, and what a sheet says by it of other fields: 终止 is no stage but
   * the row's closing.
   */
  means?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}
/** A code of the city profile: assessment unit, park or post. */
export interface RegisterField extends FieldBase {
  type: 'unit' | 'park' | 'post';
}
export interface TagsField extends FieldBase {
  type: 'tags';
}

export type Field =
  | TextField
  | IntField
  | DecimalField
  | DayField
  | PeriodField
  | FlagField
  | ChoiceField
  | RegisterField
  | TagsField;

export type Fields = Readonly<Record<string, Field>>;

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
                : string;

export type Value = string | number | boolean | readonly string[];

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
