import type { Chain } from '../../../models/rules/codes.ts';

/** What an invented company makes: the words of its name and project, its place in the chain, its GB/T 4754 division. */
export interface Product {
  chain: Chain;
  product: string;
  node: string;
  industryGb: string;
  /** The trade in company names: 某某电子有限公司. */
  trade: string;
}

type Line = readonly [product: string, node: string, industryGb: string, trade: string];

const of = (chain: Chain, lines: readonly Line[]): Product[] =>
  lines.map(([product, node, industryGb, trade]) => ({ chain, product, node, industryGb, trade }));

/** Manufacturing of the city's "1+3" industries and some others (domain.md 1.2). */
export const PRODUCTS: readonly Product[] = [
  ...of('ELEC', [
    ['智能终端结构件', '精密结构件', 'C39', '电子'],
    ['智能手机整机', '移动智能终端整机', 'C39', '智能终端'],
    ['平板电脑整机', '移动智能终端整机', 'C39', '数码科技'],
    ['高密度印制电路板', '印制电路板及覆铜板', 'C39', '电路'],
    ['高频覆铜板', '印制电路板及覆铜板', 'C39', '电子材料'],
    ['车载显示模组', '显示模组', 'C39', '光电'],
    ['摄像模组', '摄像模组', 'C39', '光学'],
    ['高速连接器', '连接器', 'C39', '电子'],
    ['储能电池材料', '储能材料', 'C38', '新能源'],
    ['散热模组', '精密结构件', 'C39', '热控科技'],
    ['无人机整机', '无人机', 'C37', '智能科技'],
    ['电声器件', '移动智能终端整机', 'C39', '声学'],
  ]),
  ...of('WATER_FOOD', [
    ['天然水灌装', '包装饮用水', 'C15', '饮用水'],
    ['植物茶饮', '茶饮果汁', 'C15', '饮品'],
    ['功能饮料', '功能饮料', 'C15', '饮品'],
    ['方便米粉', '方便食品', 'C14', '食品'],
    ['预制菜', '方便食品', 'C14', '食品'],
    ['饮料瓶坯', '包装材料', 'C29', '包装'],
  ]),
  ...of('MATERIAL', [
    ['稀土永磁材料', '磁性材料', 'C39', '磁材'],
    ['电池电解液', '电解液', 'C26', '化学材料'],
    ['碳纤维复合材料', '复合材料', 'C30', '新材料'],
    ['高强铝合金型材', '新型金属', 'C32', '金属材料'],
    ['高纯石英砂', '硅基及非金属材料', 'C30', '硅材料'],
    ['改性工程塑料', '复合材料', 'C29', '高分子'],
  ]),
  ...of('MOLD', [
    ['精密模架', '模架模具', 'C35', '精工'],
    ['注塑模具', '模架模具', 'C35', '精密技术'],
    ['自动化专用设备', '专用装备', 'C35', '装备'],
    ['精密零部件', '精密零部件', 'C34', '机械'],
    ['数控机床', '机床', 'C34', '装备制造'],
    ['建筑机械', '建筑机械', 'C35', '重工'],
  ]),
  ...of('OTHER_MFG', [
    ['功能性面料', '现代轻工纺织', 'C17', '纺织'],
    ['智能家居', '现代轻工纺织', 'C21', '家居'],
    ['玩具礼品', '现代轻工纺织', 'C24', '文化用品'],
    ['应急照明器材', '应急与节能', 'C38', '照明'],
  ]),
];

/** Projects that are no manufacturing: they are in the ledger and in no figure of over-亿元 manufacturing (V10). */
export const OTHER_PRODUCTS: readonly Product[] = [
  ...of('SERVICE', [
    ['智慧仓储物流中心', '仓储', 'G59', '供应链'],
    ['冷链仓储中心', '冷链', 'G59', '冷链'],
    ['绿色数据中心', '数据服务', 'I64', '数据科技'],
    ['温泉文旅度假村', '文旅', 'N78', '文旅'],
  ]),
  ...of('AGRI', [
    ['丝苗米种植示范园', '丝苗米', 'A01', '农业'],
    ['油茶种植加工园', '油茶', 'A01', '生态农业'],
  ]),
  ...of('OTHER', [['光伏发电站', '新能源发电', 'D44', '电力']]),
];

/** How many of ten projects belong to each chain: electronics leads, the three others follow. */
export const CHAIN_WEIGHTS: Readonly<Partial<Record<Chain, number>>> = {
  ELEC: 4.4,
  WATER_FOOD: 1.3,
  MATERIAL: 1.8,
  MOLD: 1.5,
  OTHER_MFG: 1,
};
