import { changeOf, type Ctx } from '../handlers/services/context.ts';
import { addWithin, advance, remindIn, type Reminder } from '../handlers/services/ledgers/move.ts';
import { rowNamed } from '../handlers/services/ledgers/put.ts';
import type { AnyLedger, EventOf, NewOf, RowOf } from '../models/ledgers/engine/define.ts';
import { AppError } from '../models/rules/errors.ts';
import { dayOf } from '../models/rules/time/day.ts';
import type { Job } from './job.ts';

/** What a job does with the row that its slot is about. With nothing said it begins the row. */
interface RowStep<L extends AnyLedger> {
  /** Moves one after the other, each if the row can make it: so a step makes up for one before it. */
  makes?: readonly EventOf<L>[];
  /** Where the last of these cannot be made: reminds those whom the state names, while the row is in it. */
  reminds?: Reminder<L>;
}

/**
 * The steps by which jobs bring a ledger's rows forward, on the days of the calendar; what each move writes and whom it
 * tells stands in the ledger. Steps are repeatable: one that is done already does nothing. `named` gives the row's own
 * values of a slot.
 */
export const stepsOn =
  <L extends AnyLedger>(ledger: L, named: (slot: Date) => NewOf<L>) =>
  ({ makes = [], reminds }: RowStep<L>): Job['run'] =>
  async (ctx, slot) => {
    const values = named(slot);
    const known = await rowNamed(ctx, ledger, values);
    if (!known && makes.length === 0 && reminds === undefined) return begin(ctx, ledger, values);
    const row = known ?? (await begunLate(ctx, ledger, values, makes[0] ?? ''));
    const [moved] = makes.length > 0 ? [await advance(ctx, ledger, row, ...makes)] : [];
    if (moved) return `已${moved.move.label}，告知 ${moved.told} 处`;
    const day = dayOf(ctx.clock.now());
    const told = reminds === undefined ? 0 : await remindIn(ctx, ledger, row, { ...reminds, day });
    const state = ledger.machine?.states[row.status ?? '']?.label ?? '';
    return told > 0 ? `当前“${state}”，已提醒 ${told} 个岗位` : `当前“${state}”，没有要办的`;
  };

/** Adds the row and tells those whom the ledger names. */
async function begin<L extends AnyLedger>(ctx: Ctx, ledger: L, values: NewOf<L>): Promise<string> {
  const { told } = await ctx.store.change(changeOf(ctx), (change) => addWithin(ctx, change, ledger, values));
  return `已发起，告知 ${told} 处`;
}

/**
 * A row that was never begun, when there is nobody to tell any more.
 * @throws AppError NOT_FOUND for a move that no new row can make
 */
function begunLate<L extends AnyLedger>(
  ctx: Ctx,
  ledger: L,
  values: NewOf<L>,
  event: string,
): Promise<RowOf<L>> {
  const { machine, titleField, noun } = ledger;
  const first = machine?.moves.find((move) => move.event === event);
  if (machine && first && !first.from.includes(machine.initial)) {
    const title = String({ ...values }[titleField]);
    throw new AppError('NOT_FOUND', `${title} 的${noun}还没有发起`);
  }
  return ctx.store.change(changeOf(ctx), (change) => change.insert(ledger, values));
}
