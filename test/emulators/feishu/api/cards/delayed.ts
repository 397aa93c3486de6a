import { z } from 'zod';
import { bodyOf, type Call } from '../call.ts';
import { readCard } from '../content.ts';
import { Refusal } from '../../errors.ts';
import { changeContent } from '../../state/message.ts';
import { COUNTS, SIZES, TIMES } from '../../numbers.ts';
import { isShared } from '../sending.ts';
import type { World } from '../../state/world.ts';

const updateBody = z.object({ token: z.string(), card: z.record(z.string(), z.unknown()) });

/** The update of a card after the callback was answered (feishu.md 3.6): within 30 minutes, twice, not too early. */
export function delayedUpdate(world: World, call: Call): object {
  const body = bodyOf(call, updateBody, 100030);
  if (call.raw.length > SIZES.card) throw new Refusal(230025);
  const { open_ids: openIds, ...card } = body.card;
  if (openIds !== undefined) throw new Refusal(200320);
  const token = world.updateTokens.get(body.token);
  const message = token && world.messages.get(token.messageId);
  if (!token || !message) throw new Refusal(300020);
  if (world.now() - token.issued > TIMES.updateTokenLife) throw new Refusal(300030);
  if (token.uses >= COUNTS.updateTokenUses) throw new Refusal(300040);
  if (message.recalled) throw new Refusal(200000);
  if (!token.answered) {
    world.journal.breach('update-too-early', message.messageId);
    throw new Refusal(300030, 'the callback has not been answered yet');
  }
  const shown = readCard(card, world.resources);
  if (!isShared(shown)) throw new Refusal(11310, 'config.update_multi is not true');
  token.uses++;
  changeContent(message, 'delayed', shown, world.now());
  return {};
}
