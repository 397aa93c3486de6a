import { z } from 'zod';
import type { Typed } from '../cards/forms/ledger-form.ts';
import type { AnyRow } from '../cards/ledger.ts';
import { moveFormCard } from '../cards/forms/move-form.ts';
import type { AnyLedger, Fault } from '../models/ledgers/engine/define.ts';
import type { Move } from '../models/ledgers/engine/machine.ts';
import { AppError } from '../models/rules/errors.ts';
import { action, type ActionRow } from './action.ts';
import { evidenceActions } from './evidence.ts';
import { filledIn } from './dispatch/filled-in.ts';
import { clickedOn, type Inbound, type Reply } from './inbound.ts';
import type { Ctx } from './services/context.ts';
import { awaitedCard, awaitFiles } from './services/files/awaited.ts';
import { readAsked } from './services/ledgers/asked.ts';
import { formBase } from './services/ledgers/form.ts';
import { rowByCode } from './services/ledgers/list.ts';
import { demandFresh, moveFor, moveRow, type Moved } from './services/ledgers/move.ts';
import { rowCardOf } from './services/ledgers/row-card.ts';

const LATE = '这张卡片来自旧版本，已失效，请重新打开台账';

const onMove = z.object({
  ledger: z.string().max(40, LATE),
  code: z.string().max(60, LATE),
  event: z.string().max(40, LATE),
  /** Absent where the newest row is meant: several people answer the same card. */
  version: z.coerce.number().int().optional(),
});
type OnMove = z.infer<typeof onMove>;

/** Every move of every ledger: the form that asks what it needs, the evidence sent for it, and the move itself. */
export function moveActions(of: (input: { ledger: string }) => AnyLedger): readonly ActionRow[] {
  const refresh = async (ctx: Ctx, input: OnMove) => {
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
        return { card: moveFormCard({ ...(await formBase(ctx, ledger, row)), row, move, values: {} }) };
      },
      refresh,
    }),
    action({
      action: 'ledger.move',
      input: onMove,
      run: (ctx, input, inbound) => make(ctx, of(input), { ...input, form: filledIn(inbound) }, inbound),
      refresh,
    }),
    ...evidenceActions((ctx, { ledger, values, ...handedIn }, inbound) => {
      // Files go by their ids, as a page sends them: what is read twice is read one way.
      const idsOf = (value: (typeof values)[string]) =>
        typeof value === 'string' ? value : value.map((each) => (typeof each === 'string' ? each : each.id));
      const form = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, idsOf(value)]));
      return make(ctx, of({ ledger }), { ledger, ...handedIn, form }, inbound);
    }),
  ];
}

/** Makes a move with what was filled in: or asks again what is wrong, or asks for the files that are still to come. */
async function make(
  ctx: Ctx,
  ledger: AnyLedger,
  { form, ...input }: OnMove & { form: Typed },
  inbound: Inbound,
): Promise<Reply> {
  const row = await rowByCode(ctx, ledger, input.code);
  demandFresh(ledger, row, input.version);
  const move = moveFor(ctx, ledger, row, input.event);
  const { patch: asked, faults, files } = await readAsked(ctx, ledger, { row, move, form });
  if (faults.length > 0) return notYet(ctx, ledger, { row, move, form, faults });
  if (files !== undefined) {
    const { code, event, version = row.version } = input;
    const wanted = { ledger: ledger.name, code, event, version, field: files, form };
    return { card: awaitedCard(ctx, await awaitFiles(ctx, inbound, wanted)) };
  }
  const { code, event, version } = input;
  const at = { code, event, ...(version === undefined ? {} : { version }) };
  return moveRow(ctx, ledger, { ...at, asked, clicked: clickedOn(inbound) }, done);
}

const done = ({ row, move, card }: Moved): Reply => ({
  toast: { tone: 'good', text: doneText(move, row) },
  // A card that carries a move beside other things stays as it is, unless it is known which card that is.
  ...(move.hidden && move.on === undefined ? {} : { card }),
});

function doneText({ done, label }: Move, row: AnyRow): string {
  if (done === undefined) return `已${label}`;
  return typeof done === 'string' ? done : done({ ...row });
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
async function notYet(ctx: Ctx, ledger: AnyLedger, { form, ...again }: Again): Promise<Reply> {
  if (again.move.hidden) throw new AppError('INVALID', again.faults.map(({ text }) => text).join('；'));
  return {
    toast: { tone: 'warn', text: '还没有提交，请改正标出的内容' },
    card: moveFormCard({ ...(await formBase(ctx, ledger, again.row)), ...again, values: form }),
  };
}
