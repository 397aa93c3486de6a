import { isConcept, type Concept } from './lexicon.ts';

/** What a header must say and may say beside it to mean a field. */
export interface HeaderPattern {
  /** One of each group at least. */
  needs: readonly (readonly Concept[])[];
  all: ReadonlySet<Concept>;
  /** Likely, yet not sure: a person is asked. */
  asks: boolean;
}

/** `? 开工|投产 拟?` as its marks and words. */
function takenApart(written: string): { asks: boolean; groups: { free: boolean; of: string[] }[] } {
  const words = written.split(' ');
  const asks = words[0] === '?';
  const groups = words.slice(asks ? 1 : 0).map((word) => ({
    free: word.endsWith('?'),
    of: word.replace(/\?$/, '').split('|'),
  }));
  return { asks, groups };
}

/** Words of a pattern that no header holds, since the lexicon does not have them: a definition with one is at fault. */
export const unknownWords = (written: string): string[] =>
  takenApart(written)
    .groups.flatMap(({ of }) => of)
    .filter((word) => !isConcept(word));

/**
 * A pattern as definitions write it: words of the lexicon apart by spaces; `开工|投产` one of these at least, `拟?` may be
 * said. A leading `?` on its own: only likely, to be asked.
 */
export function patternOf(written: string): HeaderPattern {
  const { asks, groups } = takenApart(written);
  const known = groups.map(({ free, of }) => ({ free, of: of.filter(isConcept) }));
  return {
    needs: known.flatMap(({ free, of }) => (free ? [] : [of])),
    all: new Set(known.flatMap(({ of }) => of)),
    asks,
  };
}

/** Does a header of these words mean what the pattern says, no more and no less? */
export function fits({ needs, all }: HeaderPattern, said: ReadonlySet<Concept>): boolean {
  for (const concept of said) if (!all.has(concept)) return false;
  return needs.every((group) => group.some((concept) => said.has(concept)));
}

/** How much a header's words and a pattern have in common, 0 to 1; 0 without one that the pattern needs: for proposals. */
export function likeness({ needs, all }: HeaderPattern, said: ReadonlySet<Concept>): number {
  const met = needs.filter((group) => group.some((concept) => said.has(concept))).length;
  if (met === 0) return 0;
  const shared = [...said].filter((concept) => all.has(concept)).length;
  return (met / needs.length) * (shared / said.size);
}
