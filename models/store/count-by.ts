import type { Model } from 'mongoose';

/** How many documents there are of each value of a field; of a value that none has nothing is said. */
export async function countBy<D, F extends keyof D & string>(
  model: Model<D>,
  field: F,
): Promise<Partial<Record<D[F] & string, number>>> {
  const counts = await model.aggregate<{ _id: D[F] & string; n: number }>([
    { $group: { _id: `$${field}`, n: { $sum: 1 } } },
  ]);
  const found: Partial<Record<D[F] & string, number>> = {};
  for (const { _id, n } of counts) found[_id] = n;
  return found;
}
