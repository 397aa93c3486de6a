import type { OriginRegion } from '../../codes.ts';
import { ORIGIN_REGIONS } from '../../codes.ts';
import { matchChoice } from './choice.ts';
import { isQualified } from './qualifiers.ts';
import { read, type Parsed } from '../result.ts';
import { cellText, type Cell } from '../text.ts';

/**
 * Places as they stand for a project's 来源地 (domain.md 2.1). Provinces by the names of GB/T 2260, the nine cities of the
 * Pearl River Delta as the province's plan of 2008 names them; other cities of China are asked.
 */
const PRD = '广州 深圳 珠海 佛山 东莞 中山 江门 惠州 肇庆';
const GUANGDONG = '汕头 韶关 梅州 汕尾 阳江 湛江 茂名 清远 潮州 揭阳 云浮 粤东 粤西 粤北';
const PROVINCES =
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 外省';
const HK_MACAO = '香港 澳门 港资 澳资 港澳';
const ABROAD = '日本 韩国 德国 美国 英国 法国 新加坡 马来西亚 泰国 越南 意大利 荷兰 瑞士 国外 海外 外商投资';

const REGION_WORDS: Readonly<Record<string, OriginRegion>> = {
  珠江三角洲: 'PRD',
  大湾区内地: 'PRD',
  广东省内: 'PROVINCE',
  省内: 'PROVINCE',
};
const TABLE: readonly (readonly [string, OriginRegion])[] = [
  ...named(PRD, 'PRD'),
  ...named(GUANGDONG, 'PROVINCE'),
  ...named(PROVINCES, 'OTHER_PROVINCE'),
  ...named(HK_MACAO, 'HK_MACAO'),
  ...named(ABROAD, 'FOREIGN'),
];

function named(words: string, region: OriginRegion) {
  return words.split(' ').map((word) => [word, region] as const);
}

/** What may follow a place's name: its kind, or a smaller place within it. */
const BELOW =
  /^(?:省|市|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)?(?:[一-龥]{1,8}(?:市|区|县|州|镇))?$/;

/** Reads a 来源地 cell: its choices, or a place of China or abroad (深圳市, 江苏省苏州市, 香港). Never throws. */
export function parseOrigin(cell: Cell): Parsed<OriginRegion> {
  const parsed = matchChoice(cell, ORIGIN_REGIONS, REGION_WORDS);
  if (parsed.ok) return parsed;
  const text = (cellText(cell) ?? '').replace(/\s/g, '');
  const place = text.replace(/^中国/, '').replace(/^广东省?(?=[一-龥])/, '');
  const found = TABLE.find(([name]) => place.startsWith(name));
  if (!found || isQualified(place) || !BELOW.test(place.slice(found[0].length))) return parsed;
  return read(found[1]);
}
