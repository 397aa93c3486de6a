import { projects } from '../../models/ledgers/project.ts';
import { type Period } from '../../models/rules/time/day.ts';
import { longMonth } from '../../models/rules/time/words.ts';
import type { Block, Card } from '../card.ts';
import type { Abilities, Audience } from '../ledger.ts';

/** Who owes the reports of a month. */
export interface UnreportedFacts {
  period: Period;
  audience: Audience;
  /** The unit that was asked for. */
  unit?: string;
  /** May have the projects as a file. */
  can: Pick<Abilities, 'export'>;
  /** They are the viewer's own to report on, for this very month. */
  reports?: true;
  units: readonly {
    name: string;
    /** Projects of which a report is due. */
    due: number;
    missing: readonly { code: string; name: string }[];
  }[];
}

const LISTED = 20;
/** More buttons than these are no help to find one. */
const BUTTONS = 10;
const NAME_ON_BUTTON = 18;

/** 谁没报: each unit's count; of one unit its projects, each with the way to report it. */
export function unreportedCard({ period, audience, unit, units, can, reports }: UnreportedFacts): Card {
  const due = units.reduce((sum, each) => sum + each.due, 0);
  const missing = units.flatMap((each) => each.missing);
  const month = longMonth(period);
  const count =
    due === 0
      ? '没有要报月报的项目'
      : missing.length === 0
        ? `${due} 个项目都已报`
        : `${due} 个项目，还差 ${missing.length} 个`;
  return {
    title: `${month}月报${unit === undefined ? '' : ` · ${unit}`}`,
    subtitle: count,
    tone: missing.length > 0 ? 'warn' : 'good',
    summary: `${month}月报：${count}`,
    blocks: [
      ...(units.length > 1 ? [unitTable(units)] : []),
      ...(units.length === 1 && audience === 'private' ? projectList(missing) : []),
      ...(missing.length > 0 && can.export ? [missingFile(period, unit)] : []),
      ...(reports && audience === 'private' && missing.length > 0 ? reportButtons(missing) : []),
      { kind: 'note', text: '应报：已签约、未销号、未达产的项目。' },
    ],
  };
}

const unitTable = (units: UnreportedFacts['units']): Block => ({
  kind: 'table',
  columns: [{ label: '单元' }, { label: '还差', align: 'right' }, { label: '应报', align: 'right' }],
  rows: units.map(({ name, due, missing }) => [
    missing.length === 0
      ? name
      : [{ text: name, link: { action: 'sentence.say', params: { text: `谁没报 ${name}` } } }],
    String(missing.length),
    String(due),
  ]),
});

/** One tap to the form of a project's report; what is beyond the buttons is said. */
const reportButtons = (missing: readonly { code: string; name: string }[]): Block[] => [
  {
    kind: 'actions',
    buttons: missing.slice(0, BUTTONS).map(({ code, name }) => ({
      label: `登记月报：${name.length > NAME_ON_BUTTON ? `${name.slice(0, NAME_ON_BUTTON)}…` : name}`,
      action: 'sentence.say',
      params: { text: `登记月报 ${code}` },
    })),
  },
  ...(missing.length > BUTTONS
    ? [{ kind: 'note' as const, text: `其余 ${missing.length - BUTTONS} 个发送“登记月报 编号”填报。` }]
    : []),
];

const projectList = (missing: readonly { code: string; name: string }[]): Block[] => [
  ...missing.slice(0, LISTED).map(({ code, name }): Block => ({
    kind: 'text',
    text: [
      { text: name, link: { action: 'ledger.open', params: { ledger: projects.name, code } } },
      ` ${code}`,
    ],
  })),
  ...(missing.length > LISTED
    ? [
        {
          kind: 'note' as const,
          text: `还有 ${missing.length - LISTED} 个，下载后可看全部。`,
        },
      ]
    : []),
];

/** Those that are missing, no others: what the card counts. */
const missingFile = (period: Period, unit: string | undefined): Block => ({
  kind: 'actions',
  buttons: [
    {
      label: '下载未报清单',
      action: 'reports.exportMissing',
      params: { period, ...(unit === undefined ? {} : { unit }) },
    },
  ],
});
