import { ImportStore, type ImportRecord } from '../../../../models/store/imports.ts';
import type { Change } from '../../../../models/store/rows/change.ts';
import type { Store } from '../../../../models/store/store.ts';
import type { ImportAnswers, ImportHead, PlanRow, UndoStep } from './types.ts';

export type Imports = ImportStore<ImportHead, ImportAnswers, PlanRow, UndoStep>;
export type PreparedImport = ImportRecord<ImportHead, ImportAnswers>;
/** A transaction as the ledger store names it. */
export type ClientSession = Change['session'];

const opened = new WeakMap<Store, Promise<Imports>>();

/** The prepared imports beside a ledger store; their collections are made at the first use. */
export function importsOf(store: Store): Promise<Imports> {
  const known = opened.get(store);
  if (known) return known;
  const imports: Imports = new ImportStore(store.connection);
  const ready = imports.prepare().then(() => imports);
  ready.catch(() => opened.delete(store));
  opened.set(store, ready);
  return ready;
}
