import type { PipelineStage } from 'mongoose';
import { isAll, isAny, isNone, type Condition, type Where } from '../../rules/where.ts';

/** A filter of models/rules/where.ts as a MongoDB query. Values are only ever data: no operator can come from input. */
export function toQuery(where: Where): Record<string, unknown> {
  if (isAll(where)) return where.all.length === 0 ? {} : { $and: where.all.map(toQuery) };
  if (isAny(where)) return where.any.length === 0 ? { _id: { $in: [] } } : { $or: where.any.map(toQuery) };
  if (isNone(where)) return where.none.length === 0 ? {} : { $nor: where.none.map(toQuery) };
  return Object.fromEntries(
    Object.entries(where).map(([field, condition]) => [field, toCondition(condition)]),
  );
}

/**
 * How rows are sorted, first key first: up, down, or by the place of a field's value in a list, what is not in it last
 * (units in 礼宾顺序).
 */
export type Sort = Readonly<Record<string, 1 | -1 | readonly string[]>>;

export const isPlainSort = (sort: Sort): sort is Record<string, 1 | -1> =>
  Object.values(sort).every((by) => typeof by === 'number');

/** A sort as stages of an aggregation: places in lists are worked out first, and taken off again. */
export function sortStages(sort: Sort): PipelineStage[] {
  const places: Record<string, object> = {};
  const keys: Record<string, 1 | -1> = {};
  for (const [field, by] of Object.entries(sort)) {
    if (typeof by === 'number') keys[field] = by;
    else {
      places[`_place_${field}`] = placeIn(by, field);
      keys[`_place_${field}`] = 1;
    }
  }
  return [{ $addFields: places }, { $sort: keys }, { $unset: Object.keys(places) }];
}

const placeIn = (values: readonly string[], field: string): object => ({
  $let: {
    vars: { at: { $indexOfArray: [{ $literal: values }, `$${field}`] } },
    in: { $cond: [{ $lt: ['$$at', 0] }, values.length, '$$at'] },
  },
});

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
