import type { Card } from '../../../cards/card.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { messageKey } from './keys.ts';

const DAY_MS = 86_400_000;
/** A card can be replaced, and is worth a thought, for so long (feishu.md 4.1). */
const CARD_DAYS = 14;

/** Cards sent after this moment still stand in their chats. */
export const openCardsSince = (now: Date): Date => new Date(now.getTime() - CARD_DAYS * DAY_MS);

/**
 * Puts a card in the place of all others of its matter (same key) that stand in chats, so that nobody is asked for what
 * is done: reminders, and the cards of those who share the duty. The clicked one is replaced by the answer itself.
 */
export async function replaceOpenCards(
  ctx: Ctx,
  change: Change,
  card: Card,
  clicked: string | undefined,
): Promise<void> {
  if (card.key === undefined) return;
  const standing = await ctx.store.outbox.standing(card.key, openCardsSince(change.context.at));
  for (const { id, to, platformId } of standing) {
    if (platformId === clicked) continue;
    const key = messageKey(card.key, id, change.context.eventId ?? change.context.at.toISOString());
    change.send({ key, to, kind: 'reply', content: { card }, replaces: { messageId: platformId } });
  }
}
