import { historyLines, type HistoryLine } from '../../../cards/history.ts';
import type { AnyRow, Audience, CountFacts, LedgerListFacts } from '../../../cards/ledger.ts';
import { unitsInOrder, type City } from '../../../models/ledgers/city.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { NameOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { and, passes, type Where } from '../../../models/rules/where.ts';
import type { Sort } from '../../../models/store/rows/query.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf, audienceScope } from './access.ts';
import { postsHeldBy } from '../people/identify.ts';
import { readFilter, type LedgerFilter } from './filter.ts';
import { rowsNamed } from './search.ts';
import { namesFor } from './titles.ts';

export interface ListOptions {
  /** What the person wrote behind the ledger's title. */
  filter?: string;
  /** From 1. */
  page?: number;
  size?: number;
  audience: Audience;
  place?: LedgerListFacts['place'];
}

/** Rows on a card, and on a page of the service. */
const SIZES = { chat: 10, page: 200 } as const;

/** One page of a ledger as this viewer sees it, in the ledger's order, or the best name first. */
export async function listRows(ctx: Ctx, ledger: AnyLedger, options: ListOptions): Promise<LedgerListFacts> {
  const { filter = '', audience, place = 'chat' } = options;
  const page = Math.max(1, options.page ?? 1);
  const size = options.size ?? SIZES[place];
  const skip = (page - 1) * size;
  const asked = await withHolders(ctx, ledger, readFilter(ctx, ledger, filter));
  const where = and(asked.where, audienceScope(ctx, ledger, audience));
  const reader = ctx.store.rows(ledger);
  const facts = {
    ledger,
    audience,
    can: abilitiesOf(ctx, ledger, audience),
    page,
    size,
    filter,
    place,
  };
  if (asked.name !== '') {
    const found = await rowsNamed(ctx, ledger, asked.name, { where, skip, limit: size });
    return { ...facts, ...found, nameOf: await namesFor(ctx, ledger, found.rows, audience) };
  }
  const [rows, total] = await Promise.all([
    reader.find(ctx.viewer, { where, sort: listOrder(ctx.city, ledger), skip, limit: size }),
    reader.count(ctx.viewer, where),
  ]);
  return { ...facts, rows, total, nameOf: await namesFor(ctx, ledger, rows, audience) };
}

/** The rows that a list's words mean, as a condition; those named are told by their codes. */
export async function rowsMeant(ctx: Ctx, ledger: AnyLedger, filter: string): Promise<Where> {
  const { where, name } = await withHolders(ctx, ledger, readFilter(ctx, ledger, filter));
  if (name === '') return where;
  const { rows } = await rowsNamed(ctx, ledger, name, { where, limit: NAMED_MOST });
  return { code: { in: rows.map(({ code }) => code) } };
}

/** A person's name among the words means the rows of the posts that they hold, for who may know who holds them. */
async function withHolders(ctx: Ctx, ledger: AnyLedger, asked: LedgerFilter): Promise<LedgerFilter> {
  const charge = ledger.asked?.charge;
  if (!charge || asked.name === '') return asked;
  const posts = await postsHeldBy(ctx, asked.name);
  if (posts.length === 0) return asked;
  const theirs: Where = { any: charge.posts.map((field) => ({ [field]: { in: posts } })) };
  return { where: and(asked.where, theirs), name: '' };
}

/** Rows of one name that a file holds: more than any word of a ledger's names is in. */
const NAMED_MOST = 5000;

/** How many rows the words mean, and what their amounts come to where the ledger has one to ask for. */
export async function countRows(
  ctx: Ctx,
  ledger: AnyLedger,
  filter: string,
  audience: Audience,
): Promise<CountFacts> {
  const where = and(await rowsMeant(ctx, ledger, filter), audienceScope(ctx, ledger, audience));
  const amount = ledger.asked?.amount;
  const facts = { ledger, filter, audience, can: abilitiesOf(ctx, ledger, audience) };
  if (amount === undefined) return { ...facts, rows: await ctx.store.rows(ledger).count(ctx.viewer, where) };
  let rows = 0;
  let sum = 0;
  let blank = 0;
  for await (const row of ctx.store.rows(ledger).stream(ctx.viewer, { where, fields: [amount] })) {
    const value: unknown = Reflect.get(row, amount);
    rows++;
    if (typeof value === 'number') sum += value;
    else blank++;
  }
  return { ...facts, rows, sum, blank };
}

/** A row by its code. Throws NOT_FOUND also when it is there but not for this viewer or audience. */
export async function rowByCode(
  ctx: Ctx,
  ledger: AnyLedger,
  code: string,
  audience: Audience = 'private',
): Promise<AnyRow> {
  const row = await ctx.store.rows(ledger).byCode(ctx.viewer, code);
  if (row && passes(audienceScope(ctx, ledger, audience), row)) return row;
  throw new AppError('NOT_FOUND', `没有编号为 ${code} 的${ledger.noun}，或您的岗位看不到它`);
}

/** A row and its change history in words, newest first, with the names of what both name. */
export async function historyOf(
  ctx: Ctx,
  ledger: AnyLedger,
  code: string,
): Promise<{ row: AnyRow; nameOf: NameOf; lines: HistoryLine[] }> {
  const row = await rowByCode(ctx, ledger, code);
  const entries = await ctx.store.audit.history(code);
  const own = entries.filter(({ entity, entityId }) => entity === ledger.name && entityId === row.id);
  const held = own.flatMap(({ changes }) =>
    changes.flatMap(({ field, before, after }) => [
      { [field]: before ?? undefined },
      { [field]: after ?? undefined },
    ]),
  );
  const nameOf = await namesFor(ctx, ledger, [row, ...held]);
  return { row, nameOf, lines: historyLines(ledger, own, nameOf) };
}

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
