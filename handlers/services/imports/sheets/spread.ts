import type { AnyLedger, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import { wordsOfChoice } from '../../../../models/ledgers/engine/kinds/choice.ts';
import { matchChoice } from '../../../../models/rules/parse/choices/choice.ts';
import { monthsInTitle } from '../../../../models/rules/parse/period.ts';
import { quote } from '../../../../models/rules/parse/text.ts';
import type { Day } from '../../../../models/rules/time/day.ts';
import type { Column, IgnoredColumn } from './columns.ts';
import { BRACKETS, headerKey } from './header-key.ts';
import type { TitleSaid } from './groups.ts';
import type { SheetTitles } from './titles.ts';
import { withoutUnit } from './unit-words.ts';

/** A column whose header names the rows that its cells are the values of: 新签约超亿元制造业项目个数. */
export interface SpreadColumn {
  column: Column;
  /** What its header says of every row of it. */
  sets: LooseRow;
}

/** No indicator has a longer name, and a head may be hundreds of long texts. */
const LONGEST_HEADER = 60;
const OWN_YEAR = /^(20\d\d)年度?/;
const ASIDE = /(?:年度)?(?:目标|任务)(?:数|值|任务)?$/;

type Sheet = Pick<SheetTitles, 'year' | 'titles'> & { ledger: AnyLedger; columns: readonly Column[] };

/** The field of a ledger that is a calendar year, if it has one. */
const yearFieldOf = ({ filled, fields }: AnyLedger): string | undefined =>
  filled.find((name) => {
    const field = fields[name];
    return field?.type === 'int' && field.year === true;
  });

/**
 * The columns that are spread over a sheet as its ledger says they may be; none where a column of its own says what the
 * rows are of, or has their values. Headers of different years are left for a person to say.
 */
export function spreadOver(
  ledger: AnyLedger,
  columns: readonly Column[],
  ignored: readonly IgnoredColumn[],
): SpreadColumn[] {
  const { spread } = ledger.doors;
  const by = spread && ledger.fields[spread.by];
  if (!spread || by?.type !== 'choice') return [];
  if (columns.some(({ field }) => field === spread.by || field === spread.value)) return [];
  const yearField = yearFieldOf(ledger);
  const found = ignored.flatMap(({ column, header, key, asked }): SpreadColumn[] => {
    if (!asked || header.length > LONGEST_HEADER) return [];
    const plain = withoutUnit(headerKey(header.split(' ').at(-1) ?? '')).replace(BRACKETS, '');
    const year = OWN_YEAR.exec(plain)?.[1];
    const named = plain.replace(OWN_YEAR, '').replace(ASIDE, '');
    const said = matchChoice<string>(named, by.choices, wordsOfChoice(by));
    if (!said.ok || said.value === null || said.notes.length > 0) return [];
    if (year !== undefined && (yearField === undefined || columns.some(({ field }) => field === yearField)))
      return [];
    const sets = {
      [spread.by]: said.value,
      ...(yearField && year !== undefined ? { [yearField]: Number(year) } : {}),
    };
    return [{ column: { column, header, key, field: spread.value, how: '按词义' }, sets }];
  });
  const years = new Set(found.map(({ sets }) => sets[yearField ?? '']));
  const meant = new Set(found.map(({ sets }) => sets[spread.by]));
  return years.size > 1 || meant.size < found.length ? [] : found;
}

/** The year that a sheet's title names, where its ledger wants one and the sheet has no column for it; of several, asked. */
export function yearOfSheet({ ledger, columns, year, titles }: Sheet): TitleSaid {
  const field = yearFieldOf(ledger);
  if (field === undefined || year === undefined || columns.some((column) => column.field === field))
    return { context: {}, doubts: [] };
  const named = new Set(titles.flatMap((title) => title.match(/20\d\d(?=\s?[年.\-/])/g) ?? []));
  const text = `表题里有 ${[...named].join('、')} 几个年份，按 ${year} 年读取，请确认`;
  const doubts = named.size > 1 ? [{ field, fills: [field], text }] : [];
  return { context: { [field]: year }, doubts };
}

/** A month that every row must have, where the sheet has no column for it: from its titles and names, the first that has one. */
export function monthOfSheet(
  { ledger, columns, year }: Sheet,
  texts: readonly string[],
  today: Day,
): TitleSaid {
  const field = ledger.filled.find((name) => {
    const known = ledger.fields[name];
    return known?.type === 'period' && known.required === true;
  });
  if (field === undefined || columns.some((column) => column.field === field))
    return { context: {}, doubts: [] };
  const options = { today, ...(year === undefined ? {} : { fileYear: year }) };
  for (const text of texts) {
    const months = monthsInTitle(text, options);
    const last = months.at(-1);
    if (!last) continue;
    const several = new Set(months.map(({ period }) => period)).size > 1;
    const asked = `${quote(text)}按 ${last.period} 读取，请确认`;
    const doubts = several || !last.sure ? [{ field, fills: [field], text: asked }] : [];
    return { context: { [field]: last.period }, doubts };
  }
  return { context: {}, doubts: [] };
}
