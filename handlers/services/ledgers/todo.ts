import type { AnyRow } from '../../../cards/ledger.ts';
import type { Owed } from '../../../cards/project.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { deadlinesOf, type Deadline } from '../../../models/ledgers/engine/deadlines.ts';
import type { AnyLedger, RowOf } from '../../../models/ledgers/engine/define.ts';
import type { Move } from '../../../models/ledgers/engine/machine.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { may, mayOn, whereOf } from '../../../models/rules/rights.ts';
import { isNothing, type Where } from '../../../models/rules/where.ts';
import { viewerOf, type Ctx } from '../context.ts';
import { movesOn } from './row-card.ts';

/** A row on which a post must act. */
export interface Todo {
  ledger: AnyLedger;
  row: AnyRow;
  /** Undefined where nothing says until when. */
  due?: Date;
  provisional?: boolean;
  moves: readonly Move[];
}

/** The rows on which the viewer must act now, the soonest due first, those without a deadline last. */
export async function todoOf(ctx: Ctx): Promise<Todo[]> {
  const all = await Promise.all(ctx.store.ledgers.map((ledger) => todoIn(ctx, ledger)));
  return all.flat().sort((a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity));
}

/** What waits for the posts of an organ, of the rows that the viewer may see; the soonest due first. */
export async function todoOfOrgan(ctx: Ctx, organ: string): Promise<Todo[]> {
  const found = new Map<string, Todo>();
  for (const { code } of ctx.city.posts.filter(({ org }) => org === organ))
    for (const todo of await todoOf({ ...ctx, viewer: viewerOf(ctx.city, code) })) {
      const { ledger, row } = todo;
      if (!may(ctx.viewer, ledger.rights.read)) continue;
      if (!(await ctx.store.rows(ledger).byCode(ctx.viewer, row.code))) continue;
      found.set(`${ledger.name} ${row.code}`, { ...todo, moves: movesOn(ctx, ledger, row, 'private') });
    }
  return [...found.values()].toSorted(
    (a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity),
  );
}

async function todoIn(ctx: Ctx, ledger: AnyLedger): Promise<Todo[]> {
  const mine = statesFor(ctx, ledger);
  if (mine.length === 0 || !may(ctx.viewer, ledger.rights.read)) return [];
  const rows = await ctx.store.rows(ledger).find(ctx.viewer, { where: { any: mine } });
  return rows.flatMap((row) => {
    const deadline = deadlineOn(ctx, ledger, row);
    const over = deadline && deadline.due < ctx.clock.now() && stateOf(ledger, row)?.assent;
    const due = deadline ? { due: deadline.due, provisional: deadline.provisional } : {};
    return over ? [] : [{ ledger, row, moves: movesOn(ctx, ledger, row, 'private'), ...due }];
  });
}

/** Rows in each state in which somebody like the viewer must act. */
function statesFor({ viewer }: Ctx, { machine }: AnyLedger): Where[] {
  return Object.entries(machine?.states ?? {}).flatMap(([status, { actor }]) => {
    const where = actor && whereOf(actor, viewer);
    return where && !isNothing(where) ? [{ all: [{ status }, where] }] : [];
  });
}

/** Is there any state of any ledger in which somebody like the viewer must act? */
export const everActs = (ctx: Ctx): boolean =>
  ctx.store.ledgers.some(
    (ledger) => may(ctx.viewer, ledger.rights.read) && statesFor(ctx, ledger).length > 0,
  );

const stateOf = ({ machine }: AnyLedger, { status }: AnyRow) => machine?.states[status ?? ''];

/** What falls due on a row, with its derivation. */
export const deadlineOn = ({ calendar, rules }: Ctx, ledger: AnyLedger, row: AnyRow): Deadline | undefined =>
  deadlinesOf(ledger, row, { calendar, rules });

/** The posts that must act on a row as it stands; empty where nobody must, or saying nothing is an answer. */
export function actorsOn({ city }: Ctx, ledger: AnyLedger, row: AnyRow): string[] {
  const { actor, assent } = stateOf(ledger, row) ?? {};
  if (!actor || assent) return [];
  return city.posts.filter(({ code }) => mayOn(actor, viewerOf(city, code), row)).map(({ code }) => code);
}

/** Who holds a row as it stands: the posts by name, and until when they are to act. */
export function heldBy<L extends AnyLedger>(ctx: Ctx, ledger: L, held: RowOf<L>): Omit<Owed, 'what'> {
  const row: AnyRow = held;
  const nameOf = namesOf(ctx.city);
  const due = deadlineOn(ctx, ledger, row)?.due;
  return {
    by: actorsOn(ctx, ledger, row).map((post) => nameOf('post', post)),
    ...(due ? { due, overdue: due < ctx.clock.now() } : {}),
  };
}

/**
 * A row by its code, whatever its ledger.
 * @throws AppError NOT_FOUND when there is none that the viewer may see
 */
export async function rowAnywhere(ctx: Ctx, code: string): Promise<{ ledger: AnyLedger; row: AnyRow }> {
  for (const ledger of ctx.store.ledgers) {
    if (!may(ctx.viewer, ledger.rights.read)) continue;
    const row = await ctx.store.rows(ledger).byCode(ctx.viewer, code);
    if (row) return { ledger, row };
  }
  throw new AppError('NOT_FOUND', `没有编号为 ${code} 的记录，或您的岗位看不到它`);
}
