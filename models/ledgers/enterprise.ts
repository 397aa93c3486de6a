import { CHAINS } from '../rules/codes.ts';
import { CITY_WIDE, COUNTY } from '../rules/permissions.ts';
import { any, ofEnterprise, own, role } from '../rules/rights.ts';
import { LIKELY_WORDS } from '../rules/parse/choices/likely-words.ts';
import { TRADE_WORDS } from '../rules/parse/choices/trade-words.ts';
import { CHAIN_WORDS } from '../rules/parse/words.ts';
import { ENTERPRISE_HEADERS } from './headers/enterprises.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** 企业类别, decided by 市工业和信息化局 at the start of a quarter (domain.md 2.2). */
export const CATEGORIES = {
  REP: '有代表性企业',
  KEY_SCALE: '重点规上企业',
  NEAR_SCALE: '即将上规企业',
  AT_RISK: '濒临下规企业',
  NEGOTIATING: '在谈重点企业',
  HOMETOWN: '乡贤企业',
  OTHER: '其他',
} as const;

export const BIZ_STATUSES = {
  NORMAL: '正常',
  REDUCED: '减产',
  STOPPED: '停产',
  MOVED: '迁出',
  CANCELLED: '注销',
} as const;

export const TENURES = { OWN: '自有', RENT: '租赁', MIXED: '自有和租赁' } as const;

const IN_OR_NEAR_SCALE = ['KEY_SCALE', 'NEAR_SCALE', 'AT_RISK'];

/** 企业台账 (domain.md 2.2). */
export const enterprises = defineLedger({
  name: 'enterprises',
  title: '企业台账',
  noun: '企业',
  called: ['企业名册', '企业名录', '企业名单', '企业清单', '企业一览表'],
  titleField: 'name',
  code: { of: (row) => `QY-${row.uscc}` },
  fields: {
    name: {
      label: '企业名称',
      type: 'text',
      required: true,
      min: 4,
      max: 60,
    },
    uscc: {
      label: '统一社会信用代码',
      type: 'text',
      format: 'uscc',
      required: true,
    },
    shortName: { label: '简称', type: 'text', max: 20 },
    formerNames: { label: '曾用名', type: 'tags' },
    unit: {
      label: '所属单元',
      type: 'unit',
      required: true,
    },
    park: { label: '所属园区', type: 'park' },
    address: { label: '地址', type: 'text', max: 100 },
    industryGb: { label: '行业代码', type: 'text', max: 6 },
    chain: {
      label: '产业归属',
      type: 'choice',
      choices: CHAINS,
      cellWords: { ...CHAIN_WORDS, ...TRADE_WORDS.chain },
      likely: LIKELY_WORDS.chain,
      required: true,
    },
    categories: {
      label: '企业类别',
      type: 'choices',
      choices: CATEGORIES,
      cellWords: TRADE_WORDS.categories,
    },
    inScale: {
      label: '是否规上',
      type: 'flag',
      words: {
        yes: ['规模以上', '规上工业', '已上规', '已入规', '限上'],
        no: ['规下', '规模以下', '小微', '未入规', '限下'],
      },
    },
    scaleOn: { label: '入规时间', type: 'day' },
    rev12mWan: {
      label: '近12月主营收入',
      type: 'decimal',
      unit: '万元',
      min: 0,
      required: {
        when: (row) =>
          Array.isArray(row.categories) && row.categories.some((c) => IN_OR_NEAR_SCALE.includes(c)),
        text: '规上、即将上规、濒临下规企业须填近12月主营收入',
      },
    },
    outputWan: { label: '上年产值', type: 'decimal', unit: '万元', min: 0 },
    taxWan: { label: '上年税收', type: 'decimal', unit: '万元', min: 0 },
    employees: {
      label: '用工',
      type: 'int',
      unit: '人',
      min: 0,
    },
    kwh3m: { label: '近3月用电量', type: 'decimal', unit: '万度', min: 0 },
    tags: { label: '企业标签', type: 'tags' },
    leaderPost: { label: '挂点领导岗位', type: 'post' },
    servicePost: { label: '服务专员岗位', type: 'post' },
    landMu: { label: '占地面积', type: 'decimal', unit: '亩', min: 0, max: 5000 },
    floorSqm: { label: '建筑面积', type: 'decimal', unit: '平方米', min: 0 },
    tenure: { label: '自有或租赁', type: 'choice', choices: TENURES, cellWords: TRADE_WORDS.tenure },
    bizStatus: {
      label: '状态',
      type: 'choice',
      choices: BIZ_STATUSES,
      cellWords: TRADE_WORDS.bizStatus,
      required: true,
    },
  },
  headers: ENTERPRISE_HEADERS,
  identity: [['uscc']],
  indexes: [['unit', 'bizStatus']],
  suggest: (row) => ({ bizStatus: row.bizStatus ?? 'NORMAL' }),
  // A county sees and keeps the enterprises on its land, the city's desks all, a liaison the own one.
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY, 'PARK'), ofEnterprise('code', 'ENTERPRISE')),
    edit: any(role('ISSUE_CITY', 'ADMIN'), own('unit', 'COUNTY_FILL')),
  },
  asked: { called: ['公司', '企业档案'] },
  listed: ['code', 'name', 'unit', 'chain', 'categories', 'inScale', 'bizStatus'],
  short: ['name', 'unit', 'chain', 'categories', 'inScale', 'bizStatus', 'uscc', 'code'],
});

const CONTACT_PREFIX = 'LX-';

/** Does the code of one who acts name an enterprise's contact, and no post of the city? */
export const isContactCode = (code: string): boolean => code.startsWith(CONTACT_PREFIX);

/** 企业联络员: kept apart from the enterprise and encrypted (domain.md 2.2, last row). */
export const contacts = defineLedger({
  name: 'contacts',
  title: '企业联络员',
  noun: '联络员',
  called: ['联系人', '通讯录', '联系表', '联络表', '联系方式'],
  titleField: 'title',
  code: { series: (row) => `${CONTACT_PREFIX}${row.enterprise}-`, width: 2 },
  fields: {
    enterprise: { label: '企业编号', type: 'ref', ref: 'enterprises', within: 'edit', required: true },
    unit: {
      label: '所属单元',
      type: 'unit',
      required: true,
      aliases: ['县区', '县（区）', '所属县区', '属地'],
    },
    title: { label: '岗位', type: 'text', required: true, max: 30, aliases: ['职务'] },
    name: {
      label: '姓名',
      type: 'text',
      required: true,
      max: 30,
      secret: 'name',
      sensitivity: '敏感',
      aliases: ['联系人'],
    },
    phone: {
      label: '手机',
      type: 'text',
      required: true,
      format: 'mobile',
      secret: 'mobile',
      sensitivity: '敏感',
      aliases: ['联系电话', '手机号', '手机号码', '电话'],
    },
    consentOn: { label: '同意日期', type: 'day' },
    /** From this day on the contact speaks for the enterprise no more. */
    stoppedOn: { label: '停用日期', type: 'day' },
    // The accounts by which a liaison is known; they come by a request that somebody has confirmed.
    feishu: { label: '飞书账号', type: 'text', max: 64, system: true, sensitivity: '内部' },
    wecom: { label: '企业微信账号', type: 'text', max: 64, system: true, sensitivity: '内部' },
  },
  identity: [['enterprise', 'title']],
  indexes: [['feishu'], ['wecom']],
  rights: {
    read: any(
      role('ISSUE_CITY', 'ADMIN'),
      own('unit', 'COUNTY_FILL', 'COUNTY_REVIEW'),
      ofEnterprise('enterprise', 'ENTERPRISE'),
    ),
    edit: ['登记企业联络员', any(role('ISSUE_CITY', 'ADMIN'), own('unit', 'COUNTY_FILL'))],
  },
  listed: ['enterprise', 'title', 'name', 'phone'],
});

export type Enterprise = RowOf<typeof enterprises>;
export type Contact = RowOf<typeof contacts>;
