import { printDay } from '../../models/rules/figures/notes.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import type { DigestItem } from '../digest.ts';
import type { TodoItem } from '../todo.ts';
import type { SheetColumn, SheetDocument } from './xlsx-sheet.ts';

const MATTER = { header: '事项', kind: 'wrap', width: 48 } satisfies SheetColumn;
const CODE = { header: '编号', kind: 'text', width: 19 } satisfies SheetColumn;

/** What waits for a post, as a list to print: as many rows as its card counts. */
export const todoSheet = (facts: {
  postName: string;
  at: Date;
  items: readonly TodoItem[];
}): SheetDocument => ({
  name: '待办',
  ...headOf('待办', facts),
  columns: [
    MATTER,
    CODE,
    { header: '状态', kind: 'center', width: 14 },
    { header: '办理期限', kind: 'center', width: 24 },
    { header: '是否逾期', kind: 'center', width: 10 },
  ],
  rows: facts.items.map(({ title, code, state, due, provisional, overdue }) => [
    title,
    code,
    state,
    due ? `${momentOf(due)}${provisional ? '（暂定）' : ''}` : '不限时',
    overdue ? '已逾期' : '',
  ]),
});

/** What a digest told a post, as it told it. */
export const digestSheet = (facts: {
  postName: string;
  at: Date;
  items: readonly DigestItem[];
}): SheetDocument => ({
  name: '待办提醒',
  ...headOf('待办提醒', facts),
  columns: [MATTER, CODE, { header: '提醒', kind: 'wrap', width: 44 }],
  rows: facts.items.map(({ matter, code, fact }) => [matter, code, fact]),
});

const headOf = (
  what: string,
  { postName, at, items }: { postName: string; at: Date; items: readonly unknown[] },
): Pick<SheetDocument, 'title' | 'lines'> => ({
  title: `${postName}${what}（截至${printDay(dayOf(at))} ${timeOf(at)}）`,
  lines: [`共 ${items.length} 项`],
});

const momentOf = (at: Date): string => `${dayOf(at)} ${timeOf(at)}`;
