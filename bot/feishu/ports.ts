/** What the way out needs of the store, told by this side: bot/channels.ts hands in models/store's own. */

/** models/store/messages/known-chats.ts */
export interface KnownChatsPort {
  note(known: { channel: string; chat: string; kind: 'private'; person: string }): Promise<void>;
  find(channel: string, chat: string): Promise<{ person?: string } | undefined>;
  privateOf(channel: string, person: string): Promise<string | undefined>;
  markGone(channel: string, target: string, reason: string, at: Date): Promise<void>;
  goneReason(channel: string, target: string): Promise<string | undefined>;
}

/** models/store/files.ts: files by their id. */
export interface Files {
  stat(id: string): Promise<{ name: string; bytes: number } | undefined>;
  read(id: string): Promise<Uint8Array>;
}

/** models/store/messages/platform-files.ts */
export interface FileKeys {
  find(holder: string, file: string): Promise<string | undefined>;
  note(holder: string, file: string, key: string, at: Date): Promise<string>;
}
