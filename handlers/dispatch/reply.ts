import type { Say } from '../../cards/card.ts';
import type { Replaced } from '../services/messages/channel.ts';
import type { DispatchParts } from './parts.ts';
import { answeredIn, type Inbound } from '../inbound.ts';
import { messageKey } from '../services/messages/keys.ts';

/**
 * Whether what is meant for the one who clicked stands where they clicked all the same: in a topic, of which nobody else
 * hears outside it. In a group's topic only what all may read does.
 */
export const isInPlace = (inbound: Inbound, isShared = false): boolean =>
  answeredIn(inbound) !== undefined && (isShared || inbound.chat.kind === 'private');

/** Answers travel through the outbox like every other message, so they survive a crash and are sent once. */
export async function answer(
  parts: DispatchParts,
  key: string,
  inbound: Inbound,
  say: readonly Say[],
  how: { privately?: boolean; shared?: boolean; replaces?: Replaced } = {},
): Promise<void> {
  if (say.length === 0) return;
  const { store, clock } = parts.services;
  const isAside = how.privately === true && !isInPlace(inbound, how.shared);
  const to = { channel: inbound.channel, chat: isAside ? inbound.privately : inbound.chat.id };
  const { replaces } = how;
  const answers = isAside ? undefined : answeredIn(inbound);
  const messages = say.map((content, i) => ({
    key: messageKey(key, i),
    to,
    kind: 'reply' as const,
    content,
    ...(replaces ? { replaces } : {}),
    ...(answers ? { answers } : {}),
  }));
  await store.outbox.add(messages, clock.now());
  parts.wake();
}
