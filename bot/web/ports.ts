import type { City } from '../../models/ledgers/city.ts';
import type { Calendar } from '../../models/rules/time/calendar.ts';
import type { Clock } from '../../models/rules/time/clock.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import type { Say } from '../../cards/card.ts';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { Patience } from '../channel/answer-in-time.ts';
import type { Visitors } from './login/visitors.ts';

/** What the web channel stands on. Made once, in bot/channels.ts. */
export interface WebDeps {
  dispatch: Dispatch;
  /** How long one who acts is kept waiting; the channel's own unless given. */
  patience?: Patience;
  city: City;
  clock: Clock;
  calendar: Pick<Calendar, 'isWorkday'>;
  chats: ChatLog;
  visitors: Visitors;
  /** Takes a file in for a column of a form, on behalf of a post. */
  receiveFile: (
    viewer: Viewer,
    file: { name: string; stream: AsyncIterable<Uint8Array>; field: string },
  ) => Promise<{ id: string }>;
  /** Streams a file that was sent in a chat to where it is handed in from. */
  putDown: (name: string, stream: AsyncIterable<Uint8Array>) => Promise<PutDownFile>;
  /** What a post is offered over the composer; a command that ends in a space waits for more words. */
  suggest: (viewer: Viewer) => readonly string[];
  /** Whom the front door proposes to try; absent where it proposes nobody. */
  personas?: () => Promise<readonly Proposed[]>;
  /** Absent: sandbox mode is off, and nothing that needs a session is reachable. */
  sandbox?: SandboxControls;
}

/** Somebody to log in as, and what is worth trying as them. */
export interface Proposed {
  code: string;
  name: string;
  role: string;
  tries: string;
}

/** A file in the store, on its way in. */
export interface PutDownFile {
  name: string;
  ref: string;
  bytes: number;
}

/** The sandbox's time. It only moves forward, and on its way everything due happens. */
export interface SandboxControls {
  now(): Date;
  /** `settles`: goes on until the messages of the last step are out, which leave spread over the time after it. */
  moveTo(instant: Date, how?: { settles?: boolean }): Promise<MoveReport>;
  nextDuty(): Promise<{ name: string; title: string; at: Date } | undefined>;
  nextWorkday(): Date;
}

export interface MoveReport {
  ran: readonly { job: string; title: string; slot: string }[];
  sent: number;
}

/** One message's content: words, a card, a file; a file that was handed to the bot has no id to fetch it by. */
export type ChatContent = Say | { handedIn: { name: string; bytes: number } };

export interface LoggedMessage {
  id: string;
  /** What it came from, once and for all: `in:` and the event of who wrote it, or `out:` and the like. */
  source: string;
  chat: string;
  seq: number;
  rev: number;
  who: string;
  at: Date;
  content: ChatContent;
}

/** The conversations: kept, numbered and re-readable. `models/store/messages/sandbox-messages.ts` is one. */
export interface ChatLog {
  append(message: {
    source: string;
    chat: string;
    who: string;
    at: Date;
    content: ChatContent;
    cardKey?: string;
  }): Promise<LoggedMessage>;
  replace(id: string, content: ChatContent, at: Date): Promise<LoggedMessage | undefined>;
  find(id: string): Promise<LoggedMessage | undefined>;
  list(chat: string, options: { before?: number; limit: number }): Promise<LoggedMessage[]>;
  changes(chats: readonly string[], since: number, limit: number): Promise<LoggedMessage[]>;
  head(): Promise<number>;
  markRead(reader: string, chat: string, seq: number): Promise<void>;
  overview(
    reader: string,
    chats: readonly string[],
  ): Promise<{ chat: string; unread: number; last?: LoggedMessage }[]>;
}
