import type { Model } from 'mongoose';
import type { CheckContext } from '../ledgers/check.ts';
import type { AnyLedger } from '../ledgers/define.ts';
import type { AuditLog } from './audit.ts';
import type { counterModel } from './codes.ts';
import type { Outbox } from './outbox.ts';
import type { Codec } from './rows.ts';
import type { RowDocument } from './schema.ts';
import type { Seen } from './seen.ts';

/** What a change needs of the store, by name. */
export interface StoreParts {
  model(ledger: AnyLedger): Model<RowDocument>;
  codec(ledger: AnyLedger): Codec;
  /** What judging rows needs as of a moment. */
  checkContext(at: Date): CheckContext;
  counters: ReturnType<typeof counterModel>;
  audit: AuditLog;
  outbox: Outbox;
  seen: Seen;
}
