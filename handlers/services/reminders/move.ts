import { moveRow } from '../ledgers/move.ts';
import type { MoveRow } from './act.ts';

/**
 * An automatic move, with all that a move by hand brings with it.
 * @throws AppError NOT_FOUND when the row is gone, ILLEGAL_MOVE from its present state, STALE when somebody was faster
 */
export const moveByMachine: MoveRow = (ctx, ledger, code, event) =>
  moveRow(ctx, ledger, { code, event }, () => ({}));
