import type { ClientSession } from 'mongoose';
import type { AnyLedger } from '../../ledgers/engine/define.ts';
import { refsOf } from '../../ledgers/engine/refs.ts';
import { AppError } from '../../rules/errors.ts';
import type { Viewer } from '../../rules/permissions.ts';
import { whereOf } from '../../rules/rights.ts';
import { and } from '../../rules/where.ts';
import type { StoreParts } from '../store-parts.ts';
import { toQuery } from './query.ts';

/**
 * Lets rows refer only to what their writer may refer to: a row that they may read, or, where the field says so, one that
 * they may edit, so that no county reports on another's project under its own unit. One question a ledger, however many
 * rows.
 * @throws AppError FORBIDDEN naming the first that is out of reach
 */
export async function demandRefs(
  parts: StoreParts,
  { viewer, session }: { viewer: Viewer; session: ClientSession },
  { ledger, rows }: { ledger: AnyLedger; rows: readonly object[] },
): Promise<void> {
  if (viewer.system) return;
  for (const { key, item, field } of refsOf(ledger)) {
    if (item !== undefined) continue;
    const wanted = new Set(rows.flatMap((row) => textIn((row as Record<string, unknown>)[key])));
    const to = parts.ledgerNamed(field.ref);
    if (wanted.size === 0 || !to) continue;
    const permit = field.within === 'edit' ? to.rights.edit : to.rights.read;
    const where = and(whereOf(permit.right, viewer), { code: { in: [...wanted] } });
    const found = await parts
      .model(to)
      .find({ deleted: false, ...toQuery(where) }, { code: 1 })
      .session(session)
      .lean<{ code: string }[]>();
    for (const { code } of found) wanted.delete(code);
    const [stranger] = wanted;
    if (stranger !== undefined)
      throw new AppError('FORBIDDEN', `${field.label}“${stranger}”不在您可填报的范围内`, {
        detail: `${viewer.post}: ${ledger.name}.${key} = ${stranger}`,
      });
  }
}

const textIn = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);
