import { shortDay } from '../models/rules/time/words.ts';
import { printDay } from '../models/rules/figures/notes.ts';
import { dayOf, timeOf } from '../models/rules/time/day.ts';
import type { Block, Card } from './card.ts';

/** What a person is told about one row. */
export interface DigestItem {
  ledger: string;
  code: string;
  /** What the row is called, to one who may see it. */
  title?: string;
  matter: string;
  fact: string;
  urgency: 'digest' | 'single' | 'urgent';
}

/** More lines than this nobody reads on a telephone; the rest is counted. */
const LINES = 20;

/** To a post: the one thing or the several things that it is to hear in one push (domain.md 5). */
export function digestCard(facts: {
  post: string;
  postName?: string;
  at: Date;
  items: readonly DigestItem[];
}): Card {
  const { post, postName, at, items } = facts;
  const ordered = items.toSorted((a, b) => rank(a) - rank(b));
  const [first] = ordered;
  const key = `digest:${post}:${at.toISOString()}`;
  if (first && ordered.length === 1) return oneThing(first, key, postName);
  const rest = ordered.length - LINES;
  return {
    key,
    title: `待办提醒 ${items.length} 项`,
    ...(postName === undefined ? {} : { subtitle: postName }),
    tone: items.some(({ urgency }) => urgency !== 'digest') ? 'warn' : 'info',
    summary: `待办提醒 ${items.length} 项：${first ? lineOf(first) : ''}`,
    blocks: [
      { kind: 'text', text: [{ text: '点名称打开办理。', bold: true }] },
      ...ordered.slice(0, LINES).map(itemBlock),
      ...(rest > 0 ? [{ kind: 'text', text: `……另有 ${rest} 项，下载后可看全部` } as const] : []),
      {
        kind: 'actions',
        buttons: [{ label: '下载 Excel', action: 'digest.export', params: { at: at.toISOString() } }],
      },
      { kind: 'note', text: `${printDay(dayOf(at))} ${timeOf(at)} 汇总；办结后不再提醒。` },
    ],
  };
}

function oneThing(item: DigestItem, key: string, postName: string | undefined): Card {
  const { ledger, code, title, matter, fact, urgency } = item;
  return {
    key,
    title: urgency === 'urgent' ? `特急：${matter}` : matter,
    ...(postName === undefined ? {} : { subtitle: postName }),
    tone: urgency === 'digest' ? 'info' : urgency === 'single' ? 'warn' : 'bad',
    summary: lineOf(item),
    blocks: [
      { kind: 'text', text: [{ text: fact, bold: true }] },
      { kind: 'text', text: [...(title === undefined ? [] : [`${title} · `]), `编号 ${code}`] },
      {
        kind: 'actions',
        buttons: [
          { label: '去办理', action: 'ledger.open' as const, params: { ledger, code }, style: 'primary' },
        ],
      },
    ],
  };
}

function itemBlock({ ledger, code, title, matter, fact, urgency }: DigestItem): Block {
  const link = { action: 'ledger.open' as const, params: { ledger, code } };
  const said = urgency === 'digest' ? fact : ({ text: fact, tone: 'warn' } as const);
  // The code at the end is for asking why, or who.
  const tail = title === undefined ? [] : [{ text: ` ${code}`, tone: 'quiet' } as const];
  return { kind: 'text', text: [{ text: title ?? code, link }, ` ${matter}：`, said, ...tail] };
}

const lineOf = ({ code, title, matter, fact }: DigestItem): string => `${title ?? code} ${matter}：${fact}`;
const rank = ({ urgency }: DigestItem): number => ['urgent', 'single', 'digest'].indexOf(urgency);

/** To a group: how many there are of each kind, and never whose (domain.md 5). */
export function groupCountsCard(facts: {
  groupName: string;
  at: Date;
  counts: readonly { noun: string; open: number; dueToday: number; overdue: number }[];
}): Card {
  const { groupName, at, counts } = facts;
  const sum = (of: (count: (typeof counts)[number]) => number) => counts.reduce((n, each) => n + of(each), 0);
  const overdue = sum((each) => each.overdue);
  const dueToday = sum((each) => each.dueToday);
  return {
    key: `counts:${groupName}:${dayOf(at)}`,
    title: `${shortDay(dayOf(at))}办理情况`,
    subtitle: groupName,
    tone: overdue > 0 ? 'warn' : 'info',
    summary: `当日到期 ${dueToday} 项，逾期 ${overdue} 项`,
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: '事项' },
          ...['在办', '当日到期', '逾期'].map((label) => ({ label, align: 'right' }) as const),
        ],
        rows: counts.map((each) => [each.noun, each.open, each.dueToday, each.overdue].map(String)),
      },
      { kind: 'note', text: '只列件数，具体事项已发各经办岗位。' },
    ],
  };
}
