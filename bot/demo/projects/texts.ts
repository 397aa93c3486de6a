import type { Stage } from '../../../models/rules/codes.ts';
import { DEMO } from '../names.ts';
import type { Product } from './products.ts';
import type { Random } from '../random.ts';

/** Free texts of the demo city. Each begins with the mark that it is invented. */

const SHOPS = ['标准厂房', '洁净车间', '自动化车间', '综合厂房'];
const REST = ['研发楼及配套设施', '检测中心及仓库', '办公楼和员工宿舍', '原料和成品仓库'];

export const contentText = (random: Random, { product }: Product): string =>
  `${DEMO}：建设${random.pick(SHOPS)}、${random.pick(REST)}，主要从事${product}的研发、生产和销售，分步购置设备并投入使用。`;

const PROGRESS: Readonly<Record<Stage | 'FRAMEWORK', readonly string[]>> = {
  NEGOTIATING: ['投资方已实地考察，正在商谈用地和合作条件', '正在比选厂址，投资方计划本月再次来访'],
  FRAMEWORK: ['已签框架协议，正式合同条款仍在商谈'],
  SIGNED: ['正在注册项目公司，准备项目备案', '正在办理用地预审和规划条件'],
  LANDED: ['正在办理施工许可，施工单位已确定', '正在做场地平整和临时设施'],
  STARTED: ['主体厂房施工中，设备订单已签', '正在装修车间，首批设备陆续到场', '厂房封顶，正在安装机电设备'],
  PRODUCING: ['首条生产线已投产，正在爬坡', '试产合格，开始批量供货'],
  FULL: ['产能按协议释放，运行平稳'],
};

export const progressOf = (random: Random, stage: Stage | 'FRAMEWORK'): string =>
  `${DEMO}：${random.pick(PROGRESS[stage])}。`;

const MONTHLY = [
  '完成基础施工，进入主体结构施工',
  '主体结构施工按计划推进',
  '设备采购合同已签，首批预付款已付',
  '机电安装过半，同步办理供电',
  '部分设备进场并开始安装',
  '内外装修和厂区道路施工',
  '设备调试，招聘首批员工',
];

/** A building project's month; `step` runs with its months, so that no two in a row say the same. */
export const monthlyProgress = (step: number): string =>
  `${DEMO}：${MONTHLY[step % MONTHLY.length] ?? '按计划推进'}。`;

const PROBLEMS = ['设备到货晚于计划', '施工队伍人手不足', '供电线路尚未接通', '投资方资金安排调整'];
export const problemOf = (random: Random): string => `${DEMO}：${random.pick(PROBLEMS)}。`;
