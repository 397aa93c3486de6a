import type { AnyRow } from '../../../cards/ledger.ts';
import type {
  AnyLedger,
  ChangeOf,
  EventOf,
  LooseRow,
  NewOf,
  RowOf,
} from '../../../models/ledgers/engine/define.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { changeOf, type Ctx } from '../context.ts';
import { addWithin, moveWithin } from './move.ts';

/** The row that these values name, if it is there, whoever asks. */
export async function rowNamed<L extends AnyLedger>(
  { store }: Ctx,
  ledger: L,
  values: NewOf<L>,
): Promise<RowOf<L> | undefined> {
  const said: LooseRow = { ...values };
  const [keys = []] = ledger.identity;
  const where = { all: keys.map((key) => ({ [key]: String(said[key]) })) };
  const [row] = await store.rows(ledger).find(SYSTEM, { where, limit: 1 });
  return row;
}

/** What is put into a ledger, and what belongs to it. */
export interface Put<L extends AnyLedger> {
  values: NewOf<L>;
  /** The move of a row that is there already. */
  event: EventOf<L>;
  reason: string;
  /** The same values again are no change. */
  once?: true;
  /** What the slower of two is told who add it at once, where the ledger's own words would not do. */
  taken?: string;
  /** Who puts it may not look at all that it refers to: the service writes, in their name. */
  byService?: true;
  /** What else the change does. */
  also?(change: Change): Promise<unknown>;
}

/**
 * The row that these values name moves and takes them on, or is added where there is none yet. It is looked up before the
 * change, so that of two at once the slower one is told and overwrites nothing.
 * @throws AppError as moveWithin and addWithin do; STALE or DUPLICATE when somebody was faster
 */
export async function putRow<L extends AnyLedger, R extends object>(
  ctx: Ctx,
  ledger: L,
  put: Put<L>,
  answer: (row: AnyRow) => R,
): Promise<R> {
  const { values, event, reason, byService, taken } = put;
  const known = await rowNamed(ctx, ledger, values);
  const rest = Object.entries({ ...values }).filter(([key]) => !ledger.identity[0]?.includes(key));
  const patch = Object.fromEntries(rest.map(([key, value]) => [key, value ?? null])) as ChangeOf<L>;
  const work = ctx.store.change(changeOf(ctx, reason), async (own) => {
    const change = byService ? own.consequences() : own;
    const same = put.once === true && known && rest.every(([key, value]) => ({ ...known })[key] === value);
    const write = () =>
      known ? moveWithin(ctx, change, ledger, known, event, patch) : addWithin(ctx, change, ledger, values);
    const row = same ? known : (await write()).row;
    await put.also?.(own);
    return own.answer(answer(row));
  });
  return work.catch((error: unknown) => {
    const late = taken !== undefined && error instanceof AppError && error.code === 'DUPLICATE';
    throw late ? new AppError('STALE', taken, { cause: error }) : error;
  });
}
