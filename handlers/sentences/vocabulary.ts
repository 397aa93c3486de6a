import { unitNamesOf, type City } from '../../models/ledgers/city.ts';
import { postNamesOf, postSaid, unitFragments } from '../../models/ledgers/city/spoken-names.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import type { Field } from '../../models/ledgers/engine/fields.ts';
import { leastAt } from '../../models/rules/speech/amounts.ts';
import { Lexicon, type SpanReader } from '../../models/rules/speech/lexicon.ts';
import { ORIGIN_WORDS, originSaid } from '../../models/rules/speech/origins.ts';
import { timeAt, type TimeSaid } from '../../models/rules/speech/times.ts';
import type { Day } from '../../models/rules/time/day.ts';
import { KEYWORDS, FILLERS, type Keyword } from './keywords.ts';

/** What a word of a sentence may mean. */
export type Sense =
  | { is: 'keyword'; keyword: Keyword }
  | { is: 'filler' }
  | { is: 'unit'; code: string }
  | { is: 'organ'; code: string }
  | { is: 'post'; code: string }
  | { is: 'ledger'; name: string }
  /**
   * A value of a ledger's field, in the word by which its list is narrowed down; `step` where its choices are steps, `place` where it
   * is a place that may be named for another reason: 跟惠州比.
   */
  | { is: 'value'; ledger: string; field: string; word: string; step: boolean; place?: true }
  | { is: 'time'; said: TimeSaid }
  | { is: 'least'; wan: number }
  | { is: 'code'; code: string };

const CODE = /([a-z]{2})-?(20\d{2})(?:-?(0[1-9]|1[0-2])(?![\d-])|-?([a-z]{2})-?(\d{4}))/y;

/** Every word that the city and its ledgers have, beside the keywords of the grammar. Made once a day. */
export const vocabularyOf = (city: City, ledgers: readonly AnyLedger[], today: Day): Lexicon<Sense> =>
  new Lexicon(words(city, ledgers), readers(today), plainWords(city, ledgers));

function* words(city: City, ledgers: readonly AnyLedger[]): Generator<readonly [string, Sense]> {
  for (const keyword of Object.keys(KEYWORDS) as Keyword[])
    for (const word of KEYWORDS[keyword]) yield [word, { is: 'keyword', keyword }];
  for (const word of FILLERS) yield [word, { is: 'filler' }];
  for (const unit of city.units)
    for (const word of unitNamesOf(unit)) yield [word.toLowerCase(), { is: 'unit', code: unit.code }];
  for (const [word, code] of unitFragments(city)) yield [word, { is: 'unit', code }];
  for (const ledger of ledgers) {
    // What the service keeps and lists by a command of its own is known by that command's words.
    if (ledger.doors.keptBy && ledger.doors.command === false) continue;
    for (const word of new Set([
      ledger.title,
      ledger.noun,
      ...(ledger.called ?? []),
      ...(ledger.asked?.called ?? []),
    ]))
      yield [word, { is: 'ledger', name: ledger.name }];
    yield* valuesOf(ledger, city);
  }
}

/** Names that are known as they stand only: of organs, of posts, and of where rows may come from. */
function* plainWords(city: City, ledgers: readonly AnyLedger[]): Generator<readonly [string, Sense]> {
  for (const { code, short, name, aliases = [] } of city.orgs)
    for (const word of new Set([name, short, short.replace(/^市(?=.{2})/, ''), ...aliases]))
      yield [word.toLowerCase(), { is: 'organ', code }];
  for (const post of city.posts)
    if (postSaid(city, post.code))
      for (const word of postNamesOf(post))
        if (postSaid(city, word)) yield [word.toLowerCase(), { is: 'post', code: post.code }];
  for (const { name, asked } of ledgers)
    if (asked?.origin)
      for (const word of ORIGIN_WORDS)
        // The city itself and its counties are where rows go to.
        if (!word.includes(city.short))
          yield [
            word,
            { is: 'value', ledger: name, field: asked.origin.place, word, step: false, ...placeSense(word) },
          ];
}

const placeSense = (word: string): { place?: true } => {
  const said = originSaid(word);
  return said && 'begins' in said ? { place: true } : {};
};

/** The words for values by which a ledger's rows are asked for. */
function* valuesOf(ledger: AnyLedger, city: City): Generator<readonly [string, Sense]> {
  const { listed, asked, fields, name } = ledger;
  for (const field of new Set([...listed, ...(asked?.by ?? [])])) {
    const known = fields[field];
    if (!known) continue;
    for (const [said, word] of wordsFor(known, city))
      yield [
        said.toLowerCase(),
        { is: 'value', ledger: name, field, word, step: 'steps' in known && known.steps === true },
      ];
  }
}

/** What is left over is not what anybody asks for by this word. */
const NOTHING_SAID = '其他';

/** 濒临下规企业, 电子信息产业: as well without it. */
const COMMON_END = /(?<=.{2})(?:企业|项目|产业)$/;

/** As people say it, and as the list reads it. */
function wordsFor(field: Field, { parks }: City): (readonly [string, string])[] {
  if (field.type === 'choice' || field.type === 'choices')
    return [
      ...Object.values(field.choices)
        .filter((label) => label !== NOTHING_SAID)
        .flatMap((label) => [label, label.replace(COMMON_END, '')].map((said) => [said, label] as const)),
      // Words that only cells have are products (覆铜板): a narrower thing than the choice, and part of names.
      ...Object.entries(field.words ?? {}).map(
        ([word, code]) => [word, field.choices[code] ?? code] as const,
      ),
    ];
  if (field.type === 'park')
    return parks.flatMap(({ name, aliases }) => [name, ...aliases].map((said) => [said, name] as const));
  if (field.type !== 'flag') return [];
  const word = field.label.replace(/^是否/, '');
  return [word, ...(field.words?.yes ?? [])].map((said) => [said, word] as const);
}

const readers = (today: Day): SpanReader<Sense>[] => [
  (text, at) => {
    CODE.lastIndex = at;
    const found = /[a-z\d]/.test(text.charAt(at - 1)) ? null : CODE.exec(text);
    if (!found) return undefined;
    const [whole, kind = '', year = '', month, place = '', number = ''] = found;
    const code = (month === undefined ? [kind, year, place, number] : [kind, year, month])
      .join('-')
      .toUpperCase();
    return { sense: { is: 'code', code }, end: at + whole.length };
  },
  (text, at) => {
    const found = leastAt(text, at);
    return found && { sense: { is: 'least', wan: found.wan }, end: found.end };
  },
  (text, at) => {
    const found = timeAt(text, at, today);
    return found && { sense: { is: 'time', said: found.said }, end: found.end };
  },
];
