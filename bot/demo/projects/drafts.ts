import { unitsInOrder, type City } from '../../../models/ledgers/city.ts';
import type { Kind } from '../../../models/rules/codes.ts';
import { addDays, yearOf, type Day } from '../../../models/rules/time/day.ts';
import type { RuleSet } from '../../../models/rules/ruleset.ts';
import type { Registry } from '../enterprises.ts';
import { fatesOf, lifeOf, type Fate, type Life } from './life.ts';
import { aliasesOf, companyName, ORIGINS, otherProject, plantProject, type Origin } from '../names.ts';
import { CHAIN_WEIGHTS, OTHER_PRODUCTS, PRODUCTS, type Product } from './products.ts';
import type { Random } from '../random.ts';
import { signingsOf, type Signing } from './signings.ts';

/** An investor with what it makes; expansions and further phases keep it. */
export interface Investor {
  brand: string;
  name: string;
  origin: Origin;
  product: Product;
  /** Credit codes of the investor and of the company it founds here. */
  uscc: string;
  companyUscc: string;
}

/** What is decided about a project before its columns are filled. */
export interface DemoDraft {
  code: string;
  unit: string;
  name: string;
  kind: Kind;
  /** Over 1 亿元, or one of the small ones below it. */
  small: boolean;
  factory: boolean;
  investor: Investor;
  parentCode?: string;
  /** 在谈: a project without a contract. */
  talk?: { alias: string; since: Day; framework: boolean };
  /** A project with a contract. */
  life?: Life;
  /** How many months it stands still, if it does. */
  idleMonths: number;
}

/** The part of all projects that is under negotiation. */
export const TALK_SHARE = 0.06;
const FRAMEWORK_SHARE = 0.3;
/** What becomes of a signing, of a hundred. */
const SORTS = ['plant', 'small', 'other', 'tech', 'expansion', 'phase'] as const;
const SORT_WEIGHTS = [80, 7, 4, 2, 5, 2];
/** The part of signings that counts as new over-亿元 manufacturing: plants and expansions. */
export const COUNTED_SHARE = 0.85;

/** Troubles that take building on land to have. */
const ON_LAND_ONLY: readonly Fate[] = ['SLOW', 'IDLE', 'IDLE_LAND', 'SUSPENDED'];
/** A suspension ends within this time: afterwards the contract is dissolved. */
const SUSPENDED_DAYS = 300;
/** A parent must have run for a while before it expands. */
const PARENT_DAYS = 200;

/** Hands out XM-2026-YC-0001, -0002 …: numbers run by year and unit, as the store's own do. */
function codesOf(): (day: Day, unit: string) => string {
  const last = new Map<string, number>();
  return (day, unit) => {
    const series = `XM-${yearOf(day)}-${unit}-`;
    const number = (last.get(series) ?? 0) + 1;
    last.set(series, number);
    return series + String(number).padStart(4, '0');
  };
}

/** All projects of the city in outline, the oldest signing first, then those under negotiation. */
export function draftsOf(
  random: Random,
  city: City,
  today: Day,
  count: number,
  registry: Registry,
): DemoDraft[] {
  const rules = city.ruleSet;
  const talks = Math.round(count * TALK_SHARE);
  const next: Next = {
    ...registry,
    fate: fatesOf(random),
    code: codesOf(),
    factoryShare: new Map(unitsInOrder(city).map(({ code }) => [code, random.real(0.2, 0.55)])),
  };
  const signed: DemoDraft[] = [];
  for (const signing of signingsOf(random, city, today, count - talks))
    signed.push(signedDraft(random, next, signing, signed, rules, today));
  const aliases = aliasesOf(random).slice(0, talks);
  const since = aliases.map(() => addDays(today, -random.int(3, 200))).sort();
  const open = aliases.map((alias, i) => talkDraft(random, next, city, alias, since[i] ?? today));
  return [...signed, ...open];
}

interface Next extends Registry {
  fate: () => Fate;
  code: (day: Day, unit: string) => string;
  factoryShare: ReadonlyMap<string, number>;
}

function newInvestor(
  random: Random,
  { brand: newBrand, uscc }: Next,
  products: readonly Product[],
): Investor {
  const brand = newBrand();
  const origin = random.weighted(
    ORIGINS,
    ORIGINS.map(({ weight }) => weight),
  );
  const product = random.pick(products);
  const form = random.chance(0.2) ? '集团有限公司' : '有限公司';
  const name = companyName(origin.place, brand, product, form);
  return { brand, name, origin, product, uscc: uscc(), companyUscc: uscc() };
}

function plantProducts(random: Random): Product[] {
  const chains = [...new Set(PRODUCTS.map(({ chain }) => chain))];
  const chain = random.weighted(
    chains,
    chains.map((code) => CHAIN_WEIGHTS[code] ?? 0),
  );
  return PRODUCTS.filter((product) => product.chain === chain);
}

function signedDraft(
  random: Random,
  next: Next,
  { unit, day }: Signing,
  earlier: readonly DemoDraft[],
  rules: RuleSet,
  today: Day,
): DemoDraft {
  const sort = random.weighted(SORTS, SORT_WEIGHTS);
  const dealt = next.fate();
  const fate = dealt === 'SUSPENDED' && addDays(day, SUSPENDED_DAYS) < today ? 'TERMINATED' : dealt;
  const factory = !ON_LAND_ONLY.includes(fate) && random.chance(next.factoryShare.get(unit) ?? 0.3);
  const base = {
    code: next.code(day, unit),
    unit,
    factory,
    idleMonths: random.int(2, 4),
    life: lifeOf(random, day, factory, fate, rules),
  };
  const parent = sort === 'expansion' || sort === 'phase' ? parentOf(random, unit, day, earlier) : undefined;
  if (parent) return { ...base, ...further(sort === 'expansion' ? 'EXPANSION' : 'PHASE', parent) };
  const other = sort === 'other';
  const investor = newInvestor(random, next, other ? OTHER_PRODUCTS : plantProducts(random));
  const { brand, product } = investor;
  const tech = sort === 'tech';
  const name = other
    ? otherProject(brand, product)
    : tech
      ? `${brand}${product.trade}${product.product}生产线技术改造项目`
      : plantProject(random, brand, product);
  return { ...base, name, investor, kind: tech ? 'TECH' : 'NEW', small: sort === 'small' || tech };
}

/** An earlier plant of the unit that builds by then and has no further phase yet. */
function parentOf(
  random: Random,
  unit: string,
  day: Day,
  earlier: readonly DemoDraft[],
): DemoDraft | undefined {
  const taken = new Set(earlier.map(({ parentCode }) => parentCode));
  const open = earlier.filter(
    ({ code, kind, unit: at, life, investor }) =>
      at === unit &&
      kind === 'NEW' &&
      !taken.has(code) &&
      PRODUCTS.includes(investor.product) &&
      life?.fate !== 'TERMINATED' &&
      life?.started !== undefined &&
      addDays(life.signed, PARENT_DAYS) < day &&
      life.started < day,
  );
  return open.length > 0 ? random.pick(open) : undefined;
}

function further(kind: 'EXPANSION' | 'PHASE', parent: DemoDraft) {
  const { brand, product } = parent.investor;
  const what = `${brand}${product.trade}${product.product}`;
  const name = kind === 'EXPANSION' ? `${what}增资扩产项目` : `${what}生产基地二期项目`;
  return { kind, name, parentCode: parent.code, investor: parent.investor, small: false };
}

function talkDraft(random: Random, next: Next, city: City, alias: string, since: Day): DemoDraft {
  const unit = random.pick(unitsInOrder(city)).code;
  const investor = newInvestor(random, next, plantProducts(random));
  return {
    code: next.code(since, unit),
    unit,
    name: plantProject(random, investor.brand, investor.product),
    kind: 'NEW',
    small: false,
    idleMonths: 0,
    factory: random.chance(0.3),
    investor,
    talk: { alias, since, framework: random.chance(FRAMEWORK_SHARE) },
  };
}
