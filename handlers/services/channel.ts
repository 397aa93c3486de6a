import type { Say } from '../../cards/card.ts';

/** A message as a channel gets it: addressed to one chat of that channel. */
export interface Outgoing {
  /** Outbox id: the platform's idempotence key, so that a repeated attempt is not seen twice. */
  id: string;
  chat: string;
  content: Say;
}

/**
 * What became of an attempt, in one closed union per fault (style.md habit 17). `retry`: try again, not before
 * `afterMs`; `dead`: this target will never take it; `bad`: the content was refused, send its text instead.
 */
export type Delivery =
  | { kind: 'sent'; messageId: string }
  | { kind: 'retry'; reason: string; afterMs?: number }
  | { kind: 'dead'; reason: string }
  | { kind: 'bad'; reason: string };

/** The one way out of the service to a platform. Implementations live in bot/<channel>. */
export interface Channel {
  readonly name: 'web' | 'feishu' | 'wecom';
  /** Never throws for what the platform answered: that is a Delivery. */
  send(message: Outgoing): Promise<Delivery>;
}
