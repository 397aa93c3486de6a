import type { Where } from '../../rules/where.ts';

/** Whom a message is for: a post (whoever holds it then), a group of the city profile, or one chat of a channel. */
export type Recipient = { post: string } | { group: string } | { channel: string; chat: string };

/** `reply` answers somebody who waits; `push` keeps to the push windows; `urgent` (特急) goes at any hour and calls. */
export type MessageKind = 'reply' | 'push' | 'urgent';

/** A card in a chat that is to be replaced, and the platform's leave to do so where it gave one with the click. */
export interface Replaced {
  messageId: string;
  ticket?: string;
  ticketUntil?: Date;
}

/** The row that a message is about, and as long as what it is true. */
export interface About {
  ledger: string;
  code: string;
  /** Which of the ledger's messages it is, so that it can be made anew. */
  says: string;
  /** The states of the row in which it is true. */
  while: readonly string[];
  /** After this moment it is not true any more. */
  until?: Date;
}

/**
 * Rows of a ledger that a message lists, and what holds of each as long as it belongs there. `facts` are what the message
 * was made of, an item a row in the order of `codes`: it is made anew from them, without those that are gone.
 */
export interface Listed {
  ledger: string;
  codes: readonly string[];
  where: Where;
  /** Which kind of list it is. */
  says: string;
  facts: object;
}

/**
 * A message in a chat under which another stands as its answer. `thread`: within the topic that it belongs to, by the
 * topic's id where the platform named it.
 */
export interface Answered {
  messageId: string;
  thread?: string | true;
}

export interface NewMessage {
  /** Names the message once and for all: adding the same key again adds nothing. */
  key: string;
  to: Recipient;
  kind: MessageKind;
  /** What is said; plain JSON of cards/card.ts. */
  content: object;
  notBefore?: Date;
  /** Takes the place of this card instead of coming after it. */
  replaces?: Replaced;
  /** Asked once more before it leaves: what has been overtaken stays here. */
  about?: About;
  /** Likewise, of one about several rows: those that do not belong there any more are taken off. */
  lists?: Listed;
  /** Stands under this message, where the platform lets it. */
  answers?: Answered;
}
