import type { AnyRow } from '../../../cards/ledger.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import type { Services } from '../context.ts';

/** What is said of a row, and the states in which it is true; in any while none are named. */
export interface SaidOfRow {
  ledger: string;
  code: string;
  while?: readonly string[] | undefined;
  until?: Date | undefined;
}

/**
 * Why something said of a row is not true any more, by the row as it stands; undefined while it is. Asked before anything
 * leaves, so that nobody is asked for what is done (domain.md 5.3).
 */
export async function whyUntrue(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  said: SaidOfRow,
  rowOf: (ledger: AnyLedger, code: string) => Promise<AnyRow | undefined>,
): Promise<string | undefined> {
  const { until } = said;
  if (until && until < clock.now()) return `已过 ${dayOf(until)} ${timeOf(until)}`;
  const ledger = store.ledgers.find(({ name }) => name === said.ledger);
  const row = ledger && (await rowOf(ledger, said.code));
  if (!row) return '已不在台账中';
  if (!said.while || (row.status !== undefined && said.while.includes(row.status))) return undefined;
  const label = row.status === undefined ? undefined : ledger.machine?.states[row.status]?.label;
  return label === undefined ? '情况已变化' : `已是“${label}”`;
}
