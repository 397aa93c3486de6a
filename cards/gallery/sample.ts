import type { Card } from '../card.ts';

/** One card as it may really come out, with the builder that made it. */
export interface Sample {
  /** Unique in the gallery, and fit for an address: `cityBulletinCard.worst`. */
  id: string;
  builder: string;
  card: Card;
}

/** The cards that one builder makes of named sets of facts. That the builder itself makes them is the point. */
export const samplesOf = <Facts extends readonly unknown[]>(
  builder: (...facts: Facts) => Card,
  sets: Readonly<Record<string, Facts>>,
): Sample[] =>
  Object.entries(sets).map(([name, facts]) => ({
    id: `${builder.name}.${name}`,
    builder: builder.name,
    card: builder(...facts),
  }));

/** The same facts under other names: what `make` gives for each value. */
export const each = <Value, Made>(
  values: Readonly<Record<string, Value>>,
  make: (value: Value) => Made,
): Record<string, Made> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]));
