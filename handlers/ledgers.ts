import { z } from 'zod';
import type { Card } from '../cards/card.ts';
import { formCard, secretsLeftOut, typedAgain, typedInVain, type Typed } from '../cards/forms/ledger-form.ts';
import { countCard, historyCard, ledgerListCard, type Audience } from '../cards/ledger.ts';
import type { AnyLedger, Fault } from '../models/ledgers/engine/define.ts';
import { AppError } from '../models/rules/errors.ts';
import { demand } from '../models/rules/rights.ts';
import type { Ctx } from './services/context.ts';
import type { ExportForm } from './services/exports/columns.ts';
import { exportLedger } from './services/exports/export.ts';
import { demandAbility } from './services/ledgers/access.ts';
import { saveRow, type SaveOutcome } from './services/ledgers/save.ts';
import { formBase, formStart, newFormStart } from './services/ledgers/form.ts';
import { countRows, historyOf, listRows, rowByCode, rowsMeant } from './services/ledgers/list.ts';
import { rowCardOf } from './services/ledgers/row-card.ts';
import type { Reply } from './inbound.ts';
import { action, type ActionRow, type Command } from './action.ts';
import { filledIn } from './dispatch/filled-in.ts';
import { moveActions } from './moves.ts';

const LATE = '这张卡片来自旧版本，已失效，请重新打开台账';
/** A name or a code; what is longer is no subject of a new row. */
const ABOUT_MOST = 100;
const ledgerName = z.string().max(40, LATE);
const code = z.string().max(60, LATE);
const onLedger = z.object({ ledger: ledgerName });
const onRow = z.object({ ledger: ledgerName, code });
const formPart = z.coerce.number().int().min(0, LATE).default(0);

/** Throws NOT_FOUND for a name that no ledger has. */
export const findLedger = (ledgers: readonly AnyLedger[], name: string): AnyLedger => {
  const ledger = ledgers.find((candidate) => candidate.name === name);
  if (!ledger) throw new AppError('NOT_FOUND', LATE, { detail: `no ledger ${name}` });
  return ledger;
};

/** What can be done with any ledger, read off its definition. */
export function ledgerActions(ledgers: readonly AnyLedger[]): readonly ActionRow[] {
  const of = (input: { ledger: string }) => findLedger(ledgers, input.ledger);
  return [
    action({
      action: 'ledger.list',
      input: onLedger.extend({
        page: z.coerce.number().int().min(1, LATE).default(1),
        filter: z.string().max(100, '筛选的话太长').optional(),
        place: z.literal('page').optional(),
      }),
      run: async (ctx, { ledger, page, filter, place }, { chat }): Promise<Reply> => ({
        card: await listCard(ctx, of({ ledger }), chat.kind, {
          page,
          ...(filter ? { filter } : {}),
          ...(place ? { place } : {}),
        }),
      }),
    }),
    action({
      action: 'ledger.open',
      shared: true,
      input: onRow.extend({ here: z.boolean().optional() }),
      async run(ctx, input, { chat }): Promise<Reply> {
        const card = await openRow(ctx, of(input), input.code, chat.kind);
        return input.here ? { card } : { say: [{ card }] };
      },
    }),
    action({
      action: 'ledger.new',
      input: onLedger,
      async run(ctx, input, { chat }): Promise<Reply> {
        demandAbility(ctx, of(input), 'create', chat.kind);
        return { card: formCard(await newFormStart(ctx, of(input))) };
      },
    }),
    action({
      action: 'ledger.edit',
      input: onRow.extend({ part: formPart }),
      async run(ctx, input, { chat }): Promise<Reply> {
        const row = await rowByCode(ctx, of(input), input.code, chat.kind);
        demandAbility(ctx, of(input), 'edit', chat.kind, row);
        return { card: formCard(await formStart(ctx, of(input), row, input.part)) };
      },
    }),
    action({
      action: 'ledger.save',
      input: onLedger.extend({
        code: code.optional(),
        version: z.coerce.number().int().optional(),
        part: formPart,
        about: z.string().max(ABOUT_MOST, LATE).optional(),
        asked: z.string().max(500, LATE).optional(),
        reason: z.string().trim().max(100, '修改原因最多 100 个字').optional(),
      }),
      async run(ctx, { part, about, ledger: name, ...input }, inbound): Promise<Reply> {
        const ledger = of({ ledger: name });
        demandAbility(ctx, ledger, input.code ? 'edit' : 'create', inbound.chat.kind);
        const form = filledIn(inbound);
        const { reason, ...rest } = input;
        const outcome = await saveRow(ctx, ledger, { ...rest, form, ...(reason ? { reason } : {}) });
        return answer(ctx, ledger, {
          part,
          form,
          outcome,
          ...(about ? { about } : {}),
          ...(reason ? { reason } : {}),
        });
      },
    }),
    ...moveActions(of),
    action({
      action: 'ledger.history',
      input: onRow,
      async run(ctx, input, { chat }): Promise<Reply> {
        const ledger = of(input);
        demandAbility(ctx, ledger, 'history', chat.kind);
        return { card: historyCard({ ledger, ...(await historyOf(ctx, ledger, input.code)) }) };
      },
    }),
    action({
      action: 'ledger.export',
      input: onLedger.extend({
        filter: z.string().max(100, LATE).optional(),
        columns: z.literal('all').optional(),
      }),
      async run(ctx, { filter = '', columns, ...input }, { chat }): Promise<Reply> {
        const ledger = of(input);
        demandAbility(ctx, ledger, 'export', chat.kind);
        return fileOf(ctx, ledger, filter, exportForm(columns));
      },
    }),
  ];
}

/** Saying a ledger's title lists it; what follows narrows the list down, or names one row. */
export const ledgerCommands = (ledgers: readonly AnyLedger[]): readonly Command[] =>
  ledgers.flatMap((ledger) => (ledger.doors.command === false ? [] : [commandOf(ledger)]));

function commandOf(ledger: AnyLedger): Command {
  const words = ledger.doors.command || ([ledger.title] as const);
  return {
    words,
    usage: `${words[0]} <关键词>`,
    does: `看${ledger.title}，可按单元、名称等筛选`,
    forLiaison: { usage: words[0], does: `看本企业在${ledger.title}中的登记` },
    permit: ledger.rights.read,
    async run(ctx, rest, { chat }): Promise<Reply> {
      const row =
        /^[A-Z]+-/i.test(rest) && (await ctx.store.rows(ledger).byCode(ctx.viewer, rest.toUpperCase()));
      if (row) return { say: [{ card: await openRow(ctx, ledger, row.code, chat.kind) }] };
      return rowsAsked(ctx, ledger, rest, chat.kind);
    },
  };
}

const WANTED = /(?:^|\s)(多少|导出(?<full>\s*全部列)?)$/;

/**
 * Rows as they were asked for: listed, counted (多少) or as a file (导出, in full 导出 全部列), narrowed down by what else is
 * said.
 */
export async function rowsAsked(
  ctx: Ctx,
  ledger: AnyLedger,
  said: string,
  audience: Audience,
): Promise<Reply> {
  demand(ctx.viewer, ledger.rights.read);
  const wanted = WANTED.exec(said);
  const filter = said.replace(WANTED, '').trim();
  if (wanted?.[1] === '多少')
    return { say: [{ card: countCard(await countRows(ctx, ledger, filter, audience)) }] };
  if (!wanted) return { say: [{ card: await listCard(ctx, ledger, audience, { filter }) }] };
  demandAbility(ctx, ledger, 'export', audience);
  return fileOf(ctx, ledger, filter, wanted.groups?.full ? 'full' : 'short');
}

/** The rows that some words mean as a file, named by these words. */
async function fileOf(ctx: Ctx, ledger: AnyLedger, which: string, form: ExportForm): Promise<Reply> {
  const where = await rowsMeant(ctx, ledger, which);
  return { say: [{ file: await exportLedger(ctx, ledger, where, { which, form }) }] };
}

/** What a button asks for: a short file unless it says all columns. */
export const exportForm = (columns: 'all' | undefined): ExportForm => (columns === 'all' ? 'full' : 'short');

/** 登记项目: the form of a new row, by the ledger's noun; none where two ledgers call their rows alike. */
export const newRowCommands = (ledgers: readonly AnyLedger[]): readonly Command[] =>
  ledgers
    .filter(
      ({ doors, noun, name }) =>
        !doors.keptBy && !ledgers.some((other) => other.noun === noun && other.name !== name),
    )
    .map((ledger) => ({
      words: [`登记${ledger.noun}`],
      // What it is about may follow: 登记月报 XM-2026-YC-0012.
      usage: `登记${ledger.noun} [${ledger.fields[ledger.titleField]?.label ?? '名称'}]`,
      does: `填一张表登记新${ledger.noun}`,
      permit: ledger.rights.create,
      privateOnly: true,
      // The ledger's own card has the button; 帮助 lists what cannot be found there.
      offered: false,
      async run(ctx, rest, { chat }): Promise<Reply> {
        demandAbility(ctx, ledger, 'create', chat.kind);
        return { say: [{ card: formCard(await newFormStart(ctx, ledger, rest.slice(0, ABOUT_MOST))) }] };
      },
    }));

type ListInput = { page?: number; filter?: string; place?: 'page' };

/** A ledger as its list card, for chats and for the page behind it. */
export async function listCard(
  ctx: Ctx,
  ledger: AnyLedger,
  audience: Audience,
  input: ListInput = {},
): Promise<Card> {
  demand(ctx.viewer, ledger.rights.read);
  return ledgerListCard(await listRows(ctx, ledger, { ...input, audience }));
}

/** One row's card with what this viewer may do with it. */
export async function openRow(
  ctx: Ctx,
  ledger: AnyLedger,
  wanted: string,
  audience: Audience,
  notes: readonly Fault[] = [],
): Promise<Card> {
  return rowCardOf(ctx, ledger, await rowByCode(ctx, ledger, wanted, audience), audience, notes);
}

interface Saving {
  part: number;
  form: Typed;
  about?: string;
  reason?: string;
  outcome: SaveOutcome;
}

/** The row when it was stored; otherwise the form again, with what was typed and why it was not stored. */
async function answer(ctx: Ctx, ledger: AnyLedger, saving: Saving): Promise<Reply> {
  const { part, form, about, reason, outcome } = saving;
  const row = 'row' in outcome ? outcome.row : undefined;
  const base = { ...(await formBase(ctx, ledger, row)), part, ...(reason ? { reason } : {}) };
  switch (outcome.kind) {
    case 'saved': {
      const { row, created, notes } = outcome;
      const card = await openRow(ctx, ledger, row.code, 'private', notes);
      return { toast: { tone: 'good', text: created ? `已登记，编号 ${row.code}` : '已保存' }, card };
    }
    case 'same': {
      const card = await openRow(ctx, ledger, outcome.row.code, 'private');
      return { toast: { tone: 'info', text: '没有改动' }, card };
    }
    case 'faults': {
      const { kind: _kind, ...faults } = outcome;
      const values = typedAgain(ledger, outcome.row, form);
      const start = row ? {} : await newFormStart(ctx, ledger, about);
      const card = formCard({ ...start, ...base, ...faults, values, notice: secretsLeftOut(ledger, form) });
      const text = outcome.asked ? '请核对后再保存一次' : '还没有保存，请改正标出的内容';
      return { toast: { tone: 'warn', text }, card };
    }
    case 'stale': {
      const { row, text } = outcome;
      const notice = [text, ...typedInVain(ledger, row, form, base.nameOf)];
      // Who was faster stands on the form, beside what was typed in vain.
      return {
        toast: { tone: 'warn', text: '没有保存，请看表单上方的说明' },
        card: formCard({ ...(await formStart(ctx, ledger, row, part)), notice }),
      };
    }
  }
}
