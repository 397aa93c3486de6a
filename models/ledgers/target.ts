import { OFFICIALS } from '../rules/permissions.ts';
import { role } from '../rules/rights.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/** What a yearly target counts. The bulletin reads NEW_OVER_YI_MFG of the month’s tables (domain.md 4.2). */
export const INDICATORS = {
  NEW_OVER_YI_MFG: '新签约超亿元制造业项目个数',
} as const;

/** 年度目标: one number per assessment unit, year and indicator (domain.md D24). */
export const targets = defineLedger({
  name: 'targets',
  title: '年度目标',
  noun: '目标',
  called: ['目标任务', '任务分解', '任务表', '指标分解'],
  titleField: 'unit',
  code: { series: (row) => `MB-${row.year}-${row.unit}-`, width: 2 },
  fields: {
    unit: {
      label: '考核单元',
      type: 'unit',
      required: true,
      aliases: ['单位', '县区', '县（区）', '责任单位'],
    },
    year: {
      label: '年度',
      type: 'int',
      year: true,
      min: 2000,
      max: 2100,
      required: true,
      aliases: ['年份', '目标年度'],
    },
    indicator: {
      label: '指标',
      type: 'choice',
      choices: INDICATORS,
      required: true,
      aliases: ['指标名称', '考核指标'],
      words: {
        新签约超亿元制造业项目: 'NEW_OVER_YI_MFG',
        超亿元制造业项目个数: 'NEW_OVER_YI_MFG',
        新签约超亿元制造业: 'NEW_OVER_YI_MFG',
        新签约超亿元项目个数: 'NEW_OVER_YI_MFG',
      },
    },
    value: {
      label: '目标值',
      type: 'int',
      min: 0,
      max: 10_000,
      required: true,
      aliases: ['年度目标', '目标', '目标数'],
    },
  },
  identity: [['unit', 'year', 'indicator']],
  asked: { called: ['任务', '任务数', '目标数'] },
  doors: { spread: { by: 'indicator', value: 'value' } },
  suggest: (row) => ({ indicator: row.indicator ?? 'NEW_OVER_YI_MFG' }),
  rights: {
    read: role(...OFFICIALS),
    edit: ['下达、修改年度目标', role('LXB_ADMIN', 'PROJECT_CITY', 'ADMIN')],
  },
  order: ['-year', 'unit'],
  listed: ['unit', 'year', 'indicator', 'value'],
});

export type Target = RowOf<typeof targets>;
