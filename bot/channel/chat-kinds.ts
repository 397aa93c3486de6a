/** What a chat is; decided by the platform once, and asked for at every click. */
export type ChatKind = 'group' | 'private';

/** What an event shows of a chat or of a person, beside what it asks for. */
export type ChatNote =
  | { chat: string; kind: ChatKind; person?: string; name?: string }
  | { gone: string; reason: string }
  | { back: string };

/** What is noted of chats and people: models/store/messages/known-chats.ts, told by this side. */
export interface ChatNotes {
  find(channel: string, chat: string): Promise<{ kind: ChatKind } | undefined>;
  note(known: { channel: string; chat: string; kind: ChatKind }): Promise<void>;
  markGone(channel: string, target: string, reason: string, at: Date): Promise<void>;
  markBack(channel: string, target: string): Promise<void>;
}

/** Chats of which this process remembers what they are. */
const KINDS_KEPT = 5_000;

/** What the chats of one channel are, from memory where it can be: that never changes, and every click asks. */
export class ChatKinds {
  readonly #channel: string;
  readonly #notes: ChatNotes;
  readonly #kinds = new Map<string, ChatKind>();

  constructor(channel: string, notes: ChatNotes) {
    this.#channel = channel;
    this.#notes = notes;
  }

  /** What is not known is taken for a group: nothing personal goes there. */
  async kindOf(chat: string): Promise<ChatKind> {
    const kept = this.#kinds.get(chat);
    if (kept) return kept;
    const known = await this.#notes.find(this.#channel, chat);
    if (!known) return 'group';
    this.#keep(chat, known.kind);
    return known.kind;
  }

  async note(note: ChatNote, at: Date): Promise<void> {
    if ('gone' in note) return this.#notes.markGone(this.#channel, note.gone, note.reason, at);
    if ('back' in note) return this.#notes.markBack(this.#channel, note.back);
    this.#keep(note.chat, note.kind);
    return this.#notes.note({ channel: this.#channel, ...note });
  }

  #keep(chat: string, kind: ChatKind): void {
    if (this.#kinds.size >= KINDS_KEPT) this.#kinds.clear();
    this.#kinds.set(chat, kind);
  }
}
