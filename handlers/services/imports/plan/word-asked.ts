import type { City } from '../../../../models/ledgers/city.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { kindOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import { wordsOfChoice } from '../../../../models/ledgers/engine/kinds/choice.ts';
import type { CellFault } from '../sheets/rows.ts';
import type { ImportQuestion } from './types.ts';

/** A word that is to be explained and all that it may mean, the likeliest first. */
export function wordAsked(
  { fields }: AnyLedger,
  city: City,
  { field: name = '', asked }: CellFault,
): ImportQuestion['word'] {
  const field = fields[name];
  if (!asked || !field) return undefined;
  const all = asked.means ?? kindOf(field).meanings?.(field, city) ?? [];
  const means = all.map((each) => ({ ...each, likely: asked.proposals.includes(each.value) }));
  const place = ({ value }: { value: string }) => asked.proposals.indexOf(value);
  const likely = means.filter((each) => each.likely).sort((a, b) => place(a) - place(b));
  const others = means.filter((each) => !each.likely);
  return { field: name, word: asked.word, means: [...likely, ...byLikeness(field, asked.word, others)] };
}

/** Below it words are alike by chance, and the list stays in the ledger's order. */
const ALIKE_FROM = 0.5;

/** What has most signs in common with the word goes first, by its label or by another word for it. */
function byLikeness<M extends { value: string; label: string }>(
  field: Field,
  word: string,
  means: readonly M[],
): M[] {
  const words =
    field.type === 'choice' || field.type === 'choices' ? Object.entries(wordsOfChoice(field)) : [];
  const shared = (name: string) =>
    [...new Set(name)].filter((sign) => word.includes(sign)).length / name.length;
  const likeness = ({ value, label }: M) => {
    const most = Math.max(
      shared(label),
      ...words.flatMap(([name, code]) => (code === value ? shared(name) : [])),
    );
    return most >= ALIKE_FROM ? most : 0;
  };
  return means
    .map((each) => ({ each, alike: likeness(each) }))
    .sort((a, b) => b.alike - a.alike)
    .map(({ each }) => each);
}
