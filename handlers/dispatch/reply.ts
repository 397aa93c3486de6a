import type { Say } from '../../cards/card.ts';
import type { Replaced } from '../services/messages/channel.ts';
import type { DispatchParts } from './parts.ts';
import { answeredIn, type Inbound } from '../inbound.ts';
import { messageKey } from '../services/messages/keys.ts';

/** Answers travel through the outbox like every other message, so they survive a crash and are sent once. */
export async function answer(
  parts: DispatchParts,
  key: string,
  inbound: Inbound,
  say: readonly Say[],
  how: { privately?: boolean; replaces?: Replaced } = {},
): Promise<void> {
  if (say.length === 0) return;
  const { store, clock } = parts.services;
  const to = { channel: inbound.channel, chat: how.privately ? inbound.privately : inbound.chat.id };
  const { replaces } = how;
  const answers = how.privately || replaces ? undefined : answeredIn(inbound);
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
