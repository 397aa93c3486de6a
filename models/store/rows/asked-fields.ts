import type { AnyLedger, LooseRow } from '../../ledgers/engine/define.ts';
import { askOf, type Move } from '../../ledgers/engine/machine.ts';

/** What of the questions of a move has no answer yet. */
export const unanswered = ({ fields }: AnyLedger, { asks = [] }: Move, row: LooseRow): string[] =>
  asks.map(askOf).flatMap(({ field, required }) => {
    const value = row[field];
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    return required && empty ? [`请填写${fields[field]?.label ?? field}`] : [];
  });

/** Answers to questions that are only asked: the history keeps them, the row does not. */
export const answersIn = (ledger: AnyLedger, row: LooseRow): LooseRow =>
  Object.fromEntries(Object.entries(row).filter(([key]) => ledger.fields[key]?.asked));

export const withoutAsked = (ledger: AnyLedger, row: LooseRow): LooseRow =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !ledger.fields[key]?.asked));
