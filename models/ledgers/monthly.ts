import { CITY_WIDE, COUNTY } from '../rules/permissions.ts';
import { any, own, role } from '../rules/rights.ts';
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
    unit: { label: '考核单元', type: 'unit', required: true },
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
      aliases: ['累计投资', '完成投资'],
    },
    progress: { label: '本月进展', type: 'longtext', max: 200 },
    problem: { label: '存在问题', type: 'longtext', max: 200 },
  },
  identity: [['project', 'period']],
  indexes: [['period', 'unit']],
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY, 'PARK')),
    edit: any(role('PROJECT_CITY', 'LXB_ADMIN', 'ADMIN'), own('unit', 'COUNTY_FILL')),
  },
  asked: { by: ['unit'], called: ['进度月报'] },
  listed: ['project', 'period', 'cumInvestWan', 'noChange'],
});

export type MonthlyReport = RowOf<typeof monthlyReports>;
