import { LONGEST } from '../parse/bounds.ts';
import { withoutPlace } from '../parse/choices/china.ts';
import { nameKeyOf } from '../parse/text.ts';

/**
 * A company's name is place, name of its own, trade and legal form: 东莞 桓峻特 新能源 有限公司. Who talks of it says the name of
 * its own, with or without the trade.
 */

/** Legal forms, the longer ones first. */
const FORMS = [
  '有限责任公司',
  '股份有限公司',
  '集团有限公司',
  '有限公司',
  '有限合伙',
  '合伙企业',
  '集团公司',
  '总公司',
  '分公司',
  '子公司',
  '公司',
  '集团',
  '股份',
];

/** What says only what a company does, or how it is held. */
const TRADES = [
  '科技',
  '技术',
  '高科',
  '新能源',
  '能源',
  '储能',
  '光伏',
  '电力',
  '电气',
  '电器',
  '电子',
  '电路',
  '电路板',
  '线路板',
  '信息',
  '数码',
  '数字',
  '智能',
  '智造',
  '通信',
  '通讯',
  '网络',
  '软件',
  '半导体',
  '微电子',
  '光电',
  '显示',
  '照明',
  '材料',
  '新材料',
  '复合材料',
  '先进材料',
  '磁材',
  '磁业',
  '铜业',
  '铝业',
  '钢铁',
  '金属',
  '五金',
  '塑胶',
  '塑料',
  '橡胶',
  '化工',
  '化学',
  '涂料',
  '玻璃',
  '陶瓷',
  '建材',
  '装饰',
  '家具',
  '家居',
  '木业',
  '纸业',
  '包装',
  '印刷',
  '纺织',
  '服饰',
  '机械',
  '机电',
  '装备',
  '设备',
  '重工',
  '精工',
  '精密',
  '模具',
  '工具',
  '自动化',
  '机器人',
  '汽车',
  '汽配',
  '车业',
  '食品',
  '饮料',
  '饮品',
  '饮用水',
  '水业',
  '酒业',
  '茶业',
  '农业',
  '农牧',
  '牧业',
  '林业',
  '饲料',
  '粮油',
  '乳业',
  '医药',
  '药业',
  '制药',
  '医疗',
  '器械',
  '生物',
  '健康',
  '环保',
  '环境',
  '节能',
  '再生资源',
  '循环',
  '实业',
  '工业',
  '产业',
  '企业',
  '投资',
  '控股',
  '发展',
  '开发',
  '建设',
  '工程',
  '置业',
  '商贸',
  '贸易',
  '物流',
  '供应链',
  '制造',
  '生产',
  '加工',
  '国际',
  '中国',
  '股权',
  '管理',
  '服务',
  '研究院',
  '厂',
];

const anyOf = (words: readonly string[]): string => words.toSorted((a, b) => b.length - a.length).join('|');
const BRACKET = /\([^()]{1,12}\)/g;
const FORM = new RegExp(`(?:${anyOf(FORMS)})+$`);
const TELLS_NOTHING = new RegExp(`^(?:${anyOf(TRADES)})*$`);

/** A company's name without place, brackets and legal form: 桓峻特新能源. `places` are the city's own names. */
export function investorKey(name: string, places: readonly string[] = []): string {
  const plain = nameKeyOf(name.slice(0, LONGEST.name)).slice(0, LONGEST.name);
  const bare = plain.replace(BRACKET, '').replace(FORM, '');
  const own = places.find((place) => bare.startsWith(place) && bare.length > place.length + 1);
  const key = withoutPlace(own === undefined ? bare : bare.slice(own.length)).replace(/[^\p{L}\p{N}]/gu, '');
  return key === '' ? plain : key;
}

/** The least that is a name of its own. */
const LEAST = 2;

/** Is one key the other, shortened by its trade: 桓峻特 of 桓峻特新能源? 明盛 is none of 明盛达电子. */
export function isShortened(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length >= LEAST && long.startsWith(short) && TELLS_NOTHING.test(long.slice(short.length));
}
