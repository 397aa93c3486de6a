import type { Card } from '../../../cards/card.ts';
import { noteBlocks, rowCard, type AnyRow, type Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, Fault, LooseRow } from '../../../models/ledgers/engine/define.ts';
import { openMoves } from '../../../models/ledgers/engine/machine.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf } from './access.ts';
import { featureOf } from './feature.ts';
import { namesFor } from './titles.ts';

/**
 * One row's card with what this viewer may do with it: the message on whose card they may make a move now, the feature's
 * own, else the one made of its definition.
 */
export async function rowCardOf(
  ctx: Ctx,
  ledger: AnyLedger,
  row: AnyRow,
  audience: Audience,
  notes: readonly Fault[] = [],
): Promise<Card> {
  const feature = featureOf(ctx, ledger);
  const asked = audience === 'private' ? await offeredCard(ctx, ledger, row) : undefined;
  const own = asked ?? (await feature?.card?.(ctx, row, audience));
  if (own) return { ...own, blocks: [...noteBlocks(notes), ...own.blocks] };
  const can = abilitiesOf(ctx, ledger, audience, row);
  const moves = movesOn(ctx, ledger, row, audience);
  const nameOf = await namesFor(ctx, ledger, [row], audience);
  return rowCard({ ledger, row, nameOf, audience, can, moves, notes });
}

/** The card of a message that offers a move which the viewer may make now, as their post would get it. */
async function offeredCard(ctx: Ctx, ledger: AnyLedger, row: AnyRow): Promise<Card | undefined> {
  const { viewer, clock } = ctx;
  const open = ledger.machine
    ? openMoves(ledger.machine, { ...row }, { viewer, now: clock.now() }).find(({ on }) => on !== undefined)
    : undefined;
  const unit = viewer.unit === undefined ? {} : { unit: viewer.unit };
  const to = { code: viewer.post, ...unit };
  const said =
    open?.on === undefined ? undefined : await featureOf(ctx, ledger)?.says[open.on]?.(ctx, row, to);
  return said && 'card' in said ? said.card : undefined;
}

/** The moves that are buttons on this row's card: those the viewer may make now. Nothing is done in a group. */
export const movesOn = ({ viewer, clock }: Ctx, ledger: AnyLedger, row: object, audience: Audience) =>
  ledger.machine && audience === 'private'
    ? openMoves(ledger.machine, row as LooseRow, { viewer, now: clock.now() }).filter(({ hidden }) => !hidden)
    : [];
