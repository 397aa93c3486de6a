import { LEXICON, LONGEST_WORD, type Concept } from './lexicon.ts';

/** What a header says, apart from the order of its words. */
export interface HeaderSense {
  concepts: ReadonlySet<Concept>;
  /** Is every word of it known? Only then may it be read by its parts. */
  whole: boolean;
}

/** No header that is read by its parts is longer: looking through it takes its length times that of a word. */
const LONGEST_HEADER = 40;
const SIGNS = /[\s()[\]{}【】《》〈〉<>“”"'‘’、,，.。;；:：/\\|_+&·—~-]/g;

const UNTIL = /(?:自[^\d]{0,6})?截[至止]到?(?:(20\d\d)年)?\d{1,2}月(?:\d{1,2}日|底|末|份)?/g;
const YEAR = /(20\d\d)年?度?(?:(\d{1,2})[-~至—](\d{1,2})月份?)?/g;
const MONTHS = /\d{1,2}[-~至—]\d{1,2}月份?/g;
const MONTH = /\d{1,2}月份?/g;

/**
 * The times that a header names, as they stand to this year: 2026年1-10月 is 今年, 截至5月底 is 累计, a year or a month of its
 * own is 某年, 某月. What was said of a header holds the year after, too, if it is kept in these words.
 */
export function timesNamed(key: string, thisYear: number | undefined): string {
  if (!/\d/.test(key)) return key;
  const nameOf = (year: string | undefined, isPart: boolean): string => {
    if (thisYear === undefined || year === undefined) return '某年';
    const back = thisYear - Number(year);
    if (back === 0) return '今年';
    return back === 1 && !isPart ? '上年' : '某年';
  };
  return key
    .replace(UNTIL, (_, year: string | undefined) =>
      year === undefined || Number(year) === thisYear ? '累计' : '某年',
    )
    .replace(YEAR, (_, year: string, from: string | undefined, to: string | undefined) =>
      nameOf(year, from !== undefined && !(Number(from) === 1 && Number(to) === 12)),
    )
    .replace(MONTHS, '今年')
    .replace(MONTH, '某月');
}

/** Takes a header apart into the words it is made of: as few unknown signs as can be, then as few words. */
export function senseOf(key: string): HeaderSense {
  const text = key.replace(SIGNS, '');
  if (text.length > LONGEST_HEADER) return { concepts: new Set(), whole: false };
  const cost: number[] = [0];
  const from: number[] = [0];
  for (let end = 1; end <= text.length; end++) {
    cost[end] = (cost[end - 1] ?? 0) + 1000;
    from[end] = end - 1;
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start++) {
      if (!LEXICON.has(text.slice(start, end))) continue;
      const here = (cost[start] ?? 0) + 1;
      if (here < (cost[end] ?? 0)) {
        cost[end] = here;
        from[end] = start;
      }
    }
  }
  const concepts = new Set<Concept>();
  for (let end = text.length; end > 0; end = from[end] ?? 0) {
    const concept = LEXICON.get(text.slice(from[end], end));
    if (concept) concepts.add(concept);
  }
  return { concepts, whole: (cost[text.length] ?? 0) < 1000 && text.length > 0 };
}
