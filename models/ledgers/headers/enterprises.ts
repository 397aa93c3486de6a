import type { FieldHeaders } from '../engine/fields.ts';
import { AREA_PARTS, INDUSTRY_PARTS, PLACE_PARTS } from './shared.ts';

/** What the columns of 企业台账 are called in sheets, as for projects. 企业类型, the legal form, is none of them. */
export const ENTERPRISE_HEADERS = {
  name: {
    aliases: ['企业全称', '单位名称', '公司名称', '名称', '企业'],
    parts: ['企业 名 单位?', '单位 名', '项目 企业 名'],
  },
  uscc: {
    aliases: ['信用代码', '社会信用代码'],
    parts: ['信用代码 企业?'],
  },
  shortName: { aliases: ['企业简称', '公司简称'] },
  unit: {
    aliases: ['县区', '县（区）', '所属县区', '属地', '所在地'],
    parts: [...PLACE_PARTS.map((part) => `${part} 企业? 注册?`), '? 注册 地 企业?'],
  },
  park: {
    aliases: ['园区', '所在园区'],
    parts: ['园区 所? 入驻? 落地? 企业? 名?'],
  },
  address: {
    aliases: ['企业地址', '生产地址'],
    parts: [
      '地址 经营 企业? 实? 注册?',
      '地址 实 企业? 工作?',
      '地址 企业? 所?',
      '地址 注册 企业?',
      '经营 地 企业? 实?',
    ],
  },
  industryGb: { parts: ['行业 编码'] },
  chain: {
    aliases: ['行业', '所属产业', '产业类别', '所属行业'],
    parts: INDUSTRY_PARTS.map((part) => `${part} 企业?`),
  },
  categories: { aliases: ['类别'], parts: ['? 企业 类'] },
  inScale: {
    aliases: ['规上企业', '规上'],
    parts: ['规上 是否? 企业?'],
  },
  scaleOn: { parts: ['入规 日 企业? 实?', '? 入库 日 企业?'] },
  rev12mWan: {
    aliases: ['主营业务收入', '主营收入', '营业收入'],
    parts: ['收入 上年|年 总? 额?', '收入 总|额'],
  },
  outputWan: {
    aliases: ['产值', '年产值'],
    parts: ['产值 上年 总? 额?', '产值 年? 总? 额?'],
  },
  taxWan: {
    aliases: ['税收', '纳税额'],
    parts: ['税收 上年 总? 额? 贡献?', '税收 年? 总? 额? 贡献?'],
  },
  employees: {
    aliases: ['用工人数', '员工人数', '从业人数'],
    parts: ['用工 数? 总? 现? 企业? 规模?', '人员 数|规模 总? 现? 企业?'],
  },
  kwh3m: { aliases: ['用电量', '近三月用电量', '近三个月用电量', '近3个月用电量'] },
  tags: { aliases: ['资质', '荣誉资质'] },
  landMu: { aliases: ['占地'], parts: AREA_PARTS.land },
  floorSqm: { parts: AREA_PARTS.floor },
  tenure: {
    aliases: ['自有/租赁', '自有或租用'],
    parts: ['厂房 权属|性质|来源', '厂房 方式', '? 用地 性质|来源|权属', '? 厂房 类'],
  },
  bizStatus: {
    aliases: ['经营状态', '企业状态', '生产状态'],
    parts: ['经营|运营 状态|情况 企业? 现?', '状态 企业? 现?'],
  },
} as const satisfies Readonly<Record<string, FieldHeaders>>;
