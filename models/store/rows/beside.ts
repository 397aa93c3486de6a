import { BESIDE, type AuditLog } from './audit.ts';
import type { Change } from './change.ts';
import type { Difference } from './diff.ts';
import { entryOf } from './entry.ts';

/**
 * Enters into the history what an action changed beside the ledgers, as a chain of its own under a code: what imports
 * have been taught. Inside the action's transaction.
 */
export async function remarkBeside(
  audit: AuditLog,
  { context, session }: Pick<Change, 'context' | 'session'>,
  code: string,
  event: string,
  changes: readonly Difference[],
): Promise<void> {
  const last = await audit.last(BESIDE, code, session);
  const chained = { entityId: code, code, seq: (last?.seq ?? 0) + 1, prev: last?.hash ?? '' };
  const entry = entryOf({ entity: BESIDE, isSecret: () => false }, context, { ...chained, event, changes });
  await audit.append([entry], session);
}
