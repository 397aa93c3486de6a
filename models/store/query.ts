import { isAll, isAny, type Condition, type Where } from '../rules/where.ts';

/** A filter of models/rules/where.ts as a MongoDB query. Values are only ever data: no operator can come from input. */
export function toQuery(where: Where): Record<string, unknown> {
  if (isAll(where)) return where.all.length === 0 ? {} : { $and: where.all.map(toQuery) };
  if (isAny(where)) return where.any.length === 0 ? { _id: { $in: [] } } : { $or: where.any.map(toQuery) };
  return Object.fromEntries(
    Object.entries(where).map(([field, condition]) => [field, toCondition(condition)]),
  );
}

function toCondition(condition: Condition): unknown {
  if (typeof condition !== 'object') return { $eq: condition };
  if ('in' in condition) return { $in: condition.in };
  if ('not' in condition) return { $nin: condition.not };
  if ('exists' in condition) return condition.exists ? { $ne: null } : { $eq: null };
  const { gte, gt, lte, lt } = condition;
  return {
    ...(gte === undefined ? {} : { $gte: gte }),
    ...(gt === undefined ? {} : { $gt: gt }),
    ...(lte === undefined ? {} : { $lte: lte }),
    ...(lt === undefined ? {} : { $lt: lt }),
  };
}
