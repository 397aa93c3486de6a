import { areaList } from '@vant/area-data';

/**
 * The administrative divisions of China by name, as the Ministry of Civil Affairs publishes them (GB/T 2260 codes; the
 * package @vant/area-data). Taiwan's, Hong Kong's and Macao's are among them.
 */
interface Division {
  /** Six digits: province, city, county. */
  code: string;
  name: string;
  /** 苏州 of 苏州市, 延边 of 延边朝鲜族自治州; undefined where too little is left. */
  short?: string;
}

const PEOPLES =
  '壮 回 藏 彝 苗 侗 瑶 白 傣 黎 羌 土家 朝鲜 布依 哈尼 景颇 傈僳 满 畲 仡佬 水 拉祜 佤 纳西 撒拉 土 保安 东乡 裕固 毛南 仫佬 普米 独龙 怒 布朗 蒙古 各'
    .split(' ')
    .map((people) => `${people}族`);
const NAMELESS_PEOPLES = ['维吾尔', '哈萨克', '柯尔克孜', '蒙古', '塔吉克', '锡伯', '达斡尔'];
const KIND = /(?:特别行政区|自治[区州县旗]|地区|新区|省|市|盟|区|县|旗|州)$/;
const PEOPLE = new RegExp(`(?:${[...PEOPLES, ...NAMELESS_PEOPLES].join('|')})$`);
/** Names of groups of counties, which no one place has. */
const NO_NAME = /^(?:市辖区|县|.*直辖.*)$/;

const PROVINCES = divisionsOf(areaList.province_list);
const CITIES = divisionsOf(areaList.city_list);
const COUNTIES = divisionsOf(areaList.county_list);

function divisionsOf(list: Readonly<Record<string, string>>): Division[] {
  return Object.entries(list)
    .filter(([, name]) => !NO_NAME.test(name))
    .map(([code, name]) => {
      const short = shortOf(name);
      return short.length >= 2 && short !== name ? { code, name, short } : { code, name };
    })
    .sort((a, b) => b.name.length - a.name.length);
}

function shortOf(name: string): string {
  let short = name.replace(KIND, '');
  if (!/自治[区州县旗]$/.test(name)) return short;
  while (PEOPLE.test(short) && short.replace(PEOPLE, '').length >= 2) short = short.replace(PEOPLE, '');
  return short;
}

/** Names of provinces and cities, whole and short, by which a text may begin. */
const BEGINNINGS = new Set(
  [...PROVINCES, ...CITIES].flatMap(({ name, short }) => (short === undefined ? [name] : [name, short])),
);
const LONGEST_PLACE = Math.max(...[...BEGINNINGS].map((name) => name.length));
/** As much must be left of a name. */
const LEAST_LEFT = 2;

/** A name without the provinces and cities that it begins with: 桓峻特新能源 of 广东东莞桓峻特新能源. */
export function withoutPlace(name: string): string {
  for (let length = Math.min(LONGEST_PLACE, name.length - LEAST_LEFT); length >= 2; length--)
    if (BEGINNINGS.has(name.slice(0, length)))
      return withoutPlace(name.slice(length).replace(/^[省市](?=..)/, ''));
  return name;
}

/** A province or city by the names that people give it, and those of the cities in a province. */
export interface PlaceNames {
  names: readonly string[];
  inProvince: readonly string[];
}

const namesOf = ({ name, short }: Division): string[] => [name, ...(short === undefined ? [] : [short])];

/** The provinces and cities of China; those that are both, such as 北京, are there once. */
export const PLACES: readonly PlaceNames[] = [
  ...PROVINCES.map((province) => ({
    names: namesOf(province),
    inProvince: citiesOf(province.code).flatMap(namesOf),
  })),
  ...PROVINCES.flatMap((province) =>
    citiesOf(province.code)
      .filter(({ name }) => name !== province.name)
      .map((city) => ({
        names: [
          ...namesOf(city),
          ...namesOf(province).flatMap((before) => namesOf(city).map((name) => before + name)),
        ],
        inProvince: [],
      })),
  ),
];

function citiesOf(province: string): Division[] {
  return CITIES.filter(({ code }) => code.startsWith(province.slice(0, 2)));
}

/** A town, a park or a village within the place. */
const BELOW =
  /^(?:[一-龥]{1,10}(?:镇|乡|街道|村|社区)|[一-龥]{0,10}(?:开发区|高新区|新区|园区|工业园|经开区))$/;

/**
 * The divisions that a text may place something in, as codes of six digits: 江苏省苏州市 and 苏州 the city's, 南山区 those of
 * Shenzhen and of Hegang. None where it says anything else.
 */
export function divisionsIn(text: string): string[] {
  const said = text.replace(/^(?:中华人民共和国|中国|国内)/, '');
  const province = opening(PROVINCES, said, '');
  const rest = province?.after ?? said;
  const below = province?.codes[0]?.slice(0, 2) ?? '';
  const city = opening(CITIES, rest, below);
  const inCity = city && within(city, city.codes[0]?.slice(0, 4) ?? '');
  // 朝阳区 is no place in the city of 朝阳.
  return inCity ?? within(province ?? { codes: [], after: rest }, below) ?? [];
}

interface Opening {
  codes: string[];
  /** What follows the name. */
  after: string;
}

/** What a text means that has begun with a place: a county of it, a smaller place in it, itself; or nothing. */
function within({ codes, after }: Opening, below: string): string[] | undefined {
  const county = opening(COUNTIES, after, below, true);
  const rest = county?.after ?? after;
  if (rest !== '' && !(below !== '' && BELOW.test(rest))) return undefined;
  return county?.codes ?? codes;
}

/** The divisions with whose name a text begins, below a code. A county's short name must be all of it: 城 is none. */
function opening(
  divisions: readonly Division[],
  text: string,
  below: string,
  shortAlone = false,
): Opening | undefined {
  if (text === '') return undefined;
  const there = divisions.filter(({ code }) => code.startsWith(below));
  const named = there.filter(({ name }) => text.startsWith(name));
  const [longest] = named;
  if (longest) {
    const same = named.filter(({ name }) => name === longest.name);
    return { codes: same.map(({ code }) => code), after: text.slice(longest.name.length) };
  }
  const short = there.filter((each) =>
    each.short === undefined ? false : shortAlone ? text === each.short : text.startsWith(each.short),
  );
  const [first] = short.toSorted((a, b) => (b.short?.length ?? 0) - (a.short?.length ?? 0));
  if (first?.short === undefined) return undefined;
  const codes = short.filter((each) => each.short === first.short).map(({ code }) => code);
  return { codes, after: text.slice(first.short.length) };
}
