import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { nameKeyOf } from '../../../../models/rules/parse/text.ts';
import { BRACKETS } from '../sheets/header-key.ts';

/** The ledger that a title is of, and whether the word alone is enough to tell: 月报 is, 企业 stands in many titles. */
export interface NamedLedger {
  ledger: AnyLedger;
  sure: boolean;
}

/** Which of the ledgers the first text with one of their names in it is of; undefined where none has. */
export function ledgerNamedBy(
  texts: readonly string[],
  ledgers: readonly AnyLedger[],
): NamedLedger | undefined {
  for (const text of texts) {
    const named = ledgerIn(nameKeyOf(text.slice(0, LONGEST.value)), ledgers);
    if (named) return named;
  }
  return undefined;
}

/** What comes last is what a title is of: 项目月报 is of reports, 月报项目名单 of projects. Brackets only add to it. */
function ledgerIn(key: string, ledgers: readonly AnyLedger[]): NamedLedger | undefined {
  const plain = key.replace(BRACKETS, '');
  const met = ledgers.flatMap((ledger) =>
    wordsOf(ledger).flatMap((word) => {
      const at = plain.lastIndexOf(word);
      return at < 0 ? [] : [{ ledger, word, end: at + word.length }];
    }),
  );
  const [last] = met.sort((a, b) => b.end - a.end || b.word.length - a.word.length);
  if (!last) return undefined;
  const others = ledgers.filter((ledger) => ledger !== last.ledger);
  return {
    ledger: last.ledger,
    sure: !others.some((other) => wordsOf(other).some((word) => word.includes(last.word))),
  };
}

const wordsOf = ({ title, noun, called = [] }: AnyLedger): string[] =>
  [title, noun, ...called].map(nameKeyOf);
