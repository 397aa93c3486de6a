import type { Card } from '../../cards/card.ts';
import { guessCard } from '../../cards/guess.ts';
import { unitNamed } from '../../models/ledgers/city.ts';
import { listWordOf, type AnyLedger } from '../../models/ledgers/engine/define.ts';
import { may } from '../../models/rules/rights.ts';
import type { Lexicon } from '../../models/rules/speech/lexicon.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import type { Command } from '../action.ts';
import { matchCommand, type Understood } from '../commands.ts';
import type { ChatRef } from '../inbound.ts';
import type { Ctx } from '../services/context.ts';
import { audienceScope } from '../services/ledgers/access.ts';
import { nameKnown } from '../services/ledgers/search.ts';
import { postsHeldBy } from '../services/people/identify.ts';
import type { Knows } from './parse.ts';
import type { Intent } from './intent.ts';
import { commandText } from './command-text.ts';
import { understand } from './understand.ts';
import { vocabularyOf, type Sense } from './vocabulary.ts';

/** A sentence as a command with what follows it, or the question which of several was meant. */
export type Interpretation =
  /** Several questions: each is answered. */
  | {
      kind: 'several';
      questions: readonly { said: string; understood: Understood }[];
      unused: readonly string[];
    }
  | { kind: 'command'; said: string; understood: Understood; unused: readonly string[] }
  | { kind: 'question'; card: Card }
  | { kind: 'nothing' };

/** Takes a sentence that is no command for the command that says the same. */
export async function interpret(
  ctx: Ctx,
  commands: readonly Command[],
  text: string,
  place: ChatRef['kind'],
): Promise<Interpretation> {
  const { city, viewer } = ctx;
  const reader = { city, vocabulary: vocabularyIn(ctx), knows: knownNames(ctx, place) };
  const { means, each, unused } = await understand(reader, viewer, text);
  const said = [...new Set(means.map((one) => inWords(ctx, one)))];
  const [first, ...others] = said;
  if (first === undefined) return { kind: 'nothing' };
  const questions = said.flatMap((words) => {
    const understood = matchCommand(commands, words);
    return understood ? [{ said: words, understood }] : [];
  });
  if (each && questions.length === said.length && others.length > 0)
    return { kind: 'several', questions, unused };
  if (others.length > 0) return { kind: 'question', card: guessCard(said) };
  const understood = matchCommand(commands, first);
  return understood ? { kind: 'command', said: first, understood, unused } : { kind: 'nothing' };
}

const inWords = ({ city, store, viewer }: Ctx, means: Intent): string =>
  commandText(
    means,
    (name) => {
      const ledger = store.ledgers.find((each) => each.name === name);
      return {
        title: ledger ? listWordOf(ledger) : name,
        noun: ledger?.noun ?? '',
        searched: ledger?.doors.command === false,
      };
    },
    (code) => unitNamed(city, code)?.short ?? code,
    viewer.unit,
    (code) => city.orgs.find((organ) => organ.code === code)?.short ?? code,
  );

const vocabularies = new WeakMap<readonly AnyLedger[], { day: string; words: Lexicon<Sense> }>();

/** Made anew each day, since 5月 is the newest May. */
function vocabularyIn({ city, store, clock }: Ctx): Lexicon<Sense> {
  const day = dayOf(clock.now());
  const known = vocabularies.get(store.ledgers);
  if (known?.day === day) return known.words;
  const words = vocabularyOf(city, store.ledgers, day);
  vocabularies.set(store.ledgers, { day, words });
  return words;
}

/** Names of rows that the asker may see in this place; of others it is as if they were not there (domain.md 0.1-11). */
function knownNames(ctx: Ctx, place: ChatRef['kind']): Knows {
  const named = ctx.store.ledgers.filter((ledger) => {
    const title = ledger.fields[ledger.titleField];
    return (
      title?.type === 'text' && !title.secret && !ledger.doors.keptBy && may(ctx.viewer, ledger.rights.read)
    );
  });
  return async (name) => {
    const found = await Promise.all(
      named.map(async (ledger) => ({
        ledger: ledger.name,
        how: await nameKnown(ctx, ledger, name, audienceScope(ctx, ledger, place)),
      })),
    );
    const held = found.filter(({ how }) => how === 'held');
    // Somebody who holds a post is meant before rows that are merely called alike.
    if (held.length === 0 && (await postsHeldBy(ctx, name)).length > 0)
      return {
        ledgers: ctx.store.ledgers.flatMap(({ name: ledger, asked }) => (asked?.charge ? [ledger] : [])),
        alike: false,
      };
    const known = held.length > 0 ? held : found.filter(({ how }) => how === 'alike');
    return known.length === 0
      ? undefined
      : { ledgers: known.map(({ ledger }) => ledger), alike: held.length === 0 };
  };
}
