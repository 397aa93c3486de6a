import type { Card } from '../../../cards/card.ts';
import { noteBlocks, rowCard, type AnyRow, type Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, Fault, LooseRow } from '../../../models/ledgers/engine/define.ts';
import { openMoves } from '../../../models/ledgers/engine/machine.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf } from './access.ts';
import { featureOf } from './feature.ts';
import { namesFor } from './titles.ts';

/** One row's card with what this viewer may do with it: its feature's own, else the one made of its definition. */
export async function rowCardOf(
  ctx: Ctx,
  ledger: AnyLedger,
  row: AnyRow,
  audience: Audience,
  notes: readonly Fault[] = [],
): Promise<Card> {
  const own = await featureOf(ctx, ledger)?.card?.(ctx, row, audience);
  if (own) return { ...own, blocks: [...noteBlocks(notes), ...own.blocks] };
  const can = abilitiesOf(ctx, ledger, audience, row);
  const moves = movesOn(ctx, ledger, row, audience);
  const nameOf = await namesFor(ctx, ledger, [row], audience);
  return rowCard({ ledger, row, nameOf, audience, can, moves, notes });
}

/** The moves that are buttons on this row's card: those the viewer may make now. Nothing is done in a group. */
export const movesOn = ({ viewer, clock }: Ctx, ledger: AnyLedger, row: object, audience: Audience) =>
  ledger.machine && audience === 'private'
    ? openMoves(ledger.machine, row as LooseRow, { viewer, now: clock.now() }).filter(({ hidden }) => !hidden)
    : [];
