import { dayOf, timeOf } from '../models/rules/time/day.ts';
import type { Block, Card } from './card.ts';

/** One row on which the post must act. */
export interface TodoItem {
  ledger: string;
  code: string;
  title: string;
  /** 待确认 */
  state: string;
  due?: Date;
  /** Its year has no published holiday plan yet. */
  provisional?: boolean;
  overdue: boolean;
}

/** Items that a card can hold without becoming a scroll. */
const SHOWN = 20;

const MINE = '我的待办';

/** 我的待办: what the post must do, the soonest first, one tap to the row and its buttons. */
export function todoCard({
  title = MINE,
  post,
  items,
}: {
  /** 机构待办, where it is an organ's. */
  title?: string;
  post: string;
  items: readonly TodoItem[];
}): Card {
  const late = items.filter(({ overdue }) => overdue).length;
  const count =
    items.length === 0 ? '没有待办' : `${items.length} 项${late > 0 ? `，其中逾期 ${late} 项` : ''}`;
  return {
    title,
    subtitle: `${post} · ${count}`,
    tone: late > 0 ? 'warn' : 'info',
    summary: `待办：${count}`,
    blocks: [
      ...items.slice(0, SHOWN).map(itemBlock),
      ...(items.length > SHOWN
        ? [{ kind: 'note' as const, text: `还有 ${items.length - SHOWN} 项，下载后可看全部` }]
        : []),
      ...(items.length === 0
        ? [
            {
              kind: 'text' as const,
              text:
                title === MINE ? '现在没有等您办理的事项。' : '现在没有等它办理的事项，或您的岗位看不到。',
            },
          ]
        : title === MINE
          ? [{ kind: 'actions' as const, buttons: [DOWNLOAD_TODO] }]
          : []),
    ],
  };
}

const DOWNLOAD_TODO = { label: '下载 Excel', action: 'todo.export', params: {} } as const;

function itemBlock({ ledger, code, title, state, due, provisional, overdue }: TodoItem): Block {
  const when = due ? `${dayOf(due)} ${timeOf(due)} 前${provisional ? '（暂定）' : ''}` : '不限时';
  const link = { action: 'ledger.open' as const, params: { ledger, code } };
  const tail = `${state} · ${when}`;
  return {
    kind: 'text',
    text: [{ text: title, link }, ' ', overdue ? { text: `${tail} · 已逾期`, tone: 'bad' } : tail],
  };
}

/** Lines that answer a question about a row: why this day, who must act, why no reminder came. */
export const answerCard = (facts: { title: string; code: string; lines: readonly string[] }): Card => ({
  title: facts.title,
  subtitle: facts.code,
  tone: 'info',
  summary: `${facts.title}：${facts.code}`,
  blocks: facts.lines.map((text): Block => ({ kind: 'text', text })),
});
