import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { createNameIndex, type NameIndex } from '../../../models/rules/names/search.ts';
import type { Store } from '../../../models/store/store.ts';

const indexes = new WeakMap<Store, Map<string, { stamp: string; index: NameIndex }>>();

/**
 * The index of all names of a ledger, made again when the ledger has changed. It knows every row: what it finds must
 * be read anew within the viewer's scope.
 */
export async function nameIndexOf(store: Store, ledger: AnyLedger): Promise<NameIndex> {
  const reader = store.rows(ledger);
  const stamp = await reader.stamp();
  const ofStore = indexes.get(store) ?? new Map<string, { stamp: string; index: NameIndex }>();
  indexes.set(store, ofStore);
  const known = ofStore.get(ledger.name);
  if (known?.stamp === stamp) return known.index;
  const rows = await reader.find(SYSTEM, { fields: [ledger.titleField] });
  const index = createNameIndex(
    rows.map((row) => ({ id: row.id, text: String(row[ledger.titleField] ?? '') })),
  );
  ofStore.set(ledger.name, { stamp, index });
  return index;
}
