import type { Card, Params, Say } from '../cards/card.ts';
import type { Answered, Replaced } from './services/messages/channel.ts';

export type ChannelName = 'web' | 'feishu' | 'wecom' | 'cli';

/** Where something was said: a group (shared by many posts) or a private chat with the bot. */
export interface ChatRef {
  id: string;
  kind: 'group' | 'private';
}

interface InboundBase {
  channel: ChannelName;
  /** The platform's id of this event; the same id is handled once, ever (architecture.md 3). */
  eventId: string;
  /** The sender's id on the channel: open_id on Feishu, userid on WeCom, post code in the web sandbox. */
  from: string;
  chat: ChatRef;
  /** Where the sender alone reads: what concerns nobody else in a group goes there. */
  privately: string;
  /** Resolves when the immediate answer has reached the platform: what replaces the clicked card must come after it. */
  answered?: Promise<void>;
  /**
   * Resolves when the channel's patience is at its end: the result is then promised and follows by message. Measured by
   * the channel alone (bot/channel/answer-in-time.ts); absent where whoever asks waits as long as it takes.
   */
  late?: Promise<void>;
}

/** What a channel hands in after it has verified and normalised it. No platform word beyond this point. */
export type Inbound =
  | (InboundBase & {
      kind: 'text';
      text: string;
      /** It answers an earlier message: a file perhaps, which nobody but its reader sees. */
      reply?: true;
      answers?: Answered;
    })
  | (InboundBase & { kind: 'files'; files: readonly FileIn[]; answers?: Answered })
  | (InboundBase & {
      kind: 'action';
      action: string;
      params: Params;
      /** What was filled in, by input name; several values only from `choices`. */
      form?: Readonly<Record<string, string | readonly string[]>>;
      /** The message whose card was clicked. */
      clicked?: Replaced;
      /** Only where that card stands in a topic. */
      answers?: Answered;
    })
  | (InboundBase & { kind: 'platform-event'; event: PlatformEvent });

/** Where in its chat an answer to this belongs: under a message, when what came in was said or clicked there. */
export const answeredIn = (inbound: Inbound): Answered | undefined =>
  inbound.kind === 'platform-event' ? undefined : inbound.answers;

/** The message whose card was clicked, where the channel says so. */
export const clickedOn = (inbound: Inbound): string | undefined =>
  inbound.kind === 'action' ? inbound.clicked?.messageId : undefined;

/** What happened to chats and people on a platform without anybody asking the bot for something. */
export type PlatformEvent =
  | { what: 'joined'; group: string }
  | { what: 'removed'; group: string }
  | { what: 'person-left'; person: string; name?: string }
  | { what: 'person-known'; person: string; union?: string };

/** A file as it came in: whole, or where its channel fetches it (`Channel.fetch`). */
export type FileIn = UploadedFile | { name: string; ref: string };

export interface UploadedFile {
  name: string;
  bytes: Uint8Array;
}

/** A file that came in, as its handler gets it: opened when its turn has come, so that none need be held whole. */
export interface IncomingFile {
  name: string;
  /** @throws AppError UNAVAILABLE, here or on the way, when its content cannot be had now */
  open(): Promise<AsyncIterable<Uint8Array>>;
  /** Takes away what the service has put down of it, where nothing is to be opened again. */
  forget(): Promise<void>;
}

/** What goes back at once to the one who acted. Everything else travels through the outbox. */
export interface Reply {
  toast?: { tone: 'good' | 'info' | 'warn' | 'bad'; text: string };
  /** Replaces the clicked card. */
  card?: Card;
  /** Answers put into the chat the event came from. */
  say?: readonly Say[];
  /** Nothing was done for a reason that may pass: the platform may bring the event again. */
  again?: true;
}

/** The one way in. Never throws for a user's fault: the reply says what is wrong. */
export type Dispatch = (inbound: Inbound) => Promise<Reply>;
