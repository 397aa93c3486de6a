import { organsOf, type City } from '../city.ts';
import type { Field, Value } from './fields.ts';
import { kindOf } from './kinds/all.ts';
import type { NameOf } from './kinds/kind.ts';

export type { NameOf } from './kinds/kind.ts';

/** The city's names for its codes; an unknown code is shown as it is. */
export const namesOf = (city: City): NameOf => {
  const names: Readonly<Record<string, ReadonlyMap<string, string>>> = {
    unit: new Map(city.units.map((unit) => [unit.code, unit.short])),
    park: new Map(city.parks.map((park) => [park.code, park.name])),
    post: new Map(city.posts.map((post) => [post.code, post.name])),
    org: new Map(organsOf(city).map((organ) => [organ.code, organ.short])),
  };
  return (kind, code) => names[kind]?.get(code) ?? code;
};

/**
 * A stored value as people read it: labels for codes, units for amounts, secrets masked. One function for cards,
 * lists, history and questions, so that a value looks the same everywhere.
 */
export const showValue = (field: Field, value: Value | null | undefined, nameOf: NameOf): string =>
  value === undefined || value === null || value === '' ? '—' : kindOf(field).show(field, value, nameOf);
