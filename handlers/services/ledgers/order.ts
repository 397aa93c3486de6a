import { unitsInOrder, type City } from '../../../models/ledgers/city.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { Sort } from '../../../models/store/rows/query.ts';

/** How a ledger's list comes: in the order it names for itself, else what changed last on top. */
export const listOrder = (city: City, ledger: AnyLedger): Sort =>
  ledger.order ? sortBy(city, ledger, ledger.order) : { updatedAt: -1, code: 1 };

/** How a ledger's file comes: in the order it names for itself, else by unit in 礼宾顺序; always the same way. */
export const fileOrder = (city: City, ledger: AnyLedger): Sort =>
  sortBy(city, ledger, ledger.order ?? (ledger.fields.unit?.type === 'unit' ? ['unit'] : []));

function sortBy(city: City, ledger: AnyLedger, order: readonly string[]): Sort {
  const protocol = unitsInOrder(city).map(({ code }) => code);
  const keys = order.map((key) => {
    const field = key.replace(/^-/, '');
    if (ledger.fields[field]?.type === 'unit') return [field, protocol] as const;
    return [field, key.startsWith('-') ? -1 : 1] as const;
  });
  return { ...Object.fromEntries(keys), code: 1 };
}
