import { organNamed, unitNamed, unitNamesOf, type City, type Org, type Post, type Unit } from '../city.ts';
import type { AskedCharge } from '../engine/define.ts';
import type { Where } from '../../rules/where.ts';
import { nfkc } from '../../rules/parse/text.ts';

/** What people call the units, organs and posts of a city when they talk: less than their names, where that is enough. */

const SHORTEST = 2;
/** Every unit has one. */
const OFFICE = /^(?:人民政府|管理委员会|管委会|政府)$/;

/**
 * 新区 for 江东新区: what is left of a unit's name without another name of it, where no other unit has the same. Names as they
 * stand are not among them.
 */
export function unitFragments(city: City): ReadonlyMap<string, string> {
  const holders = new Map<string, Set<string>>();
  for (const unit of city.units)
    for (const fragment of fragmentsOf(unit))
      holders.set(fragment, (holders.get(fragment) ?? new Set()).add(unit.code));
  return new Map(
    [...holders].flatMap(([fragment, [only, ...others]]) =>
      only === undefined || others.length > 0 || OFFICE.test(fragment) || isKnown(city, fragment)
        ? []
        : [[fragment, only] as const],
    ),
  );
}

const isKnown = (city: City, fragment: string): boolean =>
  unitNamed(city, fragment) !== undefined || city.name.includes(fragment) || fragment.includes(city.short);

/** The ends that are left when a shorter name of the unit is taken off the beginning of a longer one. */
function fragmentsOf(unit: Unit): string[] {
  const names = unitNamesOf(unit);
  return names.flatMap((name) =>
    names
      .filter((part) => part !== name && name.startsWith(part))
      .map((part) => name.slice(part.length))
      .filter((rest) => rest.length >= SHORTEST),
  );
}

/** The unit that a word means by its name, or by a part of it that no other unit has. */
export function unitSaid(city: City, word: string): Unit | undefined {
  const code = unitFragments(city).get(word);
  return unitNamed(city, word) ?? city.units.find((unit) => unit.code === code);
}

/** 市商务局, 商务局, 工信局 -> the organ of the city; a unit is none. */
export function organSaid(city: City, word: string): Org | undefined {
  const organ = word.length < SHORTEST ? undefined : organNamed(city, word);
  return city.orgs.find(({ code }) => code === organ?.code);
}

/** 市长 of 市长（召集人）. */
const withoutBrackets = (name: string): string => nfkc(name).replace(/\(.*\)$/, '');

/** Words for a post: its code, its name, and the name without what it is besides. */
export const postNamesOf = ({ code, name }: Post): string[] => [
  ...new Set([code, nfkc(name), withoutBrackets(name)]),
];

/** The post that a word means; of several of one name none. */
export function postSaid(city: City, word: string): Post | undefined {
  const [post, other] = city.posts.filter((each) => postNamesOf(each).includes(nfkc(word)));
  return other ? undefined : post;
}

/**
 * The rows that a post or an organ is in charge of: by the posts that they name, an organ's also by its own name. Undefined
 * for a word that is neither.
 */
export function inCharge(city: City, charge: AskedCharge, word: string): Where | undefined {
  const post = postSaid(city, word);
  const organ = post ? undefined : organSaid(city, word);
  if (!post && !organ) return undefined;
  const posts = post ? [post] : city.posts.filter(({ org }) => org === organ?.code);
  const named = organ ? [organ.name, organ.short, ...(organ.aliases ?? [])] : [];
  return {
    any: [
      ...charge.posts.map((field) => ({ [field]: { in: posts.map(({ code }) => code) } })),
      ...(named.length > 0 ? [{ [charge.organ]: { in: named } }] : []),
    ],
  };
}
