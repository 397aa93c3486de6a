/**
 * A small filter language, so that one rule both selects rows in the database (models/store turns it into a query)
 * and judges a row in hand. Rights, row scope and list filters are written in it. `{}` matches all, `{ any: [] }` nothing,
 * `{ none: [..] }` what none of its parts matches.
 */
export type Scalar = string | number | boolean;
export type Condition =
  | Scalar
  | { in: readonly Scalar[] }
  | { not: readonly Scalar[] }
  | { gte?: Scalar; gt?: Scalar; lte?: Scalar; lt?: Scalar }
  | { exists: boolean };
export type Where =
  | { all: readonly Where[] }
  | { any: readonly Where[] }
  | { none: readonly Where[] }
  | { readonly [field: string]: Condition };

export const EVERYTHING: Where = {};
export const NOTHING: Where = { any: [] };

export const isAll = (where: Where): where is { all: readonly Where[] } =>
  Array.isArray((where as { all?: unknown }).all);
export const isAny = (where: Where): where is { any: readonly Where[] } =>
  Array.isArray((where as { any?: unknown }).any);

export const isNone = (where: Where): where is { none: readonly Where[] } =>
  Array.isArray((where as { none?: unknown }).none);

/** Does it let every row through, so that it need not be asked? */
export const isEverything = (where: Where): boolean =>
  isAll(where) ? where.all.every(isEverything) : !isAny(where) && Object.keys(where).length === 0;

/** Can no row pass? Only what is written as nothing is found out, not every contradiction. */
export const isNothing = (where: Where): boolean =>
  isAny(where) ? where.any.every(isNothing) : isAll(where) && where.all.some(isNothing);

/** Both filters at once. */
export const and = (...parts: readonly Where[]): Where => ({ all: parts });

/** Does this row pass? An array field passes when one of its elements does, as in MongoDB. */
export function passes(where: Where, row: object): boolean {
  if (isAll(where)) return where.all.every((part) => passes(part, row));
  if (isAny(where)) return where.any.some((part) => passes(part, row));
  if (isNone(where)) return !where.none.some((part) => passes(part, row));
  return Object.entries(where).every(([field, condition]) => meets(valueAt(row, field), condition));
}

/** A field's value; a dotted path leads into an object, as in MongoDB (`actors.submit`). */
const valueAt = (row: object, field: string): unknown =>
  field.includes('.')
    ? field.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], row)
    : (row as Record<string, unknown>)[field];

function meets(value: unknown, condition: Condition): boolean {
  if (typeof condition !== 'object') return holds(value, (v) => v === condition);
  if ('in' in condition) return holds(value, (v) => condition.in.includes(v as Scalar));
  if ('not' in condition) return !holds(value, (v) => condition.not.includes(v as Scalar));
  if ('exists' in condition) return (value !== undefined && value !== null) === condition.exists;
  return holds(value, (v) => inRange(v, condition));
}

const holds = (value: unknown, test: (v: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(test) : test(value);

function inRange(value: unknown, range: { gte?: Scalar; gt?: Scalar; lte?: Scalar; lt?: Scalar }): boolean {
  if (value === undefined || value === null) return false;
  const v = value as Scalar;
  // As in MongoDB, a bound of another type matches nothing: "5" is not above 3.
  const reaches = (bound: Scalar | undefined, test: (bound: Scalar) => boolean) =>
    bound === undefined || (typeof bound === typeof v && test(bound));
  return (
    reaches(range.gte, (bound) => v >= bound) &&
    reaches(range.gt, (bound) => v > bound) &&
    reaches(range.lte, (bound) => v <= bound) &&
    reaches(range.lt, (bound) => v < bound)
  );
}
