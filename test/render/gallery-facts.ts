import { loadCity } from '../../bot/city.ts';
import type { ImportView } from '../../cards/import.ts';
import type { HistoryLine } from '../../cards/history.ts';
import type { AnyRow } from '../../cards/ledger.ts';
import { demoCity } from '../../handlers/services/demo/city.ts';
import type { AnyLedger } from '../../models/ledgers/define.ts';
import type { Field, Value } from '../../models/ledgers/fields.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { namesOf } from '../../models/ledgers/show.ts';
import { monthlyFigures } from '../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';
import { MAY, workedFacts } from '../rules/figures/worked.ts';
import { bulletins, setting, TODAY } from '../services/demo/helpers.ts';

/** The largest facts that may really come: full ledgers, long names, a month in which much went wrong. */

export const { city } = await loadCity();
export const nameOf = namesOf(city);

/** The worked month of domain.md 4, and one of the demo city with everything that its oddities set off. */
export const may: MonthlyFigures = monthlyFigures({ ...MAY, facts: workedFacts() });

export function worstMonth(): MonthlyFigures {
  const [figures = may] = bulletins(demoCity(setting({ projects: 800 })), TODAY, 1);
  const corrections = Array.from({ length: 6 }, (_, i) => ({
    period: '2026-04',
    text: `4月通报源城区动工率应为 ${60 + i}.0%，系 XM-2026-YC-00${10 + i} 动工认定日期登记有误，现予更正。`,
  }));
  return { ...figures, corrections };
}

/** About as long as texts in these ledgers get before a form refuses them. */
const sentence = (length: number): string =>
  '该项目总投资较大，用地、环评、能评手续正在并联办理，施工图审查已完成，需协调解决临时用电和进场道路问题。'
    .repeat(Math.ceil(length / 50))
    .slice(0, length);

function largest(field: Field): Value {
  switch (field.type) {
    case 'text':
      if (field.format === 'mobile') return '13800138000';
      return '广东示范新材料科技（河源）有限公司年产十二万吨高性能电子铜箔及配套产业园'.slice(
        0,
        field.max ?? 40,
      );
    case 'longtext':
      return sentence(Math.min(field.max ?? 500, 1000));
    case 'int':
      return field.max ?? 99_999;
    case 'decimal':
      return 123_456_789;
    case 'day':
      return '2026-05-31';
    case 'period':
      return '2026-05';
    case 'flag':
      return true;
    case 'choice':
      return Object.keys(field.choices).at(-1) ?? '';
    case 'choices':
      return Object.keys(field.choices);
    case 'tags':
      return ['专精特新', '规上工业', '高新技术企业', '上市后备', '外贸重点'];
    case 'unit':
      return city.units[0]?.code ?? '';
    case 'park':
      return city.parks[0]?.code ?? '';
    case 'post':
      return city.posts[0]?.code ?? '';
  }
}

/** A row in which every field is filled as far as it goes. */
export function fullRow(ledger: AnyLedger, n = 1): AnyRow {
  const filled = Object.entries(ledger.fields).map(([key, field]): [string, Value] => [key, largest(field)]);
  const envelope = {
    id: String(n).padStart(24, '0'),
    code: `${ledger.name.slice(0, 2).toUpperCase()}-2026-YC-${String(n).padStart(4, '0')}`,
    version: 12,
    createdAt: new Date('2026-01-05T01:00:00Z'),
    createdBy: 'YC_FILL',
    updatedAt: new Date('2026-05-31T09:30:00Z'),
    updatedBy: 'YC_FILL',
    source: { file: '源城区2026年5月招商项目台账（定稿）.xlsx', sheet: '在建项目', row: 214 },
  };
  return Object.assign(Object.fromEntries(filled), envelope);
}

export const fullRows = (ledger: AnyLedger, count: number): AnyRow[] =>
  Array.from({ length: count }, (_, i) => fullRow(ledger, i + 1));

export const projectRow = (changes: Partial<Project> = {}): Project =>
  ({ ...fullRow(projects), stage: 'STARTED', light: 'RED', ...changes }) as Project;

export const projectRows = (count: number): Project[] =>
  fullRows(projects, count).map((row) => ({ ...row, stage: 'STARTED' }) as Project);

export const history = (count: number): HistoryLine[] =>
  Array.from({ length: count }, (_, i) => ({
    at: `2026-05-${String(31 - (i % 28)).padStart(2, '0')} 17:29`,
    by: '源城区招商引资项目进度填报人',
    text: `累计完成投资：${1200 + i}.00 万元 → ${1300 + i}.00 万元；项目进展：${sentence(60)}（月度更新）`,
  }));

export const importView = (): ImportView => ({
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
    columns: Object.entries(projects.fields).map(([, { label }], i) => ({
      header: `${label}（填报）`,
      column: `A${String.fromCharCode(65 + (i % 26))}`,
      label,
      how: '按别名认出',
      unit: '万元',
    })),
    ignored: Array.from({ length: 8 }, (_, i) => ({
      header: `备注${i}`,
      column: `B${i}`,
      why: '台账没有这一项',
    })),
    skipped: [{ why: '合计行', rows: [12, 40, 77, 105, 140, 180, 201, 220], count: 8 }],
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
  rows: Array.from({ length: 60 }, (_, i) => ({
    kind: 'changed',
    title: `示范新材料科技（河源）有限公司${i + 1}期`,
    changes: Array.from({ length: 6 }, (_, k) => ({
      label: `字段${k + 1}`,
      before: '12000.00 万元',
      after: '13500.00 万元',
    })),
  })),
  questions: Array.from({ length: 50 }, (_, i) => ({
    id: `q${i}`,
    text: '金额单位写的是“万”，数值又像亿元：1.2 是 1.2 亿元还是 1.2 万元',
    count: 23,
    cells: ['G4', 'G9', 'G17'],
    options: ['是 1.2 亿元', '是 1.2 万元', '这些行不导入'].map((label, k) => ({ value: String(k), label })),
  })),
  duplicates: Array.from({ length: 10 }, (_, i) => ({
    name: `示范电子铜箔项目${i + 1}`,
    row: i + 4,
    candidates: Array.from({ length: 3 }, (_, k) => ({
      code: `XM-2025-YC-00${i}${k}`,
      name: '示范电子铜箔及配套产业园项目',
      score: 0.93 - k / 10,
    })),
  })),
  importedAt: '5月30日 17:20',
});
