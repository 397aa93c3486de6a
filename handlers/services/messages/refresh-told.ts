import type { AnyRow } from '../../../cards/ledger.ts';
import type { AnyLedger, RowOf, SaysOf } from '../../../models/ledgers/engine/define.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { messageKey } from './keys.ts';
import { rowCardOf } from '../ledgers/row-card.ts';
import { openCardsSince, replaceOpenCards } from './replace-cards.ts';
import { addressed, makerOf } from './tell-all.ts';

/**
 * Makes what a machine has told about a row anew where it stands in chats, each for its receiver, so that no card asks
 * for what the row does not want any more. The row's own card is replaced with the move itself (replace-cards.ts).
 * @param which those that were overtaken by the row's state, all of them when a moment has passed, or one message where
 *   what it tells of beside the row has changed
 */
export async function refreshTold(
  ctx: Ctx,
  change: Change,
  { ledger, row }: { ledger: AnyLedger; row: AnyRow },
  which: 'overtaken' | 'all' | { says: string } = 'overtaken',
): Promise<void> {
  const { at, eventId } = change.context;
  const standing = await ctx.store.outbox.standingAbout(ledger.name, row.code, openCardsSince(at));
  for (const { id, to, about, platformId } of standing) {
    const isTrue = about.while.includes(String(row.status));
    if (about.says === 'row' || (isTrue && which === 'overtaken')) continue;
    if (typeof which === 'object' && about.says !== which.says) continue;
    const content = await makerOf(ctx, { ledger, row }, about.says)(addressed(ctx, to));
    if (content === undefined || !('card' in content)) continue;
    const key = messageKey('refresh', id, row.version, eventId ?? at.toISOString());
    change.send({ key, to, kind: 'reply', content, replaces: { messageId: platformId } });
  }
}

/**
 * Makes the row's own card and one message about it anew where they stand: what they tell of beside the row has changed. The
 * card is the mover's, for cards that are before those alone who may make the same move.
 */
export async function renewCards<L extends AnyLedger>(
  of: Ctx,
  change: Change,
  ledger: L,
  { row: told, says }: { row: RowOf<L>; says: SaysOf<L> },
): Promise<void> {
  const ctx: Ctx = { ...of, within: change };
  const row: AnyRow = told;
  await refreshTold(ctx, change, { ledger, row }, { says });
  await replaceOpenCards(ctx, change, await rowCardOf(ctx, ledger, row, 'private'), undefined);
}

/**
 * Makes the row's own card anew where it stands, for each as they would open it. Whose chat it is in is not known of a card
 * that somebody opened: there it shows what everybody may see, and no button.
 */
export async function renewForEach<L extends AnyLedger>(
  of: Ctx,
  change: Change,
  ledger: L,
  told: RowOf<L>,
): Promise<void> {
  const ctx: Ctx = { ...of, within: change };
  const row: AnyRow = told;
  const forAll = await rowCardOf(ctx, ledger, row, 'group');
  if (forAll.key === undefined) return;
  const make = makerOf(ctx, { ledger, row }, 'row');
  const { at } = change.context;
  for (const { id, to, platformId } of await ctx.store.outbox.standing(forAll.key, openCardsSince(at))) {
    const content = 'chat' in to ? { card: forAll } : await make(addressed(ctx, to));
    if (content === undefined) continue;
    const key = messageKey(forAll.key, id, row.version, at.toISOString());
    change.send({ key, to, kind: 'reply', content, replaces: { messageId: platformId } });
  }
}
