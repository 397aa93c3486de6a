import type { Say } from '../../../cards/card.ts';
import type { Answered, Replaced } from '../../../models/store/messages/message.ts';

export type { Answered, Replaced };

/** A message as a channel gets it: addressed to one chat or person of that channel. */
export interface Outgoing {
  /** Outbox id: the platform's idempotence key, so that a repeated attempt is not seen twice. */
  id: string;
  chat: string;
  content: Say;
  /** 特急: the person is called beyond the message, where the platform can. */
  urgent?: boolean;
  /** Takes the place of a card that was clicked, instead of coming after it. */
  replaces?: Replaced;
  /** Stands under this message of the chat, where that can be; else in the chat. */
  answers?: Answered;
  /** Since when attempts have been made whose outcome nobody knows: the message may be there already. */
  unsureSince?: Date;
}

/**
 * What became of an attempt, in one closed union: the compiler finds who forgets a case.
 * `sent`: it stands in its chat, or in a topic of it where the platform names one.
 * `wait`: not tried, a quota is used up; others of the channel wait too when the whole channel's is.
 * `retry`: try again, not before `afterMs`; `unsure` when this attempt may have taken effect all the same.
 * `dead`: this target will never take it. `bad`: the content was refused, send its text instead.
 * `stopped`: nothing can be sent until an operator mends the configuration; messages wait, nobody loses any.
 * `unknown`: whether it arrived cannot be found out, so it is neither sent again nor called sent.
 */
export type Delivery =
  | { kind: 'sent'; messageId: string; thread?: string }
  | { kind: 'wait'; afterMs: number; whole?: true }
  | { kind: 'retry'; reason: string; afterMs?: number; unsure?: true }
  | { kind: 'dead'; reason: string }
  | { kind: 'bad'; reason: string }
  | { kind: 'stopped'; reason: string }
  | { kind: 'unknown'; reason: string };

/** The one way out of the service to a platform. Implementations live in bot/<channel>. */
export interface Channel {
  readonly name: 'web' | 'feishu' | 'wecom';
  /** Never throws for what the platform answered: that is a Delivery. */
  send(message: Outgoing): Promise<Delivery>;
  /**
   * The content of a file that somebody sent, piece by piece, by the reference that came in; absent where files come in
   * by the store.
   */
  fetch?(ref: string): Promise<AsyncIterable<Uint8Array>>;
}
