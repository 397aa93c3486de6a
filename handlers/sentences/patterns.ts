import { bindings } from '../../models/ledgers/binding.ts';
import { enterprises } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import { STAGES } from '../../models/rules/codes.ts';
import type { TimeSaid } from '../../models/rules/speech/times.ts';
import type { Period } from '../../models/rules/time/day.ts';
import type { Cue } from './cues.ts';
import type { Heard, ValueSaid } from './heard.ts';
import { CITY, type Means, type RowsAs } from './means.ts';

/** Who asks, and how units are called. */
export interface Setting {
  viewer: Viewer;
  unitName: (code: string) => string;
}

/** A kind of question: whether a sentence is one, and what it then means. */
export interface Pattern {
  name: string;
  fits: (heard: Heard, setting: Setting) => boolean;
  /** Hardly a question by itself: only where nothing else is said. */
  weak?: true;
  means: (heard: Heard, setting: Setting) => Means[];
}

const PROJECTS = projects.name;
const SIGNED = STAGES.SIGNED;
const DECEMBER = 12;
const REPORTS = monthlyReports.name;

const has = ({ cues }: Heard, ...wanted: readonly Cue[]): boolean => wanted.some((cue) => cues.has(cue));
/** Nothing but what these cues say, politeness apart. */
const only = (heard: Heard, ...wanted: readonly Cue[]): boolean =>
  has(heard, ...wanted) &&
  [...heard.cues].every((cue) => wanted.includes(cue)) &&
  isBare(heard) &&
  heard.names.length === 0;
const isBare = ({ units, ledgers, values, times, least, codes }: Heard): boolean =>
  [units, ledgers, values, times, least, codes].every((each) => each.length === 0);

/** The grammar: the first kind of question that a sentence is. */
export const PATTERNS: readonly Pattern[] = [
  {
    name: 'thanks',
    fits: (heard) => only(heard, 'thanks') && heard.unused.length === 0,
    means: () => [{ do: 'thanks' }],
  },
  {
    name: 'about one row by its code',
    fits: ({ codes }) => codes.length > 0,
    means: (heard) => heard.codes.slice(0, 1).map((code) => aboutCode(heard, code)),
  },
  {
    name: 'where the bulletin waits',
    fits: (heard) => has(heard, 'who') && has(heard, 'bulletin') && periodOf(heard) !== undefined,
    means: (heard) => [{ do: 'who', code: `TB-${periodOf(heard)}` }],
  },
  { name: 'definitions', fits: (heard) => has(heard, 'definitions'), means: () => [{ do: 'definitions' }] },
  {
    name: 'binding',
    fits: (heard) => has(heard, 'bind') && !has(heard, 'todo'),
    means: (heard, setting) =>
      heard.ledgers.includes(bindings.name) ? rowsMeant(heard, setting) : [{ do: 'bind' }],
  },
  {
    name: 'how to hand a file in',
    fits: (heard) => has(heard, 'import') && heard.times.length === 0,
    means: () => [{ do: 'import' }],
  },
  {
    name: 'who has not reported',
    fits: (heard) => isAboutReports(heard) && heard.values.length === 0 && heard.names.length === 0,
    means: (heard, setting) => [{ do: 'unreported', ...withTime(heard), ...withUnit(heard, setting) }],
  },
  {
    name: 'what is to be done',
    fits: (heard) => has(heard, 'todo') && heard.names.length === 0 && heard.values.length === 0,
    means: () => [{ do: 'todo' }],
  },
  {
    name: 'a new row',
    fits: (heard) =>
      has(heard, 'new') &&
      (heard.ledgers.length > 0 || heard.values.length > 0) &&
      heard.times.length === 0 &&
      !has(heard, 'count', 'lookup', 'bulletin'),
    means: (heard) => newMeant(heard),
  },
  {
    name: 'rank',
    fits: (heard) => has(heard, 'rank'),
    means: (heard, setting) => [{ do: 'rank', ...withTime(heard), ...withUnit(heard, setting) }],
  },
  {
    name: 'bulletin',
    fits: (heard) => has(heard, 'bulletin') && !heard.ledgers.includes(REPORTS),
    means: (heard, setting) => [
      {
        do: 'bulletin',
        ...(withTime(heard).period === undefined ? yearsEnd(heard) : withTime(heard)),
        of: (has(heard, 'all') ? undefined : unitOf(heard, setting)) ?? CITY,
        as: has(heard, 'file') ? 'file' : 'card',
      },
    ],
  },
  {
    name: 'one row by its name',
    fits: (heard) => heard.names.length > 0 && (has(heard, 'lookup') || !isNarrowing(heard)),
    means: (heard) => heard.names.slice(0, 1).flatMap(({ name, ledgers }) => namedIn(heard, name, ledgers)),
  },
  {
    name: 'rows',
    fits: (heard) =>
      heard.ledgers.length + heard.values.length + heard.least.length > 0 ||
      (heard.units.length + heard.times.length > 0 &&
        has(heard, 'count', 'file', 'introduced', 'everything')) ||
      (has(heard, 'own') && has(heard, 'count', 'file', 'introduced')) ||
      (has(heard, 'introduced') && heard.times.length > 0) ||
      (has(heard, 'introduced', 'everything') && has(heard, 'count', 'all')),
    means: (heard, setting) => rowsMeant(heard, setting),
  },
  {
    name: 'what is pressed on cards, said without a card',
    weak: true,
    fits: (heard) => only(heard, 'file', 'everything', 'history'),
    means: (heard) => [
      { do: 'rows', ledger: PROJECTS, filter: '', as: has(heard, 'file') ? 'file' : 'list' },
      { do: 'rows', ledger: enterprises.name, filter: '', as: has(heard, 'file') ? 'file' : 'list' },
      { do: 'bulletin', of: CITY, as: has(heard, 'file') ? 'file' : 'card' },
    ],
  },
  {
    name: 'help',
    fits: (heard) => has(heard, 'help'),
    means: () => [{ do: 'help' }],
  },
  {
    name: 'a unit alone',
    weak: true,
    fits: (heard) => heard.units.length === 1 && heard.unused.length === 0 && heard.cues.size === 0,
    means: ({ units }, { unitName }) =>
      units.flatMap((unit): Means[] => [
        { do: 'rows', ledger: PROJECTS, filter: unitName(unit), as: 'list' },
        { do: 'rank', unit },
        { do: 'bulletin', of: unit, as: 'card' },
      ]),
  },
  {
    name: 'a month alone',
    weak: true,
    fits: (heard) => heard.times.length > 0 && heard.unused.length === 0 && heard.cues.size === 0,
    means: (heard) => [
      { do: 'bulletin', ...withTime(heard), of: CITY, as: 'card' },
      { do: 'rows', ledger: PROJECTS, filter: heard.times.map(timeWord).join(' '), as: 'list' },
      { do: 'unreported', ...withTime(heard) },
    ],
  },
];

/** 没报, or 缺 and 没 beside what is handed in. */
const isAboutReports = (heard: Heard): boolean =>
  has(heard, 'unreported') ||
  (has(heard, 'negation', 'lack') &&
    (has(heard, 'handIn') || heard.ledgers.includes(REPORTS)) &&
    heard.ledgers.every((ledger) => ledger === REPORTS));

function aboutCode(heard: Heard, code: string): Means {
  if (has(heard, 'whySilent') || (has(heard, 'reminder') && has(heard, 'negation')))
    return { do: 'whySilent', code };
  if (has(heard, 'whyDay')) return { do: 'whyDay', code };
  if (has(heard, 'who')) return { do: 'who', code };
  return { do: 'row', code };
}

function newMeant({ ledgers, values, strange }: Heard): Means[] {
  const ledger = ledgers[0] ?? values[0]?.ledger ?? PROJECTS;
  return [{ do: 'new', ledger, ...(strange !== undefined && strange.length > 3 ? { name: strange } : {}) }];
}

/** A name beside words that narrow a list down asks for the rows of both. */
const isNarrowing = (heard: Heard): boolean =>
  heard.values.length > 0 ||
  heard.least.length > 0 ||
  heard.names.some(({ several }) => several) ||
  has(heard, 'count', 'file', 'introduced');

function namedIn(heard: Heard, name: string, ledgers: readonly string[]): Means[] {
  const meant = heard.ledgers.filter((ledger) => ledgers.includes(ledger));
  const other = heard.ledgers.find((ledger) => !ledgers.includes(ledger));
  if (other !== undefined && meant.length === 0)
    return [{ do: 'rows', ledger: other, filter: name, as: 'list' }];
  const [sure] = meant;
  return (sure === undefined ? ledgers : [sure]).map((ledger): Means => ({ do: 'row', ledger, name }));
}

/** Rows of the ledger that is named, else of that whose values are; a unit's, a time's. */
function rowsMeant(heard: Heard, setting: Setting): Means[] {
  const ledger = ledgerOf(heard);
  const as = wantedOf(heard);
  const values = heard.values.filter((value) => value.ledger === ledger);
  const filterOf = (...words: readonly string[]): Means => ({
    do: 'rows',
    ledger,
    filter: [...new Set([...unitWords(heard, setting), ...words, ...otherWords(heard)])].join(' '),
    as,
  });
  if (heard.opposed) return values.map(({ word }) => filterOf(word));
  const times = heard.times.map(timeWord);
  if (ledger !== PROJECTS) return [filterOf(...times, ...valueWords(values))];
  if (times.length > 0) return datedWords(values, times).map((words) => filterOf(...words));
  const rows = filterOf(...valueWords(values, has(heard, 'introduced')));
  return [rows, ...heard.perhaps.flatMap(({ name, ledgers }) => namedIn(heard, name, ledgers))];
}

const otherWords = ({ least, names }: Heard): string[] => [
  ...least.map((wan) => `超${wan >= 10_000 ? `${wan / 10_000}亿元` : `${wan}万元`}`),
  ...names.map(({ name }) => name),
];

/** Of two, the later one is meant: 企业的联络员. */
function ledgerOf({ ledgers, values }: Heard): string {
  const named = ledgers.at(-1);
  if (named !== undefined) return named;
  const having = values.map(({ ledger }) => ledger);
  return having.includes(PROJECTS) || having.length === 0 ? PROJECTS : (having[0] ?? PROJECTS);
}

const wantedOf = (heard: Heard): RowsAs => {
  if (has(heard, 'file')) return 'file';
  return has(heard, 'count') ? 'count' : 'list';
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

function periodOf({ times }: Heard): Period | undefined {
  for (const said of times) if ('period' in said) return said.period;
  for (const said of times) if ('to' in said) return said.to;
  return undefined;
}

const withTime = (heard: Heard): { period?: Period } => {
  const period = periodOf(heard);
  return period === undefined ? {} : { period };
};

/** 去年全年的通报 is December's, whose figures are the year's. */
function yearsEnd({ times }: Heard): { period?: Period } {
  const said = times.find((time) => 'year' in time);
  return said && 'year' in said ? { period: `${said.year}-${DECEMBER}` } : {};
}

/** The unit that is named, else the asker's own where 我们 or 本县 is said. */
function unitOf(heard: Heard, { viewer }: Setting): string | undefined {
  return heard.units[0] ?? (has(heard, 'own') ? viewer.unit : undefined);
}

const withUnit = (heard: Heard, setting: Setting): { unit?: string } => {
  const unit = heard.units.length > 1 ? undefined : unitOf(heard, setting);
  return unit === undefined ? {} : { unit };
};

function unitWords(heard: Heard, setting: Setting): string[] {
  const own = has(heard, 'own') && setting.viewer.unit !== undefined ? [setting.viewer.unit] : [];
  return [...new Set(heard.units.length > 0 ? heard.units : own)].map(setting.unitName);
}
