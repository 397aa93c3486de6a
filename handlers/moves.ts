import { z } from 'zod';
import type { Typed } from '../cards/ledger-form.ts';
import type { AnyRow } from '../cards/ledger.ts';
import { moveFormCard } from '../cards/move-form.ts';
import type { AnyLedger, Fault, LooseRow } from '../models/ledgers/engine/define.ts';
import type { Move } from '../models/ledgers/engine/machine.ts';
import { AppError } from '../models/rules/errors.ts';
import { action, type ActionRow } from './action.ts';
import { filledIn } from './filled-in.ts';
import { clickedOn, type Reply } from './inbound.ts';
import type { Ctx } from './services/context.ts';
import { readAsked } from './services/ledgers/asked.ts';
import { formBase } from './services/ledgers/form.ts';
import { rowByCode } from './services/ledgers/list.ts';
import { moveFor, moveRow, type Moved } from './services/ledgers/move.ts';

import { rowCardOf } from './services/ledgers/row-card.ts';

const LATE = '这张卡片来自旧版本，已失效，请重新打开台账';

const onMove = z.object({
  ledger: z.string().max(40, LATE),
  code: z.string().max(60, LATE),
  event: z.string().max(40, LATE),
  /** Absent where the newest row is meant: several people answer the same card. */
  version: z.coerce.number().int().optional(),
});

/** Every move of every ledger: the form that asks what it needs, and the move itself. */
export function moveActions(of: (input: { ledger: string }) => AnyLedger): readonly ActionRow[] {
  const refresh = async (ctx: Ctx, input: z.infer<typeof onMove>) => {
    const ledger = of(input);
    // A card that carries a move beside other things is no card of the row: it stays.
    if (ledger.machine?.moves.some(({ event, hidden }) => hidden && event === input.event)) return undefined;
    return rowCardOf(ctx, ledger, await rowByCode(ctx, ledger, input.code), 'private');
  };
  return [
    action({
      action: 'ledger.ask',
      input: onMove,
      async run(ctx, input): Promise<Reply> {
        const ledger = of(input);
        const row = await rowByCode(ctx, ledger, input.code);
        const move = moveFor(ctx, ledger, row, input.event);
        return { card: moveFormCard({ ...formBase(ctx, ledger), row, move, values: {} }) };
      },
      refresh,
    }),
    action({
      action: 'ledger.move',
      input: onMove,
      async run(ctx, { ledger: name, ...input }, inbound): Promise<Reply> {
        const ledger = of({ ledger: name });
        const row = await rowByCode(ctx, ledger, input.code);
        const form = filledIn(inbound);
        const move = moveFor(ctx, ledger, row, input.event);
        const { patch: asked, faults } = await readAsked(ctx, ledger, { row, move, form });
        if (faults.length > 0) return notYet(ctx, ledger, { row, move, form, faults });
        return moveRow(ctx, ledger, { ...input, asked, clicked: clickedOn(inbound) }, done);
      },
      refresh,
    }),
  ];
}

const done = ({ row, move, card }: Moved): Reply => ({
  toast: { tone: 'good', text: doneText(move, row) },
  // A card that carries a move beside other things (figures to check) stays as it is.
  ...(move.hidden ? {} : { card }),
});

function doneText({ done, label }: Move, row: AnyRow): string {
  if (done === undefined) return `已${label}`;
  return typeof done === 'string' ? done : done({ ...row } as LooseRow);
}

interface Again {
  row: AnyRow;
  move: Move;
  form: Typed;
  faults: Fault[];
}

/**
 * The form once more, with what was typed and what is wrong with it; nothing was written. A form that stands on a card
 * of its own stays there: what is wrong is told.
 */
function notYet(ctx: Ctx, ledger: AnyLedger, { form, ...again }: Again): Reply {
  if (again.move.hidden) throw new AppError('INVALID', again.faults.map(({ text }) => text).join('；'));
  return {
    toast: { tone: 'warn', text: '还没有提交，请改正标出的内容' },
    card: moveFormCard({ ...formBase(ctx, ledger), ...again, values: form }),
  };
}
