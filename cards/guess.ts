import { dayOf, monthOf, timeOf, type Period } from '../models/rules/time/day.ts';
import type { ActionButton, Block, Card, FieldsBlock } from './card.ts';
import type { TodoItem } from './todo.ts';

/** What is offered to one who asks what there is, who said what may mean several things, or who was not understood. */

export interface HelpFacts {
  /** Who asks; absent in a group, where everybody reads it. */
  asker?: {
    title: string;
    /** What waits for them, the soonest first, and whether anything ever can. */
    waiting: readonly TodoItem[];
    everActs: boolean;
    /** A month's reports that their unit still owes. */
    owed?: { period: Period; missing: number; due: Date; overdue: boolean } | undefined;
    /** What they may do, in the words of the rights. */
    abilities: readonly string[];
    /** They may hand a sheet in. */
    imports: boolean;
  };
  /** What their post says most, as it is said. */
  first: readonly string[];
  /** All that can be said, and what it does. */
  commands: readonly { usage: string; does: string }[];
}

/** Buttons of 帮助: what waits comes first, what is said most fills up. */
const HELP_BUTTONS = 4;

/** 帮助: in private what this post has to do now, and everything else folded away; in a group all that can be asked. */
export function helpCard({ asker, first, commands }: HelpFacts): Card {
  const all: FieldsBlock = {
    kind: 'fields',
    items: commands.map(({ usage, does }) => ({ label: usage, value: does, wide: true })),
  };
  return {
    title: '招优能帮您做什么',
    ...(asker ? { subtitle: asker.title } : {}),
    tone: 'info',
    summary: '招优使用帮助',
    blocks: [
      ...(asker ? privately(asker, first, all) : [all]),
      { kind: 'note', text: '严禁发送涉密文件、内部敏感文件。夜间和节假日不推送。' },
    ],
  };
}

function privately(
  { waiting, everActs, owed, abilities, imports }: NonNullable<HelpFacts['asker']>,
  first: readonly string[],
  all: FieldsBlock,
): Block[] {
  const due = [...(owed ? [owedButton(owed)] : []), ...waiting.map(waitingButton)].slice(0, HELP_BUTTONS);
  const others = first.filter((text) => !(owed && text === WHO_OWES));
  const buttons = [...due, ...others.slice(0, HELP_BUTTONS - due.length).map(sayButton)];
  return [
    { kind: 'text', text: waitingWords({ waiting, everActs, owed }, buttons.length) },
    ...(buttons.length > 0 ? [{ kind: 'actions' as const, buttons }] : []),
    ...(imports
      ? [
          {
            kind: 'text' as const,
            text: '把 Excel 或 CSV 直接发给我：先给您看识别结果和差异，确认后才写入台账。',
          },
        ]
      : []),
    { kind: 'fold', title: `还可以这样说（${all.items.length} 条）`, blocks: [all] },
    {
      kind: 'fold',
      title: '我的权限',
      blocks: [{ kind: 'text', text: abilities.join('；') || '仅查看' }],
    },
  ];
}

function waitingWords(
  { waiting, everActs, owed }: Pick<NonNullable<HelpFacts['asker']>, 'waiting' | 'everActs' | 'owed'>,
  buttons: number,
): string {
  const count = waiting.length + (owed ? 1 : 0);
  const [soonest] = [...(owed ? [owed] : []), ...waiting].sort(
    (a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity),
  );
  if (soonest) {
    const until = soonest.due
      ? `，最早的${soonest.overdue ? '已逾期' : `要在${untilWords(soonest.due)}办完`}`
      : '';
    const more = count > HELP_BUTTONS ? `，下面是前 ${HELP_BUTTONS} 项，其余发送“我的待办”看` : '';
    return `现在等您办理 ${count} 项${until}${more}。`;
  }
  if (everActs) return '现在没有等您办理的事项，有了会发消息给您。';
  return buttons > 0
    ? '招优里还没有要您办理的事项，可以查看这些：'
    : '招优里还没有要您办理或查看的内容，开通后会发消息给您。';
}

const untilWords = (due: Date): string =>
  `${monthOf(dayOf(due))}月${Number(dayOf(due).slice(8))}日 ${timeOf(due)} 前`;

/** Names of rows may be long; a button is read at a glance. */
const TITLE_ON_BUTTON = 22;

function waitingButton({ ledger, code, title, state, due, overdue }: TodoItem): ActionButton {
  const short = title.length > TITLE_ON_BUTTON ? `${title.slice(0, TITLE_ON_BUTTON)}…` : title;
  const when = due ? `，${overdue ? '已逾期' : untilWords(due)}` : '';
  return {
    label: `${short}：${state}${when}`,
    action: 'ledger.open',
    params: { ledger, code },
    style: 'primary',
  };
}

/** Says which projects have no report yet. */
const WHO_OWES = '谁没报';

function owedButton({ period, missing, due, overdue }: NonNullable<NonNullable<HelpFacts['asker']>['owed']>) {
  const when = overdue ? '已逾期' : untilWords(due);
  const label = `${monthOf(period)}月月报：还差 ${missing} 个项目，${when}`;
  return { ...sayButton(WHO_OWES), label, style: 'primary' as const };
}

const sayButton = (text: string): ActionButton => ({ label: text, action: 'sentence.say', params: { text } });

/** Which of several things was asked for: each in the words that ask for it. */
export const guessCard = (said: readonly string[]): Card => ({
  title: '您是想问哪一个？',
  tone: 'info',
  summary: `您是想问：${said.join('、')}？`,
  blocks: [
    {
      kind: 'actions',
      buttons: said.map((text) => ({ label: text, action: 'sentence.say', params: { text } })),
    },
    { kind: 'note', text: '也可以直接发按钮上的话。' },
  ],
});

/** For one who was not understood: what this post can say now. */
export const lostCard = (said: string, offers: readonly string[]): Card => ({
  title: '没有听懂',
  tone: 'info',
  summary: `没有听懂“${said}”`,
  blocks: [
    { kind: 'text', text: `没有听懂“${said}”。您现在可以：` },
    {
      kind: 'actions',
      answers: true,
      buttons: offers.map((text) => ({ label: text, action: 'sentence.say', params: { text } })),
    },
  ],
});
