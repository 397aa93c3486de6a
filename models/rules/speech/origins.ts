import type { OriginRegion } from '../codes.ts';
import type { Where } from '../where.ts';
import { PLACES, type PlaceNames } from '../parse/choices/china.ts';

/** What people say of several regions at once; one region goes by its own words (codes.ts). */
const REGIONS_SAID: Readonly<Record<string, readonly OriginRegion[]>> = {
  大湾区: ['PRD', 'HK_MACAO'],
  粤港澳大湾区: ['PRD', 'HK_MACAO'],
  湾区: ['PRD', 'HK_MACAO'],
  港资: ['HK_MACAO'],
  澳资: ['HK_MACAO'],
  外省: ['OTHER_PROVINCE'],
  国外: ['FOREIGN'],
  境外: ['HK_MACAO', 'FOREIGN'],
};

/** Where something comes from: regions, or a place whose names begin what is written there. */
export type OriginSaid = { regions: readonly OriginRegion[] } | { begins: readonly string[] };

const BY_NAME: ReadonlyMap<string, PlaceNames> = new Map(
  PLACES.toReversed().flatMap((place) => place.names.map((name) => [name, place] as const)),
);

/** Every word that names where something comes from. */
export const ORIGIN_WORDS: readonly string[] = [...Object.keys(REGIONS_SAID), ...BY_NAME.keys()];

/**
 * 大湾区 as its regions; 深圳 as what begins with it, or with it behind its province; 江西 with its cities as well. Undefined
 * for a word that is none of these.
 */
export function originSaid(word: string): OriginSaid | undefined {
  const regions = Object.hasOwn(REGIONS_SAID, word) ? REGIONS_SAID[word] : undefined;
  if (regions) return { regions };
  const place = BY_NAME.get(word);
  return place && { begins: shortest([...place.names, ...place.inProvince]) };
}

/** Of names that begin with one another the shortest says it all: 深圳 of 深圳市. */
const shortest = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !names.some((other) => other !== name && name.startsWith(other)));

/** Above every sign that a name goes on with. */
const LAST_SIGN = '\uffff';

/** Rows in which a field begins with one of some texts. */
export const beginsWith = (field: string, texts: readonly string[]): Where => ({
  any: texts.map((text) => ({ [field]: { gte: text, lt: `${text}${LAST_SIGN}` } })),
});
