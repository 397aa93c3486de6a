import type { OriginRegion } from '../../models/rules/codes.ts';
import type { Product } from './projects/products.ts';
import type { Random } from './random.ts';

/**
 * Invented names. A brand is three syllables of tables whose combinations are unusual in Chinese trade names, so that
 * no real company is meant; each is used once.
 */
const FIRST = '凌屿澄砚岚棠峤沐璟榆汐琅霁骁筠钦珩湛桓煦朔衍翊槿';
const SECOND = '栎桁汀岫曜桐砺霖谷澜禾铸莘沅堃珀柘泓蘅昕楠垚骐峻';
const THIRD = '特尔诺克维森瑞仑';

/** Gives a new brand at each call. Throws RangeError after 4,608. */
export function brandsOf(random: Random): () => string {
  const all = [...FIRST].flatMap((a) => [...SECOND].flatMap((b) => [...THIRD].map((c) => a + b + c)));
  const deck = random.shuffled(all);
  return () => {
    const brand = deck.pop();
    if (brand === undefined) throw new RangeError('no brand left');
    return brand;
  };
}

export interface Origin {
  region: OriginRegion;
  place: string;
  /** How often, of a hundred. Most come from the Pearl River delta (domain.md 1.2). */
  weight: number;
}

export const ORIGINS: readonly Origin[] = [
  { region: 'PRD', place: '深圳', weight: 34 },
  { region: 'PRD', place: '东莞', weight: 16 },
  { region: 'PRD', place: '广州', weight: 9 },
  { region: 'PRD', place: '惠州', weight: 8 },
  { region: 'PRD', place: '佛山', weight: 4 },
  { region: 'PROVINCE', place: '汕头', weight: 4 },
  { region: 'PROVINCE', place: '梅州', weight: 5 },
  { region: 'OTHER_PROVINCE', place: '赣州', weight: 5 },
  { region: 'OTHER_PROVINCE', place: '长沙', weight: 4 },
  { region: 'OTHER_PROVINCE', place: '苏州', weight: 4 },
  { region: 'HK_MACAO', place: '香港', weight: 5 },
  { region: 'FOREIGN', place: '新加坡', weight: 2 },
];

export const companyName = (place: string, brand: string, { trade }: Product, form = '有限公司'): string =>
  `${place}${brand}${trade}${form}`;

const WORKS = ['生产基地', '智能制造', '生产线建设', '产业园', '制造基地', '研发生产基地', '智能工厂'];

/** 屿桁诺电子智能终端结构件生产基地项目 */
export const plantProject = (random: Random, brand: string, { trade, product }: Product): string =>
  `${brand}${trade}${product}${random.pick(WORKS)}项目`;

/** A project that is no plant has its work in its product: 某某冷链仓储中心项目. */
export const otherProject = (brand: string, { product }: Product): string => `${brand}${product}项目`;

const CODE_NAMES = [...'白青苍翠绯金银玄赤紫'].flatMap((colour) =>
  [...'鹭松石竹鹿帆峰荷'].map((thing) => `${colour}${thing}项目`),
);

/** Code names of projects under negotiation: 白鹭项目. */
export const aliasesOf = (random: Random): string[] => random.shuffled(CODE_NAMES);

const SURNAMES = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦'];
const GIVEN = ['示范', '示例', '演示', '样例', '试例', '范例'];

/** A person's name that says itself that it is invented: 张示范. Different for the first 240 numbers. */
export const personName = (number: number): string => {
  const surname = SURNAMES[number % SURNAMES.length] ?? '张';
  return surname + (GIVEN[Math.floor(number / SURNAMES.length) % GIVEN.length] ?? '示范');
};

/** A mobile number of the range 190-0000-0000 … 9999, which no demo may ring. */
export const demoMobile = (number: number): string => `1900000${String(number % 10_000).padStart(4, '0')}`;

/** The mark that every invented free text begins with. */
export const DEMO = '演示数据';
