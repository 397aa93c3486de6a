import { BESIDE, hashEntry, type AuditLog } from './audit.ts';
import type { Change } from './change.ts';
import type { Difference } from './diff.ts';

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
  const { viewer, channel, at, reason } = context;
  const last = await audit.last(BESIDE, code, session);
  const body = {
    entity: BESIDE,
    entityId: code,
    code,
    seq: (last?.seq ?? 0) + 1,
    at,
    post: viewer.post,
    channel,
    event,
    ...(reason ? { reason } : {}),
    changes: changes.map(({ field, before, after }) => ({
      field,
      before: before ?? null,
      after: after ?? null,
    })),
    prev: last?.hash ?? '',
  };
  await audit.append([{ ...body, hash: hashEntry(body) }], session);
}
