import { unitNamed, type City } from '../../models/ledgers/city.ts';
import { postNamesOf, postSaid } from '../../models/ledgers/city/spoken-names.ts';
import { nfkc } from '../../models/rules/parse/text.ts';
import { westernDigits } from '../../models/rules/parse/numerals.ts';
import type { Lexicon } from '../../models/rules/speech/lexicon.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import { DIALECT } from './keywords.ts';
import { parseSentence, type ParsedSentence, type Knows } from './parse.ts';
import type { Intent, Interpreted } from './intent.ts';
import { PATTERNS, type Setting } from './patterns.ts';
import { isQuestion, questionsIn } from './questions.ts';
import type { Sense } from './vocabulary.ts';

export interface SentenceReader {
  city: City;
  vocabulary: Lexicon<Sense>;
  knows: Knows;
}

const MOST = 3;
/** Between two questions of one message. */
const CLAUSES = /[,，。;；?？!！、]|另外|再看看|再看|还有就是/;

/**
 * What a person asks for in words of their own (domain.md 5.5): by the keywords and names in the sentence and the table of
 * patterns, in whatever order they stand. Several where it leaves open which, at most three; none where it says nothing
 * that is known here.
 */
export async function understand(
  reader: SentenceReader,
  viewer: Viewer,
  sentence: string,
): Promise<Interpreted> {
  const text = folded(sentence);
  if (/^\?+$/.test(text)) return { means: [{ do: 'help' }], unused: [] };
  const parsed = await parseSentence(text, reader.vocabulary, reader.knows);
  const whole = readAs(parsed, reader.city, viewer);
  const said = text.split(CLAUSES).filter((clause) => clause.trim() !== '');
  const clauses = said.flatMap((clause) => questionsIn(clause, reader.vocabulary));
  if (parsed.codes.length > 0 || parsed.keywords.has('beyond')) return whole;
  if (clauses.length < 2) return eachUnit(parsed, whole, text);
  const parts = await Promise.all(
    clauses.map(async (clause) => {
      const part = await parseSentence(clause, reader.vocabulary, reader.knows);
      const alone = readAs(part, reader.city, viewer, true);
      return alone.means.length === 0 ? alone : readAs(carriedOver(part, parsed), reader.city, viewer, true);
    }),
  );
  const asked = parts.flatMap(({ means }) => (means.length === 1 && means[0]?.do !== 'thanks' ? means : []));
  // What is asked in so many words, each with its own how many or who, is each a question.
  const several = [...new Map(asked.map((means) => [JSON.stringify(means), means])).values()];
  const explicit = clauses.every((clause) => isQuestion(clause, reader.vocabulary));
  if (explicit && asked.length === clauses.length && several.length > 1)
    return { means: several.slice(0, MOST), each: true, unused: whole.unused };
  // Two questions of different kinds are two questions; else the clauses explain each other.
  if (new Set(asked.map(questionOf)).size < 2) return whole;
  return { means: asked.slice(0, MOST), each: true, unused: whole.unused };
}

const EACH = /各|分别|每个/;

/** 源城东源各多少个: a count of its own for each unit that is named. */
function eachUnit({ units }: ParsedSentence, whole: Interpreted, text: string): Interpreted {
  const [means, ...others] = whole.means;
  if (
    means?.do !== 'rows' ||
    means.as !== 'count' ||
    others.length > 0 ||
    units.length < 2 ||
    !EACH.test(text)
  )
    return whole;
  const words = means.filter.split(' ').slice(units.length);
  const filters = means.filter.split(' ').slice(0, Math.min(units.length, MOST));
  return {
    ...whole,
    means: filters.map((unit) => ({ ...means, filter: [unit, ...words].join(' ') })),
    each: true,
  };
}

/** A clause of a message is about the unit and the month that stand in another one, if they are the only ones. */
function carriedOver(part: ParsedSentence, whole: ParsedSentence): ParsedSentence {
  const keywords = new Set(part.keywords);
  if (part.units.length === 0 && whole.units.length === 0 && whole.keywords.has('own')) keywords.add('own');
  return {
    ...part,
    keywords,
    units:
      part.units.length === 0 && whole.units.length === 1 && !keywords.has('own') ? whole.units : part.units,
    times: part.times.length === 0 && whole.times.length === 1 ? whole.times : part.times,
  };
}

/** Rows of one ledger are one question, however many clauses narrow them down. */
const questionOf = (means: Intent): string =>
  means.do === 'rows' || means.do === 'new' ? means.ledger : means.do;

/** @param isPart of a message: what is hardly a question by itself explains the others there */
function readAs(parsed: ParsedSentence, city: City, viewer: Viewer, isPart = false): Interpreted {
  const setting: Setting = { viewer, ...namesIn(city) };
  const pattern = parsed.keywords.has('beyond')
    ? undefined
    : PATTERNS.find(({ fits }) => fits(parsed, setting));
  if (pattern?.weak && (isPart || parsed.unused.length > 0)) return { means: [], unused: parsed.unused };
  const means = (pattern?.means(parsed, setting).slice(0, MOST) ?? []).filter(
    (each) => !isWhole(each, parsed),
  );
  return { means, unused: [...parsed.unused, ...meantElsewhere(parsed, means)] };
}

/** Values that rows of the ledger in question do not have: 深圳 of enterprises. */
function meantElsewhere({ values }: ParsedSentence, means: readonly Intent[]): string[] {
  const ledgers = means.flatMap((each) => (each.do === 'rows' ? [each.ledger] : []));
  if (ledgers.length === 0) return [];
  const used = new Set(values.filter(({ ledger }) => ledgers.includes(ledger)).map(({ word }) => word));
  return [...new Set(values.map(({ word }) => word))].filter((word) => !used.has(word));
}

/** How units, organs and posts are called in the words of a command. */
const namesIn = (city: City): Omit<Setting, 'viewer'> => ({
  unitName: (code) => unitNamed(city, code)?.short ?? code,
  organName: (code) => city.orgs.find((each) => each.code === code)?.short ?? code,
  postName: (code) => {
    const post = city.posts.find((each) => each.code === code);
    return (post && postNamesOf(post).findLast((name) => postSaid(city, name))) ?? code;
  },
});

/** A whole ledger for words of which some are unknown: they would have narrowed it down, or asked for something else. */
const isWhole = (means: Intent, { unused, units, keywords }: ParsedSentence): boolean =>
  means.do === 'rows' &&
  unused.join('').length > 1 &&
  (means.as === 'list' ? means.filter === '' : units.length === 0 && !keywords.has('own'));

const CHINESE_AMOUNT = /[一二两三四五六七八九十百千]{1,6}(?=个?(?:亿|千万|百万|万))/g;

/** Half width, small letters, digits for 十亿 and 5yue, without the mention of the bot. */
const folded = (said: string): string =>
  inStandardWords(nfkc(said))
    .toLowerCase()
    .replace(/@\S+/g, ' ')
    .replace(CHINESE_AMOUNT, (digits) => westernDigits(`${digits}亿`).slice(0, -1))
    .replace(/(\d{1,2})yue\b/g, '$1月')
    .trim();

const inStandardWords = (text: string): string =>
  DIALECT.reduce((said, [word, standard]) => said.replaceAll(word, standard), text);
