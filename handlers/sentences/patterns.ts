import { bindings } from '../../models/ledgers/binding.ts';
import { enterprises } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import { STAGES } from '../../models/rules/codes.ts';
import type { TimeSaid } from '../../models/rules/speech/times.ts';
import type { Period } from '../../models/rules/time/day.ts';
import type { Keyword } from './keywords.ts';
import type { ParsedSentence, ValueSaid } from './parse.ts';
import { CITY, type Intent, type RowsAs } from './intent.ts';

/** Who asks, and how units are called. */
export interface Setting {
  viewer: Viewer;
  unitName: (code: string) => string;
  organName: (code: string) => string;
  postName: (code: string) => string;
}

/** A kind of question: whether a sentence is one, and what it then means. */
export interface Pattern {
  name: string;
  fits: (parsed: ParsedSentence, setting: Setting) => boolean;
  /** Hardly a question by itself: only where nothing else is said. */
  weak?: true;
  means: (parsed: ParsedSentence, setting: Setting) => Intent[];
}

const PROJECTS = projects.name;
const SIGNED = STAGES.SIGNED;
const DECEMBER = 12;
const REPORTS = monthlyReports.name;

const has = ({ keywords }: ParsedSentence, ...wanted: readonly Keyword[]): boolean =>
  wanted.some((keyword) => keywords.has(keyword));
/** Nothing but what these keywords say, politeness apart. */
const only = (parsed: ParsedSentence, ...wanted: readonly Keyword[]): boolean =>
  has(parsed, ...wanted) &&
  [...parsed.keywords].every((keyword) => wanted.includes(keyword)) &&
  isBare(parsed) &&
  parsed.names.length === 0;
const isBare = ({ units, ledgers, values, times, least, codes }: ParsedSentence): boolean =>
  [units, ledgers, values, times, least, codes].every((each) => each.length === 0);

/** The grammar: the first kind of question that a sentence is. */
export const PATTERNS: readonly Pattern[] = [
  {
    name: 'thanks',
    fits: (parsed) => only(parsed, 'thanks') && parsed.unused.length === 0,
    means: () => [{ do: 'thanks' }],
  },
  {
    name: 'about one row by its code',
    fits: ({ codes }) => codes.length > 0,
    means: (parsed) => parsed.codes.slice(0, 1).map((code) => aboutCode(parsed, code)),
  },
  {
    name: 'where the bulletin waits',
    fits: (parsed) => has(parsed, 'who') && has(parsed, 'bulletin') && periodOf(parsed) !== undefined,
    means: (parsed) => [{ do: 'who', code: `TB-${periodOf(parsed)}` }],
  },
  {
    name: 'definitions',
    fits: (parsed) => has(parsed, 'definitions'),
    means: (parsed) => [{ do: 'definitions', ...withTime(parsed) }],
  },
  {
    name: 'binding',
    fits: (parsed) => has(parsed, 'bind') && !has(parsed, 'todo'),
    means: (parsed, setting) =>
      parsed.ledgers.includes(bindings.name) ? rowsMeant(parsed, setting) : [{ do: 'bind' }],
  },
  {
    name: 'how to hand a file in',
    fits: (parsed) => has(parsed, 'import') && parsed.times.length === 0,
    means: () => [{ do: 'import' }],
  },
  {
    name: 'who has not reported',
    fits: (parsed) => isAboutReports(parsed) && parsed.values.length === 0 && parsed.names.length === 0,
    means: (parsed, setting) => [{ do: 'unreported', ...withTime(parsed), ...withUnit(parsed, setting) }],
  },
  {
    name: 'what is to be done',
    fits: (parsed) => has(parsed, 'todo') && parsed.names.length === 0 && parsed.values.length === 0,
    means: ({ organs: [of] }) => [{ do: 'todo', ...(of === undefined ? {} : { of }) }],
  },
  {
    name: 'a new row',
    fits: (parsed) =>
      has(parsed, 'new') &&
      (parsed.ledgers.length > 0 || parsed.values.length > 0) &&
      parsed.times.length === 0 &&
      !has(parsed, 'count', 'lookup', 'bulletin'),
    means: (parsed) => newMeant(parsed),
  },
  {
    name: 'rank',
    fits: (parsed) => has(parsed, 'rank'),
    means: (parsed, setting) => [{ do: 'rank', ...withTime(parsed), ...withUnit(parsed, setting) }],
  },
  {
    name: 'bulletin',
    fits: (parsed) => has(parsed, 'bulletin') && !parsed.ledgers.includes(REPORTS),
    means: (parsed, setting) => [
      {
        do: 'bulletin',
        ...(withTime(parsed).period === undefined ? yearsEnd(parsed) : withTime(parsed)),
        of: (has(parsed, 'all') ? undefined : unitOf(parsed, setting)) ?? CITY,
        as: has(parsed, 'file') ? 'file' : 'card',
      },
    ],
  },
  {
    name: 'one row by its name',
    fits: (parsed) => parsed.names.length > 0 && (has(parsed, 'lookup') || !isNarrowing(parsed)),
    means: (parsed) =>
      parsed.names.slice(0, 1).flatMap(({ name, ledgers }) => namedIn(parsed, name, ledgers)),
  },
  {
    name: 'rows',
    fits: (parsed) =>
      parsed.ledgers.length + parsed.values.length + parsed.least.length > 0 ||
      (parsed.units.length + parsed.times.length > 0 &&
        has(parsed, 'count', 'file', 'introduced', 'everything')) ||
      (has(parsed, 'own') && has(parsed, 'count', 'file', 'introduced')) ||
      (has(parsed, 'introduced') && parsed.times.length > 0) ||
      (has(parsed, 'introduced', 'everything') && has(parsed, 'count', 'all')) ||
      isOfSomebody(parsed),
    means: (parsed, setting) => rowsMeant(parsed, setting),
  },
  {
    name: 'what is pressed on cards, said without a card',
    weak: true,
    fits: (parsed) => only(parsed, 'file', 'everyColumn', 'everything', 'history'),
    means: (parsed) => [
      { do: 'rows', ledger: PROJECTS, filter: '', as: wantedOf(parsed) },
      { do: 'rows', ledger: enterprises.name, filter: '', as: wantedOf(parsed) },
      { do: 'bulletin', of: CITY, as: has(parsed, 'file') ? 'file' : 'card' },
    ],
  },
  {
    name: 'help',
    fits: (parsed) => has(parsed, 'help'),
    means: () => [{ do: 'help' }],
  },
  {
    name: 'an organ alone',
    weak: true,
    fits: (parsed) => parsed.organs.length === 1 && parsed.unused.length === 0 && parsed.keywords.size === 0,
    means: ({ organs }, { organName }) =>
      organs.flatMap((of): Intent[] => [
        { do: 'todo', of },
        { do: 'rows', ledger: PROJECTS, filter: organName(of), as: 'list' },
      ]),
  },
  {
    name: 'a unit alone',
    weak: true,
    fits: (parsed) => parsed.units.length === 1 && parsed.unused.length === 0 && parsed.keywords.size === 0,
    means: ({ units }, { unitName }) =>
      units.flatMap((unit): Intent[] => [
        { do: 'rows', ledger: PROJECTS, filter: unitName(unit), as: 'list' },
        { do: 'rank', unit },
        { do: 'bulletin', of: unit, as: 'card' },
      ]),
  },
  {
    name: 'a month alone',
    weak: true,
    fits: (parsed) => parsed.times.length > 0 && parsed.unused.length === 0 && parsed.keywords.size === 0,
    means: (parsed) => [
      { do: 'bulletin', ...withTime(parsed), of: CITY, as: 'card' },
      { do: 'rows', ledger: PROJECTS, filter: parsed.times.map(timeWord).join(' '), as: 'list' },
      { do: 'unreported', ...withTime(parsed) },
    ],
  },
];

/** 没报, or 缺 and 没 beside what is handed in. */
const isAboutReports = (parsed: ParsedSentence): boolean =>
  has(parsed, 'unreported') ||
  (has(parsed, 'negation', 'lack') &&
    (has(parsed, 'handIn') || parsed.ledgers.includes(REPORTS)) &&
    parsed.ledgers.every((ledger) => ledger === REPORTS));

function aboutCode(parsed: ParsedSentence, code: string): Intent {
  if (has(parsed, 'whySilent') || (has(parsed, 'reminder') && has(parsed, 'negation')))
    return { do: 'whySilent', code };
  if (has(parsed, 'whyDay')) return { do: 'whyDay', code };
  if (has(parsed, 'who')) return { do: 'who', code };
  return { do: 'row', code };
}

function newMeant({ ledgers, values, strange }: ParsedSentence): Intent[] {
  const ledger = ledgers[0] ?? values[0]?.ledger ?? PROJECTS;
  return [{ do: 'new', ledger, ...(strange !== undefined && strange.length > 3 ? { name: strange } : {}) }];
}

/** A name beside words that narrow a list down asks for the rows of both. */
const isNarrowing = (parsed: ParsedSentence): boolean =>
  parsed.values.length > 0 ||
  parsed.least.length > 0 ||
  parsed.names.some(({ several }) => several) ||
  has(parsed, 'count', 'file', 'introduced');

function namedIn(parsed: ParsedSentence, name: string, ledgers: readonly string[]): Intent[] {
  const meant = parsed.ledgers.filter((ledger) => ledgers.includes(ledger));
  const other = parsed.ledgers.find((ledger) => !ledgers.includes(ledger));
  if (other !== undefined && meant.length === 0)
    return [{ do: 'rows', ledger: other, filter: name, as: 'list' }];
  const [sure] = meant;
  return (sure === undefined ? ledgers : [sure]).map((ledger): Intent => ({ do: 'row', ledger, name }));
}

/** Rows of the ledger that is named, else of that whose values are; a unit's, a time's. */
function rowsMeant(parsed: ParsedSentence, setting: Setting): Intent[] {
  const ledger = ledgerOf(parsed);
  const as = wantedOf(parsed);
  const values = parsed.values.filter((value) => value.ledger === ledger);
  const filterOf = (...words: readonly string[]): Intent => ({
    do: 'rows',
    ledger,
    filter: [
      ...new Set([
        ...unitWords(parsed, setting),
        ...(ledger === PROJECTS ? chargeWords(parsed, setting) : []),
        ...words,
        ...otherWords(parsed),
      ]),
    ].join(' '),
    as,
  });
  if (parsed.opposed) return values.map(({ word }) => filterOf(word));
  const times = parsed.times.map(timeWord);
  if (ledger !== PROJECTS) return [filterOf(...times, ...valueWords(values))];
  if (times.length > 0) return datedWords(values, times).map((words) => filterOf(...words));
  const rows = filterOf(...valueWords(values, has(parsed, 'introduced')));
  return [rows, ...parsed.perhaps.flatMap(({ name, ledgers }) => namedIn(parsed, name, ledgers))];
}

/** An organ or a post is what rows are asked for by where it has them, or looks after them: 商务局的项目, 市长挂点的. */
const isOfSomebody = (parsed: ParsedSentence): boolean =>
  has(parsed, 'mine') ||
  (parsed.organs.length + parsed.posts.length > 0 && (parsed.having || has(parsed, 'inCharge')));

function chargeWords(parsed: ParsedSentence, { viewer, organName, postName }: Setting): string[] {
  if (!isOfSomebody(parsed)) return [];
  const own = has(parsed, 'mine') ? [postName(viewer.post)] : [];
  return [...own, ...parsed.organs.map(organName), ...parsed.posts.map(postName)];
}

const otherWords = ({ least, names }: ParsedSentence): string[] => [
  ...least.map((wan) => `超${wan >= 10_000 ? `${wan / 10_000}亿元` : `${wan}万元`}`),
  ...names.map(({ name }) => name),
];

/** Of two, the later one is meant: 企业的联络员. */
function ledgerOf({ ledgers, values }: ParsedSentence): string {
  const named = ledgers.at(-1);
  if (named !== undefined) return named;
  const having = values.map(({ ledger }) => ledger);
  return having.includes(PROJECTS) || having.length === 0 ? PROJECTS : (having[0] ?? PROJECTS);
}

const wantedOf = (parsed: ParsedSentence): RowsAs => {
  if (has(parsed, 'file')) return has(parsed, 'everyColumn') ? 'fullFile' : 'file';
  return has(parsed, 'count') ? 'count' : 'list';
};

/**
 * 签约 beside a time says of which date; another step beside it is the one that was reached then. Of several steps each is
 * a question of its own: 5月动工和投产的 may be either.
 */
function datedWords(values: readonly ValueSaid[], times: readonly string[]): string[][] {
  const reached = values.filter(({ step, not, word }) => step && !not && word !== SIGNED);
  const others = valueWords(values.filter(({ step, not }) => !step || not));
  if (reached.length === 0) return [[...times, ...others]];
  return reached.map(({ word }) => [...times.map((time) => `${time}${word}`), ...others]);
}

/** 签约 and 没动工 at once: reached the one, not yet the other. */
function valueWords(values: readonly ValueSaid[], signed = false): string[] {
  const until = values.some(({ not }) => not);
  const from = signed && !values.some(({ word }) => word === SIGNED) ? [`已${SIGNED}`] : [];
  return [...from, ...valueTexts(values, until)];
}

function valueTexts(values: readonly ValueSaid[], until: boolean): string[] {
  return values.map(({ word, step, not }) => {
    if (not) return `未${word}`;
    return step && until ? `已${word}` : word;
  });
}

const timeWord = (said: TimeSaid): string => {
  if ('year' in said) return String(said.year);
  return 'period' in said
    ? said.period
    : `${Number(said.from.slice(0, 4))}年${Math.ceil(Number(said.to.slice(5)) / 3)}季度`;
};

function periodOf({ times }: ParsedSentence): Period | undefined {
  for (const said of times) if ('period' in said) return said.period;
  for (const said of times) if ('to' in said) return said.to;
  return undefined;
}

const withTime = (parsed: ParsedSentence): { period?: Period } => {
  const period = periodOf(parsed);
  return period === undefined ? {} : { period };
};

/** 去年全年的通报 is December's, whose figures are the year's. */
function yearsEnd({ times }: ParsedSentence): { period?: Period } {
  const said = times.find((time) => 'year' in time);
  return said && 'year' in said ? { period: `${said.year}-${DECEMBER}` } : {};
}

/** The unit that is named, else the asker's own where 我们 or 本县 is said. */
function unitOf(parsed: ParsedSentence, { viewer }: Setting): string | undefined {
  return parsed.units[0] ?? (has(parsed, 'own') ? viewer.unit : undefined);
}

const withUnit = (parsed: ParsedSentence, setting: Setting): { unit?: string } => {
  const unit = parsed.units.length > 1 ? undefined : unitOf(parsed, setting);
  return unit === undefined ? {} : { unit };
};

function unitWords(parsed: ParsedSentence, setting: Setting): string[] {
  const own = has(parsed, 'own') && setting.viewer.unit !== undefined ? [setting.viewer.unit] : [];
  return [...new Set(parsed.units.length > 0 ? parsed.units : own)].map(setting.unitName);
}
