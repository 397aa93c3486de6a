import { printHundredths } from '../../rules/money.ts';
import { maskMobile, maskName } from '../../rules/phone.ts';
import type { City } from '../city.ts';
import type { ChoiceField, Field, Value } from './fields.ts';

/** Names of the city profile's codes, for showing them. */
export type NameOf = (kind: 'unit' | 'park' | 'post', code: string) => string;

/** The city's names for its codes; an unknown code is shown as it is. */
export const namesOf = (city: City): NameOf => {
  const names = {
    unit: new Map(city.units.map((unit) => [unit.code, unit.short])),
    park: new Map(city.parks.map((park) => [park.code, park.name])),
    post: new Map(city.posts.map((post) => [post.code, post.name])),
  };
  return (kind, code) => names[kind].get(code) ?? code;
};

/**
 * A stored value as people read it: labels for codes, units for amounts, secrets masked. One function for cards,
 * lists, history and questions, so that a value looks the same everywhere.
 */
export function showValue(field: Field, value: Value | null | undefined, nameOf: NameOf): string {
  if (value === undefined || value === null || value === '') return '—';
  switch (field.type) {
    case 'decimal':
      return `${printHundredths(Number(value))} ${field.unit}`;
    case 'int':
      return field.unit ? `${String(value)} ${field.unit}` : String(value);
    case 'flag':
      return value === true ? '是' : '否';
    case 'choice':
      return labelOf(field, value);
    case 'choices':
      return asList(value)
        .map((code) => labelOf(field, code))
        .join('、');
    case 'tags':
      return asList(value).join('、');
    case 'unit':
    case 'park':
    case 'post':
      return nameOf(field.type, String(value));
    case 'text':
    case 'longtext':
      if (field.secret === 'mobile') return maskMobile(String(value));
      if (field.secret === 'name') return maskName(String(value));
      return String(value);
    case 'day':
    case 'period':
      return String(value);
  }
}

const asList = (value: Value): readonly string[] => (Array.isArray(value) ? value : [String(value)]);
const labelOf = (field: ChoiceField, code: Value): string => field.choices[String(code)] ?? String(code);
