import type { Model } from 'mongoose';
import type { CheckContext } from '../ledgers/check.ts';
import type { AnyLedger } from '../ledgers/define.ts';
import type { AuditLog } from './audit.ts';
import type { Outbox } from './outbox.ts';
import type { Codec } from './rows.ts';
import type { RowDocument } from './schema.ts';
import type { Seen } from './seen.ts';

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
  seen: Seen;
}
