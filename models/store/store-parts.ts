import type { Model } from 'mongoose';
import type { CheckContext } from '../ledgers/engine/check.ts';
import type { AnyLedger } from '../ledgers/engine/define.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { AuditLog } from './rows/audit.ts';
import type { Outbox } from './messages/outbox.ts';
import type { Codec } from './rows/rows.ts';
import type { RowDocument } from './rows/schema.ts';
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
  /** What judging rows needs as of a moment. */
  checkContext(at: Date): CheckContext;
  counters: Model<Counter>;
  audit: AuditLog;
  outbox: Outbox;
  handled: HandledEvents;
  evidence: EvidenceFiles;
}
