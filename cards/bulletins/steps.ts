import { monthOf, type Day, type Period } from '../../models/rules/time/day.ts';
import { printDay } from '../../models/rules/figures/notes.ts';
import { longMonth, shortDay, shortMoment } from '../../models/rules/time/words.ts';
import { bulletinPage } from './blocks.ts';
import { cityBulletinCard, countyBulletinCard, type BulletinFacts } from './bulletin.ts';
import { objectionList, ownObjections } from './objections.ts';
import { signingBlocks, type SigningFacts } from './signings.ts';
import { bulletins, bulletinState, type Bulletin } from '../../models/ledgers/bulletin.ts';
import type { Objection } from '../../models/ledgers/objection.ts';
import type { NameOf } from '../../models/ledgers/engine/show.ts';
import type { Block, Card } from '../card.ts';
import { FIELD_PREFIX } from '../forms/ledger-form.ts';
import { moveButton } from '../ledger.ts';

/** The cards of the monthly bulletin's steps (domain.md 5.1 D10): fill in, verify, sign. */

/** What a county's reporter is asked for, and until when. */
export interface FillFacts extends Pick<Bulletin, 'period' | 'frozenOn'> {
  unitName: string;
  due: Date;
  /** On the last day. */
  last: boolean;
  /** Projects to report on: signed, and not producing yet. */
  open: number;
  /** All of the unit's, as the file has them. */
  all: number;
}

/** To a county's reporter at the start of the month: what is due when, and the shortest way to do it. */
export function fillReminderCard({ period, unitName, due, last, open, all, frozenOn }: FillFacts): Card {
  const month = `${monthOf(period)}月`;
  const until = shortMoment(due);
  const [title, lead] = frozenOn
    ? [
        `${unitName}${month}项目进度填报已截止`,
        `${month}数据已于${shortDay(frozenOn)}冻结；之后更新的进度列入下一期。`,
      ]
    : [
        last ? `${month}项目进度 ${until} 截止` : `请更新${unitName}${month}项目进度`,
        `约 5 分钟。截止：${until}`,
      ];
  return {
    key: `fill:${period}:${unitName}`,
    title,
    tone: frozenOn ? 'quiet' : last ? 'warn' : 'info',
    summary: frozenOn ? title : `${month}项目进度请于${until} 前更新`,
    blocks: [
      { kind: 'text', text: [{ text: lead, bold: true }] },
      {
        kind: 'text',
        text: `${unitName}在册未投产项目 ${open} 个${all > open ? `（台账共 ${all} 个，另 ${all - open} 个在谈、已投产或已终止，不用更新）` : ''}。下载这 ${open} 个项目的表，只改有变化的格子，把文件发回给我，核对后确认即可；没有变化的不用改。发送“谁没报”看还差哪些项目的月报。`,
      },
      {
        kind: 'actions',
        buttons: [
          { label: '下载本单元台账', action: 'projects.toUpdate', params: {}, style: 'primary' },
          ...(frozenOn
            ? []
            : [{ label: '看本单元数据', action: 'bulletin.county' as const, params: { period } }]),
        ],
      },
      { kind: 'note', text: '同一数据只报一次。严禁上传涉密文件、内部敏感文件。' },
    ],
  };
}

/** What a county's reviewer checks, what it has objected to, and until when that can be done. */
export interface VerifyFacts {
  objections: readonly Objection[];
  due: Date;
  /** Objections are still taken. */
  isOpen: boolean;
}

/**
 * To a county's reviewer after the freeze: its own figures, what it has objected to so far, and, while it is time, a form
 * for an objection with its evidence.
 */
export function verifyCard(facts: BulletinFacts, unit: string, said: VerifyFacts): Card {
  const { period } = facts.figures;
  const county = countyBulletinCard(facts, unit);
  const until = shortMoment(said.due);
  const [title, lead, summary] = said.isOpen
    ? [
        `请核对：${county.title}`,
        `约 2 分钟。无异议不用操作；有异议请于${until} 前提交。`,
        `通报数据已冻结，请于${until} 前核对本单元数据`,
      ]
    : [county.title, `核对已于${until} 截止。`, `核对已于${until} 截止`];
  return {
    ...county,
    key: `verify:${county.key ?? period}`,
    title,
    tone: said.isOpen ? 'warn' : 'quiet',
    summary,
    blocks: [
      { kind: 'text', text: [{ text: lead, bold: true }] },
      ...ownObjections(said.objections),
      ...county.blocks.filter((block) => block.kind !== 'actions'),
      {
        kind: 'fold',
        title: '全市附表',
        blocks: [{ kind: 'actions', buttons: [{ label: '看附表', page: bulletinPage(period) }] }],
      },
      ...(said.isOpen ? [objectionForm(period)] : []),
    ],
  };
}

const objectionForm = (period: Period): Block => ({
  kind: 'form',
  name: 'objection',
  inputs: [
    {
      name: `${FIELD_PREFIX}objection`,
      label: '对本单元数据有异议时填写（写明项目、数据和依据）',
      kind: 'longtext',
      required: true,
      max: 300,
      placeholder: '例：XM-2026-YC-0012 已于 5 月 28 日动工，施工许可证号……',
    },
  ],
  submit: {
    label: '提交异议',
    action: 'ledger.move',
    params: { ledger: bulletins.name, code: `TB-${period}`, event: 'object' },
  },
});

export interface SignFacts extends Pick<Bulletin, 'period' | 'code' | 'version' | 'status'> {
  objections: readonly Objection[];
  nameOf: NameOf;
  /** The post's name. */
  signedBy: string;
  /** The day it is to be issued; undefined when that day has come: it goes out as soon as it is signed. */
  issueDay: Day | undefined;
  signings: SigningFacts;
}

/** To the bulletin's owner: the draft, what counties object to, and the button that only this post has. */
export function signCard(figures: BulletinFacts, facts: SignFacts): Card {
  const draft = cityBulletinCard(figures);
  const { period, code, version, status, objections: raised, nameOf, signedBy, issueDay } = facts;
  const title = `${longMonth(period)}通报`;
  const ends: Partial<Record<Bulletin['status'], string>> = {
    SIGNED: `已由${signedBy}签发，${issueDay ? `将于${printDay(issueDay)}推送` : '工作时间内推送'}`,
    ISSUED: `已由${signedBy}签发并印发`,
    REPORTING: '已退回，数据将重新冻结',
  };
  const done = ends[status] ?? `当前：${bulletinState({ status })}`;
  const head: Block[] =
    status === 'SIGNING'
      ? [
          {
            kind: 'text',
            text: [
              {
                text: `约 3 分钟。签发后${issueDay ? `于${printDay(issueDay)}` : '即'}推送各群和领导，未签发不会推送。`,
                bold: true,
              },
            ],
          },
        ]
      : [{ kind: 'text', text: [{ text: done, bold: true, tone: 'good' }] }];
  const actions: Block[] =
    status === 'SIGNING'
      ? [
          {
            kind: 'actions',
            buttons: (bulletins.machine?.moves ?? [])
              .filter(({ from, hidden }) => !hidden && from.includes('SIGNING'))
              .map((move) => moveButton(bulletins, { code, version }, move)),
          },
        ]
      : [];
  return {
    ...draft,
    key: `sign:${period}`,
    title: status === 'SIGNING' ? `待签发：${title}` : title,
    tone: status === 'SIGNING' ? 'warn' : 'good',
    summary: status === 'SIGNING' ? `${title}待签发` : done,
    blocks: [
      ...head,
      ...(status === 'SIGNING' ? signingBlocks(facts.signings) : []),
      ...objectionList(raised, nameOf),
      ...actions,
      ...draft.blocks,
    ],
  };
}
