import type { AnyLedger, RowOf } from '../../../models/ledgers/engine/define.ts';
import type { Where } from '../../../models/rules/where.ts';
import { LITERAL_FROM, type NameHit } from '../../../models/rules/names/search.ts';
import type { Ctx } from '../context.ts';
import { nameIndexOf } from './name-index.ts';

export interface NamedPage<L> {
  rows: RowOf<L>[];
  /** Of all that is meant, not only of what is shown. */
  total: number;
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
  return { rows, total: meant.length };
}
