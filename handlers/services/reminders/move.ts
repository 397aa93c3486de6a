import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { changeOf } from '../context.ts';
import type { MoveRow } from './act.ts';

/**
 * An automatic move, by the machine alone.
 * @throws AppError NOT_FOUND when the row is gone, ILLEGAL_MOVE from its present state, STALE when somebody was faster
 */
export const moveByMachine: MoveRow = (ctx, ledger, code, event) =>
  ctx.store.change(changeOf(ctx), async (change) => {
    const row = await change.rows(ledger).byCode(SYSTEM, code);
    if (!row) throw new AppError('NOT_FOUND', `这个${ledger.noun}已不在台账中`);
    await change.move(ledger, row, event);
  });
