import type { Chain, SignType } from '../../codes.ts';
import type { Likely } from './choice.ts';

/**
 * Words of sheets that stand for no choice of their column, by the choices that people mean by them, the likeliest first:
 * what a person is asked then begins with these.
 */
const of = <C extends string>(rows: readonly (readonly [words: string, codes: readonly C[]])[]): Likely<C> =>
  Object.fromEntries(
    rows.flatMap(([words, codes]) => words.split(' ').map((word) => [word, codes] as const)),
  );

/** A letter of intent or a memorandum is no framework agreement, and none of them is a contract (domain.md 0.1-4). */
const SIGN_TYPE_LIKELY = of<SignType>([
  ['意向书 意向协议 意向合同 意向 备忘录 谅解备忘录 会议纪要 纪要 MOU 战略协议', ['FRAMEWORK']],
  ['补充协议 监管协议 租赁合同 土地出让合同 出让合同', ['FORMAL']],
]);

/** By the divisions of GB/T 4754—2017 that sheets name in short. */
const CHAIN_LIKELY = of<Chain>([
  [
    '化工 石化 精细化工 化学 日化 涂料 冶金 钢铁 有色 铝业 铜业 稀土 塑料 橡胶 塑胶 玻璃 陶瓷',
    ['MATERIAL', 'OTHER_MFG'],
  ],
  ['光伏 储能 锂电 电池 芯片 LED 光电 光学 通信 通讯 智能制造 智能 新能源', ['ELEC', 'OTHER_MFG']],
  ['汽车 零部件 五金 家电 医疗器械 机器人 航空 低空', ['MOLD', 'OTHER_MFG', 'ELEC']],
  ['生物 服装 制衣 皮革 鞋 箱包 造纸 包装 印刷 玩具 钟表 水泥 砂石 环保 节能', ['OTHER_MFG']],
  ['酒 茶 乳业 调味 预制菜 粮油 保健', ['WATER_FOOD', 'AGRI']],
  ['林业 渔业 畜牧 果蔬 花卉 中药材 油茶 种业', ['AGRI', 'WATER_FOOD']],
  [
    '数字 软件 大数据 信息技术 电商 金融 康养 养老 教育 地产 房地产 餐饮 酒店 体育 研发 总部',
    ['SERVICE', 'OTHER'],
  ],
  ['能源 电力 风电 燃气 水务 基础设施 采矿 矿业', ['OTHER', 'OTHER_MFG']],
]);

export const LIKELY_WORDS = { signType: SIGN_TYPE_LIKELY, chain: CHAIN_LIKELY } as const;
