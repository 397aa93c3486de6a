import type { Card, CardFile, Params, Say } from '../../cards/card.ts';
import type { Reply, UploadedFile } from '../../handlers/inbound.ts';
import type { Channel } from '../../handlers/services/messages/channel.ts';

declare module '../../cards/actions.ts' {
  /** Actions that only tests know, with whatever they like; test/architecture.test.ts keeps the service from using them. */
  interface ActionParams {
    [name: `test.${string}`]: Params;
  }
}

/** What is filled into a form, by input name. */
export type Filled = Readonly<Record<string, string | string[]>>;

/** An action as a card would carry it. */
export interface Deed {
  action: string;
  params: Params;
  form?: Filled;
}

/**
 * One platform in a conversation: how the officials of the city reach the bot there, and what they have been sent.
 * Officials go by their posts, groups by their codes; chats are called `post:…` and `group:…` on every platform.
 */
export interface Platform {
  channel: Channel;
  /** What a chat has been sent, oldest first. */
  sentTo: (chat: string) => Say[];
  /** Somebody writes: in their private chat, or in a group to the bot. */
  says(post: string, text: string, group?: string): Promise<void>;
  sends(post: string, files: readonly UploadedFile[]): Promise<void>;
  /** Presses a button that is seen on a card, with the form filled in. */
  clicks(post: string, card: Card, label: string, form?: Filled): Promise<Reply>;
  /** Does an action whether or not any card offers it. */
  act(post: string, deed: Deed, group?: string): Promise<Reply>;
  /** The content of a file that somebody was sent. */
  opens: (file: CardFile) => Promise<Uint8Array>;
  /** The clock has been set: what the platform owes by now is done. */
  ticks(): Promise<void>;
  /** Lets time pass on the platform. */
  waits(ms: number): Promise<void>;
}
