/** A message as the platform keeps it. `versions` is the ground truth: everything people have seen in its place. */
export interface Message {
  messageId: string;
  chatId: string;
  type: string;
  /** The parsed content: of a card its JSON, of a text `{text}`. */
  content: Record<string, unknown>;
  /** Who sent it: an app by its id, a person by open_id. */
  sender: { type: 'app' | 'user'; id: string };
  at: number;
  updatedAt: number;
  replyTo: string | undefined;
  /** The first message of the talk that it answers in; none for one that answers nothing. */
  rootId: string | undefined;
  /** The topic that it stands in (4.1). */
  threadId: string | undefined;
  uuid: string | undefined;
  recalled: boolean;
  edits: number;
  versions: Version[];
  urgent: Urgent[];
  reactions: Reaction[];
  pinned: { by: string; at: number } | undefined;
  /** Sent by a batch: no update, no click, no answer (4.3). */
  batch: boolean;
  /** Seen by this person only (4.4). */
  visibleTo: string | undefined;
  readBy: Map<string, number>;
}

export interface Version {
  at: number;
  by: 'create' | 'edit' | 'patch' | 'callback' | 'delayed' | 'cardkit';
  content: Record<string, unknown>;
}

export interface Urgent {
  at: number;
  way: 'app' | 'sms' | 'phone';
  openId: string;
}

export interface Reaction {
  id: string;
  emoji: string;
  at: number;
  by: Message['sender'];
}

export function changeContent(
  message: Message,
  by: Version['by'],
  content: Record<string, unknown>,
  at: number,
): void {
  message.content = content;
  message.updatedAt = at;
  message.versions.push({ at, by, content });
}
