import { CITY_WIDE, COUNTY } from '../rules/permissions.ts';
import { any, own, role } from '../rules/rights.ts';
import { PROJECT_HEADERS } from './headers/projects.ts';
import { PLACE_PARTS } from './headers/shared.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** 项目月报: one row a project and month, what the problem rules Q04 and Q05 look at (domain.md 2.1, sub-collections). */
export const monthlyReports = defineLedger({
  name: 'monthly-reports',
  title: '项目月报',
  noun: '月报',
  titleField: 'project',
  code: { of: (row) => `YB-${row.period}-${row.project}` },
  fields: {
    // A county reports on its own projects only, and a report is as secret as its project (在谈保密).
    project: {
      label: '项目编号',
      type: 'ref',
      ref: 'projects',
      within: 'edit',
      follows: true,
      required: true,
    },
    // A report of a project that has been named need not say whose it is.
    unit: { label: '考核单元', type: 'unit', required: true, told: { by: 'project', as: 'unit' } },
    period: { label: '通报期', type: 'period', required: true },
    noChange: {
      label: '无变化',
      type: 'flag',
      words: { yes: ['同上月', '与上月一致', '没有变化'], no: ['有变化', '已变化'] },
    },
    cumInvestWan: {
      label: '累计完成投资',
      type: 'decimal',
      unit: '万元',
      min: 0,
    },
    progress: { label: '本月进展', type: 'longtext', max: 200 },
    problem: { label: '存在问题', type: 'longtext', max: 200 },
  },
  headers: {
    unit: {
      aliases: ['县区', '县（区）', '单位', '所属县区', '落地方', '责任单位', '填报单位'],
      parts: PLACE_PARTS,
    },
    period: { aliases: ['月份', '报告期', '统计月份', '填报月份', '所属月份', '报告月份'] },
    cumInvestWan: PROJECT_HEADERS.cumInvestWan,
    progress: PROJECT_HEADERS.progress,
    problem: PROJECT_HEADERS.problem,
  },
  identity: [['project', 'period']],
  indexes: [['period', 'unit']],
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY, 'PARK')),
    edit: any(role('PROJECT_CITY', 'LXB_ADMIN', 'ADMIN'), own('unit', 'COUNTY_FILL')),
  },
  asked: { by: ['unit'] },
  monthly: ['noChange', 'cumInvestWan', 'progress', 'problem'],
  listed: ['project', 'period', 'cumInvestWan', 'noChange'],
  short: ['project', 'unit', 'period', 'noChange', 'cumInvestWan', 'progress', 'problem', 'code'],
});

export type MonthlyReport = RowOf<typeof monthlyReports>;
