import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { TestCell } from '../../handlers/services/imports/files.ts';

/** What a cell holds and what a person reads in it. */
export interface Written {
  cell: TestCell;
  /** `null`: nothing is said. Undefined: no value at all may be read without a question. */
  meant: string | number | boolean | null | undefined;
}

const of = (cell: TestCell, meant: Written['meant']): Written => ({ cell, meant });
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0));
const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 });

/** Cells that say nothing, and cells in which there is no figure, day or word of the trade. */
const NOTHINGS = ['', null, '-', '/', '—', '无', '　', '待定', '不详', '不涉及', '暂无', '\u200B'];
const JUNK = [
  '#REF!',
  '#N/A',
  '#DIV/0!',
  '1e309',
  'NaN',
  '∞',
  '见合同，另行商定',

  '？？',
  '12000 或 15000?',
  '🙂',
  '\u202Eabc',
  '\u0001控制\u0007符',
  '面谈后定（另附）甲',
  'A1+B2',
  '9'.repeat(400),
  '万'.repeat(32_767),
  '1,'.repeat(16_383),
  '('.repeat(32_767),
];
const nothing: fc.Arbitrary<Written> = fc.constantFrom(...NOTHINGS).map((cell) => of(cell, null));
/** Where 无 and 不涉及 are answers. */
const empty: fc.Arbitrary<Written> = fc
  .constantFrom('', null, '-', '/', '—', '　')
  .map((cell) => of(cell, null));
const junk: fc.Arbitrary<Written> = fc.constantFrom(...JUNK).map((cell) => of(cell, undefined));

const odd = (plain: fc.Arbitrary<Written>, empty = nothing): fc.Arbitrary<Written> =>
  fc.oneof({ weight: 12, arbitrary: plain }, { weight: 1, arbitrary: empty }, { weight: 1, arbitrary: junk });

/** 万元 in one unit of a header. */
export const WAN_IN = { 元: 1 / 10_000, 千元: 1 / 10, 万元: 1, 百万元: 100, 亿元: 10_000 } as const;
export type HeaderUnit = keyof typeof WAN_IN;

const exact = (value: number): number => Number(value.toPrecision(12));

/** Amounts under a header of `unit`, as many ways as ledgers write them; meant in hundredths of 万元. */
export const amounts = (unit: HeaderUnit): fc.Arbitrary<Written> =>
  odd(
    fc.tuple(fc.integer({ min: 300, max: 90_000 }), fc.nat()).map(([wan, way]) => {
      const bare = exact(wan / WAN_IN[unit]);
      const yi = exact(wan / 10_000);
      const ways: TestCell[] = [
        bare,
        bare,
        bare,
        String(bare),
        grouped(bare),
        ` ${bare} `,
        wide(String(bare)),
        `${bare}${unit}`,
        `${bare} ${unit}`,
        `${bare}（${unit}）`,
        `约${bare}${unit}`,
        `人民币${bare}${unit}`,
        `${grouped(bare)}${unit}整`,
        `${wan}万元`,
        `${wan}万`,
        `${wan}.00万元`,
        `${yi}亿元`,
        `${yi}亿`,
        wide(`${yi}亿元`),
        `${wan * 10_000}元`,
        `${grouped(wan * 10_000)}.00元`,
        `RMB ${wan}万元`,
        ...(wan > 10_000 && wan % 10_000 > 0
          ? [`${Math.floor(wan / 10_000)}亿${wan % 10_000}万元`]
          : [`${wan}万元人民币`]),
        { v: yi, format: '0.0000"亿元"' },
        { v: wan, format: '#,##0"万元"' },
        { v: bare, format: '#,##0.00' },
        { v: bare, format: 'General', formula: '1+1' },
      ];
      return of(ways[way % ways.length] ?? bare, wan * 100);
    }),
  );

/** Figures with words behind them; meant in hundredths, or as they are. */
const figures = (words: readonly string[], factor: number): fc.Arbitrary<Written> =>
  odd(
    fc.tuple(fc.integer({ min: 10, max: 900 }), fc.nat()).map(([n, way]) => {
      const ways: TestCell[] = [n, n, String(n), wide(String(n)), `${n}.0`, ` ${n}`, `约${n}${words[0]}`];
      ways.push(...words.flatMap((word) => [`${n}${word}`, `${n} ${word}`]));
      return of(ways[way % ways.length] ?? n, n * factor);
    }),
  );

export const mu = figures(['亩'], 100);
export const squareMetres = figures(['平方米', '㎡', 'm2', '平米'], 100);
export const people = figures(['人', '名'], 1);

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DIGITS = '〇一二三四五六七八九';
const chinese = (n: number): string =>
  n < 10 ? (DIGITS[n] ?? '') : `${n < 20 ? '' : DIGITS[Math.floor(n / 10)]}十${n % 10 ? DIGITS[n % 10] : ''}`;
const EPOCH = Date.UTC(1899, 11, 30);

/** Days of 2023 to 2025, as many ways as ledgers write them. */
export const days: fc.Arbitrary<Written> = odd(
  fc
    .tuple(
      fc.integer({ min: 2023, max: 2025 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.nat(),
    )
    .map(([y, m, d, way]) => {
      const [mm, dd] = [m, d].map((n) => String(n).padStart(2, '0'));
      const day = `${y}-${mm}-${dd}`;
      const month = new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10);
      const serial = (Date.UTC(y, m - 1, d) - EPOCH) / 86_400_000;
      const ways: [TestCell, string | undefined][] = [
        [day, day],
        [{ v: serial, format: 'yyyy-mm-dd' }, day],
        [{ v: serial, format: 'yyyy"年"m"月"d"日"' }, day],
        [serial, day],
        [String(serial), day],
        [`${y}年${m}月${d}日`, day],
        [`${y}.${m}.${d}`, day],
        [`${y}/${mm}/${dd}`, day],
        [`${y}${mm}${dd}`, day],
        [Number(`${y}${mm}${dd}`), day],
        [`${y}、${m}、${d}`, day],
        [`${y}-${m}-${d} 00:00:00`, day],
        [`${y}，${m}，${d}`, day],
        [`${MONTHS[m - 1]} ${d}, ${y}`, day],
        [`${d}-${MONTHS[m - 1]}-${y}`, day],
        [wide(day), day],
        [`${[...String(y)].map((n) => DIGITS[Number(n)]).join('')}年${chinese(m)}月${chinese(d)}日`, day],
        [`${y}年${m}月${d}日（周${'日一二三四五六'[new Date(Date.UTC(y, m - 1, d)).getUTCDay()]}）`, day],
        [`${y} 年 ${m} 月 ${d} 日`, day],
        [`${y}年${m}月`, month],
        [`${y}-02-30`, undefined],
        [`${m}/${d}/${y}`, d > 12 || d === m ? day : undefined],
        [`${y}-${m}-${d}至${y}-${m}-${d + 1}`, undefined],
      ];
      const [cell, meant] = ways[way % ways.length] ?? [day, day];
      return of(cell, meant);
    }),
);

const vocabulary = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vocabulary/unseen.json'), 'utf8'),
) as { column: string; text: string; meant: Written['meant'] | readonly string[] }[];

/** The words of a closed column that the vocabulary has; 终止 is left out, which is of another column. */
export function words(field: string): fc.Arbitrary<Written> {
  const known = vocabulary.flatMap(({ column, text, meant }) =>
    column !== `projects.${field}` || meant === 'TERMINATED' || (typeof meant === 'object' && meant !== null)
      ? []
      : [of(text, meant === 'ask' ? undefined : meant)],
  );
  const wrapped = (word: Written, way: number): Written => {
    const text = typeof word.cell === 'string' ? word.cell : '';
    return of([text, text, ` ${text} `, `${text}\n`, wide(text), `　${text}`][way % 6] ?? text, word.meant);
  };
  return odd(
    fc.tuple(fc.constantFrom(...known), fc.nat()).map(([word, way]) => wrapped(word, way)),
    empty,
  );
}
