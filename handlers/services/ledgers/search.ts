import type { AnyLedger, RowOf } from '../../../models/ledgers/engine/define.ts';
import type { Where } from '../../../models/rules/where.ts';
import {
  LITERAL_FROM,
  type NameHit,
  createNameIndex,
  type NameIndex,
} from '../../../models/rules/names/search.ts';
import type { Ctx } from '../context.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Store } from '../../../models/store/store.ts';

export interface NamedPage<L> {
  rows: RowOf<L>[];
  /** Of all that is meant, not only of what is shown. */
  total: number;
  /** None has the name: these are only called alike. */
  alike: boolean;
}

/**
 * Rows whose name a person may mean, best first: those whose name holds what was typed, as it stands or in pinyin; only
 * where there is none, those alike. The index knows names of every row; what counts and what comes back is read anew
 * within the viewer's scope and `where`.
 */
export async function rowsNamed<L extends AnyLedger>(
  ctx: Ctx,
  ledger: L,
  name: string,
  { where = {}, skip = 0, limit }: { where?: Where; skip?: number; limit: number },
): Promise<NamedPage<L>> {
  const hits = (await nameIndexOf(ctx.store, ledger)).search(name, Number.POSITIVE_INFINITY);
  const reader = ctx.store.rows(ledger);
  const visible = async (some: readonly NameHit[]) =>
    reader.among(
      ctx.viewer,
      some.map(({ id }) => id),
      where,
    );
  const literal = await visible(hits.filter(({ score }) => score >= LITERAL_FROM));
  const meant = literal.length > 0 ? literal : await visible(hits);
  const page = meant.slice(skip, skip + limit);
  const rank = new Map(page.map((id, i) => [id, i]));
  const rows = await reader.byIds(ctx.viewer, page);
  rows.sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
  return { rows, total: meant.length, alike: literal.length === 0 };
}

/** From this score on names are alike enough to be taken for each other without a word more. */
const ALIKE_FROM = 0.5;

/** Is there a row of this name that the viewer may see: one whose name holds it, or only one alike? */
export async function nameKnown(
  ctx: Ctx,
  ledger: AnyLedger,
  name: string,
  where: Where,
): Promise<'held' | 'alike' | undefined> {
  const hits = (await nameIndexOf(ctx.store, ledger))
    .search(name, LOOKED_AT)
    .filter(({ score }) => score > ALIKE_FROM);
  if (hits.length === 0) return undefined;
  const seen = new Set(
    await ctx.store.rows(ledger).among(
      ctx.viewer,
      hits.map(({ id }) => id),
      where,
    ),
  );
  const best = hits.find(({ id }) => seen.has(id));
  return best && (best.score >= LITERAL_FROM ? 'held' : 'alike');
}

/** Of very many alike, as many as tell. */
const LOOKED_AT = 50;

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
