import { oncePer } from '../../rules/once-per.ts';
import type { AnyLedger, LooseRow, Patch } from '../../ledgers/engine/define.ts';
import type { Viewer } from '../../rules/permissions.ts';
import type { Day } from '../../rules/time/day.ts';
import { askOf, type Move, type Setter } from '../../ledgers/engine/machine.ts';

/** What of the questions of a move has no answer yet. */
export const unanswered = ({ fields }: AnyLedger, { asks = [] }: Move, row: LooseRow): string[] =>
  asks.map(askOf).flatMap(({ field, required }) => {
    const value = row[field];
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    return required && empty ? [`请填写${fields[field]?.label ?? field}`] : [];
  });

/** Answers to questions that are only asked: the history keeps them, the row does not. */
export function answersIn(ledger: AnyLedger, row: LooseRow): LooseRow {
  const answers: LooseRow = {};
  for (const key of askedOnly(ledger)) if (row[key] !== undefined) answers[key] = row[key];
  return answers;
}

export function withoutAsked(ledger: AnyLedger, row: LooseRow): LooseRow {
  const kept = { ...row };
  for (const key of askedOnly(ledger)) delete kept[key];
  return kept;
}

const askedOnly = oncePer(({ fields }: AnyLedger) => Object.keys(fields).filter((key) => fields[key]?.asked));

/** What a move writes by itself: moments, the mover, fixed values. */
export function settingsOf(
  { sets = {} }: Move,
  { viewer, now, today }: { viewer: Viewer; now: Date; today: Day },
): Patch {
  const valueOf = (setter: Setter) => {
    if (setter === null) return null;
    if (typeof setter === 'object') return setter.is;
    if (setter === 'now') return now.toISOString();
    return setter === 'today' ? today : (viewer[setter] ?? null);
  };
  return Object.fromEntries(Object.entries(sets).map(([field, setter]) => [field, valueOf(setter)]));
}
