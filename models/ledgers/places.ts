import { nameKeyOf } from '../rules/parse/text.ts';
import type { City } from './city.ts';

/** What a longer text tells of a place of the register: one for certain, or those that it may be. */
export interface PlaceSaid {
  code?: string;
  maybe: readonly string[];
}

interface Place {
  code: string;
  name: string;
  short?: string;
  aliases?: readonly string[];
}

/** Beside a place, not in it. A town may be called 埔前镇: the words of qualifiers.ts are too many here. */
const BESIDE = /除|非|不含|以外|周边|附近|毗邻|至|往/;
const ABOVE = /^(?:中国)?(?:广东省?)?(?:河源市?)?/;
/** What may follow a unit's name without making another place of it: a town, a park, an organ, a bracket. */
const BELOW =
  /^(?:[(].*|.{1,6}(?:镇|乡|街道|村|社区|片区)|.{0,6}(?:园|园区|基地|开发区)内?|(?:县|区)?(?:委|政府)?.{0,8}(?:局|办|办公室|委|中心|管委会|管理委员会|政府)|(?:县|区))$/;
/** Units that are a park themselves: 市高新区, 江东新区. */
const IS_PARK = /(?:高新区|新区|开发区)$/;
const PARK = /^(?:县|区)?(?:工业园|产业园|产业转移工业园|工业园区|产业园区|园区)(?:内|区)?$/;

/**
 * The assessment unit in whose area a text places something: 广东省河源市紫金县, 东源县仙塘镇, 紫金县商务局 (domain.md 1.2). A unit
 * named further inside, or several, are possible only.
 */
export function unitSaidIn({ units }: Pick<City, 'units'>, written: string): PlaceSaid {
  const key = nameKeyOf(written);
  const { code, after } = opening(units, key.replace(ABOVE, ''));
  const inside = units.filter((unit) => namesOf(unit).some((name) => name.length > 2 && key.includes(name)));
  const maybe = [...new Set([...(code === undefined ? [] : [code]), ...inside.map((unit) => unit.code)])];
  const sure = code !== undefined && maybe.length === 1 && (after === '' || BELOW.test(after));
  return sure && !BESIDE.test(key) ? { code, maybe } : { maybe };
}

/**
 * The park that a text names or holds: 紫金县工业园 where the unit has one park, 源城区工业园内; else those of the unit that it
 * names (domain.md 1.3).
 */
export function parkSaidIn({ units, parks }: Pick<City, 'units' | 'parks'>, written: string): PlaceSaid {
  const key = nameKeyOf(written);
  const local = key.replace(ABOVE, '');
  const inside = parks.filter((park) => namesOf(park).some((name) => name.length > 3 && key.includes(name)));
  const [one] = inside;
  if (one && inside.length === 1 && !BESIDE.test(key)) return { code: one.code, maybe: [one.code] };
  const { code: unit, after } = opening(units, local);
  const there = parks.filter((park) => park.unit === unit);
  const [only] = there;
  const whole = after === '' && IS_PARK.test(local);
  if (only && there.length === 1 && (whole || PARK.test(after)))
    return { code: only.code, maybe: [only.code] };
  return { maybe: (inside.length > 0 ? inside : there).map(({ code }) => code) };
}

/** The place with whose name a text begins, the longest name first, and what follows it. */
function opening(places: readonly Place[], text: string): { code?: string; after: string } {
  const found = places
    .flatMap((place) => namesOf(place).map((name) => ({ code: place.code, name })))
    .filter(({ name }) => text.startsWith(name))
    .sort((a, b) => b.name.length - a.name.length)[0];
  return found ? { code: found.code, after: text.slice(found.name.length) } : { after: text };
}

const namesOf = ({ name, short, aliases = [] }: Place): string[] =>
  [name, ...(short === undefined ? [] : [short]), ...aliases].map(nameKeyOf);
