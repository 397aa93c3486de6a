import type { FeishuCard } from '../../../cards/render/feishu/types.ts';
import type { Replaced } from '../../../handlers/services/messages/channel.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import type { FeishuApi } from '../api/api.ts';
import { FeishuFault } from '../api/errors.ts';
import type { RateLimit } from '../../channel/rate-limit.ts';
import type { Tier } from '../api/limits.ts';
import { harmless } from './outcomes.ts';

/**
 * Puts a card in the place of another: by the ticket of a click while it lives (feishu.md 3.6), else by its message
 * (4.1). Gives false when that message can take no other card any more.
 * @throws FeishuFault or AttemptEnded for everything else
 */
export async function replaceCard(
  { messageId, ticket, ticketUntil }: Replaced,
  shown: FeishuCard,
  { api, gate, clock }: { api: FeishuApi; gate: RateLimit<Tier>; clock: Clock },
): Promise<boolean> {
  const isLive = ticketUntil === undefined || clock.now() < ticketUntil;
  const byTicket = async (leave: string) => {
    await gate.enter('update');
    await api.delayedUpdate(leave, shown);
  };
  const byMessage = async () => {
    await gate.pass(gate.messageKey(messageId));
    await api.patchCard(messageId, shown);
  };
  for (const way of [...(ticket && isLive ? [() => byTicket(ticket)] : []), byMessage]) {
    try {
      await way();
      return true;
    } catch (error) {
      if (!(error instanceof FeishuFault)) throw error;
      if (error.kind === 'message-gone') return false;
      // An update that is made twice shows the same, so that an open outcome is none.
      if (error.kind !== 'ticket-spent') throw harmless(error);
    }
  }
  return false;
}
