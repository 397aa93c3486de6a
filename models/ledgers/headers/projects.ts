import type { FieldHeaders } from '../engine/fields.ts';
import { AREA_PARTS, INDUSTRY_PARTS, PLACE_PARTS } from './shared.ts';

/**
 * What the columns of 招商项目台账 are called in sheets: further names word for word (domain.md Appendix A), and the parts
 * that names are put together from (models/rules/parse/headers). Earlier parts go first where two columns mean one field.
 */
export const PROJECT_HEADERS = {
  name: {
    aliases: ['项目', '名称', '签约项目名称', '企业（项目）名称', '项目全称', '签约项目', '在谈项目'],
    parts: ['项目 名 拟? 引进? 招商? 签约? 洽谈? 企业?'],
  },
  kind: { aliases: ['建设性质', '项目性质'], parts: ['项目 建设? 性质', '? 项目 类'] },
  industryGb: { parts: ['行业 编码', '? 行业 类 编码'] },
  isMfg: { aliases: ['制造业'], parts: ['制造业 是否? 项目?'] },
  chain: {
    aliases: ['产业类别', '所属产业', '产业', '行业', '所属行业', '主导产业'],
    parts: [...INDUSTRY_PARTS.map((part) => `${part} 项目?`), '? 项目 类'],
  },
  content: {
    aliases: ['建设内容', '项目概况', '项目简介', '主要建设内容'],
    parts: [
      '建设 内容 规模? 主要? 项目? 概况? 拟?',
      '项目 概况 主要?',
      '建设 规模 项目? 主要?',
      '? 项目 情况',
      '? 产品 主要? 项目?',
    ],
  },
  investorName: {
    aliases: ['投资主体', '投资企业', '投资单位', '客商', '甲方企业', '投资商', '企业名称'],
    parts: ['投资方 名? 企业? 拟? 主要?', '投资 企业|单位 名?', '? 引进|招商 企业 名?'],
  },
  investorUscc: {
    aliases: ['统一社会信用代码', '信用代码', '社会信用代码'],
    parts: ['信用代码 投资方? 企业?', '信用代码 投资 企业|单位'],
  },
  originRegion: {
    aliases: ['投资来源地', '客商来源'],
    parts: [
      '来源地 投资? 投资方? 资金? 项目? 企业?',
      '投资|投资方 来源',
      '? 投资方 所|注册 地',
      '? 投资方 国家 所?',
    ],
  },
  originPlace: { parts: ['? 投资方 国家 所? 地?', '? 投资方 所|注册 地', '? 国家 投资? 来源?'] },
  projectCompany: {
    aliases: ['项目公司名称'],
    parts: ['项目公司 名? 项目?', '项目 企业|单位', '? 实施 名? 项目?', '? 落地|入驻 企业 名?'],
  },
  projectUscc: { parts: ['信用代码 项目公司'] },
  plannedInvestWan: {
    aliases: ['总投资', '投资总额', '投资额', '协议投资', '合同投资额', '签约金额', '投资规模', '总投资额'],
    parts: [
      '投资 总 拟? 约定? 合同? 签约? 意向? 额? 规模? 项目?',
      '投资 合同|签约|约定 意向? 额? 规模? 项目?',
      '投资 拟|意向 额? 规模? 项目?',
      '投资 额|规模 项目?',
      '签约|合同 额 项目?',
      '? 签约|合同|约定 资金 额?',
    ],
  },
  fixedInvestWan: {
    aliases: ['固投', '固投额', '其中固定资产投资'],
    parts: ['固投 额? 总? 拟? 项目? 投资?'],
  },
  foreignUsdWan: { parts: ['外资 合同 额?', '? 外资 额? 总? 拟?'] },
  phase1InvestWan: { aliases: ['一期投资'], parts: ['首期 投资 额? 总? 拟? 项目?'] },
  cumInvestWan: {
    aliases: ['已完成投资', '累计投资', '完成投资', '投资完成'],
    parts: [
      '投资 累计 完成? 实? 总? 额? 项目? 情况?',
      '投资 完成 实? 总? 额? 项目?',
      '? 投资 实 总? 额? 项目?',
    ],
  },
  ytdInvestWan: {
    aliases: ['本年完成', '当年完成投资', '本年完成投资'],
    parts: ['投资 完成 今年 累计? 实? 额? 项目?', '? 投资 今年 累计? 实? 额?'],
  },
  cumFundWan: {
    aliases: ['到位资金'],
    parts: ['到位 资金? 投资? 累计? 实? 额? 总? 项目?', '? 到位 今年 资金? 累计? 实? 额?'],
  },
  landMode: {
    aliases: ['供地方式'],
    parts: ['用地|供地 方式 拟? 项目?', '用地|供地 类|性质|来源 拟? 项目?', '? 厂房 类|来源|方式'],
  },
  landMu: {
    aliases: ['用地', '占地', '占地面积', '用地需求'],
    parts: [
      ...AREA_PARTS.land,
      '用地 需求|规模 拟? 项目? 面积? 总?',
      '? 项目 用地',
      '? 供地 面积? 规模? 拟? 项目? 总?',
    ],
  },
  floorSqm: {
    aliases: ['租用厂房面积', '建筑面积', '租赁面积'],
    parts: AREA_PARTS.floor,
  },
  park: {
    aliases: ['落户园区', '选址', '拟落户地点', '所在园区'],
    parts: ['园区 拟? 所? 落地? 入驻? 项目? 名?', '选址 拟? 项目? 地? 园区?'],
  },
  outputWan: {
    aliases: ['预计年产值', '达产产值', '年产值'],
    parts: ['产值 达产 年? 拟? 额? 总? 项目?', '产值 拟|年 额? 总? 项目?'],
  },
  taxWan: {
    aliases: ['预计年税收', '年纳税', '税收贡献'],
    parts: ['税收 达产 年? 拟? 额? 总? 贡献? 项目?', '税收 拟|年 额? 总? 贡献? 项目?'],
  },
  jobs: {
    aliases: ['用工', '带动就业', '预计用工'],
    parts: ['用工 数? 拟? 带动? 项目? 达产? 需求?', '人员 数 拟|带动 项目?'],
  },
  energyTce: { parts: ['能耗 年? 拟? 总? 额? 项目? 达产?'] },
  introUnit: {
    aliases: ['引进单位', '引入单位', '引荐单位'],
    parts: ['引进|招商 单位|部门 项目? 责任? 名?'],
  },
  landUnit: {
    aliases: ['县区', '县（区）', '所属县区', '落户地', '落地单位', '辖区', '考核单元'],
    parts: [
      ...PLACE_PARTS.map((part) => `${part} 落地? 项目?`),
      '落地 县区 地? 项目? 所? 名?',
      '落地 地 项目? 所? 拟?',
      '项目 地 所?',
      '? 建设|项目 地|地址 所?',
      '? 填报 单位',
    ],
  },
  respOrg: { aliases: ['牵头单位'], parts: ['责任 单位|部门 项目?'] },
  respPost: { aliases: ['责任人', '负责人', '跟进人'] },
  leaderPost: { parts: ['挂点 领导 市? 项目?'] },
  leadSource: {
    parts: ['线索 来源|方式 项目?', '引进|招商 方式|来源 项目?', '? 项目 来源地'],
  },
  fairReview: { parts: ['审查 是否? 通过? 完成? 情况? 结果? 项目? 实?'] },
  stage: {
    aliases: ['进展阶段', '项目状态', '目前状态', '建设阶段', '状态'],
    parts: [
      '阶段 现? 项目? 所? 建设? 进度? 进展? 推进? 状态?',
      '状态 现? 项目? 所? 建设? 进度? 进展? 推进?',
      '? 进度 现? 项目? 建设? 推进? 洽谈?',
      '? 情况|概况 建设 项目?',
    ],
  },
  firstContactDate: { aliases: ['接洽时间'], parts: ['洽谈 日 首次? 项目?'] },
  signDate: {
    aliases: ['签约时间', '签订时间', '合同签订时间'],
    parts: ['签约 日 合同? 实? 项目?', '签约', '? 签约|合同 日|年份 项目?', '? 签约 合同'],
  },
  signType: {
    aliases: ['合同类型', '签约类型', '合同性质'],
    parts: ['签约|合同 类|性质 项目?', '? 签约|合同 方式'],
  },
  contractNo: { parts: ['合同 编码 项目? 签约?'] },
  agreedStart: {
    aliases: ['计划开工', '约定动工', '拟开工时间', '计划动工时间', '计划开工时间'],
    parts: ['开工 拟|约定|合同 竣工?', '开工 日 拟|约定|合同 项目? 竣工?'],
  },
  agreedProduce: {
    aliases: ['计划投产', '预计投产', '拟投产', '计划投产时间'],
    parts: [
      '投产 拟|约定|合同 竣工?',
      '投产 日 拟|约定|合同 竣工? 项目?',
      '竣工 拟|约定|合同',
      '竣工 日 拟|约定|合同 项目?',
    ],
  },
  landedOn: { aliases: ['落地时间'], parts: ['落地 日 实? 项目?', '? 注册 日 企业? 项目公司?'] },
  startedOn: {
    aliases: ['动工时间', '开工时间', '实际开工', '开工日期'],
    parts: ['开工 实', '开工 实 日 项目?', '开工 日 项目?', '开工'],
  },
  producedOn: {
    aliases: ['投产时间', '竣工投产时间', '实际投产'],
    parts: [
      '投产 实 竣工?',
      '投产 实 日 项目? 竣工?',
      '投产 日 竣工? 项目?',
      '投产',
      '? 竣工|运营 日? 实? 项目?',
    ],
  },
  fullOn: { aliases: ['达产时间'], parts: ['达产 日 实? 项目?'] },
  scaleOn: { aliases: ['入规时间'], parts: ['入规 日 实? 项目? 企业?', '? 入库 日 实? 项目?'] },
  landSuppliedOn: { aliases: ['土地成交时间', '摘牌时间'], parts: ['供地 日 实? 项目? 用地?'] },
  progress: {
    aliases: ['进展情况', '目前进展', '最新进展', '工作进展', '推进情况'],
    parts: [
      '进展 现? 本月? 累计? 项目? 工作? 推进? 情况? 建设?',
      '推进 情况 现? 本月? 累计? 项目? 工作? 建设?',
      '? 进度 洽谈',
      '? 进度|洽谈 现? 情况? 项目? 本月?',
    ],
  },
  problem: {
    aliases: ['存在困难', '问题及困难', '制约因素'],
    parts: ['问题 存在? 现? 项目? 主要? 推进? 情况? 建设?'],
  },
  needHelp: {
    aliases: ['需市级协调解决', '需协调解决的问题', '需协调解决的事项'],
    parts: ['协调 需|问题|事项 市? 部门? 项目? 存在? 现?', '? 协调 市? 项目?'],
  },
  nextStep: { parts: ['下步 工作? 拟? 打算? 推进? 项目? 主要? 进度?', '? 工作 拟|打算'] },
  termReason: { parts: ['终止 原因 说明? 项目?'] },
  closeType: { parts: ['? 终止 类'] },
  deducted: { parts: ['核减 是否? 项目?'] },
} as const satisfies Readonly<Record<string, FieldHeaders>>;
