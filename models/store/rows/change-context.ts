import type { AnyLedger, RowEnvelope } from '../../ledgers/engine/define.ts';
import type { Viewer } from '../../rules/permissions.ts';
import type { EventProgress } from '../messages/handled-events.ts';
import type { Decided, NewNotice } from '../messages/notices.ts';
import type { NewMessage } from '../messages/message.ts';
import type { AuditEntry } from './audit.ts';

/** Who changes something, through what, when (by the Clock), and which inbound event made them. */
export interface ChangeContext {
  viewer: Viewer;
  channel: string;
  at: Date;
  /** Marked as handled in the same transaction, so a repeat of the event changes nothing. */
  eventId?: string;
  /** For an event whose handling may make several changes: what of it is kept so far. */
  progress?: EventProgress;
  reason?: string;
}

export interface InsertOptions {
  /** A given code instead of the next of the series; for the demo city and restored data. */
  code?: string;
  source?: { file: string; sheet: string; row: number };
}

/** What a change has gathered to be written at its end. */
export interface Gathered {
  audit: AuditEntry[];
  messages: NewMessage[];
  notices: (NewNotice & { dueAt: Date; decided?: Decided })[];
  /** Rows whose deadlines may have changed, as they stand now. */
  timed: Map<string, { ledger: AnyLedger; row: RowEnvelope }>;
  reply?: object;
  /** What is still to be done when all else of the change is, by what it is about. */
  atEnd: Map<string, () => Promise<void>>;
}
