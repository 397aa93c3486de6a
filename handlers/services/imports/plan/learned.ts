import type { ClientSession } from './prepared.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import type { Store } from '../../../../models/store/store.ts';
import { wordKey } from '../../../../models/rules/parse/choices/choice.ts';
import type { SaidOf } from '../sheets/rows.ts';
import type { Aliases } from './existing.ts';
import type { WordSaid } from './types.ts';

/**
 * What imports leave behind for the next one, per unit and ledger: which header means which field, and which names a
 * person said are one and the same row. Kept as pairs, since headers may hold any character.
 */
type Pairs = [string, string][];

const keyOf = (kind: string, ledger: AnyLedger, viewer: Viewer): string =>
  `import-${kind}:${ledger.name}:${viewer.unit ?? viewer.post}`;

export async function headersOf(
  store: Store,
  ledger: AnyLedger,
  viewer: Viewer,
): Promise<Record<string, string>> {
  return Object.fromEntries((await store.settings.get<Pairs>(keyOf('headers', ledger, viewer))) ?? []);
}

export async function learnedAliases(store: Store, ledger: AnyLedger, viewer: Viewer): Promise<Aliases> {
  return new Map((await store.settings.get<Pairs>(keyOf('aliases', ledger, viewer))) ?? []);
}

/** Words that were answered for: `field:word` → a value as text, empty for nothing. */
export const learnedWords = async (store: Store, ledger: AnyLedger, viewer: Viewer): Promise<Aliases> =>
  new Map((await store.settings.get<Pairs>(keyOf('words', ledger, viewer))) ?? []);

const wordOf = (field: string, word: string): string => `${field}:${wordKey(word)}`;

/** What words of columns mean, by what was said of this file, then by earlier files of the unit. */
export function saidOf(learned: Aliases, words: readonly WordSaid[] = []): SaidOf {
  const known = new Map([...learned, ...pairsOf(words)]);
  return (field, word) => {
    const said = known.get(wordOf(field, word));
    return said === '' ? null : said;
  };
}

/** Words as they are remembered. */
export const pairsOf = (words: readonly WordSaid[] = []): Pairs =>
  words.map(([field, word, means]) => [wordOf(field, word), means ?? '']);

/** Adds to what is remembered, inside the transaction that writes the import. */
export async function remember(
  store: Store,
  ledger: AnyLedger,
  viewer: Viewer,
  { headers, aliases, words }: { headers: Pairs; aliases: Pairs; words: Pairs },
  session: ClientSession,
): Promise<void> {
  for (const [kind, added] of [
    ['headers', headers],
    ['aliases', aliases],
    ['words', words],
  ] as const) {
    if (added.length === 0) continue;
    const key = keyOf(kind, ledger, viewer);
    const known = new Map((await store.settings.get<Pairs>(key)) ?? []);
    for (const [from, to] of added) known.set(from, to);
    await store.settings.set(key, [...known], session);
  }
}
