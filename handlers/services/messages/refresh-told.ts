import type { AnyRow } from '../../../cards/ledger.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { messageKey } from './keys.ts';
import { openCardsSince } from './replace-cards.ts';
import { addressed, makerOf } from './tell-all.ts';

/**
 * Makes what a machine has told about a row anew where it stands in chats, each for its receiver, so that no card asks
 * for what the row does not want any more. The row's own card is replaced with the move itself (replace-cards.ts).
 * @param which those that were overtaken by the row's state, or all of them when a moment has passed
 */
export async function refreshTold(
  ctx: Ctx,
  change: Change,
  { ledger, row }: { ledger: AnyLedger; row: AnyRow },
  which: 'overtaken' | 'all' = 'overtaken',
): Promise<void> {
  const { at, eventId } = change.context;
  const standing = await ctx.store.outbox.standingAbout(ledger.name, row.code, openCardsSince(at));
  for (const { id, to, about, platformId } of standing) {
    const isTrue = about.while.includes(String(row.status));
    if (about.says === 'row' || (isTrue && which === 'overtaken')) continue;
    const content = await makerOf(ctx, { ledger, row }, about.says)(addressed(ctx, to));
    if (content === undefined || !('card' in content)) continue;
    const key = messageKey('refresh', id, row.version, eventId ?? at.toISOString());
    change.send({ key, to, kind: 'reply', content, replaces: { messageId: platformId } });
  }
}
