import type {
  Chain,
  CloseType,
  FairReview,
  Kind,
  LandMode,
  LeadSource,
  SignType,
  TermReason,
} from '../../codes.ts';

/**
 * What ledgers write in closed columns beside the choices' own labels, each with one sensible meaning (domain.md Appendix
 * A, B; the divisions of GB/T 4754-2017 under `chain`). What could mean two things is left out: it is asked.
 */

/** Words of one code, in one line each. */
const of = <C extends string>(table: Readonly<Partial<Record<C, string>>>): Readonly<Record<string, C>> =>
  Object.fromEntries(
    (Object.entries(table) as [C, string][]).flatMap(([code, words]) =>
      words.split(' ').map((word) => [word, code] as const),
    ),
  );

const KIND_WORDS = of<Kind>({
  NEW: '新建 新签约 新引入 招商引资',
  EXPANSION: '扩建 改扩建 增资',
  PHASE: '二期 三期 二期项目 三期项目 后续分期',
  TECH: '技术改造 技改扩能',
});

/** Only a formal contract counts as signed (domain.md 2.15 V07): letters of intent are framework agreements. */
const SIGN_TYPE_WORDS = of<SignType>({
  FORMAL:
    '正式协议 正式投资协议 投资协议 投资协议书 项目投资协议 项目投资协议书 投资合同 投资建设协议 入园协议 入驻协议 进园协议',
  FRAMEWORK: '框架意向协议 意向框架协议 战略合作协议 合作框架协议 战略合作框架协议',
});

const LAND_MODE_TRADE_WORDS = of<LandMode>({
  NEW_LAND: '挂牌 工业用地 购买土地 划拨 新增建设用地',
  STOCK_LAND: '二手地 司法拍卖',
  BUY_FACTORY: '购买标准厂房 购买 自购厂房',
  RENT_FACTORY: '租用厂房 租用标准厂房 租赁厂房 租赁标准厂房',
  OWN_FACTORY: '现有厂房 原厂区',
});

const LEAD_SOURCE_WORDS = of<LeadSource>({
  PURSUIT: '驻点招商 外出招商 小分队招商 自主招商 领导带队',
  REFERRAL: '企业介绍 企业推荐 以商引商',
  EVENT: '招商会 推介会 招商推介会 招商活动 粤商大会 展会 博览会',
  TOWNSMEN: '乡情招商 乡贤招商',
  AGENCY: '委托招商 中介招商',
  SUPERIOR: '市级推送 省商务厅推送 上级推荐',
  SELF: '主动上门 企业自主 自主上门',
});

const FAIR_REVIEW_WORDS = of<FairReview>({
  NOT_DONE: '待审查 未审查 审查中 正在审查 未完成',
  PASSED: '已审查 已通过 已完成 审查通过',
  NOT_APPLICABLE: '不涉及 无需审查 不需审查',
});

const CLOSE_TYPE_WORDS = of<CloseType>({
  TERMINATED: '解约 已解约 放弃 流失 撤销 已终止',
  TRANSFERRED: '转出 流转',
  UNQUALIFIED: '不符合条件 不符合统计口径 剔除',
});

const TERM_REASON_WORDS = of<TermReason>({
  INVESTOR: '企业原因 企业自身原因 投资方放弃 企业放弃',
  MARKET: '行业下行 市场原因',
  LAND: '选址问题 土地原因 用地原因',
  ENVIRONMENT: '能耗指标 环评',
  FUNDS: '融资困难 资金原因',
  POLICY: '规划调整',
  PROMISE: '承诺未兑现',
  OTHER: '其它',
});

/** Divisions of GB/T 4754-2017 and the trades' usual names; 化学、有色 and the like may be 先进材料 or not, and are asked. */
const CHAIN_TRADE_WORDS = of<Chain>({
  ELEC: '计算机通信和其他电子设备制造业 通信和其他电子设备制造业 电子信息制造业',
  WATER_FOOD: '农副食品加工业 食品制造业 酒饮料和精制茶制造业 食品加工业',
  MOLD: '通用设备制造业 专用设备制造业 五金模具 农业机械',
  OTHER_MFG:
    '其它制造业 金属制品业 橡胶和塑料制品业 非金属矿物制品业 造纸和纸制品业 纺织业 纺织服装服饰业 服装 家具制造业 ' +
    '印刷和记录媒介复制业 医药制造业 汽车制造业 汽车零部件 新能源汽车 电气机械和器材制造业 仪器仪表制造业 五金 水泥',
  AGRI: '农林牧渔 农林牧渔业 种养殖',
  SERVICE:
    '第三产业 批发和零售业 住宿和餐饮业 房地产 房地产业 金融 金融业 教育 电商 跨境电商 电子商务 酒店 养老 康养 总部经济 其他服务业 交通运输仓储和邮政业 医药物流',
  OTHER: '其它 电力 水电',
});

/** What an enterprise's state is called in registers of other offices. */
const BIZ_STATUS_WORDS = of<'NORMAL' | 'REDUCED' | 'STOPPED' | 'MOVED' | 'CANCELLED'>({
  NORMAL: '存续 在业 在营 在册 开业 营业 运营 运营中 在产 生产 生产中 投产',
  STOPPED: '关停 停业 歇业 停工',
  MOVED: '外迁 已搬迁 已迁出',
});

const TENURE_WORDS = of<'OWN' | 'RENT' | 'MIXED'>({
  OWN: '自购 购置 购买 自建',
  RENT: '租用',
  MIXED: '自有租赁 自有及租赁 自有加租赁 部分自有部分租赁',
});

const CATEGORY_WORDS = of<
  'REP' | 'KEY_SCALE' | 'NEAR_SCALE' | 'AT_RISK' | 'NEGOTIATING' | 'HOMETOWN' | 'OTHER'
>({
  NEAR_SCALE: '拟上规 拟上规企业 准规上 小升规 小升规培育企业 临规 临规企业',
  AT_RISK: '下规风险 拟退规',
  NEGOTIATING: '在谈企业',
  OTHER: '其它',
});

/** By the column that holds them. */
export const TRADE_WORDS = {
  kind: KIND_WORDS,
  signType: SIGN_TYPE_WORDS,
  landMode: LAND_MODE_TRADE_WORDS,
  leadSource: LEAD_SOURCE_WORDS,
  fairReview: FAIR_REVIEW_WORDS,
  closeType: CLOSE_TYPE_WORDS,
  termReason: TERM_REASON_WORDS,
  chain: CHAIN_TRADE_WORDS,
  bizStatus: BIZ_STATUS_WORDS,
  tenure: TENURE_WORDS,
  categories: CATEGORY_WORDS,
} as const;
