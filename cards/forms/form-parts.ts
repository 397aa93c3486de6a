import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { kindOf } from '../../models/ledgers/engine/kinds/all.ts';
import type { AnyRow } from '../ledger.ts';

/** A form people fill at one go; longer ledgers are cut into parts. */
const WHOLE_FORM = 20;
const PART = 16;

/** What is known when a form is opened; it stays the same as long as the form is open. */
export interface FormStart {
  /** Absent for a new one. */
  row?: Pick<AnyRow, 'code'>;
  /** Of a new one the fields that were filled in before the person saw it. */
  given?: readonly string[];
  /** The fields that the form asks this viewer; all that people fill unless given. */
  asks?: readonly string[];
}

/**
 * The fields of each form of a ledger: first what must be filled, then what people usually fill or lists show, then what
 * may become due; the rest follows in further parts. What changes every month comes before what must be filled and is there
 * already. Fields that no input of a form takes are in none.
 */
export function formParts(
  ledger: AnyLedger,
  { row, given = [], asks = ledger.filled }: FormStart = {},
): string[][] {
  const asked = asks.filter((key) => hasInput(ledger, key));
  // A new row of a long ledger is registered first; there is nothing of this month to report on it yet.
  const monthly = row || asked.length <= WHOLE_FORM ? (ledger.monthly ?? []) : [];
  const rank = (key: string): number => {
    const required = ledger.fields[key]?.required;
    const isThere = row !== undefined || given.includes(key);
    if (required === true && (!isThere || monthly.length === 0)) return 0;
    // In their own order.
    if (monthly.includes(key)) return 1 + monthly.indexOf(key) / monthly.length;
    if (required === true) return 2;
    if (ledger.listed.includes(key) || ledger.usual?.includes(key)) return 3;
    return required ? 4 : 5;
  };
  const sorted = asked.sort((a, b) => rank(a) - rank(b));
  if (sorted.length <= WHOLE_FORM) return [sorted];
  const first = sorted.filter((key) => rank(key) < 5).slice(0, WHOLE_FORM);
  const rest = sorted.slice(first.length);
  const parts = [first];
  for (let i = 0; i < rest.length; i += PART) parts.push(rest.slice(i, i + PART));
  return parts;
}

/** Whether a form can ask for a field. */
export const hasInput = (ledger: AnyLedger, key: string): boolean => {
  const field = ledger.fields[key];
  return field !== undefined && kindOf(field).input(field) !== undefined;
};
