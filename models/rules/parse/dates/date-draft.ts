/** What one written form of a date tells, before it is checked. */
export interface DateDraft {
  /** Two digits mean 20xx. Absent: the file's year, moved by `relative`. */
  year?: number;
  relative?: number;
  month?: number;
  day?: number;
  precision: 'day' | 'month' | 'year';
  /** 月底, 上旬, 季度: the day is a reading, not a statement. */
  rough?: boolean;
  /** The order of day and month is a guess. */
  ask?: boolean;
}

export interface DateForm {
  pattern: RegExp;
  draft: (match: RegExpExecArray) => DateDraft | undefined;
}
