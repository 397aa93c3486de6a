/** Code lists that only the project ledger uses (domain.md 2.1). Those the figures know stand in models/rules/codes.ts. */
export const CHAIN_ROLES = {
  BUILD: '建链',
  FILL: '补链',
  EXTEND: '延链',
  STRENGTHEN: '强链',
  OPTIMISE: '优链',
} as const;

export const ORIGIN_REGIONS = {
  PRD: '珠三角各市',
  GUANGDONG: '省内其他',
  OTHER_PROVINCE: '省外',
  HK_MACAO: '港澳',
  FOREIGN: '外资',
} as const;

export const LEAD_SOURCES = {
  PURSUIT: '盯引',
  REFERRAL: '以商招商',
  EVENT: '活动',
  HOMETOWN: '乡贤',
  AGENCY: '中介',
  ASSIGNED: '上级推送',
  TRANSFER: '流转',
  SELF: '自荐',
} as const;

export const FAIR_REVIEWS = { NOT_YET: '未开展', PASSED: '通过', NOT_APPLICABLE: '不适用' } as const;

export const EVAL_GRADES = { A: 'A', B: 'B', C: 'C', D: 'D' } as const;

export const TERM_REASONS = {
  INVESTOR: '投资方原因',
  MARKET: '市场',
  LAND: '用地',
  ENVIRONMENT: '环保能耗',
  FUNDING: '资金',
  POLICY: '政策',
  GOVERNMENT: '政府未兑现',
  OTHER: '其他',
} as const;
