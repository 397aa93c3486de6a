import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import type { AnyLedger, LooseRow } from '../../ledgers/engine/define.ts';
import type { Day } from '../../rules/time/day.ts';
import type { Counter, StoreParts } from '../store-parts.ts';

const counterSchema = new Schema<Counter>(
  { _id: String, last: Number },
  { versionKey: false, autoIndex: false, autoCreate: false },
);

/** Running numbers of code series (XM-2026-YC-), one document a series. */
export const counterModel = (connection: Connection): Model<Counter> =>
  connection.model<Counter>('counters', counterSchema, 'counters');

/**
 * A code for each new row: given, made of its own values, or the next number of its series. A block of numbers is
 * taken at once, inside the transaction, so numbers have no gaps and a refused change uses none.
 */
export async function allotCodes(
  parts: StoreParts,
  ledger: AnyLedger,
  rows: readonly LooseRow[],
  given: readonly { code?: string }[],
  today: Day,
  session: ClientSession,
): Promise<string[]> {
  const rule = ledger.code;
  if ('of' in rule) return rows.map((row, i) => given[i]?.code ?? rule.of(row));
  const series = rows.map((row, i) => (given[i]?.code ? undefined : rule.series(row, today)));
  const next = new Map<string, number>();
  for (const [name, wanted] of countEach(series)) {
    const counter = await parts.counters.findOneAndUpdate(
      { _id: name },
      { $inc: { last: wanted } },
      { session, upsert: true, returnDocument: 'after' },
    );
    next.set(name, counter.last - wanted + 1);
  }
  await raiseToGiven(parts, given, rule.width, session);
  return rows.map((_row, i) => {
    const name = series[i];
    if (name === undefined) return given[i]?.code ?? '';
    const number = next.get(name) ?? 1;
    next.set(name, number + 1);
    return name + String(number).padStart(rule.width, '0');
  });
}

/** Given codes push their series on, so that the next own number does not meet them. */
async function raiseToGiven(
  parts: StoreParts,
  given: readonly { code?: string }[],
  width: number,
  session: ClientSession,
) {
  const highest = new Map<string, number>();
  for (const { code } of given) {
    const number = code === undefined ? Number.NaN : Number(code.slice(-width));
    if (code === undefined || !Number.isInteger(number)) continue;
    const name = code.slice(0, -width);
    highest.set(name, Math.max(highest.get(name) ?? 0, number));
  }
  for (const [name, last] of highest) {
    await parts.counters.updateOne({ _id: name }, { $max: { last } }, { session, upsert: true });
  }
}

function countEach(names: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
