import { projects, type Project } from '../../models/ledgers/project.ts';
import { isToReview, missingPapers } from '../../models/ledgers/projects/signing.ts';
import type { NameOf } from '../../models/ledgers/engine/show.ts';
import { printHundredths } from '../../models/rules/money.ts';
import { shortMoment } from '../../models/rules/time/words.ts';
import type { Block, Card, TextPiece } from '../card.ts';

/** The cards of 签约审核: what a second pair of eyes is to look at, and what the signer of the bulletin is told of it. */

/** 缺合同编号、公平竞争审查; undefined when all is there. */
function lackOf(row: Project): string | undefined {
  const missing = missingPapers(row);
  return missing.length === 0
    ? undefined
    : `缺${missing.map((field) => projects.fields[field].label).join('、')}`;
}

const openLink = ({ name, code }: Project): TextPiece => ({
  text: name,
  link: { action: 'ledger.open', params: { ledger: projects.name, code } },
});

export interface ReviewFacts {
  /** Whose projects they are; absent: the whole city's. */
  unitName?: string;
  rows: readonly Project[];
  nameOf: NameOf;
  /** As of when this is so: what changes later is not accepted unseen. */
  seen: Date;
}

/** Projects that a card can hold without becoming a scroll; the others are looked at after these. */
const SHOWN = 20;

/** To a reviewer: the newly signed projects that wait, what each lacks, and one tap for all of them. */
export function reviewCard({ unitName = '', rows, nameOf, seen }: ReviewFacts): Card {
  const shown = rows.slice(0, SHOWN);
  const left = rows.length - shown.length;
  const title =
    rows.length === 0 ? `${unitName}新签约项目都已审核` : `${unitName}新签约项目待审核 ${rows.length} 个`;
  const many = new Set(rows.map(({ unit }) => unit)).size > 1;
  return {
    key: `review:${unitName}`,
    title,
    subtitle: `截至${shortMoment(seen)}`,
    tone: rows.length === 0 ? 'good' : 'warn',
    summary: title,
    blocks: [
      {
        kind: 'text',
        text:
          rows.length === 0
            ? '现在没有等您审核的新签约项目。'
            : [{ text: '约 2 分钟。请对照合同核对；审核后才计入通报。有问题的点开退回。', bold: true }],
      },
      ...(rows.length === 0 ? [] : [reviewTable(shown, many ? nameOf : undefined)]),
      ...(left > 0 ? [{ kind: 'note' as const, text: `还有 ${left} 个，审核完上面的会接着列出。` }] : []),
      ...(rows.length === 0 ? [] : [acceptAll(shown, seen)]),
    ],
  };
}

const reviewTable = (rows: readonly Project[], nameOf: NameOf | undefined): Block => ({
  kind: 'table',
  byRow: true,
  columns: [
    { label: '项目' },
    ...(nameOf ? [{ label: '单元' }] : []),
    { label: '总投资（万元）', align: 'right' },
    { label: '签约' },
    { label: '材料' },
  ],
  rows: rows.map((row) => [
    [openLink(row)],
    ...(nameOf ? [nameOf('unit', row.unit ?? '')] : []),
    printHundredths(row.plannedInvestWan),
    row.signDate ?? '—',
    lackOf(row) ?? '齐',
  ]),
});

/** One tap for exactly what the card lists. */
function acceptAll(shown: readonly Project[], seen: Date): Block {
  const lacking = shown.filter(lackOf).length;
  const count = `${shown.length} 个`;
  return {
    kind: 'actions',
    buttons: [
      {
        label: `以上 ${count}签约属实`,
        action: 'projects.acceptAll',
        params: { codes: shown.map(({ code }) => code).join(' '), seen: seen.toISOString() },
        style: 'primary',
        confirm: {
          title: '签约属实',
          text: `以上 ${count}计入通报${lacking > 0 ? `，其中 ${lacking} 个材料不全` : ''}。确定都已核对？`,
        },
      },
    ],
  };
}

/** What the signer is to know of the month's new projects. */
export interface SigningFacts {
  /** Those that the bulletin counts as new this month. */
  added: readonly Project[];
  /** Those that nobody has looked at: not counted. */
  waiting: readonly Project[];
  nameOf: NameOf;
  /** The posts that were to look at a unit's. */
  reviewersOf: (unit: string) => string;
}

/** How many are new, how many of them lack papers, what is not counted because nobody has looked, and who that was. */
export function signingBlocks({ added, waiting, nameOf, reviewersOf }: SigningFacts): Block[] {
  const lacking = added.filter(lackOf);
  const line =
    added.length === 0
      ? '本月没有新增项目。'
      : `本月新增 ${added.length} 个，${lacking.length === 0 ? '材料齐全' : `其中 ${lacking.length} 个材料不全`}。`;
  return [
    { kind: 'text', text: lacking.length === 0 ? line : [{ text: line, bold: true, tone: 'warn' }] },
    ...(lacking.length === 0
      ? []
      : [
          folded(
            '材料不全的项目',
            lacking,
            (row) => ` ${nameOf('unit', row.unit ?? '')}，${lackOf(row) ?? ''}`,
          ),
        ]),
    ...waitingBlocks(waiting, nameOf, reviewersOf),
  ];
}

function waitingBlocks(
  waiting: readonly Project[],
  nameOf: NameOf,
  reviewersOf: SigningFacts['reviewersOf'],
): Block[] {
  if (waiting.length === 0) return [];
  const units = [...new Set(waiting.map(({ unit }) => unit ?? ''))];
  const counts = units.map((unit) => {
    const own = waiting.filter((row) => (row.unit ?? '') === unit);
    const unseen = own.filter(isToReview).length;
    const returned = own.length - unseen;
    const who = [
      ...(unseen > 0 ? [`${unseen} 个${reviewersOf(unit)}`] : []),
      ...(returned > 0 ? [`${returned} 个已退回填报人补正`] : []),
    ];
    return `${nameOf('unit', unit)} ${own.length} 个（${who.join('，')}）`;
  });
  return [
    {
      kind: 'text',
      text: [
        {
          text: `另有 ${waiting.length} 个新签约项目没有审核通过，未计入：${counts.join('、')}。`,
          tone: 'warn',
        },
      ],
    },
    folded(
      '未经审核的项目',
      waiting,
      (row) => ` ${nameOf('unit', row.unit ?? '')}，签约 ${row.signDate ?? '—'}`,
    ),
  ];
}

/** Lines that a fold of the signer's card can hold. */
const FOLDED = 5;

const folded = (title: string, rows: readonly Project[], tail: (row: Project) => string): Block => ({
  kind: 'fold',
  title: `${title}（${rows.length} 个）`,
  blocks: [
    ...rows.slice(0, FOLDED).map((row) => ({ kind: 'text' as const, text: [openLink(row), tail(row)] })),
    ...(rows.length > FOLDED ? [{ kind: 'note' as const, text: `另 ${rows.length - FOLDED} 个略` }] : []),
  ],
});
