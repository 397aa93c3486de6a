import { titleOf, type AnyRow } from '../cards/ledger.ts';
import type { AnyLedger } from '../models/ledgers/engine/define.ts';
import { answerCard, todoCard, type TodoItem } from '../cards/todo.ts';
import type { Org } from '../models/ledgers/city.ts';
import { organSaid } from '../models/ledgers/city/spoken-names.ts';
import { namesOf } from '../models/ledgers/engine/show.ts';
import { AppError } from '../models/rules/errors.ts';
import { PERMITS } from '../models/rules/rights.ts';
import { maskName } from '../models/rules/phone.ts';
import { dayOf, isPeriod, monthOf, timeOf, yearOf } from '../models/rules/time/day.ts';
import type { Command } from './action.ts';
import type { Reply } from './inbound.ts';
import type { Ctx } from './services/context.ts';
import {
  actorsOn,
  deadlineOn,
  rowAnywhere,
  todoOf,
  todoOfOrgan,
  type Todo,
} from './services/ledgers/todo.ts';
import { historyOf } from './services/ledgers/list.ts';
import { namesFor } from './services/ledgers/titles.ts';
import { whyNotTold } from './services/messages/notices.ts';
import { holderOf } from './services/people/identify.ts';

/** What a post asks about its own duties: what is to be done, until when and why, who has not done it. */
export const dutyCommands: readonly Command[] = [
  {
    words: ['我的待办', '待办'],
    usage: '我的待办 [机构]',
    does: '看等我办理的事项，按到期先后；后面写机构，看等它办理的',
    // Nobody's backlog is read out in a group (domain.md 0.1-12).
    privateOnly: true,
    async run(ctx, rest): Promise<Reply> {
      const organ = rest === '' ? undefined : demandOrgan(ctx, rest);
      const todos = await (organ ? todoOfOrgan(ctx, organ.code) : todoOf(ctx));
      const items = await Promise.all(todos.map((todo) => itemOf(ctx, todo)));
      const card = organ
        ? todoCard({ title: '机构待办', post: organ.short, items })
        : todoCard({ post: ctx.viewer.name, items });
      return { say: [{ card }] };
    },
  },
  {
    words: ['为什么是这一天'],
    usage: '为什么是这一天 <编号>',
    does: '看期限怎么算出来的，逐日列出',
    run: async (ctx, rest) => about('期限的由来', rest, (code) => whyThisDay(ctx, code)),
  },
  {
    words: ['为什么没收到提醒'],
    usage: '为什么没收到提醒 <编号>',
    does: '看一件事的提醒发给了谁、何时发、为什么没发',
    suits: ({ enterprise }) => enterprise === undefined,
    run: async (ctx, rest) =>
      about('提醒记录', rest, async (code) => {
        await rowAnywhere(ctx, code);
        const lines = await whyNotTold(ctx, code, ctx.viewer.post);
        return lines.length > 0 ? lines : ['没有要给您的提醒：它现在不等您办理，或还没有到提醒的时候。'];
      }),
  },
  {
    words: ['谁没办'],
    usage: '谁没办 <编号>',
    does: '看一件事现在等哪个岗位办理',
    suits: ({ enterprise }) => enterprise === undefined,
    run: async (ctx, rest) => about('现在等谁', rest, (code) => whoMust(ctx, code)),
  },
  {
    words: ['留痕'],
    usage: '留痕 <编号>',
    does: '看一条记录何时由哪个岗位改了什么、从什么改成什么',
    permit: PERMITS.audit,
    privateOnly: true,
    run: async (ctx, rest) => about('留痕', rest, (code) => trailOf(ctx, code)),
  },
];

/** @throws AppError INVALID for a word that is no organ, or asked by one who is not of the offices */
function demandOrgan({ city, viewer }: Ctx, word: string): Org {
  const organ = viewer.enterprise === undefined ? organSaid(city, word) : undefined;
  if (organ) return organ;
  throw new AppError(
    'INVALID',
    `没看懂“${word}”。只发“我的待办”看自己的；看机构的请写机构名，如“待办 市商务局”`,
  );
}

async function about(
  title: string,
  rest: string,
  linesOf: (code: string) => Promise<readonly string[]>,
): Promise<Reply> {
  const code = rest.trim().toUpperCase();
  if (code === '') throw new AppError('INVALID', '请在后面写上编号');
  return { say: [{ card: answerCard({ title, code, lines: await linesOf(code) }) }] };
}

/** A row that waits for the viewer, as cards list it. */
export async function itemOf(ctx: Ctx, { ledger, row, due, provisional }: Todo): Promise<TodoItem> {
  return {
    ledger: ledger.name,
    code: row.code,
    title: await calledInFull(ctx, ledger, row),
    state: ledger.machine?.states[String(row.status)]?.label ?? '',
    overdue: due !== undefined && due < ctx.clock.now(),
    ...(due ? { due } : {}),
    ...(provisional ? { provisional } : {}),
  };
}

/** A row whose title is a month or a post does not say what it is: 2026年5月通报. */
async function calledInFull(ctx: Ctx, ledger: AnyLedger, row: AnyRow): Promise<string> {
  const title = titleOf(ledger, row, await namesFor(ctx, ledger, [row]));
  const kind = ledger.fields[ledger.titleField]?.type;
  if (kind === 'text') return title;
  return kind === 'period' && isPeriod(title)
    ? `${yearOf(title)}年${monthOf(title)}月${ledger.noun}`
    : `${title}${ledger.noun}`;
}

/** Changes that a card can hold without becoming a scroll; `zy audit show` has all of them. */
const TRAIL_SHOWN = 20;

/** Who changed what of a row that the viewer may see, the newest first. */
async function trailOf(ctx: Ctx, code: string): Promise<string[]> {
  const { ledger, row } = await rowAnywhere(ctx, code);
  const { lines } = await historyOf(ctx, ledger, row.code);
  const shown = lines.slice(0, TRAIL_SHOWN).map(({ at, by, text }) => `${at} ${by}：${text}`);
  const left = lines.length - shown.length;
  return [
    `${await calledInFull(ctx, ledger, row)}，共 ${lines.length} 次变更`,
    ...shown,
    ...(left > 0 ? [`更早的 ${left} 次略`] : []),
  ];
}

async function whyThisDay(ctx: Ctx, code: string): Promise<string[]> {
  const { ledger, row } = await rowAnywhere(ctx, code);
  const deadline = deadlineOn(ctx, ledger, row);
  const state = ledger.machine?.states[String(row.status)]?.label;
  if (!deadline) return [`${state ? `当前“${state}”，` : ''}没有期限。`];
  const { due, steps, provisional } = deadline;
  return [
    `当前“${state ?? ''}”，期限 ${dayOf(due)} ${timeOf(due)}${provisional ? '（暂定：放假安排公布后重算，只会延后）' : ''}`,
    ...steps.map(({ day, counted, reason }) => `${day} ${counted ? '计 1 日' : '不计'}：${reason}`),
  ];
}

async function whoMust(ctx: Ctx, code: string): Promise<string[]> {
  const { ledger, row } = await rowAnywhere(ctx, code);
  const state = ledger.machine?.states[String(row.status)]?.label ?? '';
  const posts = actorsOn(ctx, ledger, row);
  if (posts.length === 0) return [`当前“${state}”，不等哪个岗位办理。`];
  const nameOf = namesOf(ctx.city);
  return Promise.all(
    posts.map(async (post) => {
      const holder = await holderOf(ctx, post);
      return `${nameOf('post', post)}：${holder ? maskName(holder.name) : '岗位空缺'}，当前“${state}”`;
    }),
  );
}
