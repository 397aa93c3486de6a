/**
 * The enumerations of the project ledger: stored code -> the word people use (domain.md 0.1-4, 1.2, 2.1). The order of
 * each map is the order in which lists show it; for stages it is also the order of progress.
 */
export const STAGES = {
  NEGOTIATING: '在谈',
  SIGNED: '签约',
  LANDED: '落地',
  STARTED: '动工',
  PRODUCING: '投产',
  FULL: '达产',
} as const;
export type Stage = keyof typeof STAGES;

export const KINDS = {
  NEW: '新引进',
  EXPANSION: '增资扩产',
  PHASE: '分期续建',
  TECH: '技改',
} as const;
export type Kind = keyof typeof KINDS;

/** Only a formal contract counts as signed; a framework agreement stays 在谈 (domain.md 2.15 V07). */
export const SIGN_TYPES = {
  FORMAL: '正式合同',
  FRAMEWORK: '框架协议',
} as const;
export type SignType = keyof typeof SIGN_TYPES;

export const LAND_MODES = {
  NEW_LAND: '新供地',
  STOCK_LAND: '存量用地',
  RENT_FACTORY: '租赁厂房',
  BUY_FACTORY: '购置厂房',
  OWN_FACTORY: '自有厂房',
} as const;
export type LandMode = keyof typeof LAND_MODES;

/** States laid over the stage; a project may carry several. */
export const OVERLAYS = {
  TRANSFERRING: '流转中',
  SUSPENDED: '暂缓',
  DISPUTED: '存疑',
} as const;
export type Overlay = keyof typeof OVERLAYS;

/** Why a project left the open list (销号类型). */
export const CLOSE_TYPES = {
  FULFILLED: '达产销号',
  TERMINATED: '终止',
  TRANSFERRED: '流转移出',
  MERGED: '重复合并',
  UNQUALIFIED: '不符合口径',
} as const;
export type CloseType = keyof typeof CLOSE_TYPES;

export const CHAINS = {
  ELEC: '电子信息',
  WATER_FOOD: '水饮料及食品',
  MATERIAL: '先进材料',
  MOLD: '机械与模具',
  OTHER_MFG: '其他制造业',
  AGRI: '农业',
  SERVICE: '服务业',
  OTHER: '其他',
} as const;
export type Chain = keyof typeof CHAINS;

/** The light of a project, the worst first (domain.md 4.4); grey is a project that waits by approval. */
export const LIGHTS = {
  RED: '红灯',
  YELLOW: '黄灯',
  GREY: '灰灯',
  GREEN: '绿灯',
} as const;
export type Light = keyof typeof LIGHTS;

export const CHAIN_ROLES = {
  BUILD: '建链',
  FILL: '补链',
  EXTEND: '延链',
  STRENGTHEN: '强链',
  OPTIMISE: '优链',
} as const;
export type ChainRole = keyof typeof CHAIN_ROLES;

export const ORIGIN_REGIONS = {
  PRD: '珠三角',
  PROVINCE: '省内其他',
  OTHER_PROVINCE: '省外',
  HK_MACAO: '港澳',
  FOREIGN: '外资',
} as const;
export type OriginRegion = keyof typeof ORIGIN_REGIONS;

export const LEAD_SOURCES = {
  PURSUIT: '盯引',
  REFERRAL: '以商招商',
  EVENT: '活动',
  TOWNSMEN: '乡贤',
  AGENCY: '中介',
  SUPERIOR: '上级推送',
  TRANSFER: '流转',
  SELF: '自荐',
} as const;
export type LeadSource = keyof typeof LEAD_SOURCES;

/** Fair-competition review (公平竞争审查). NOT_DONE may not be submitted for signing. */
export const FAIR_REVIEWS = {
  NOT_DONE: '未开展',
  PASSED: '通过',
  NOT_APPLICABLE: '不适用',
} as const;
export type FairReview = keyof typeof FAIR_REVIEWS;

export const EVAL_GRADES = { A: 'A', B: 'B', C: 'C', D: 'D' } as const;
export type EvalGrade = keyof typeof EVAL_GRADES;

export const TERM_REASONS = {
  INVESTOR: '投资方原因',
  MARKET: '市场',
  LAND: '用地',
  ENVIRONMENT: '环保能耗',
  FUNDS: '资金',
  POLICY: '政策',
  PROMISE: '政府未兑现',
  OTHER: '其他',
} as const;
export type TermReason = keyof typeof TERM_REASONS;

export const isStage = (code: string): code is Stage => Object.hasOwn(STAGES, code);

/** The stages in order of progress. */
export const STAGE_ORDER: readonly Stage[] = Object.keys(STAGES).filter(isStage);

const STEP: Record<Stage, number> = {
  NEGOTIATING: 0,
  SIGNED: 1,
  LANDED: 2,
  STARTED: 3,
  PRODUCING: 4,
  FULL: 5,
};

/** Has a project at stage `a` come as far as `b`? */
export const stageAtLeast = (a: Stage, b: Stage): boolean => STEP[a] >= STEP[b];

/** A project in a ready factory: shorter limits for 动工 and 投产 (厂房类, domain.md 3.1 P4, P5 and 4.4). */
export const isFactoryMode = (mode: LandMode | undefined): boolean =>
  mode === 'RENT_FACTORY' || mode === 'BUY_FACTORY' || mode === 'OWN_FACTORY';
