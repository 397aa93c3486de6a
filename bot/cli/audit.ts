import { changedFields, eventName, postName } from '../../cards/history.ts';
import type { AuditEntry } from '../../models/store/rows/audit.ts';
import { namesFor } from '../../handlers/services/ledgers/titles.ts';
import { AppError } from '../../models/rules/errors.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import { ctxOf, word, type CliCall, type CliRun } from './command.ts';

/** Whether the history is whole, and what it says of a row. */

export const auditVerify: CliRun = async ({ services, viewer }) => {
  demand(viewer, PERMITS.audit);
  const result = await services.store.verifyAudit();
  const lines = result.faults.map(({ entity, code, seq, text }) => `${entity} ${code} #${seq}：${text}`);
  const text =
    lines.length > 0 ? lines.join('\n') : `完好：${result.entries} 条留痕，${result.seals} 个日封印`;
  return { data: result, text, refused: result.faults.length > 0 };
};

/** All changes of a row, the oldest first: when, who, what it was before and after. */
export const auditShow: CliRun = async (call) => {
  demand(call.viewer, PERMITS.audit);
  const code = word(call, 0, '编号');
  const { audit } = call.services.store;
  const exact = await audit.history(code);
  const entries = exact.length > 0 ? exact : await audit.history(code.toUpperCase());
  if (entries.length === 0) throw new AppError('NOT_FOUND', `没有编号为 ${code} 的留痕`);
  const told = await Promise.all(entries.map((entry) => linesOf(call, entry)));
  return { data: entries, text: told.flat().join('\n') };
};

async function linesOf(call: CliCall, entry: AuditEntry): Promise<string[]> {
  const { entity, seq, at, post, event, reason, changes } = entry;
  const ledger = call.services.store.ledgers.find(({ name }) => name === entity);
  const when = `#${seq} ${dayOf(at)} ${timeOf(at)}`;
  const why = reason ? `（${reason}）` : '';
  // What is kept beside the ledgers has no columns to be called by.
  if (!ledger) return [`${when} ${post} ${event}${why}`, ...changes.map(({ field }) => `    ${field}`)];
  const held = changes.flatMap(({ field, before, after }) => [
    { [field]: before ?? undefined },
    { [field]: after ?? undefined },
  ]);
  const nameOf = await namesFor(ctxOf(call), ledger, held);
  return [
    `${when} ${postName(post, nameOf)} ${eventName(ledger, event)}${why}`,
    ...changedFields(ledger, entry, nameOf).map((line) => `    ${line}`),
  ];
}
