import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import { wordKey } from '../../../../models/rules/parse/choices/choice.ts';
import type { Change } from '../../../../models/store/rows/change.ts';
import { remarkBeside } from '../../../../models/store/rows/beside.ts';
import type { Store } from '../../../../models/store/store.ts';
import type { ColumnsSaid } from '../sheets/headers.ts';
import type { SaidOf } from '../sheets/rows.ts';
import type { Aliases } from './existing.ts';
import type { ColumnSaid, WordSaid } from './types.ts';

/**
 * What people said of an import is kept for the next one, per unit and ledger: which column is which field, what words
 * mean, and which names are one and the same row. Kept as pairs, since headers may hold any character; an empty text
 * stands for nothing.
 */
type Pairs = [string, string][];

const TAUGHT = ['columns', 'words', 'aliases'] as const;
type Taught = (typeof TAUGHT)[number];
/** What people see of it and may take back. */
export const FORGETTABLE = ['columns', 'words'] as const;
export type Forgettable = (typeof FORGETTABLE)[number];

const whoseOf = ({ unit, post }: Viewer): string => unit ?? post;

const keyOf = (kind: Taught, ledger: AnyLedger, viewer: Viewer): string =>
  `import-${kind}:${ledger.name}:${whoseOf(viewer)}`;

const pairsAt = async (store: Store, kind: Taught, ledger: AnyLedger, viewer: Viewer): Promise<Pairs> =>
  (await store.settings.get<Pairs>(keyOf(kind, ledger, viewer))) ?? [];

export const learnedAliases = async (store: Store, ledger: AnyLedger, viewer: Viewer): Promise<Aliases> =>
  new Map(await pairsAt(store, 'aliases', ledger, viewer));

/** Words that were answered for: `field:word` → a value as text, empty for nothing. */
export const learnedWords = async (store: Store, ledger: AnyLedger, viewer: Viewer): Promise<Aliases> =>
  new Map(await pairsAt(store, 'words', ledger, viewer));

/** Columns that somebody said the field of, or that they are not imported. */
export async function learnedColumns(store: Store, ledger: AnyLedger, viewer: Viewer): Promise<ColumnsSaid> {
  const pairs = await pairsAt(store, 'columns', ledger, viewer);
  // A field that the ledger no longer has means nothing.
  return new Map(
    pairs.flatMap(([key, field]) =>
      field === '' || field === 'code' || field in ledger.fields ? [[key, field || null] as const] : [],
    ),
  );
}

const wordOf = (field: string, word: string): string => `${field}:${wordKey(word)}`;

/** What words of columns mean, by what was said of this file, then by earlier files of the unit. */
export function saidOf(learned: Aliases, words: readonly WordSaid[] = []): SaidOf {
  const known = new Map([...learned, ...pairsOfWords(words)]);
  return (field, word) => {
    const said = known.get(wordOf(field, word));
    return said === '' ? null : said;
  };
}

const pairsOfWords = (words: readonly WordSaid[] = []): Pairs =>
  words.map(([field, word, means]) => [wordOf(field, word), means ?? '']);

const pairsOfColumns = (columns: readonly ColumnSaid[] = []): Pairs =>
  columns.map(([key, field]) => [key, field ?? '']);

/** What was said of a file, and which names were said to be a ledger's row. */
interface Lessons {
  columns?: readonly ColumnSaid[] | undefined;
  words?: readonly WordSaid[] | undefined;
  aliases: Pairs;
}

/** Adds to what is remembered, inside the transaction that writes the import. */
export async function remember(
  store: Store,
  change: Change,
  ledger: AnyLedger,
  { columns, words, aliases }: Lessons,
): Promise<void> {
  const taught = { columns: pairsOfColumns(columns), words: pairsOfWords(words), aliases };
  const { viewer } = change.context;
  for (const kind of TAUGHT) {
    if (taught[kind].length === 0) continue;
    const before = new Map(await pairsAt(store, kind, ledger, viewer));
    const after = new Map([...before, ...taught[kind]]);
    await store.settings.set(keyOf(kind, ledger, viewer), [...after], change.session);
    const news = [...after].filter(([key, to]) => before.get(key) !== to);
    if (kind !== 'aliases')
      await tell(
        store,
        change,
        ledger,
        'learn',
        kind,
        news.map(([key, to]) => [key, before.get(key), to]),
      );
  }
}

/** One thing that is remembered: of a column its key, of a word the field and the word; `to` is empty for nothing. */
export interface LearnedEntry {
  kind: Forgettable;
  key: string;
  to: string;
}

/** What the viewer's unit has taught the import of a ledger, in the order in which it was taught. */
export async function learnedEntries(
  store: Store,
  ledger: AnyLedger,
  viewer: Viewer,
): Promise<LearnedEntry[]> {
  const each = FORGETTABLE.map(async (kind) =>
    (await pairsAt(store, kind, ledger, viewer)).map(([key, to]): LearnedEntry => ({ kind, key, to })),
  );
  return (await Promise.all(each)).flat();
}

/** Takes one of them back. Gives whether it was there. */
export async function forgetLearned(
  store: Store,
  change: Change,
  ledger: AnyLedger,
  { kind, key }: Pick<LearnedEntry, 'kind' | 'key'>,
): Promise<boolean> {
  const { viewer } = change.context;
  const known = new Map(await pairsAt(store, kind, ledger, viewer));
  const before = known.get(key);
  if (before === undefined) return false;
  known.delete(key);
  await store.settings.set(keyOf(kind, ledger, viewer), [...known], change.session);
  await tell(store, change, ledger, 'forget', kind, [[key, before, undefined]]);
  return true;
}

type Turned = readonly [key: string, before: string | undefined, after: string | undefined];

/** Into the history, where a unit's lessons to a ledger have a chain of their own. */
async function tell(
  store: Store,
  change: Change,
  { name }: AnyLedger,
  event: string,
  kind: Forgettable,
  turned: readonly Turned[],
): Promise<void> {
  if (turned.length === 0) return;
  const code = `导入对应-${name}-${whoseOf(change.context.viewer)}`;
  const changes = turned.map(([key, before, after]) => ({ field: `${kind}:${key}`, before, after }));
  await remarkBeside(store.audit, change, code, event, changes);
}
