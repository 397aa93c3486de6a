import { organsOf, type City } from '../city.ts';
import type { AnyLedger } from './define.ts';
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

/** Over the state of a row, which its machine keeps. */
export const STATUS_LABEL = '状态';

/**
 * The columns of a ledger's file for people: its own list, else those of its card, with what a row is called first, how it
 * stands, and its code last. `code` and `status` are no fields.
 */
export function shortColumns({ short, listed, titleField, machine }: AnyLedger): readonly string[] {
  if (short) return short;
  const others = listed.filter((name) => name !== titleField && name !== 'code');
  return [titleField, ...(machine ? ['status'] : []), ...others, 'code'];
}
