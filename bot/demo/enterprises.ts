import { postsWith, unitOf, type City } from '../../models/ledgers/city.ts';
import type { BIZ_STATUSES, CATEGORIES } from '../../models/ledgers/enterprise.ts';
import { addDays, type Day } from '../../models/rules/time/day.ts';
import { companyName, DEMO, demoMobile, personName } from './names.ts';
import { PRODUCTS, type Product } from './projects/products.ts';
import { present, type Random } from './random.ts';
import { strengthsOf } from './projects/signings.ts';
import type { DemoProject, NewContact, NewEnterprise } from './types.ts';

type Category = keyof typeof CATEGORIES;

/** How large a company is decides its categories (domain.md 2.2): yearly revenue in 万元, and its share of a hundred. */
interface Size {
  weight: number;
  revenue: readonly [number, number];
  inScale: boolean;
  categories: readonly Category[];
}
const SIZES: readonly Size[] = [
  { weight: 3, revenue: [60_000, 480_000], inScale: true, categories: ['REP', 'KEY_SCALE'] },
  { weight: 24, revenue: [2_400, 60_000], inScale: true, categories: ['KEY_SCALE'] },
  { weight: 5, revenue: [1_500, 2_190], inScale: true, categories: ['AT_RISK'] },
  { weight: 8, revenue: [1_600, 1_990], inScale: false, categories: ['NEAR_SCALE'] },
  { weight: 4, revenue: [400, 1_500], inScale: false, categories: ['HOMETOWN'] },
  { weight: 56, revenue: [80, 1_500], inScale: false, categories: ['OTHER'] },
];
const STATUSES: readonly (keyof typeof BIZ_STATUSES)[] = [
  'NORMAL',
  'REDUCED',
  'STOPPED',
  'MOVED',
  'CANCELLED',
];
const STATUS_WEIGHTS = [90, 5, 3, 1, 1];
const TAGS = ['专精特新', '国家高新技术企业', '链主企业', '上市公司'];
/** Enterprises with a contact, of a hundred, by whether they are visited regularly. */
const CONTACT_SHARE = { listed: 0.85, other: 0.25 };
/** Numbers below this belong to the holders of posts. */
const FIRST_MOBILE = 1000;

const wan = (whole: number): number => Math.round(whole) * 100;

/** Where invented company names and credit codes come from; shared, so that none is given twice. */
export interface Registry {
  brand: () => string;
  uscc: () => string;
}

/** Who an enterprise is, before its figures are drawn. */
interface Founding {
  name: string;
  shortName: string;
  uscc: string;
  unit: string;
  product: Product;
}

/** The companies of producing projects first, then as many others as it takes to make `count`. */
export function enterprisesOf(
  random: Random,
  city: City,
  today: Day,
  count: number,
  projects: readonly DemoProject[],
  registry: Registry,
): NewEnterprise[] {
  const founded = foundedBy(projects).slice(0, count);
  const units = strengthsOf(city);
  const weights = units.map(({ strength }) => strength);
  while (founded.length < count) {
    const product = random.pick(PRODUCTS);
    const shortName = registry.brand();
    const name = companyName(city.short, shortName, product);
    founded.push({
      name,
      shortName,
      uscc: registry.uscc(),
      unit: random.weighted(units, weights).unit,
      product,
    });
  }
  return founded.map((founding) => enterpriseOf(random, city, today, founding));
}

function foundedBy(projects: readonly DemoProject[]): Founding[] {
  const founded = new Map<string, Founding>();
  for (const { values } of projects) {
    const { projectCompany: name, projectUscc: uscc, landUnit: unit, producedOn, chainNode, chain } = values;
    const product = PRODUCTS.find((one) => one.node === chainNode && one.chain === chain);
    if (name && uscc && unit && producedOn && product && !founded.has(uscc))
      founded.set(uscc, { name, shortName: name.slice(0, 8), uscc, unit, product });
  }
  return [...founded.values()];
}

function enterpriseOf(random: Random, city: City, today: Day, founding: Founding): NewEnterprise {
  const { name, shortName, uscc, unit, product } = founding;
  const size = random.weighted(
    SIZES,
    SIZES.map(({ weight }) => weight),
  );
  const revenue = Math.round(random.real(...size.revenue));
  const output = revenue * random.real(0.95, 1.1);
  const looked = size.categories[0] !== 'OTHER';
  const ownLand = random.chance(0.45);
  return present<NewEnterprise>({
    name,
    shortName,
    uscc,
    unit,
    park: random.chance(0.6) ? city.parks.find((park) => park.unit === unit)?.code : undefined,
    address: `${unitOf(city, unit).short}示范大道${random.int(1, 880)}号`,
    industryGb: product.industryGb,
    chain: product.chain,
    categories: size.categories,
    inScale: size.inScale,
    scaleOn: size.inScale ? addDays(today, -random.int(60, 3_000)) : undefined,
    rev12mWan: wan(revenue),
    outputWan: wan(output),
    taxWan: wan(output * random.real(0.02, 0.05)),
    employees: Math.max(5, Math.round(revenue / random.int(60, 110))),
    kwh3m: wan(revenue * random.real(0.004, 0.012)),
    tags: [DEMO, ...(size.inScale && random.chance(0.3) ? [random.pick(TAGS)] : [])],
    ...(looked ? carers(city, unit) : {}),
    landMu: ownLand ? wan(random.real(8, 160)) : undefined,
    floorSqm: wan(random.real(800, 40_000)),
    tenure: ownLand ? 'OWN' : 'RENT',
    bizStatus: random.weighted(STATUSES, STATUS_WEIGHTS),
  });
}

/** The posts of a unit that keep in touch with the enterprises on its list. */
function carers(city: City, unit: string) {
  const service = postsWith(city, 'COUNTY_FILL', { unit }).at(-1);
  return { leaderPost: postsWith(city, 'COUNTY_LEAD', { unit })[0]?.code, servicePost: service?.code };
}

/** One contact for most enterprises of the lists and some of the others. */
export function contactsOf(random: Random, enterprises: readonly NewEnterprise[], today: Day): NewContact[] {
  return enterprises
    .filter(({ servicePost }) => random.chance(servicePost ? CONTACT_SHARE.listed : CONTACT_SHARE.other))
    .map(({ uscc, unit }, i) => ({
      enterprise: `QY-${uscc}`,
      unit,
      title: random.pick(['总经理', '行政经理', '办公室主任', '副总经理']),
      name: personName(i),
      phone: demoMobile(FIRST_MOBILE + i),
      consentOn: addDays(today, -random.int(1, 400)),
    }));
}
