import { projects } from '../../models/ledgers/project.ts';
import { importColumnsCard } from '../imports/columns.ts';
import { learnedCard, learnedPageCard, type LearnedView } from '../imports/learned.ts';
import { importCancelledCard, importCard, importDoneCard, importPageCard } from '../imports/import.ts';
import { importRowsCard } from '../imports/rows.ts';
import type { ImportRowsView, ImportView } from '../imports/view.ts';
import { samplesOf, type Sample } from './sample.ts';
import { sentence } from './facts.ts';

/** The cards of a large import in which much is doubtful. */
export const importSamples = (): Sample[] => [
  ...samplesOf(importCard, { large: [importView] }),
  ...samplesOf(importPageCard, { large: [importView] }),
  ...samplesOf(importColumnsCard, { large: [columnsView] }),
  ...samplesOf(learnedCard, { large: [learned(80)], none: [learned(0)] }),
  ...samplesOf(learnedPageCard, { large: [learned(80)] }),
  ...samplesOf(importDoneCard, {
    large: [importView, { inserted: 214, updated: 96, codes: ['XM-2026-YC-0001', 'XM-2026-YC-0002'] }],
  }),
  ...samplesOf(importCancelledCard, { large: [importView] }),
  ...samplesOf(importRowsCard, { large: [rowsView] }),
];

const rowsView: ImportRowsView = {
  token: 'i_8f2c41d07b6e4f0a',
  title: '招商项目台账',
  noun: '项目',
  file: '源城区2026年5月招商项目台账（定稿）.xlsx',
  filter: 'all',
  counts: { all: 839, differs: 200, open: 13, faulty: 37, skipped: 12 },
  page: 2,
  pages: 17,
  columns: projects.filled.flatMap((name) => projects.fields[name]?.label ?? []),
  rows: Array.from({ length: 50 }, (_, i) => ({
    sheet: '在建项目',
    row: i + 54,
    kind: (['new', 'changed', 'same', 'faulty', 'skipped'] as const)[i % 5] ?? 'new',
    title: `示范新材料科技（河源）有限公司${i + 1}期`,
    values: {
      项目名称: { text: `示范新材料科技（河源）有限公司${i + 1}期` },
      来源地: { text: '珠三角', said: '广东省深圳市宝安区' },
      计划总投资: { text: '12000 万元', said: '1.2亿' },
    },
    faults: i % 5 === 3 ? ['签约日期“2026.13.45”不是日期'] : [],
    asks: i % 5 === 0 ? ['“驻点招商”不在可选范围内'] : [],
    ...(i % 5 === 4 ? { reason: '合计行' } : {}),
  })),
};

const OTHERS = [
  { ledger: 'monthly-reports', title: '项目月报' },
  { ledger: 'targets', title: '年度目标' },
];

const importView: ImportView = {
  others: OTHERS,
  token: 'i_8f2c41d07b6e4f0a',
  title: '招商项目台账',
  noun: '项目',
  file: '源城区2026年5月招商项目台账（定稿）.xlsx',
  counts: { new: 214, changed: 96, same: 480, faulty: 37, skipped: 12 },
  ready: 260,
  open: 13,
  sheets: ['在建项目', '2025年度引进项目', '在谈项目'].map((name) => ({
    name,
    headerRows: [2, 3] as const,
    unit: '亿元',
    columns: Object.entries(projects.fields).map(([field, { label }], i) => ({
      header: `${label}（填报）`,
      column: `A${String.fromCharCode(65 + (i % 26))}`,
      field,
      label,
      how: '别名',
      unit: '万元',
    })),
    ignored: Array.from({ length: 8 }, (_, i) => ({
      header: `备注${i}`,
      column: `B${i}`,
      why: '台账没有这一项',
    })),
    skipped: [{ why: '合计行', rows: [12, 40, 77, 105, 140, 180, 201, 220], count: 8 }],
    sums: {
      rows: 280,
      columns: [
        { label: '计划总投资', sum: '321.50 亿元' },
        { label: '累计完成投资', sum: '87.05 亿元' },
      ],
      groups: [
        {
          label: '落地方',
          of: '计划总投资',
          items: ['源城区', '东源县', '市高新区'].map((unit) => ({
            name: unit,
            rows: 93,
            sum: '107.16 亿元',
          })),
        },
      ],
      totals: [
        {
          row: 12,
          title: '一、电子信息小计',
          label: '计划总投资',
          said: '32.15 亿元',
          read: '32.15 亿元',
          agrees: true,
        },
        {
          row: 284,
          title: '合计',
          label: '计划总投资',
          said: '331.50 亿元',
          read: '321.50 亿元',
          agrees: false,
        },
      ],
      moreTotals: 0,
    },
    comments: Array.from({ length: 5 }, (_, i) => ({ cell: `C${i + 4}`, text: sentence(60) })),
  })),
  faults: Array.from({ length: 200 }, (_, i) => ({
    sheet: '在建项目',
    cell: `F${i + 4}`,
    level: 'error',
    text: '签约日期“2026.13.45”不是日期',
    suggestion: '写成 2026-05-31 这样的日期，或留空后在系统里补登',
  })),
  moreFaults: 311,
  notes: Array.from({ length: 14 }, (_, i) => ({
    text: `金额按亿元读入（第 ${i + 1} 类）`,
    count: 40,
    cells: ['G4', 'G5', 'G6'],
  })),
  readings: Array.from({ length: 60 }, (_, i) => ({
    sheet: '在建项目',
    cell: `H${i + 4}`,
    label: '来源地',
    said: '广东省深圳市宝安区',
    read: '珠三角',
  })),
  moreReadings: 140,
  rows: Array.from({ length: 60 }, (_, i) => ({
    kind: i % 2 === 0 ? 'changed' : 'new',
    says: ['源城区', '12000 万元', '签约', '2026-03-15'],
    title: `示范新材料科技（河源）有限公司${i + 1}期`,
    row: i + 4,
    changes: Array.from({ length: 6 }, (_, k) => ({
      label: `字段${k + 1}`,
      before: '12000.00 万元',
      after: '13500.00 万元',
    })),
  })),
  questions: Array.from({ length: 50 }, (_, i) => ({
    ...(i === 0 ? { missing: { field: 'plannedInvestWan', label: '计划总投资' } } : {}),
    id: `q${i}`,
    text: '金额单位写的是“万”，数值又像亿元：1.2 是 1.2 亿元还是 1.2 万元',
    count: 23,
    cells: ['G4', 'G9', 'G17'],
    options: [
      { value: 'accept', label: '对，就按这样导入' },
      { value: 'skip', label: '这些行先不导入' },
    ],
    units: ['这一列其实是亿元', '各金额列其实都是亿元'].map((label, k) => ({
      field: 'plannedInvestWan',
      unit: '亿元',
      all: k === 1,
      label,
    })),
  })),
  duplicates: Array.from({ length: 10 }, (_, i) => ({
    name: `示范电子铜箔项目${i + 1}`,
    row: i + 4,
    candidates: Array.from({ length: 3 }, (_, k) => ({
      code: `XM-2025-YC-00${i}${k}`,
      name: '示范电子铜箔及配套产业园项目',
      score: 0.93 - k / 10,
    })),
    parts: [
      { value: 'expansion', label: '增资扩产' },
      { value: 'phase', label: '分期续建' },
    ],
  })),
  unknown: Array.from({ length: 40 }, (_, i) => ({
    column: `C${String.fromCharCode(65 + (i % 26))}`,
    header: `项目落地后分年度情况（按第 ${i + 1} 口径填报）`,
    samples: ['2026年5月底', '1200 万元（含设备）', '已完成土地平整'],
    likely: i % 3 === 2 ? [] : ['plannedInvestWan', 'cumInvestWan', 'stage'],
  })),
  fields: Object.entries(projects.fields).map(([value, { label }]) => ({ value, label })),
  corrections: ['计划总投资按万元读取', '固定资产投资按万元读取'],
  importedAt: '5月30日 17:20',
};

/** A column is on one sheet, as a rule; the page has a pick of all fields for each. */
const columnsView: ImportView = {
  ...importView,
  sheets: importView.sheets.slice(0, 1).map((sheet) => ({ ...sheet, columns: sheet.columns.slice(0, 20) })),
  unknown: importView.unknown.slice(0, 10),
};

function learned(count: number): LearnedView[] {
  return ['招商项目台账', '企业台账'].map((title, k) => ({
    ledger: k === 0 ? 'projects' : 'enterprises',
    title,
    entries: Array.from({ length: count }, (_, i) => ({
      kind: i % 2 === 0 ? 'columns' : 'words',
      key: `项目落地后分年度情况${i}`,
      said: i % 2 === 0 ? `列“项目落地后分年度情况${i}”` : `当前阶段“正在办理第 ${i} 项手续”`,
      means: i % 2 === 0 ? '不导入' : '已签约',
    })),
  }));
}
