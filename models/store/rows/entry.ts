import { hashEntry, type AuditEntry } from './audit.ts';
import type { ChangeContext } from './change-context.ts';
import type { Difference } from './diff.ts';

/** Where an entry stands in which chain. */
export type Chained = Pick<AuditEntry, 'entityId' | 'code' | 'seq' | 'prev'>;

/** What happened to a row, as its chain keeps it: of secret fields only that they changed. */
export function entryOf(
  { entity, isSecret }: { entity: string; isSecret: (field: string) => boolean },
  { viewer, channel, at, reason }: ChangeContext,
  of: Chained & { event: string; changes: readonly Difference[] },
): AuditEntry {
  const { entityId, code, seq, prev, event, changes } = of;
  const shown = (key: string, value: unknown) =>
    isSecret(key) && value !== undefined ? '（已加密）' : (value ?? null);
  const body = {
    entity,
    entityId,
    code,
    seq,
    at,
    post: viewer.post,
    channel,
    event,
    ...(reason ? { reason } : {}),
    changes: changes.map(({ field, before, after }) => ({
      field,
      before: shown(field, before),
      after: shown(field, after),
    })),
    prev,
  };
  return { ...body, hash: hashEntry(body) };
}
