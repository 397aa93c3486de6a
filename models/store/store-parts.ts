import type { Model } from 'mongoose';
import type { CheckContext } from '../ledgers/engine/check.ts';
import type { AnyLedger } from '../ledgers/engine/define.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { AuditLog } from './rows/audit.ts';
import type { Outbox } from './messages/outbox.ts';
import type { Codec } from './rows/rows.ts';
import type { RowDocument } from './rows/schema.ts';
import type { Deadline, StandingDue } from '../ledgers/engine/deadlines.ts';
import type { LooseRow } from '../ledgers/engine/fields.ts';
import type { Notices } from './messages/notices.ts';
import type { Timers } from './timers.ts';
import type { HandledEvents } from './messages/handled-events.ts';

/** The running number of a code series (XM-2026-YC-). */
export interface Counter {
  _id: string;
  last: number;
}

/** What a change needs of the store, by name. */
export interface StoreParts {
  model(ledger: AnyLedger): Model<RowDocument>;
  codec(ledger: AnyLedger): Codec;
  ledgerNamed(name: string): AnyLedger | undefined;
  /** What judging rows needs as of a moment. */
  checkContext(at: Date): CheckContext;
  counters: Model<Counter>;
  audit: AuditLog;
  outbox: Outbox;
  handled: HandledEvents;
  evidence: EvidenceFiles;
  timers: Timers;
  notices: Notices;
  /** What falls due on a row as it stands; `standing` is what was worked out for it before. */
  deadlineOf: (ledger: AnyLedger, row: LooseRow, standing?: StandingDue) => Deadline | undefined;
}
