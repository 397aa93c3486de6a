import type { OriginRegion } from '../../codes.ts';
import { ORIGIN_REGIONS } from '../../codes.ts';
import { divisionsIn } from './china.ts';
import { matchChoice, type Likely } from './choice.ts';
import { isQualified } from './qualifiers.ts';
import { ask, read, type Parsed } from '../result.ts';
import { cellText, quote, type Cell } from '../text.ts';

/** Words for the regions themselves; 境外 and 台湾 are asked, since they are of more than one. */
const REGION_WORDS: Readonly<Record<string, OriginRegion>> = {
  珠江三角洲: 'PRD',
  大湾区内地: 'PRD',
  广东省内: 'PROVINCE',
  省内: 'PROVINCE',
  粤东: 'PROVINCE',
  粤西: 'PROVINCE',
  粤北: 'PROVINCE',
  外省: 'OTHER_PROVINCE',
  港资: 'HK_MACAO',
  澳资: 'HK_MACAO',
  国外: 'FOREIGN',
  海外: 'FOREIGN',
  外商投资: 'FOREIGN',
};

/** Parts of the country and words for where one is: each may be of more than one region, or of none for sure. */
const LIKELY_REGIONS: Likely<OriginRegion> = {
  ...regionsOfWords('台湾 台资 台商 海峡', ['HK_MACAO', 'FOREIGN', 'OTHER_PROVINCE']),
  ...regionsOfWords('境外 侨资 华侨 侨商 外企', ['FOREIGN', 'HK_MACAO']),
  ...regionsOfWords('大湾区 湾区', ['PRD', 'HK_MACAO']),
  ...regionsOfWords('本地 本市 市内 本县 县内 本区 区内 当地 本土 本省', ['PROVINCE']),
  ...regionsOfWords(
    '长三角 长江三角洲 京津冀 环渤海 成渝 海西 长株潭 东北 华东 华北 华中 西北 西南 中部 西部 北方 内地',
    ['OTHER_PROVINCE'],
  ),
  ...regionsOfWords('华南 广东 粤', ['PRD', 'PROVINCE']),
  ...regionsOfWords('全国 国内', ['OTHER_PROVINCE', 'PRD', 'PROVINCE']),
};

function regionsOfWords(words: string, regions: readonly OriginRegion[]): Likely<OriginRegion> {
  return Object.fromEntries(words.split(' ').map((word) => [word, regions]));
}

/**
 * The nine cities of the Pearl River Delta, as the plan for its reform and development names them (国家发展改革委 2008):
 * 广州 深圳 珠海 江门 佛山 肇庆 惠州 东莞 中山.
 */
const PRD_CITIES = new Set(['4401', '4403', '4404', '4407', '4406', '4412', '4413', '4419', '4420']);
const REGION_OF_PROVINCE: Readonly<Record<string, OriginRegion | undefined>> = {
  44: 'PROVINCE',
  71: undefined,
  81: 'HK_MACAO',
  82: 'HK_MACAO',
};
/** Guangdong alone may be either. */
const GUANGDONG = '440000';

function regionOfDivision(code: string): OriginRegion | undefined {
  if (code === GUANGDONG) return undefined;
  if (PRD_CITIES.has(code.slice(0, 4))) return 'PRD';
  const province = code.slice(0, 2);
  return province in REGION_OF_PROVINCE ? REGION_OF_PROVINCE[province] : 'OTHER_PROVINCE';
}

const OF_CHINA = new Set(['CN', 'HK', 'MO', 'TW']);
/** Every other country by its name, as the Unicode CLDR has them. */
const COUNTRIES: ReadonlySet<string> = countries();

function countries(): Set<string> {
  const names = new Intl.DisplayNames(['zh-Hans'], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => !OF_CHINA.has(code));
  return new Set(codes.flatMap((code) => names.of(code) ?? []));
}

/** The regions that a place may be in: one, where it can be told. */
function regionsOf(place: string): OriginRegion[] {
  if (COUNTRIES.has(place)) return ['FOREIGN'];
  const regions = divisionsIn(place).map(regionOfDivision);
  return [...new Set(regions)].flatMap((region) => region ?? []);
}

/** 珠三角各市, 省外地区, 港澳一带: the region, whichever of its places is meant. */
const WHOLE_REGION = /(?:各[市县地]|[九9]市|地区|区域|城市|一带)$/;
const SEVERAL = /[、,，/;；]|以及|和|及/;
const LONGEST_PLACE = 30;

/**
 * Reads a 来源地 cell: its choices, or a place of China or abroad (深圳市, 江苏省苏州市, 香港), which is kept beside the region.
 * A place that may be in two regions (南山区) is asked, and so are places of different regions. Never throws.
 */
export function parseOrigin(cell: Cell): Parsed<OriginRegion> {
  const parsed = matchChoice(cell, ORIGIN_REGIONS, REGION_WORDS, LIKELY_REGIONS);
  if (parsed.ok || !parsed.asked) return parsed;
  const text = (cellText(cell) ?? '').replace(/\s/g, '');
  if (text.length > LONGEST_PLACE) return parsed;
  const whole = matchChoice(text.replace(WHOLE_REGION, ''), ORIGIN_REGIONS, REGION_WORDS);
  if (whole.ok) return whole;
  const each = text.split(SEVERAL).filter(Boolean).map(regionsOf);
  const regions = [...new Set(each.flat())];
  const [region] = regions;
  if (region === undefined || each.some((found) => found.length === 0)) return parsed;
  const certain = regions.length === 1 && (each.length === 1 || !isQualified(text));
  if (certain) return read(region, [], { place: text });
  const labels = regions.map((code) => ORIGIN_REGIONS[code]).join('还是');
  return ask(`${quote(text)}分不清是${labels}`, parsed.suggestion ?? '', { word: text, proposals: regions });
}
