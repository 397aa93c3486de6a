import { mentionsOf, textOf } from './card/text.ts';
import { stringsOf } from './card/walk.ts';
import type { Message } from './state/message.ts';

/** What stands in a chat, as its members see it now. */
export interface Shown {
  messageId: string;
  at: number;
  sender: Message['sender'];
  type: string;
  /** Everything there is to read. */
  text: string;
  /** Ids that are called by an @, `all` among them. */
  mentions: string[];
  card: Record<string, unknown> | undefined;
  urgent: Message['urgent'];
  /** The message it answers, and the topic it stands in. */
  replyTo: string | undefined;
  threadId: string | undefined;
  /** 1 = never changed. */
  versions: number;
}

/** A message as it is shown. */
export function shownOf(message: Message): Shown {
  const { messageId, at, sender, type, content, urgent, versions, replyTo, threadId } = message;
  const card = type === 'interactive' ? content : undefined;
  const words = card ? textOf(card) : stringsOf(content).map(({ text }) => text);
  return {
    messageId,
    at,
    sender,
    type,
    urgent,
    replyTo,
    threadId,
    card,
    text: Array.isArray(words) ? words.join('\n') : words,
    mentions: mentionsOf(type, content),
    versions: versions.length,
  };
}
