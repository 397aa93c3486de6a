import type { Connection, mongo } from 'mongoose';
import type { RowDocument } from '../../models/store/rows/schema.ts';
import { systemClock } from '../../models/rules/time/clock.ts';

/** The row as the driver knows it. */
export type BareRow = RowDocument & { _id: mongo.ObjectId };

/**
 * The same five operations in one transaction, written on the driver alone: mark the event, read the row, compare and
 * set, note the change, put out the message. What they hold is as large as what the service writes; nothing is checked,
 * hashed or completed.
 */
export function bareAction(connection: Connection) {
  const client = connection.getClient();
  const rows = connection.collection<BareRow>('projects');
  const seen = connection.collection<{ _id: string; at: Date; reply: object }>('seen');
  const audit = connection.collection('audit');
  const outbox = connection.collection('outbox');

  return (id: BareRow['_id'], event: string, wan: number): Promise<void> =>
    client.withSession((session) =>
      session.withTransaction(
        async () => {
          const at = systemClock.now();
          const reply = { toast: { tone: 'good', text: '已更新XM-2026-YC-0001' } };
          await seen.insertOne({ _id: event, at, reply }, { session });
          const row = await rows.findOne({ _id: id }, { session });
          if (!row) throw new Error('the row is gone');
          const version = row.version + 1;
          const hash = event.padEnd(64, '0');
          const set = { cumInvestWan: wan, version, auditHead: hash, updatedAt: at, updatedBy: 'SWJ_CITY' };
          const written = await rows.updateOne({ _id: id, version: row.version }, { $set: set }, { session });
          if (written.matchedCount !== 1) throw new Error('somebody was faster');
          const changes = [{ field: 'cumInvestWan', before: row.cumInvestWan, after: wan }];
          const entry = { entity: 'projects', entityId: String(id), code: row.code, seq: version, at };
          const by = { post: 'SWJ_CITY', channel: 'web', event: 'change', changes };
          await audit.insertOne({ ...entry, ...by, prev: row.auditHead, hash }, { session });
          const message = {
            key: event,
            to: { post: 'SWJ_CITY' },
            kind: 'push',
            content: { text: `${String(row.name)}累计完成投资更新` },
          };
          const state = { dueAt: at, status: 'due', attempts: 0, fence: 0, leaseUntil: at, createdAt: at };
          await outbox.insertOne({ ...message, ...state }, { session });
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
      ),
    );
}
