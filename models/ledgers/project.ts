import {
  CHAINS,
  CHAIN_ROLES,
  CLOSE_TYPES,
  EVAL_GRADES,
  FAIR_REVIEWS,
  KINDS,
  LAND_MODES,
  LEAD_SOURCES,
  LIGHTS,
  ORIGIN_REGIONS,
  OVERLAYS,
  SIGN_TYPES,
  STAGES,
  TERM_REASONS,
} from '../rules/codes.ts';
import { CHAIN_WORDS, LAND_MODE_WORDS, parseStage } from '../rules/parse/words.ts';
import { hasRole, type Viewer } from '../rules/permissions.ts';
import { EVERYTHING, NOTHING, type Where } from '../rules/where.ts';
import { defineLedger, type LooseRow, type NewOf, type RowOf } from './engine/define.ts';
import { deriveProject, projectRules, suggestProject } from './project-rules.ts';

const afterSigning = (text: string) => ({ when: (row: LooseRow) => row.stage !== 'NEGOTIATING', text });
const onLandMode = (modes: readonly string[], text: string) => ({
  when: (row: LooseRow) => modes.includes(String(row.landMode)),
  text,
});

/** 招商项目台账 (domain.md 2.1). Columns in the order of that table; codes in models/rules/codes.ts. */
export const projects = defineLedger({
  name: 'projects',
  title: '招商项目台账',
  noun: '项目',
  titleField: 'name',
  code: { series: (row, today) => `XM-${today.slice(0, 4)}-${row.landUnit ?? row.introUnit}-`, width: 4 },
  fields: {
    name: {
      label: '项目名称',
      type: 'text',
      required: true,
      min: 4,
      max: 60,
      aliases: ['项目', '名称', '签约项目名称', '企业（项目）名称', '项目全称'],
    },
    alias: {
      label: '保密代号',
      type: 'text',
      max: 30,
      required: { when: (row) => row.stage === 'NEGOTIATING', text: '在谈项目须填保密代号，群里只显示代号' },
    },
    kind: { label: '项目类型', type: 'choice', choices: KINDS, required: true, aliases: ['建设性质'] },
    parentCode: {
      label: '关联项目',
      type: 'text',
      max: 20,
      required: {
        when: (row) => row.kind === 'EXPANSION' || row.kind === 'PHASE',
        text: '增资扩产、分期续建须填关联项目编号',
      },
    },
    industryGb: { label: '行业代码', type: 'text', max: 6, required: afterSigning('签约后须填行业代码') },
    isMfg: { label: '是否制造业', type: 'flag', aliases: ['制造业'] },
    chain: {
      label: '产业归属',
      type: 'choice',
      choices: CHAINS,
      cellWords: CHAIN_WORDS,
      required: true,
      aliases: ['产业类别', '所属产业', '产业', '行业', '所属行业', '主导产业'],
    },
    chainNode: { label: '链条环节', type: 'text', max: 30 },
    chainRole: { label: '链条作用', type: 'choice', choices: CHAIN_ROLES },
    content: {
      label: '建设内容及规模',
      type: 'longtext',
      max: 500,
      aliases: ['建设内容', '项目概况', '项目简介', '主要建设内容'],
      required: afterSigning('签约后须填建设内容及规模'),
    },
    investorName: {
      label: '投资方',
      type: 'text',
      max: 60,
      aliases: ['投资主体', '投资企业', '投资单位', '客商', '甲方企业', '投资商', '企业名称'],
    },
    investorUscc: {
      label: '投资方统一社会信用代码',
      type: 'text',
      format: 'uscc',
      aliases: ['统一社会信用代码', '信用代码', '社会信用代码'],
    },
    originRegion: {
      label: '来源地',
      type: 'choice',
      choices: ORIGIN_REGIONS,
      aliases: ['投资来源地', '客商来源'],
    },
    originPlace: { label: '来源城市', type: 'text', max: 30 },
    investorTags: { label: '投资方标签', type: 'tags' },
    projectCompany: { label: '项目公司', type: 'text', max: 60, aliases: ['项目公司名称'] },
    projectUscc: { label: '项目公司信用代码', type: 'text', format: 'uscc' },
    plannedInvestWan: {
      label: '计划总投资',
      type: 'decimal',
      unit: '万元',
      min: 0.01,
      required: true,
      aliases: [
        '总投资',
        '投资总额',
        '投资额',
        '协议投资',
        '合同投资额',
        '签约金额',
        '投资规模',
        '计划投资',
        '总投资额',
      ],
    },
    fixedInvestWan: {
      label: '固定资产投资',
      type: 'decimal',
      unit: '万元',
      min: 0,
      told: { as: 'fixedInvest', by: 'plannedInvestWan' },
      aliases: ['固投', '固投额', '其中固定资产投资'],
    },
    foreignUsdWan: {
      label: '合同外资',
      type: 'decimal',
      unit: '万美元',
      min: 0,
      told: { as: 'foreignUsdWan', by: 'plannedInvestWan' },
    },
    phase1InvestWan: {
      label: '首期投资',
      type: 'decimal',
      unit: '万元',
      min: 0,
      told: { as: 'phase1', by: 'plannedInvestWan' },
      aliases: ['一期投资'],
    },
    cumInvestWan: {
      label: '累计完成投资',
      type: 'decimal',
      unit: '万元',
      min: 0,
      aliases: ['已完成投资', '累计投资', '完成投资', '投资完成'],
    },
    ytdInvestWan: {
      label: '今年完成投资',
      type: 'decimal',
      unit: '万元',
      min: 0,
      aliases: ['本年完成', '当年完成投资', '本年完成投资'],
    },
    cumFundWan: { label: '累计到位资金', type: 'decimal', unit: '万元', min: 0, aliases: ['到位资金'] },
    landMode: {
      label: '用地方式',
      type: 'choice',
      choices: LAND_MODES,
      cellWords: LAND_MODE_WORDS,
      aliases: ['供地方式'],
    },
    landMu: {
      label: '用地面积',
      type: 'decimal',
      unit: '亩',
      min: 0,
      max: 5000,
      aliases: ['用地', '占地', '占地面积', '用地需求'],
      required: onLandMode(['NEW_LAND', 'STOCK_LAND'], '新供地、存量用地项目须填用地面积（亩）'),
    },
    floorSqm: {
      label: '厂房面积',
      type: 'decimal',
      unit: '平方米',
      min: 0,
      aliases: ['租用厂房面积', '建筑面积', '租赁面积'],
      required: onLandMode(['RENT_FACTORY', 'BUY_FACTORY'], '租赁、购置厂房项目须填厂房面积'),
    },
    park: { label: '园区', type: 'park', aliases: ['落户园区', '选址', '拟落户地点', '所在园区'] },
    parcelCode: { label: '地块', type: 'text', max: 30 },
    carrierCode: { label: '载体', type: 'text', max: 30 },
    intensity: { label: '投资强度', type: 'decimal', unit: '万元/亩', system: true },
    outputWan: {
      label: '达产年产值',
      type: 'decimal',
      unit: '万元',
      min: 0,
      aliases: ['预计年产值', '达产产值', '年产值'],
    },
    taxWan: {
      label: '达产年税收',
      type: 'decimal',
      unit: '万元',
      min: 0,
      aliases: ['预计年税收', '年纳税', '税收贡献'],
    },
    taxPerMu: { label: '亩均税收', type: 'decimal', unit: '万元/亩', system: true },
    jobs: { label: '就业', type: 'int', unit: '人', min: 0, aliases: ['用工', '带动就业', '预计用工'] },
    energyTce: { label: '综合能耗', type: 'decimal', unit: '吨标煤', min: 0 },
    introUnit: {
      label: '引入方',
      type: 'unit',
      required: true,
      aliases: ['引进单位', '引入单位', '引荐单位'],
    },
    firstTalkUnit: { label: '首谈单位', type: 'unit', system: true },
    firstTalkDate: { label: '首谈登记日', type: 'day', system: true },
    landUnit: {
      label: '落地方',
      type: 'unit',
      aliases: ['县区', '县（区）', '所属县区', '落户地', '落地单位', '辖区', '考核单元'],
      required: afterSigning('签约后须填落地方'),
    },
    statRegion: { label: '统计属地', type: 'text', max: 20 },
    respOrg: { label: '责任单位', type: 'text', max: 40, aliases: ['牵头单位'] },
    respPost: { label: '责任岗位', type: 'post', aliases: ['责任人', '负责人', '跟进人'] },
    leaderPost: { label: '挂点领导岗位', type: 'post' },
    servicePost: { label: '服务专员岗位', type: 'post' },
    leadSource: { label: '项目来源', type: 'choice', choices: LEAD_SOURCES },
    fairReview: {
      label: '公平竞争审查',
      type: 'choice',
      choices: FAIR_REVIEWS,
      required: afterSigning('签约后须有公平竞争审查结论'),
    },
    caseByCase: { label: '是否一事一议', type: 'flag', system: true },
    keyChain: { label: '是否链上关键', type: 'flag' },
    evalScore: { label: '最新评估得分', type: 'decimal', unit: '分', system: true },
    evalGrade: { label: '最新评估等次', type: 'choice', choices: EVAL_GRADES, system: true },
    stage: {
      label: '当前阶段',
      type: 'choice',
      choices: STAGES,
      reads: parseStage,
      means: { TERMINATED: { closeType: 'TERMINATED' } },
      told: { as: 'stage' },
      required: true,
      aliases: ['进展阶段', '项目状态', '目前状态', '建设阶段'],
    },
    overlays: { label: '叠加状态', type: 'choices', choices: OVERLAYS },
    firstContactDate: { label: '首次接洽日', type: 'day', aliases: ['接洽时间'] },
    signDate: {
      label: '签约日期',
      type: 'day',
      aliases: ['签约时间', '签订时间', '合同签订时间'],
      required: afterSigning('签约后须填签约日期'),
    },
    signType: { label: '协议类型', type: 'choice', choices: SIGN_TYPES, aliases: ['合同类型'] },
    contractNo: { label: '合同编号', type: 'text', max: 40 },
    agreedStart: {
      label: '约定动工日',
      type: 'day',
      future: true,
      aliases: ['计划开工', '约定动工', '拟开工时间', '计划动工时间', '计划开工时间'],
      required: afterSigning('签约后须填约定动工日'),
    },
    agreedProduce: {
      label: '约定投产日',
      type: 'day',
      future: true,
      aliases: ['计划投产', '预计投产', '拟投产', '计划投产时间'],
      required: afterSigning('签约后须填约定投产日'),
    },
    landedOn: { label: '落地日期', type: 'day', aliases: ['落地时间'] },
    startedOn: { label: '动工日期', type: 'day', aliases: ['动工时间', '开工时间', '实际开工', '开工日期'] },
    producedOn: { label: '投产日期', type: 'day', aliases: ['投产时间', '竣工投产时间', '实际投产'] },
    fullOn: { label: '达产日期', type: 'day', aliases: ['达产时间'] },
    scaleOn: { label: '入规日期', type: 'day', aliases: ['入规时间'] },
    landSuppliedOn: { label: '供地日期', type: 'day', aliases: ['土地成交时间', '摘牌时间'] },
    signedIn: { label: '签约认定期', type: 'period' },
    landedIn: { label: '落地认定期', type: 'period' },
    startedIn: { label: '动工认定期', type: 'period' },
    producedIn: { label: '投产认定期', type: 'period' },
    fullIn: { label: '达产认定期', type: 'period' },
    progress: {
      label: '本月进展',
      type: 'longtext',
      max: 200,
      aliases: ['进展情况', '目前进展', '最新进展', '工作进展', '推进情况'],
    },
    problem: {
      label: '存在问题',
      type: 'longtext',
      max: 200,
      aliases: ['存在困难', '问题及困难', '制约因素'],
    },
    needHelp: {
      label: '需协调事项',
      type: 'longtext',
      max: 200,
      aliases: ['需市级协调解决', '需协调解决的问题', '需协调解决的事项'],
    },
    nextStep: { label: '下一步计划', type: 'longtext', max: 200 },
    nextDue: { label: '计划完成时间', type: 'day', future: true },
    light: { label: '亮灯', type: 'choice', choices: LIGHTS, system: true },
    lightReasons: { label: '灯因', type: 'tags', system: true },
    closeType: { label: '销号类型', type: 'choice', choices: CLOSE_TYPES },
    closedOn: { label: '销号日期', type: 'day' },
    termReason: { label: '终止原因', type: 'choice', choices: TERM_REASONS },
    deducted: { label: '核减', type: 'flag' },
    deductDoc: {
      label: '核减批准文号',
      type: 'text',
      max: 40,
      required: { when: (row) => row.deducted === true, text: '核减须填批准文号' },
    },
    unit: { label: '考核归属', type: 'unit', hidden: true, system: true },
    nameKey: { label: '归一名', type: 'text', hidden: true, system: true },
  },
  identity: [['unit', 'nameKey']],
  // The first three carry the branches of the monthly selection (figures/cohorts.ts), each branch exactly one of them:
  // with two to choose from the planner tries plans out instead of answering.
  indexes: [
    ['isMfg', 'signDate', 'plannedInvestWan'],
    ['producedIn', 'closeType', 'signDate'],
    ['producedOn'],
    ['stage', 'unit'],
    ['investorUscc'],
  ],
  derive: deriveProject,
  suggest: suggestProject,
  presumes: [
    { field: 'signType', text: '没有“协议类型”列，有签约日期的按正式合同' },
    { field: 'signedIn', text: '没有“签约认定期”列，按签约当月认定' },
    { field: 'kind', text: '没有“项目类型”列，按新引进' },
  ],
  rules: projectRules,
  permits: { read: 'projects.read', write: 'projects.write' },
  readScope: projectReadScope,
  writeScope: projectWriteScope,
  usual: ['investorName', 'originRegion', 'isMfg', 'landMode', 'signType', 'producedOn'],
  listed: ['code', 'name', 'landUnit', 'plannedInvestWan', 'stage', 'signDate', 'agreedStart', 'startedOn'],
  similarity: {
    name: 'name',
    investor: 'investorName',
    unit: 'unit',
    amount: 'plannedInvestWan',
    date: 'signDate',
  },
});

export type Project = RowOf<typeof projects>;
export type NewProject = NewOf<typeof projects>;

/**
 * 在谈保密 (domain.md 0.1-11): a project under negotiation is seen by the unit that brought it, 市商务局, 领导小组办公室,
 * the conveners and the auditor. From signing on the whole city sees it. Enterprises see none.
 */
export function projectReadScope(viewer: Viewer): Where {
  if (hasRole(viewer, 'PROJECT_CITY', 'LXB_ADMIN', 'LEADER', 'AUDITOR', 'ADMIN')) return EVERYTHING;
  const signed: Where = { stage: { not: ['NEGOTIATING'] } };
  return viewer.unit ? { any: [signed, { introUnit: viewer.unit }, { firstTalkUnit: viewer.unit }] } : signed;
}

/**
 * A county writes its own projects: those it negotiates, wherever they may land, and those on its land from signing
 * on. The city's desks write all (domain.md 1.6).
 */
export function projectWriteScope(viewer: Viewer): Where {
  if (hasRole(viewer, 'PROJECT_CITY', 'LXB_ADMIN', 'ADMIN')) return EVERYTHING;
  if (!viewer.unit) return NOTHING;
  return {
    any: [
      { stage: 'NEGOTIATING', introUnit: viewer.unit },
      { stage: { not: ['NEGOTIATING'] }, unit: viewer.unit },
    ],
  };
}
