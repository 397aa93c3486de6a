import { Schema, type Types } from 'mongoose';
import { FREE, type Leased } from '../lease.ts';
import type { NewMessage } from './message.ts';

/** Messages as the outbox keeps them. */

/** `dropped`: overtaken before it left. `unknown`: it may have arrived and it may not, and nobody can find out; an operator decides. */
export type MessageStatus = 'due' | 'sent' | 'dropped' | 'dead' | 'unknown';
/** How a message ends when it is not sent. */
export type MessageEnd = 'dropped' | 'dead' | 'unknown';

export interface OutboxMessage extends Omit<NewMessage, 'notBefore'> {
  /** Also the platform's idempotence key. */
  id: string;
  dueAt: Date;
  status: MessageStatus;
  attempts: number;
  /** Rises at every claim; who holds an old number may not settle the message. */
  fence: number;
  createdAt: Date;
  sentAt?: Date;
  platformId?: string;
  /** The topic of its chat in which it stands. */
  thread?: string;
  lastError?: string;
  /** When it was given up. */
  endedAt?: Date;
  /** Since when attempts have been made whose outcome nobody knows. */
  unsureSince?: Date;
}

/** A message about a row that stands in a chat. */
export type StandingMessage = OutboxMessage & Required<Pick<OutboxMessage, 'platformId' | 'about'>>;
/** One that lists rows. */
export type StandingList = OutboxMessage & Required<Pick<OutboxMessage, 'platformId' | 'lists'>>;

export interface OutboxDocument extends Omit<OutboxMessage, 'id'>, Leased {
  _id: Types.ObjectId;
  /** When an attempt began whose outcome is not noted yet. */
  triedAt?: Date;
  /** Is held up, and with it what follows for the same target. */
  blocks?: boolean;
}

/** With the indexes that its questions stand on. */
export const outboxSchema = new Schema<OutboxDocument>(
  {
    key: String,
    to: Schema.Types.Mixed,
    kind: String,
    content: Schema.Types.Mixed,
    dueAt: Date,
    status: String,
    attempts: Number,
    fence: Number,
    leaseUntil: Date,
    holder: String,
    createdAt: Date,
    sentAt: Date,
    platformId: String,
    thread: String,
    lastError: String,
    endedAt: Date,
    replaces: Schema.Types.Mixed,
    about: Schema.Types.Mixed,
    lists: Schema.Types.Mixed,
    answers: Schema.Types.Mixed,
    triedAt: Date,
    blocks: Boolean,
    unsureSince: Date,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
outboxSchema.index({ key: 1 }, { unique: true });
outboxSchema.index({ status: 1, dueAt: 1, _id: 1 });
outboxSchema.index({ to: 1, _id: 1 }, { partialFilterExpression: { status: 'due' } });
outboxSchema.index({ platformId: 1 }, { sparse: true });
outboxSchema.index(
  { 'content.card.key': 1, sentAt: 1 },
  { partialFilterExpression: { status: 'sent', 'content.card.key': { $exists: true } } },
);
outboxSchema.index(
  { 'about.code': 1, sentAt: 1 },
  { partialFilterExpression: { status: 'sent', 'about.code': { $exists: true } } },
);
outboxSchema.index(
  { 'lists.codes': 1, sentAt: 1 },
  { partialFilterExpression: { status: 'sent', 'lists.codes': { $exists: true } } },
);
outboxSchema.index(
  { 'to.post': 1, sentAt: 1 },
  { partialFilterExpression: { status: 'sent', kind: 'push' } },
);

/** Without what is the outbox's own business. */
export function toMessage({
  _id,
  leaseUntil: _lease,
  holder: _holder,
  triedAt: _tried,
  blocks: _blocks,
  ...rest
}: OutboxDocument): OutboxMessage {
  return { ...rest, id: String(_id) };
}

/** A message as it is put out. */
export const newDocument = (
  { key, to, kind, content, notBefore, replaces, about, lists, answers }: NewMessage,
  at: Date,
) => ({
  key,
  to,
  kind,
  content,
  ...(replaces ? { replaces } : {}),
  ...(about ? { about } : {}),
  ...(lists ? { lists } : {}),
  ...(answers ? { answers } : {}),
  dueAt: notBefore ?? at,
  status: 'due' as const,
  attempts: 0,
  fence: 0,
  leaseUntil: FREE,
  createdAt: at,
});
