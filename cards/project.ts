import { CLOSE_TYPES, LIGHTS, OVERLAYS, STAGE_ORDER, STAGES, type Stage } from '../models/rules/codes.ts';
import { projects, type Project } from '../models/ledgers/project.ts';
import { STAGE_FACTS } from '../models/ledgers/projects/rules.ts';
import type { NameOf } from '../models/ledgers/engine/show.ts';
import { printHundredths, printYi } from '../models/rules/money.ts';
import type { ActionName, ActionOf } from './actions.ts';
import { shortMoment } from '../models/rules/time/words.ts';
import type { Block, Button, Card, Rich, StepsBlock, TableBlock } from './card.ts';
import { historyFold, type HistoryLine } from './history.ts';
import { FULL, type Abilities } from './ledger.ts';
import { valueOrWhy } from './shown.ts';

export interface ProjectCardFacts {
  row: Project;
  nameOf: NameOf;
  /** In a group everybody reads along: a project under negotiation goes by its alias (domain.md 0.1-11). */
  audience: 'group' | 'private';
  history?: readonly HistoryLine[];
  /** What somebody owes on it, each in a line: what, who, until when. */
  owed?: readonly Owed[];
}

/** 签约待审核 · 源城区审核人 · 6月4日 17:30 前 */
export interface Owed {
  what: string;
  /** The posts that must act. */
  by: readonly string[];
  due?: Date;
  overdue?: boolean;
  /** Further lines: why, or what was answered. */
  lines?: readonly string[];
  /** What the viewer can do about it: a demand has its button. */
  buttons?: readonly Button[];
}

/** What a project is called before this audience. */
export const calledName = (
  row: Pick<Project, 'stage' | 'alias' | 'name'>,
  audience: 'group' | 'private',
): string => (row.stage === 'NEGOTIATING' && audience === 'group' ? (row.alias ?? '在谈项目') : row.name);

const SHOWN = [
  'kind',
  'chain',
  'investorName',
  'plannedInvestWan',
  'fixedInvestWan',
  'cumInvestWan',
  'landMode',
  'landMu',
  'park',
  'introUnit',
  'landUnit',
  'respPost',
  'signType',
  'agreedStart',
  'agreedProduce',
  'progress',
  'problem',
  'needHelp',
  'nextStep',
  'nextDue',
] as const satisfies readonly (keyof Project)[];

/** Told to be missing where they are: without them a project is not counted where it belongs. */
const ALWAYS: readonly string[] = ['plannedInvestWan', 'landUnit'];

/** Kept from groups: who invests and on what terms is the negotiators' business. */
const HIDDEN_WHILE_NEGOTIATING: readonly string[] = [
  'investorName',
  'plannedInvestWan',
  'fixedInvestWan',
  'problem',
  'needHelp',
];

/** One project: where it stands, its figures, its history. */
export function projectCard({ row, nameOf, audience, history = [], owed = [] }: ProjectCardFacts): Card {
  const name = calledName(row, audience);
  const secret = audience === 'group' && row.stage === 'NEGOTIATING';
  const state = [
    STAGES[row.stage],
    ...(row.overlays ?? []).map((overlay) => OVERLAYS[overlay]),
    ...(row.closeType ? [CLOSE_TYPES[row.closeType]] : []),
    ...(row.light ? [LIGHTS[row.light]] : []),
  ].join(' · ');
  const items = SHOWN.flatMap((key) => {
    const field = projects.fields[key];
    const negotiating = secret && HIDDEN_WHILE_NEGOTIATING.includes(key);
    if (row[key] === undefined && !negotiating && !ALWAYS.includes(key)) return [];
    return [
      { label: field.label, value: valueOrWhy({ field, value: row[key], nameOf, audience, negotiating }) },
    ];
  });
  return {
    key: `project:${row.code}`,
    title: name,
    subtitle: `${row.code} · ${state}`,
    tone: row.light === 'RED' ? 'bad' : row.light === 'YELLOW' ? 'warn' : 'info',
    summary: `${name}：${state}`,
    blocks: [...owed.flatMap(owedBlocks), steps(row), { kind: 'fields', items }, ...historyFold(history)],
  };
}

function owedBlocks({ what, by, due, overdue, lines = [], buttons = [] }: Owed): Block[] {
  const until = due === undefined ? [] : [`${shortMoment(due)} 前${overdue ? '（已逾期）' : ''}`];
  const text = [what, ...(by.length > 0 ? [by.join('、')] : []), ...until].join(' · ');
  return [
    { kind: 'text', text: [{ text, bold: true, tone: overdue ? 'bad' : 'warn' }] },
    ...lines.map((line): Block => ({ kind: 'text', text: line })),
    ...(buttons.length > 0 ? [{ kind: 'actions' as const, buttons }] : []),
  ];
}

function steps(row: Project): StepsBlock {
  const reached = STAGE_ORDER.indexOf(row.stage);
  return {
    kind: 'steps',
    items: STAGE_ORDER.map((stage, i) => {
      const fact = STAGE_FACTS.find((candidate) => candidate.stage === stage);
      const day = fact && row[fact.on];
      return {
        label: STAGES[stage],
        state: i < reached ? 'done' : i === reached ? 'now' : 'todo',
        ...(day ? { note: day } : {}),
      };
    }),
  };
}

export interface ProjectListFacts {
  rows: readonly Project[];
  total: number;
  nameOf: NameOf;
  audience: 'group' | 'private';
}

interface Column {
  label: string;
  align?: 'right';
  cell: (row: Project, facts: ProjectListFacts) => Rich;
}

const WHO_AND_WHAT: readonly Column[] = [
  {
    label: '项目',
    cell: (row, { audience }) => [
      { text: calledName(row, audience), link: { page: `/projects/${row.code}` } },
    ],
  },
  { label: '阶段', cell: (row) => STAGES[row.stage] },
  { label: '单位', cell: (row, { nameOf }) => nameOf('unit', row.landUnit ?? row.introUnit) },
  {
    label: '总投资（万元）',
    align: 'right',
    cell: (row) => printHundredths(row.plannedInvestWan),
  },
];

const LISTED: readonly Column[] = [
  ...WHO_AND_WHAT,
  { label: '签约', cell: (row) => row.signDate ?? '—' },
  { label: '动工', cell: (row) => row.startedOn ?? '—' },
];

/** When a project was signed and reached what is counted, and in which period each was recognised (domain.md 0.1-5). */
const provenTo = (counted: Stage): readonly Column[] => [
  ...WHO_AND_WHAT,
  ...STAGE_FACTS.filter(({ stage }) => stage === 'SIGNED' || stage === counted).flatMap(
    ({ on, recognised, label }): Column[] => [
      { label, cell: (row) => row[on] ?? '—' },
      { label: projects.fields[recognised].label, cell: (row) => row[recognised] ?? '—' },
    ],
  ),
];

/** Projects as a table; each name opens its project. */
function projectTable(facts: ProjectListFacts, columns: readonly Column[] = LISTED): TableBlock {
  const { rows, total } = facts;
  return {
    kind: 'table',
    columns: columns.map(({ label, align }) => ({ label, ...(align ? { align } : {}) })),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row, facts))),
    ...(total > rows.length ? { more: { count: total - rows.length, page: '/ledgers/projects' } } : {}),
  };
}

const DOWNLOAD = '下载 Excel';

/** The ledger at a glance: how many in each stage, the newest rows, the whole as a file. */
export function projectLedgerCard(
  facts: ProjectListFacts & { byStage: Readonly<Record<string, number>>; can: Abilities },
): Card {
  const counts = STAGE_ORDER.map((stage) => `${STAGES[stage]} ${facts.byStage[stage] ?? 0}`).join(' · ');
  return {
    title: '项目台账',
    subtitle: `共 ${facts.total} 个项目`,
    tone: 'info',
    summary: `项目台账：${counts}`,
    blocks: [
      { kind: 'text', text: counts },
      projectTable(facts),
      {
        kind: 'actions',
        buttons: [
          { label: '看全部', page: '/ledgers/projects', style: 'primary' },
          ...(facts.can.create
            ? [{ label: '登记项目', action: 'ledger.new' as const, params: { ledger: projects.name } }]
            : []),
          ...(facts.can.export && facts.total > 0
            ? [
                { label: DOWNLOAD, action: 'projects.export' as const, params: {} },
                { label: FULL, action: 'projects.export' as const, params: { columns: 'all' as const } },
              ]
            : []),
        ],
      },
      { kind: 'note', text: '发送“查 项目名或编号”看单个项目；把 Excel 发给我可更新台账。' },
    ],
  };
}

/** What a search found: the best first, and how many there are in all. */
export function searchCard(
  facts: ProjectListFacts & { query: string; alike?: boolean; can: Pick<Abilities, 'export'> },
): Card {
  const { query, rows, total, alike = false, can } = facts;
  const left = total - rows.length;
  const count = left > 0 ? `共 ${total} 个，显示前 ${rows.length} 个` : `共 ${total} 个`;
  const found = alike ? `没有这个名称，相近的${count}` : count;
  return {
    title: `查“${query}”`,
    subtitle: found,
    tone: 'info',
    summary: `查“${query}”：${found}`,
    blocks: [
      projectTable({ ...facts, total: rows.length }),
      ...(can.export ? [fileOf({ action: 'projects.exportFound', params: { query } })] : []),
      ...(left > 0 ? [{ kind: 'note' as const, text: '没有要找的？请写得更具体些，或用编号查。' }] : []),
    ],
  };
}

/** The rows of a card as a file. */
const fileOf = (does: ActionOf<ActionName>): Block => ({
  kind: 'actions',
  buttons: [{ label: DOWNLOAD, ...does }],
});

export interface RowsBehindFacts extends ProjectListFacts {
  /** Where the number stands. */
  figure: { period: string; path: string };
  can: Pick<Abilities, 'export'>;
  title: string;
  /** How the bulletin of the number stands. */
  state: string;
  definition: string;
  /** The stage that the number counts projects in. */
  counted: Stage;
}

/** The rows behind a number of the bulletin, with the periods they were recognised in and what they add up to. */
export function rowsBehindCard(facts: RowsBehindFacts): Card {
  const invested = facts.rows.reduce((sum, { plannedInvestWan }) => sum + plannedInvestWan, 0);
  return {
    title: facts.title,
    subtitle: `${facts.state} · 共 ${facts.total} 个项目，计划总投资合计 ${printYi(invested)} 亿元（台账现值）`,
    tone: 'info',
    summary: `${facts.title}：${facts.total} 个项目`,
    blocks: [
      projectTable(facts, provenTo(facts.counted)),
      ...(facts.can.export ? [fileOf({ action: 'figures.export', params: facts.figure })] : []),
      { kind: 'note', text: facts.definition },
    ],
  };
}
